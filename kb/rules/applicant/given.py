"""Structured facts as the published schema names them (docs/eligibility.md), read into an applicant."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kb.rules.applicant.choices import entity_of, guarantee_of, size_of
from kb.rules.applicant.contradictions import contradictions_in
from kb.rules.applicant.figures import FIGURES, figure_facts
from kb.rules.applicant.given_lists import LISTS, is_complete, list_facts, remark_on_list, with_remark
from kb.rules.applicant.given_standing import (
    grade_facts,
    measures_of_grade,
    review_facts,
    state_facts,
    state_of_text,
    with_measures,
)
from kb.rules.applicant.given_values import day_of, is_unknown, number_of, refuse, text_of, texts_of, truth_of
from kb.rules.applicant.merging import merge
from kb.rules.applicant.qualifications import Names, bundled_names
from kb.rules.applicant.schema import (
    REGISTERED,
    STATE_NAMES,
    WORKING,
    Field,
    Form,
    field_named,
    flat_loan_field_named,
    loan_field_named,
    without_suffix,
)
from kb.rules.types import Applicant, Certainty, Fact

__all__ = ["merge", "read_facts"]

_HAN = re.compile(r"[\u4e00-\u9fff]")
_CHOSEN = {"entity": entity_of, "size": size_of, "guarantee": guarantee_of}


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    names: Names
    facts: list[Fact] = field(default_factory=list)
    complete: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)


def read_facts(given: Mapping[str, object], names: Names | None = None) -> Applicant:
    """Return the applicant that structured facts describe; null says that a fact is not known.

    What has no meaning here is named in `unread`. Raises InvalidQuestion with the field, the value and what to write.
    """
    if not isinstance(given, Mapping):
        refuse("facts", given, '应是对象，例如 {"region": "某某市"}')
    reading = _Reading(names or bundled_names())
    known = {str(name): value for name, value in given.items() if not is_unknown(value)}
    for name, value in known.items():
        if remark_on_list(name) is None:
            _read(reading, name, value)
    for name, value in known.items():
        _remark(reading, name, value)
    facts = tuple(dict.fromkeys(reading.facts))
    return Applicant(facts, frozenset(reading.complete), contradictions_in(facts), tuple(reading.unread))


def _read(reading: _Reading, name: str, value: object) -> None:
    """Read one given fact under whatever name it has."""
    plain, suffix = without_suffix(name)
    factor = suffix[0] if suffix else None
    if (known := field_named(name)) is not None:
        _read_known(reading, name, known, value, None)
    elif suffix and (known := field_named(plain)) is not None:
        _read_known(reading, name, known, value, factor)
    elif (known := flat_loan_field_named(name)) is not None:
        reading.facts.append(_single(name, known, value, None, "loan."))
    elif suffix and (known := flat_loan_field_named(plain)) is not None:
        reading.facts.append(_single(name, known, value, factor, "loan."))
    elif (measures := measures_of_grade(name)) is not None:
        reading.facts = with_measures(reading.facts, name, *measures, value)
    else:
        _read_other(reading, name, value)


def _read_known(reading: _Reading, name: str, known: Field, value: object, factor: int | None) -> None:
    if known.name in LISTS:
        facts, complete = list_facts(name, known.name, value, reading.names)
        reading.facts += facts
        reading.complete |= {known.name} if complete else set()
    elif known.name == "loan":
        _read_loan(reading, name, value)
    elif known.name == "review":
        reading.facts += review_facts(name, value)
    elif known.name == FIGURES:
        reading.facts += figure_facts(name, value)
    elif known.name == "states":
        reading.facts += state_facts(name, value)
    elif known.name in ("performance_grade", "grades"):
        reading.facts += grade_facts(name, value, performance=known.name == "performance_grade")
    elif known.name in ("region", "site"):
        mark = WORKING if known.name == "site" else REGISTERED if re.search(r"regist|注册", name.lower()) else None
        reading.facts += (Fact("region", one, unit=mark, words=one) for one in texts_of(name, value))
    elif known.form is Form.TRUTH:
        reading.facts += _truths(name, known, value)
    else:
        reading.facts.append(_single(name, known, value, factor))


def _single(name: str, known: Field, value: object, factor: int | None, prefix: str = "") -> Fact:
    """Return a fact of one value: a number, a day, a choice or a text."""
    words = _shown(value)
    if known.form is Form.NUMBER:
        number, upper = number_of(name, value, known.unit or "", factor)
        return Fact(prefix + known.name, number, unit=known.unit, words=words, upper=upper)
    if known.form is Form.DAY:
        day, exactness = day_of(name, value)
        return Fact(prefix + known.name, day, unit=exactness, words=words)
    text = text_of(name, value)
    chosen = _CHOSEN[known.name](text) if known.name in _CHOSEN else None
    return Fact(prefix + known.name, chosen or text, words=words)


def _truths(name: str, known: Field, value: object) -> Iterator[Fact]:
    """Yield a truth, and what a text says besides it (贷过一笔，已还清)."""
    truth = truth_of(name, value)
    if truth is not None:
        yield Fact(known.name, truth, words=_shown(value))
    if isinstance(value, str) and _HAN.search(value) and len(value.strip()) > 2:
        yield state_of_text(value)


def _read_loan(reading: _Reading, name: str, value: object) -> None:
    if not isinstance(value, Mapping):
        refuse(name, value, '应是 {"guarantee": "抵押", "amount": "300万元", "term_months": 12, "purpose": …}')
    for one, said in value.items():
        if is_unknown(said):
            continue
        plain, suffix = without_suffix(str(one))
        direct = loan_field_named(str(one))
        known = direct or (loan_field_named(plain) if suffix else None)
        if known is None:
            reading.unread.append(f"{name}.{one}")
        else:
            factor = suffix[0] if suffix and direct is None else None
            reading.facts.append(_single(f"{name}.{one}", known, said, factor, "loan."))


def _read_other(reading: _Reading, name: str, value: object) -> None:
    """Read what the schema does not name: a state where its words are Chinese or have an English name there."""
    words = STATE_NAMES.get(name.strip().lower(), name.strip() if _HAN.search(name) else None)
    truth = truth_of(name, value) if isinstance(value, bool) or (isinstance(value, str) and len(value) <= 2) else None
    if words and truth is not None:
        reading.facts.append(Fact("states", words, Certainty.STATED if truth else Certainty.DENIED, words=name))
    elif isinstance(value, str) and _HAN.search(value):
        reading.facts.append(state_of_text(value))
    else:
        reading.unread.append(name)


def _remark(reading: _Reading, name: str, value: object) -> None:
    """Read what is said of a list as a whole: qualification_status, qualifications_complete."""
    of_list = remark_on_list(name)
    if of_list is None:
        return
    fact, what = of_list
    if what == "complete":
        held = {fact} if is_complete(name, value) else set()
        reading.complete = (reading.complete - {fact}) | held
        return
    reading.facts, used = with_remark(reading.facts, name, fact, what, value, reading.names)
    if not used:
        reading.unread.append(name)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "".join(str(value.get(part) or "") for part in ("value", "unit"))
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
