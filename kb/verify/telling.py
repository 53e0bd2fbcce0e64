"""A checked text in words, for people: what the command line and agents show."""

from collections.abc import Iterator

from kb.clauses.citation import official_citation, stable_link
from kb.clauses.label import VALIDITY_WORDS
from kb.retrieve.phrases.marking import marked
from kb.retrieve.phrases.types import PhrasePlace
from kb.verify.types import Checked, Verdict, VerificationReport

VERDICT_WORDS = {
    Verdict.VERBATIM: "逐字相符",
    Verdict.SAME_FIGURES: "相符（数额、日期写法不同）",
    Verdict.NEAR: "相近（见标出的差异）",
    Verdict.UNSUPPORTED: "没有依据",
    Verdict.UNCHECKED: "无需核对",
}
"""What a verdict is called before readers."""


def told(report: VerificationReport) -> Iterator[str]:
    """Yield the lines that tell what became of each sentence, and how many there are of each kind."""
    for number, one in enumerate(report.sentences, start=1):
        yield f"{number}. 〔{VERDICT_WORDS[one.verdict]}〕{' '.join(one.text.split())}"
        for fault in one.faults:
            yield f"   为什么：{fault.message}"
        if one.place is not None:
            yield from _place(one, one.place)
    counts = [f"{VERDICT_WORDS[verdict]} {count} 句" for verdict, count in report.counts.items() if count]
    yield f"按 {report.day.isoformat()} 的效力核对 {len(report.sentences)} 句：{'，'.join(counts)}"


def _place(one: Checked, place: PhrasePlace) -> Iterator[str]:
    version, clause = place.version, place.clause
    state = place.standing.label if place.standing else VALIDITY_WORDS[place.validity]
    named = official_citation(version.metadata, clause, version.of)
    lead = "依据" if one.verdict is not Verdict.UNSUPPORTED else "原文"
    yield f"   {lead}：{named}（{state}） {stable_link(version.key, clause.address)}"
    yield f"   {''.join(map(marked, place.differences))}"
