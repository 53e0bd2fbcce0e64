"""Names and words that a question puts in quotation marks, and which units say them."""

from collections.abc import Sequence

from kb.answer.scoring.texts import folded
from kb.answer.scoring.units import Unit
from kb.text.quotations import quotations

_SHORTEST, _LONGEST = 2, 20


def quoted_terms(question: str) -> tuple[str, ...]:
    """Return what a prepared question puts in quotation marks, each once; titles in 《》 are none."""
    found = (term for term in quotations(question) if _SHORTEST <= len(term) <= _LONGEST)
    return tuple(dict.fromkeys(folded(term) for term in found))


def quoted_share(question: str, units: Sequence[Unit]) -> list[float]:
    """Return for each unit which share of the quoted terms it says itself or under a heading that says them.

    A term of a title calls the document; one that no unit says tells nothing apart. Such terms do not count.
    """
    terms = quoted_terms(question)
    if not terms:
        return [0.0] * len(units)
    titles = {unit.version_row: folded(unit.hit.version.metadata.title) for unit in units}
    said = [folded(f"{_headings(unit)}\n{unit.text}") for unit in units]
    telling = [
        term
        for term in terms
        if not any(term in title for title in titles.values()) and any(term in text for text in said)
    ]
    if not telling:
        return [0.0] * len(units)
    return [sum(term in text for term in telling) / len(telling) for text in said]


def _headings(unit: Unit) -> str:
    """Return the headings above a unit, and the one that its own clause begins with."""
    version = unit.hit.version
    own = version.text[unit.span.start - min(unit.span.start, _BEFORE) : unit.span.start].rpartition("\n")[2]
    return "\n".join((unit.context, own))


# The heading of a clause stands on the line of its first sentences: （二）贷款利率。…
_BEFORE = 80
