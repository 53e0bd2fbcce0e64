"""What narrows something that a question asks for to one case of it (担保费能补几成, 每吨补多少, 银行几天放款).

Read from `attributes.toml`. A share of the interest says nothing of a guarantee fee, nor a day for one body of another.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.answer.scoring.attribute import Attribute


@dataclass(frozen=True, slots=True)
class Narrowing:
    """One case of some attributes."""

    name: str
    attributes: frozenset[str]
    """The names of those that it narrows."""
    asks: re.Pattern[str]
    """A question has this where it asks for this case."""
    shows: str
    """A text that states an attribute states it of this case where it has this too."""


def narrowed(attribute: Attribute, question: str, narrowings: Sequence[Narrowing]) -> Attribute:
    """Return an attribute with what a prepared question narrows it to needed in each of its ways of stating."""
    shows = tuple(
        one.shows for one in narrowings if attribute.name in one.attributes and one.asks.search(question) is not None
    )
    return replace(attribute, states=tuple((*way, *shows) for way in attribute.states)) if shows else attribute
