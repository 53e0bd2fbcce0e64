"""Clause labels in running text: 第五条第二款第（一）项、第三项和第六条至第九条, read into steps."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kb.clauses.marks import OUTLINE
from kb.clauses.steps import Step
from kb.text.numerals import NUMERAL_CHARS, parse_numeral

_N = rf"(?:[{NUMERAL_CHARS}]+|[0-9０-９]+)"
_NUM = rf"(?:{_N}|[（(]\s*{_N}\s*[)）]|[㈠-㈩])"
_JOIN = r"\s*(?:、|和|与|及|以及|或者?|至|到|—+|－|-|~|～)\s*"
_UNIT = (
    r"分编|编(?!制|号|写|办|码)|部分|章(?!程)|节(?!目|能|假|日|点|课|约|水|电)|条(?!例|件|款|目|约|生产|线|路|河|街)|款(?!项|式|待)"
    r"|项(?!目)|目(?!标|的|录|前|击)"
)
_FIRST = re.compile(rf"第\s*(?P<nums>{_NUM}(?:(?:{_JOIN})第?\s*{_NUM})*)\s*(?P<unit>{_UNIT})(?P<after>(?:之(?:{_N}))*)")
_FURTHER = re.compile(
    rf"(?P<join>{_JOIN}|\s*[，,]\s*(?=第))(?P<nth>第?)\s*(?P<nums>{_NUM}(?:(?:{_JOIN})第?\s*{_NUM})*)\s*(?P<unit>{_UNIT})(?P<after>(?:之(?:{_N}))*)"
)
_OUTLINED = re.compile(r"第\s*(?P<number>\d{1,2}(?:\.\d{1,2}){1,4})\s*条")
_WITHOUT_ORDINAL = re.compile(_FIRST.pattern.replace("第", "", 1))
_SPACE = re.compile(r"\s*的?\s*")
_NUMBERS = re.compile(rf"({_JOIN})?第?\s*({_NUM})")
_RANGE = re.compile(r"至|到|—|－|-|~|～")
_LEVELS = {"编": 0, "分编": 1, "部分": 1, "章": 2, "节": 3, "条": 4, "款": 5, "项": 6, "目": 7}
_MOST_IN_RANGE = 100


@dataclass(frozen=True, slots=True)
class Cited:
    """One clause that a run of labels names, and where: a range names each of its clauses at the same place."""

    steps: tuple[Step, ...]
    start: int
    end: int

    @property
    def unit(self) -> str:
        """The unit of the first step: below 条 the steps before it are left to the place where it is said."""
        return self.steps[0].unit


def label_at(text: str, at: int) -> re.Match[str] | None:
    """Return the first label at an offset."""
    return _FIRST.match(text, at)


def labels_in(text: str) -> Iterator[re.Match[str]]:
    """Yield the first labels of a text."""
    return _FIRST.finditer(text)


def outlined_in(text: str) -> Iterator[tuple[int, list[Cited]]]:
    """Yield where labels of the form 第12.4.9条 stand, with the clauses that each and the labels behind it name."""
    for match in _OUTLINED.finditer(text):
        step = Step(OUTLINE, tuple(int(part) for part in match["number"].split(".")))
        behind = _SPACE.match(text, match.end())
        lower = read_run(text, behind.end() if behind else match.end(), above=[step])
        lower = [one for one in lower if one.steps[0] == step]
        if lower:
            first = lower[0].start
            yield match.start(), [replace(one, start=match.start()) if one.start == first else one for one in lower]
        else:
            yield match.start(), [Cited((step,), match.start(), match.end())]


def read_run(text: str, at: int, above: Sequence[Step] = ()) -> list[Cited]:
    """Return the clauses named by the labels from an offset on; `above` are steps that the first label lies in.

    A label that follows another takes over what stands above it: 第五条第一款、第三款 is 第五条第三款 too.
    """
    found: list[Cited] = []
    steps: list[Step] = list(above)
    start = at
    match = _FIRST.match(text, at)
    while match is not None:
        lists = _steps_of(match)
        if not lists:
            break
        steps = [one for one in steps if _level(one) < _level(lists[0])]
        rest = _next_lower(text, match.end(), lists[-1])
        if rest is not None:
            # Of 第五、六条第二款 only the last goes on.
            found.extend(Cited((*steps, step), start, match.end()) for step in lists[:-1])
            steps.append(lists[-1])
            match = rest
            continue
        found.extend(Cited((*steps, step), start, match.end()) for step in lists)
        steps.append(lists[-1])
        further = _FURTHER.match(text, match.end())
        if further is None or not _goes_on(further, lists[-1]):
            break
        is_range = _RANGE.search(further["join"]) is not None
        if is_range:
            closed = _closed_range(text, further, steps, found, start)
            if closed is None:
                break
            steps, end = closed
            match = None
            further = _FURTHER.match(text, end)
            if further is None or not _goes_on(further, steps[-1]) or _RANGE.search(further["join"]):
                break
        start = further.end("join")
        match = _relabelled(text, further)
    return found


def _closed_range(
    text: str, further: re.Match[str], steps: list[Step], found: list[Cited], start: int
) -> tuple[list[Step], int] | None:
    """Add the clauses of a range behind its first one; return the steps of its last and where it ends."""
    last = _steps_of(further)
    first = steps[-1]
    if len(last) != 1 or last[0].unit != first.unit:
        return None
    low, high = first.number[0], last[0].number[0]
    if not low < high <= low + _MOST_IN_RANGE:
        return None
    # All of a range stand where it is written.
    end = further.end()
    found[-1] = Cited(found[-1].steps, start, end)
    found.extend(Cited((*steps[:-1], Step(first.unit, (number,))), start, end) for number in range(low + 1, high))
    found.append(Cited((*steps[:-1], last[0]), start, end))
    return [*steps[:-1], last[0]], end


def _relabelled(text: str, further: re.Match[str]) -> re.Match[str] | None:
    """Return the label after a joint as a first label is read; one without 第 of its own is read all the same."""
    if further["nth"]:
        return _FIRST.match(text, further.start("nth"))
    return _WITHOUT_ORDINAL.match(text, further.start("nums"))


def _goes_on(further: re.Match[str], before: Step) -> bool:
    """Tell whether a label behind a joint goes on the enumeration: one without 第 must count the same unit."""
    if further["nth"]:
        return True
    plain = further["nums"].strip()
    return further["unit"] == before.unit and not plain.startswith(("两", "百", "千", "万"))


def _next_lower(text: str, at: int, above: Step) -> re.Match[str] | None:
    space = _SPACE.match(text, at)
    lower = _FIRST.match(text, space.end() if space else at)
    if lower is None or _LEVELS[lower["unit"]] <= _level(above):
        return None
    return lower


def _steps_of(match: re.Match[str]) -> list[Step]:
    """Return the steps of one label: several where it counts several, 第一、三款 or 第（一）至（三）项."""
    try:
        after = tuple(parse_numeral(one) for one in match["after"].split("之") if one)
        steps: list[Step] = []
        for join, number in _NUMBERS.findall(match["nums"]):
            value = parse_numeral(number.strip())
            if join and _RANGE.search(join) and steps and steps[-1].number[0] < value:
                first = steps[-1].number[0]
                steps.extend(
                    Step(match["unit"], (one,)) for one in range(first + 1, min(value, first + _MOST_IN_RANGE))
                )
            steps.append(Step(match["unit"], (value,)))
    except ValueError:
        return []
    if after and steps:
        steps[-1] = Step(match["unit"], (*steps[-1].number, *after))
    return [step for step in steps if step.number[0] < 10_000]


def _level(step: Step) -> int:
    return _LEVELS["条"] if step.unit == OUTLINE else _LEVELS.get(step.unit, 6)
