"""The times that a question asks about, read as the text means them that would answer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kb.answer.scoring.compared_times import compared_times
from kb.answer.scoring.times import is_rule, named_periods, stated_periods, written_on
from kb.answer.scoring.units import Unit
from kb.text.periods import Period, conflict, periods_in
from kb.types import Version

# Who tells of himself (我去年辞掉了3个) gives the year of his story, not of the figure.
_OF_ONESELF = re.compile(r"[我俺咱阿侬]|你们|本人|自己|人家|老板")
_FIGURE = re.compile(r"多少|几|占比|比重|增速|余额|总[值额量]|[率价]是|是不是|给不给|还[有给能]")
# A year that a text tells of as gone by: not one up to which something is aimed at or holds.
_YEAR_TOLD = re.compile(r"(?<![到至前底截自从起\-—~0-9])((?:19|20)[0-9]{2})年(?![底末前以])")
_NOT_YET = re.compile(r"[^。；;\n]*(?:目标|力争|计划|预计|将|拟|有效期)[^。；;\n]*")
_ANY_YEAR = 2000


@dataclass(frozen=True, slots=True)
class AskedTimes:
    """The times of one prepared question.

    今年 is the year of the text that is asked about, for reports are asked about as they speak, or that of the day:
    what contradicts a question does so either way.
    """

    question: str
    day: date | None
    explicit: tuple[Period, ...]
    """Those that need no year to be read from elsewhere."""
    relative: bool
    """Whether there are others (今年上半年, 3月末)."""

    @classmethod
    def of(cls, question: str, day: date | None = None) -> "AskedTimes":
        """Read a prepared question that is asked on a day."""
        explicit = periods_in(question)
        every = periods_in(question, date(_ANY_YEAR, 12, 31))
        told = _FIGURE.search(question) is not None and not _OF_ONESELF.search(question)
        return cls(question, day, explicit, told and len(every) > len(explicit))

    @property
    def any(self) -> bool:
        """Whether the question asks about a time."""
        return bool(self.explicit) or self.relative

    def read_by(self, written: date | None) -> tuple[Period, ...]:
        """Return the times as a text of that day means them; of one of no known year all are in one same year."""
        return periods_in(self.question, self._or_any(written)) if self.relative else self.explicit

    def contradicted_by(self, unit: Unit, *, own: bool = False) -> bool:
        """Tell whether a unit speaks of other times only.

        `own` are those that it names, whatever years the rule that it stands in applies in.
        """
        written = self._year_of(unit.hit.version)
        named = named_periods(unit, written) if own else self._stated(unit, written)
        return (
            bool(named)
            and all(conflict(asked, named) for asked in self._readings(written))
            and not (self._is_compared_with(unit, written))
        )

    def named_by(self, unit: Unit) -> bool:
        """Tell whether a unit speaks of a time that is asked about."""
        written = self._year_of(unit.hit.version)
        named = self._stated(unit, written)
        return bool(named) and (
            any(not conflict(asked, named) for asked in self._readings(written))
            or self._is_compared_with(unit, written)
        )

    def _is_compared_with(self, unit: Unit, written: date | None) -> bool:
        """Tell whether a figure of the unit is set beside the one of a time that is asked about."""
        compared = compared_times(self.question, unit.text, named_periods(unit, written), written)
        return bool(compared) and any(not conflict(asked, compared) for asked in self._readings(written))

    def _stated(self, unit: Unit, written: date | None) -> tuple[Period, ...]:
        return stated_periods(unit) if is_rule(unit.hit.version) else named_periods(unit, written)

    def _readings(self, written: date | None) -> Sequence[tuple[Period, ...]]:
        if not self.relative:
            return (self.explicit,)
        own = self.read_by(written)
        # Of a text of no known year the day tells nothing.
        known = written is not None and written.year != _ANY_YEAR
        return (own, periods_in(self.question, self.day)) if self.day and known else (own,)

    def _year_of(self, version: Version) -> date | None:
        """Return the day a text was written; where none is told, the last of the year asked about or a later one."""
        if written := written_on(version):
            return written
        if is_rule(version):
            return None
        if not self.explicit:
            return date(_ANY_YEAR, 12, 31)
        asked = max(one.start.year for one in self.explicit)
        latest = max((int(year) for year in _YEAR_TOLD.findall(_NOT_YET.sub("", version.text))), default=asked)
        return date(max(asked, latest), 12, 31)

    @staticmethod
    def _or_any(written: date | None) -> date:
        return written or date(_ANY_YEAR, 12, 31)
