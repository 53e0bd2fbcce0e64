"""What speaks for one reading of a page and against another, in numbers.

The numbers were set by hand and confirmed with one page left out at a time (docs/pages.md).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """What the parts of a reading are worth; a headline all of whose words are in its article is worth 1."""

    untitled: float = 0.4
    two_titles: float = 0.4
    adjacent: float = 0.15
    torn: float = 0.4
    """Cost of giving lines that were printed together to two articles."""
    vote: float = 0.25
    affinity: float = 0.4
    usual: float = 1.0
    """How alike an article and a run must be to go together without other evidence."""
    contact: float = 0.4
    """How much more alike a paragraph below an address must be."""
    broken: float = 0.6
    """Cost of an article that ends inside a sentence."""
    takes_up: float = 0.8
    resumed: float = 0.4
    """Cost of going back to an interrupted article, once for each article since."""
    whole: float = 0.1
    """Cost of going back to an article that was not broken off inside a sentence."""
    lone: float = 0.3
    """Cost of a subheading without another one in its article."""
    talk: float = 0.5
    """How surely an interview goes on with the same speakers, and not with others."""
    column: float = 0.3
    """Cost of an article that goes on in a column of another width."""
    inset: float = 0.3
    """Cost of a headline inside its article."""
