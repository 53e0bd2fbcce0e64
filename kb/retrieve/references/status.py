"""What became of a reference of a clause."""

from enum import StrEnum


class ReferenceStatus(StrEnum):
    """What became of a reference: met; no such clause; several that it may mean; no such document."""

    RESOLVED = "resolved"
    ABSENT = "absent"
    AMBIGUOUS = "ambiguous"
    NOT_HELD = "not_held"
