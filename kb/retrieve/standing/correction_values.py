"""What staff ask to have corrected, and the values that they may give, read and checked."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kb.errors import InvalidCorrection
from kb.store.corrections import FIELD_NAMES, Correction, Field
from kb.text.dates import first_date
from kb.types import Validity

NAMES = {field.value: name for field, name in FIELD_NAMES.items()}
"""What may be set, by its name, as people call it."""

_DAYS = {Field.PUBLISHED, Field.EFFECTIVE_FROM, Field.EFFECTIVE_TO}
VALIDITY_NAMES = {
    Validity.IN_FORCE.value: "现行有效",
    Validity.NOT_YET.value: "尚未施行",
    Validity.EXPIRED.value: "已过有效期",
    Validity.REPEALED.value: "已废止",
    Validity.UNKNOWN.value: "效力未写明",
}
"""The validities as people call them; either may be given."""
_STATES = {name: Validity(value) for value, name in VALIDITY_NAMES.items()} | {one.value: one for one in Validity}
_MOST = 300


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be set, what is to be taken away, and what the text's word is to be brought back for, by field."""

    values: Mapping[str, str]
    cleared: Sequence[str] = ()
    restored: Sequence[str] = ()
    validity_from: str | None = None
    """The first day on which a validity that is set counts."""

    @property
    def named(self) -> Sequence[str]:
        """The fields that are named, each as often as it is."""
        return [*self.values, *self.cleared, *self.restored]


@dataclass(frozen=True, slots=True)
class CorrectionReport:
    """What became of a change: the rows added, and what to look at beside it."""

    made: tuple[Correction, ...]
    notes: tuple[str, ...] = ()


def read_value(field: Field, text: str, name: str) -> str:
    """Return the value of a field as it is kept. Raises InvalidCorrection naming what was given."""
    plain = " ".join(text.split())
    if not plain:
        raise InvalidCorrection(f"{name} 是空的；要清空请用“清空”（clear）", field=name)
    if any(unicodedata.category(character) in ("Cc", "Cs", "Co") for character in plain):
        raise InvalidCorrection(f"{name} 里有不能显示的字符；请重新输入", field=name)
    if len(plain) > _MOST:
        raise InvalidCorrection(f"{name} 有 {len(plain)} 个字符，超过 {_MOST} 个的上限", field=name, limit=_MOST)
    if field in _DAYS:
        return _day(plain, name).isoformat()
    if field is Field.VALIDITY:
        state = _STATES.get(plain)
        if state is None:
            allowed = [one.value for one in Validity]
            raise InvalidCorrection(
                f"没有“{plain}”这种效力；可以写 {'、'.join(allowed)}，或 {'、'.join(VALIDITY_NAMES.values())}",
                field=name,
                value=plain,
                available=allowed,
            )
        return state.value
    return plain


def _day(text: str, name: str) -> date:
    """Return the day written as 2022-06-26 or 2022年6月26日. Raises InvalidCorrection."""
    try:
        if len(text) == len("2022-06-26"):
            return date.fromisoformat(text)
    except ValueError:
        pass
    written = first_date(text)
    if written is None or (written.start, written.end) != (0, len(text)):
        raise InvalidCorrection(
            f"{name} 写的“{text}”不是日历上的日期；请写成 2022-06-26 的样子", field=name, value=text
        )
    return written.day
