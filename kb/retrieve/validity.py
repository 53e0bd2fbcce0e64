"""Whether a version applies on a day."""

from datetime import date

from kb.types import Evidence, Metadata, Validity

SEARCHED_BY_DEFAULT = frozenset({Validity.IN_FORCE, Validity.UNKNOWN})
"""What a search returns unless the caller also asks for what is not in force."""


def day_of(evidence: Evidence | None) -> date | None:
    """Return the day that the evidence states; None where it states none, or less than a whole day."""
    if evidence is None:
        return None
    try:
        return date.fromisoformat(evidence.value)
    except ValueError:
        return None


def validity_on(day: date, metadata: Metadata, repealed_from: date | None = None) -> Validity:
    """Return the validity on a day: only what a text states changes it from unknown.

    `repealed_from` is the first day on which another text has repealed this one.
    """
    return validity_until(day, metadata, day_of(metadata.effective_to), repealed_from)


def validity_until(day: date, metadata: Metadata, ends: date | None, repealed_from: date | None) -> Validity:
    """Return the validity on a day of a text that holds until a last day, whoever states that."""
    effective_from = day_of(metadata.effective_from)
    if repealed_from is not None and repealed_from <= day:
        return Validity.REPEALED
    bound = day_of(metadata.not_before)
    if (effective_from is not None and day < effective_from) or (bound is not None and day < bound):
        return Validity.NOT_YET
    if ends is not None and ends < day:
        return Validity.EXPIRED
    # A text that holds from a publication whose day it does not tell holds since it was passed, near enough.
    begun = effective_from is not None or (metadata.not_before is not None and metadata.not_before.inferred)
    return Validity.IN_FORCE if begun else Validity.UNKNOWN
