"""What staff set by hand about a version: rows that are only ever added, and what they make of what its text says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from kb.text.dates import last_day_of_term
from kb.types import Evidence, Metadata, Validity

_MOST_YEARS = 50


class Field(StrEnum):
    """What staff may set."""

    TITLE = "title"
    DOC_NUMBER = "doc_number"
    ISSUER = "issuer"
    REGION = "region"
    PUBLISHED = "published"
    EFFECTIVE_FROM = "effective_from"
    EFFECTIVE_TO = "effective_to"
    VALIDITY = "validity"


FIELD_NAMES = {
    Field.TITLE: "标题",
    Field.DOC_NUMBER: "文号",
    Field.ISSUER: "发文单位",
    Field.REGION: "地区",
    Field.PUBLISHED: "发布日期",
    Field.EFFECTIVE_FROM: "施行日期",
    Field.EFFECTIVE_TO: "失效日期",
    Field.VALIDITY: "效力",
}
"""What may be set, as people call it."""


class Action(StrEnum):
    """What was done to a field: a value given, the value taken away, or what the text says brought back."""

    SET = "set"
    CLEAR = "clear"
    RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Correction:
    """One change of one field of a version, with who made it, when and why."""

    document_id: str
    version: int
    field: Field
    action: Action
    value: str | None
    previous: str | None
    by: str
    at: str
    reason: str
    from_day: str | None = None
    """For a validity: the first day on which it counts; on every day where there is none."""


@dataclass(frozen=True, slots=True)
class SetByStaff(Evidence):
    """A value that no text states: somebody set it by hand."""

    by: str = ""
    at: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HandValidity:
    """A validity that somebody set by hand, from a day on or for every day."""

    validity: Validity
    from_day: date | None
    by: str
    at: str
    reason: str

    def on(self, day: date) -> Validity | None:
        """Return the validity on a day; None before the day from which it counts."""
        return self.validity if self.from_day is None or self.from_day <= day else None


def standing(corrections: Iterable[Correction]) -> Mapping[Field, Correction]:
    """Return the corrections in force, by field: the last one of each field, unless it brought the text's word back."""
    last = {correction.field: correction for correction in corrections}
    return {name: correction for name, correction in last.items() if correction.action is not Action.RESTORE}


def hand_validity(inforce: Mapping[Field, Correction]) -> HandValidity | None:
    """Return the validity set by hand; None where it is computed from what the texts say."""
    found = inforce.get(Field.VALIDITY)
    if found is None or found.value is None:
        return None
    from_day = date.fromisoformat(found.from_day) if found.from_day else None
    return HandValidity(Validity(found.value), from_day, found.by, found.at, found.reason)


def corrected(metadata: Metadata, inforce: Mapping[Field, Correction]) -> Metadata:
    """Return what the text says of itself with what staff set over it; days concluded from a set day move with it."""
    if not inforce:
        return metadata
    title = inforce.get(Field.TITLE)
    issuer = inforce.get(Field.ISSUER)
    published = _evidence(metadata.published, inforce.get(Field.PUBLISHED))
    begins = _evidence(_moved(metadata, published), inforce.get(Field.EFFECTIVE_FROM))
    ends = _evidence(_term_from(metadata, begins), inforce.get(Field.EFFECTIVE_TO))
    return replace(
        metadata,
        title=title.value if title and title.value else metadata.title,
        issuers=metadata.issuers if issuer is None else tuple(map(_set, _several(issuer))),
        doc_number=_evidence(metadata.doc_number, inforce.get(Field.DOC_NUMBER)),
        region=_evidence(metadata.region, inforce.get(Field.REGION)),
        published=published,
        effective_from=begins,
        effective_to=ends,
    )


def _evidence(stated: Evidence | None, correction: Correction | None) -> Evidence | None:
    if correction is None:
        return stated
    return None if correction.value is None else _set(correction)


def _set(correction: Correction) -> SetByStaff:
    return SetByStaff(
        correction.value or "", None, inferred=False, by=correction.by, at=correction.at, reason=correction.reason
    )


def _several(correction: Correction) -> list[Correction]:
    """Return one correction an issuer."""
    names = (correction.value or "").split("、")
    return [replace(correction, value=name.strip()) for name in names if name.strip()]


def _moved(metadata: Metadata, published: Evidence | None) -> Evidence | None:
    """Return the first day, moved with the day of publication where it is counted from that."""
    begins, before = metadata.effective_from, _day(metadata.published)
    day, now = _day(begins), _day(published)
    if begins is None or not begins.inferred or None in (before, day, now) or before == now:
        return begins
    assert before is not None and day is not None and now is not None
    return replace(begins, value=(now + (day - before)).isoformat())


def _term_from(metadata: Metadata, begins: Evidence | None) -> Evidence | None:
    """Return the last day, counted anew where it is a term of years from a first day that has moved."""
    ends, before = metadata.effective_to, _day(metadata.effective_from)
    last, now = _day(ends), _day(begins)
    if ends is None or not ends.inferred or None in (before, last, now) or before == now:
        return ends
    assert before is not None and last is not None and now is not None
    years = (last + timedelta(days=1)).year - before.year
    if not 0 < years <= _MOST_YEARS or last_day_of_term(before, years) != last:
        return ends
    return replace(ends, value=last_day_of_term(now, years).isoformat())


def _day(evidence: Evidence | None) -> date | None:
    if evidence is None:
        return None
    try:
        return date.fromisoformat(evidence.value)
    except ValueError:
        return None
