"""The names of qualifications and identities, with what people call them (kb/rules/data/qualifications.tsv).

A row holds the official name, 资质 or 身份, the level where the name has only one (`-` where it has several), and the
abbreviations and everyday names between bars. A home adds rows of its own in a file of the same form.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kb.errors import InvalidSetting
from kb.rules.applicant.levels import LEVELS, level_before, level_behind
from kb.text.pinyin import sound_alike
from kb.text.written_numbers import half_width

OWN_NAMES = "qualifications.tsv"
"""The file of a home that holds its own names."""
QUALIFICATIONS, IDENTITIES = "qualifications", "identities"

_TABLE = Path(__file__).parents[1] / "data" / "qualifications.tsv"
_KINDS = {"资质": QUALIFICATIONS, "身份": IDENTITIES}
_REMOVAL = "-"
_COLUMNS = 4
_QUOTES = "[“”\"'‘’「」 ]?"
# 隐形冠军培育企业 is on the way to a name, it does not bear it.
_NURSED = re.compile(r"[”\"'’」]?(?:企业)?(?P<word>培育|后备|候选|苗子)(?:入?库)?(?:企业|对象|名单)?(?:入?库)?")
_TAIL = re.compile(r"[”\"'’」]?(?:评价)?(?:入库)?(?:企业)?(?:称号|资质|认定|名单|证书)?")


# Shorter words sound like too many others.
_LEAST_MISHEARD = 4
_HAN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A qualification or identity: its official name and what else it is called."""

    name: str
    fact: str
    """The fact that it is a value of: qualifications or identities."""
    level: str | None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A qualification or identity where a text names it, the words for its level included."""

    start: int
    end: int
    named: Named
    level: str | None
    """As said, else the one level that the name has."""


_Found = tuple[int, int, Named]


class Names:
    """Finds the names in texts."""

    def __init__(self, entries: Iterable[Named]) -> None:
        self._entries = {entry.name: entry for entry in entries}
        self._by_form = {_key(form): entry for entry in self._entries.values() for form in (*entry.aliases, entry.name)}
        forms = sorted(self._by_form, key=lambda form: (-len(form), form))
        self._gapped: dict[int, dict[tuple[int, str], str]] = {}
        for form in forms:
            if len(form) >= _LEAST_MISHEARD and _HAN.fullmatch(form):
                gaps = self._gapped.setdefault(len(form), {})
                gaps.update({(at, form[:at] + form[at + 1 :]): form for at in range(len(form))})
        self._pattern = re.compile("|".join(_QUOTES.join(map(re.escape, form)) for form in forms) or r"(?!)", re.I)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Named]:
        return iter(self._entries.values())

    def mentions(self, text: str) -> list[Mention]:
        """Return the names in a text in order, the longest at each position; `text` may be of any width."""
        plain = half_width(text)
        found: list[Mention] = []
        said = [(*match.span(), self._by_form[_key(match.group())]) for match in self._pattern.finditer(plain)]
        for start, end, named in self._with_misheard(plain, said):
            level: str | None = None
            if before := level_before(plain, start):
                start = before.start
                # 某市高新技术企业 lies in that city; 省级小巨人 is the province's.
                level = before.level if before.graded else named.level or before.level
            if (nursed := _NURSED.match(plain, end)) and not _NURSED.search(named.name):
                name = f"{named.name.removesuffix('企业')}{nursed['word']}企业"
                named, end = Named(name, named.fact, None), nursed.end()
            elif tail := _TAIL.match(plain, end):
                end = tail.end()
            if level is None and (behind := level_behind(plain, end)):
                level, end = behind.level, behind.end
            found.append(Mention(start, end, named, level or named.level))
        return found

    def _with_misheard(self, plain: str, found: list[_Found]) -> list[_Found]:
        """Return what was found with names in which one character stands for another of its sound: 高薪技术企业."""
        taken = {offset for start, end, _ in found for offset in range(start, end)}
        more: list[_Found] = []
        for length, gaps in self._gapped.items():
            for start in range(len(plain) - length + 1):
                if start in taken or start + length - 1 in taken:
                    continue
                piece = plain[start : start + length]
                for at in range(length):
                    form = gaps.get((at, piece[:at] + piece[at + 1 :]))
                    if form is not None and sound_alike(piece[at], form[at]):
                        more.append((start, start + length, self._by_form[form]))
                        taken.update(range(start, start + length))
                        break
        return sorted((*found, *more), key=lambda one: one[0]) if more else found

    def whole(self, text: str) -> Mention | None:
        """Return the name that a text is, with nothing but its level beside it; None where it is none."""
        text = text.strip()
        found = self.mentions(text)
        return found[0] if len(found) == 1 and (found[0].start, found[0].end) == (0, len(text)) else None

    def with_own(self, text: str, name: str) -> "Names":
        """Return these names with those of a file over them; a name behind `-` is taken out.

        Raises InvalidSetting on a line that is none.
        """
        entries = dict(self._entries)
        for entry, removed in _rows(text, name):
            if removed:
                entries.pop(entry.name, None)
            elif (known := entries.get(entry.name)) is not None:
                aliases = tuple(dict.fromkeys((*known.aliases, *entry.aliases)))
                entries[entry.name] = Named(entry.name, entry.fact, entry.level, aliases)
            else:
                entries[entry.name] = entry
        return Names(entries.values())


def names_of_home(home: Path) -> Names:
    """Return the shipped names with a home's own over them. Raises InvalidSetting on a file that cannot be used."""
    path = home / OWN_NAMES
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return bundled_names()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidSetting(f"“{path}”读不出来：{error}；请存为 UTF-8 编码的文本", name=str(path)) from error
    return bundled_names().with_own(text, str(path))


@lru_cache(maxsize=1)
def bundled_names() -> Names:
    """Return the shipped names."""
    rows = _rows(_TABLE.read_text(encoding="utf-8"), _TABLE.name)
    return Names(entry for entry, _ in rows)


def _key(form: str) -> str:
    return re.sub(_QUOTES.removesuffix("?"), "", half_width(form)).lower()


def _rows(text: str, file: str) -> list[tuple[Named, bool]]:
    rows: list[tuple[Named, bool]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        removed = cells[0].startswith(_REMOVAL)
        name = cells[0].removeprefix(_REMOVAL).strip()
        if removed and name:
            rows.append((Named(name, QUALIFICATIONS, None), True))
            continue
        rows.append((_entry(cells, name, f"“{file}”第 {number} 行“{line[:40]}”"), False))
    return rows


def _entry(cells: list[str], name: str, where: str) -> Named:
    if len(cells) != _COLUMNS or not name:
        raise InvalidSetting(
            f"{where}不行：应是“名称、资质或身份、级别或 -、别名|别名”四列，"
            f"用制表符（Tab）隔开，这一行有 {len(cells)} 列",
            value=name,
        )
    kind, level, aliases = cells[1:]
    if kind not in _KINDS:
        raise InvalidSetting(f"{where}不行：第二列是“{kind}”，应是“资质”或“身份”", value=kind)
    if level not in (*LEVELS, "-"):
        raise InvalidSetting(f"{where}不行：第三列是“{level}”，应是 {'、'.join(LEVELS)} 之一，或 -", value=level)
    said = tuple(alias for alias in map(str.strip, aliases.split("|")) if alias and alias != "-")
    if short := next((form for form in (*said, name) if len(form) < 2), None):
        raise InvalidSetting(f"{where}不行：“{short}”只有一个字，会在很多词里误中", value=short)
    return Named(name, _KINDS[kind], None if level == "-" else level, said)
