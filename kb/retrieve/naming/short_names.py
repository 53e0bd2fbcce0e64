"""The short names that texts give to other documents: 《…办法》（以下简称《办法》)."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from kb.clauses.references.names import titles_in
from kb.retrieve.view import Shelf
from kb.text.keys import title_key
from kb.text.title_names import name_key

_INTRODUCES = re.compile("简称|下称")
_BEFORE, _AFTER = 160, 40
_SHORTEST = 3
# 《条例》, 本办法: every text may call another one so.
_OF_ONE_TEXT = re.compile(r"本|该|此|新|原|旧|暂行|实施|管理")
_KIND = re.compile(
    r"(?:办法|规定|细则|条例|通知|意见|方案|决定|解释|规则|规划|准则|标准|法|制度|章程|指引|计划|纲要|批复)"
)


class ShortNames:
    """Reads the short names out of texts, each text once."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._read: dict[int, tuple[tuple[str, str], ...]] = {}

    def of(self, version_rows: Sequence[int]) -> Mapping[str, frozenset[str]]:
        """Return the short names in these versions by their keys, each with the keys of the full titles."""
        wanted = set(version_rows)
        # What is no longer held must not be remembered.
        held = {row: names for row, names in self._read.items() if row in wanted}
        for row, text in self._shelf.texts(sorted(wanted - held.keys())):
            held[row] = tuple(short_names_in(text))
        self._read = held
        found: dict[str, set[str]] = defaultdict(set)
        for names in held.values():
            for short, full in names:
                found[short].add(full)
        return {short: frozenset(fulls) for short, fulls in found.items()}


def short_names_in(text: str) -> list[tuple[str, str]]:
    """Return (key of the short name, key of the full title) of every document that a text gives one to."""
    found = []
    for introduces in _INTRODUCES.finditer(text):
        window = text[max(0, introduces.start() - _BEFORE) : introduces.end() + _AFTER]
        for name in titles_in(window):
            short = title_key(name.short or "")
            if len(short) >= _SHORTEST and not _KIND.fullmatch(_OF_ONE_TEXT.sub("", short)):
                found.append((short, name_key(name.title)))
    return list(dict.fromkeys(found))
