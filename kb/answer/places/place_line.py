"""The line before quotes of different places: whose figure each is, never merged (甲县：2万元；乙县：5万元)."""

from collections.abc import Sequence, Set
from dataclasses import dataclass

from kb.answer.cite import QuoteMismatch
from kb.answer.lead.line import Lead, lead_line, verify_lead
from kb.answer.places.peers import owners
from kb.answer.question import FIGURES, QuestionKind
from kb.text.owner_names import short_place
from kb.text.placed_titles import RULES
from kb.types import Citation

_ASKED = FIGURES | {QuestionKind.COUNT, QuestionKind.OTHER}


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """What each place says, with the place in front, in the order of the quotes."""

    parts: tuple[tuple[str, Lead], ...]

    @property
    def text(self) -> str:
        """甲县：2万元[1]；乙县：5万元[2], the last mark left to whoever shows it."""
        marked = [f"{owner}：{lead.text}" for owner, lead in self.parts]
        marks = ["".join(f"[{mark}]" for mark in lead.marks[:1]) for _, lead in self.parts[:-1]]
        return "；".join(f"{one}{mark}" for one, mark in zip(marked, [*marks, ""], strict=True))

    @property
    def marks(self) -> tuple[int, ...]:
        """The marks of the last place."""
        return self.parts[-1][1].marks


def place_line(question: str, kinds: Set[QuestionKind], citations: Sequence[Citation]) -> PlaceLine | None:
    """Return whose figure each is where a prepared question asks for one and places of one level are quoted.

    None where all quotes are of one place, or fewer than two of the places state what is asked.
    """
    if not kinds & _ASKED:
        return None
    whose = _whose(citations)
    parts = []
    for owner in dict.fromkeys(whose.values()):
        own = [citation for citation in citations if whose.get(citation.version.key) == owner]
        lead = lead_line(question, kinds, own, of_one=True)
        if lead is not None:
            parts.append((owner, lead))
    return PlaceLine(tuple(parts)) if len(parts) > 1 else None


def verify_place_line(line: PlaceLine, citations: Sequence[Citation], question: str) -> None:
    """Raise QuoteMismatch unless each part is copied from quotes of the very place that it is said of."""
    whose = _whose(citations)
    for owner, lead in line.parts:
        own = [citation for citation in citations if whose.get(citation.version.key) == owner]
        if not own or not set(lead.marks) <= {citation.mark for citation in own}:
            raise QuoteMismatch(f"{lead.text!r} is not from quotes of {owner!r}")
        verify_lead(lead, own, question)


def is_of_one_alone(question: str, marks: Sequence[int], citations: Sequence[Citation]) -> bool:
    """Tell whether a line is from the quotes of one place where the question names several that are quoted."""
    named = {key: owner for key, owner in _whose(citations).items() if short_place(owner) in question}
    told = {named.get(one.version.key) for one in citations if one.mark in marks}
    return len(set(named.values())) > 1 and len(told) == 1


def _whose(citations: Sequence[Citation]) -> dict[str, str]:
    versions = {citation.version.key: citation.version for citation in citations}
    return owners([version for version in versions.values() if version.metadata.kind in RULES])
