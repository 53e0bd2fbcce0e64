"""Everything that is wrong with a data set: what would make a figure untrue, named by file and line."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import Fault, Question
from eval.judging.matching import normalise
from eval.readers.eligibility import EligibilityCase
from eval.readers.reading import Placed, Reading, is_unsupported, place_of, structure_faults, unsupported_note
from eval.readers.words import PERSONAS, TYPES
from eval.validation.sources import Sources

_SHOWN_QUOTE = 40

FaultOf = Callable[[str], str | None]
"""What is wrong with a clause id or reference; None where the clause is there."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault, or a warning: something that may be meant."""

    fault: Fault
    warning: bool = False

    def __str__(self) -> str:
        if not self.warning:
            return str(self.fault)
        return str(Fault(self.fault.path, self.fault.line, f"warning: {self.fault.text}"))


def findings(reading: Reading, sources: Sources | None, clause_fault: FaultOf | None) -> tuple[Finding, ...]:
    """Return all that is wrong with a data set, in the order of its lines.

    Quotations are looked up where sources are given, clause ids where there is something to ask for them.
    """
    found = [Finding(fault) for fault in (*reading.faults, *structure_faults(reading))]
    found += _repeated(reading)
    found += _unknown_words(reading)
    found += _not_judged(reading)
    for placed in reading.placed:
        for text, warning in _of_question(placed.question, sources, clause_fault):
            found.append(Finding(reading.fault(placed.line, text), warning))
    return tuple(sorted(found, key=lambda one: place_of(one.fault)))


def case_findings(
    path: Path, cases: Sequence[EligibilityCase], faults: Sequence[Fault], sources: Sources | None
) -> tuple[Finding, ...]:
    """Return all that is wrong with eligibility profiles; the faults are those met in reading them."""
    found = [Finding(fault) for fault in faults]
    if sources is None:
        return tuple(found)
    quoted = ((case, clause) for case in cases for clause in case.deciding if clause.quote)
    for case, clause in quoted:
        if clause.source and not sources.called(clause.source):
            text = f"source {clause.source!r} is none of the {len(sources)} files given"
            found.append(Finding(Fault(path, 0, f"{case.case_id}: {text}")))
        for text, warning in quote_faults(clause.quote, clause.source, sources):
            found.append(Finding(Fault(path, 0, f"{case.case_id}: {text}"), warning))
    return tuple(found)


def _of_question(
    question: Question, sources: Sources | None, clause_fault: FaultOf | None
) -> Iterator[tuple[str, bool]]:
    if not question.answerable and (question.evidence or question.clause_ids):
        yield "is unanswerable but has evidence; take the evidence out, or say that it is answerable", False
    quotes = [normalise(quote) for quote in question.quotes]
    for fact in question.key_facts:
        if quotes and not any(normalise(fact) in quote for quote in quotes):
            yield f"key fact {fact!r} stands in no evidence", True
    if sources is not None:
        named = dict.fromkeys([piece.source or question.source for piece in question.evidence] + [question.source])
        for source in filter(None, named):
            if not sources.called(source):
                yield f"source {source!r} is none of the {len(sources)} files given", False
        for piece in question.evidence:
            yield from quote_faults(piece.quote, piece.source or question.source, sources)
    if clause_fault is not None:
        for clause_id in question.clause_ids:
            fault = clause_fault(clause_id)
            if fault is not None:
                yield f"clause {clause_id!r}: {fault}", False


def quote_faults(quote: str, source: str, sources: Sources) -> Iterator[tuple[str, bool]]:
    """Yield what is wrong with a quotation of a source, and whether that is only a warning."""
    named = sources.called(source) if source else frozenset()
    shown = quote if len(quote) <= _SHOWN_QUOTE else quote[: _SHOWN_QUOTE - 1] + "…"
    holding = sources.holding(quote)
    if holding & named or (holding and not named):
        return
    if sources.holds_sentences(quote, named or sources.names):
        yield f"quote “{shown}”: its sentences stand there, but not in a row", True
        return
    where = f"not in {source}" if named else "in no file given"
    if holding:
        yield f"quote “{shown}” is {where} but in {', '.join(sorted(holding))}", False
        return
    near = sources.nearest(quote, named)
    if near is None:
        yield f"quote “{shown}” is {where}, nor is anything like it", False
    else:
        told = "; ".join(near.differences)
        yield f"quote “{shown}” is {where}; nearest is “{near.text}” ({near.source}): {told}", False


def _repeated(reading: Reading) -> Iterator[Finding]:
    first: dict[str, Placed] = {}
    for placed in reading.placed:
        key = normalise(placed.question.text)
        before = first.setdefault(key, placed)
        if before is placed:
            continue
        same = _gold_of(reading, before.question) == _gold_of(reading, placed.question)
        said = "is asked again with the same gold" if same else "is asked again with other gold; make both agree"
        yield Finding(reading.fault(placed.line, f"the question of line {before.line} {said}"), warning=same)


def _not_judged(reading: Reading) -> Iterator[Finding]:
    """Yield warnings for what says less than it seems to: answers without evidence, judgments none above 0."""
    note = unsupported_note(reading)
    if note:
        first = next(placed for placed in reading.placed if is_unsupported(reading, placed.question))
        yield Finding(reading.fault(first.line, note), warning=True)
    for query_id, grades in reading.judgments.items():
        if not any(grade > 0 for grade in grades.values()):
            text = f"query {query_id!r} has no relevant document (all its grades are 0) and is left out"
            yield Finding(reading.fault(0, text), warning=True)


def _gold_of(reading: Reading, question: Question) -> object:
    grades = reading.judgments.get(question.query_id, {})
    quotes = frozenset(normalise(quote) for quote in question.quotes)
    return question.answerable, quotes, frozenset(question.clause_ids), dict(grades)


def _unknown_words(reading: Reading) -> Iterator[Finding]:
    """Yield a warning for each persona and type that is not known, at the first question that has it."""
    asked = [placed for placed in reading.placed if not reading.judgments.get(placed.question.query_id)]
    kinds: Mapping[str, tuple[frozenset[str], Callable[[Question], str]]] = {
        "type": (TYPES, lambda question: question.type),
        "persona": (PERSONAS, lambda question: question.persona),
    }
    for kind, (known, value_of) in kinds.items():
        unknown: dict[str, list[Placed]] = {}
        for placed in asked:
            if value_of(placed.question) not in known:
                unknown.setdefault(value_of(placed.question), []).append(placed)
        for value, several in unknown.items():
            text = f"unknown {kind} {value!r} ({len(several)} questions); known are {', '.join(sorted(known))}"
            yield Finding(reading.fault(several[0].line, text), warning=True)
