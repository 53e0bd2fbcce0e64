"""Every address of many documents, written in the ways that people write them, and whether each is found."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kb.errors import ClauseReferenceError
from kb.index.backend import FolderSegments
from kb.index.snapshot import SnapshotKeeper
from kb.retrieve.catalog import Catalog
from kb.retrieve.naming.lookup import ClauseLookup
from kb.retrieve.view import Shelf, View
from kb.store.intake import Intake
from kb.store.rows import VersionRow
from kb.store.store import Store
from kb.text.keys import title_key
from kb.text.numerals import parse_numeral

DAY = date(2026, 1, 1)
NOTATIONS = ("chinese", "arabic", "remembered", "spoken")
_CN = "[零一二三四五六七八九十百千]+"
_COUNTRY = "中华人民共和国"


@dataclass(slots=True)
class Outcome:
    """How many were looked up and found, by notation, and every kind of failure with examples."""

    asked: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    remembered: int = 0
    failures: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def share(self) -> float:
        return self.found.total() / self.asked.total()


class Shelves:
    """The documents of some files in a store without indexes: look-up by key needs none."""

    def __init__(self, folder: Path, files: Iterable[Path]) -> None:
        self.store = Store(folder / "kb.sqlite3")
        intake = Intake(self.store, max_bytes=10**7, passage_chars=500)
        for file in files:
            intake.take("/".join(file.parts[-3:]), file.read_bytes())
        snapshot = SnapshotKeeper(self.store, FolderSegments(folder / "segments", threads=1)).current()
        self.view = View(snapshot, Catalog(self.store.version_rows()), DAY)
        self.shelf = Shelf(self.store)
        self.lookup = ClauseLookup(self.shelf)

    def close(self) -> None:
        self.store.close()

    def rows(self) -> list[VersionRow]:
        """Return the standing versions whose title no other document bears."""
        catalog = self.view.catalog
        rows = [catalog.current(document, DAY) for document in catalog.documents]
        titles = Counter(title_key(row.metadata.title) for row in rows)
        return [row for row in rows if titles[title_key(row.metadata.title)] == 1]


def measure(shelves: Shelves, rows: Sequence[VersionRow]) -> Outcome:
    """Look every address of the versions up in all notations."""
    outcome = Outcome()
    catalog = shelves.view.catalog
    titles = {_bare(catalog.current(document, DAY).metadata.title) for document in catalog.documents}
    for row in rows:
        remembered = remembered_title(row.metadata.title, titles)
        for clause in shelves.shelf.tree(row.version_row).clauses:
            for notation, reference in written(row.metadata.title, remembered, clause.address):
                outcome.asked[notation] += 1
                outcome.remembered += notation == "remembered" and reference.startswith(remembered or "《")
                failure = _failure(shelves, reference, f"{row.key}#{clause.address}")
                outcome.found[notation] += not failure
                if failure:
                    outcome.failures[notation, failure].append(f"{reference} -> {row.key}#{clause.address}")
    return outcome


def written(title: str, remembered: str | None, address: str) -> Iterator[tuple[str, str]]:
    """Yield (notation, reference) of an address in each of the four notations."""
    yield "chinese", f"《{title}》{address}"
    yield "arabic", f"《{title}》{arabic(address)}"
    yield "remembered", f"{remembered or title}{address}"
    yield "spoken", f"{title}的{spoken(address)}"


def arabic(address: str) -> str:
    """Return an address with Arabic numerals before its units and half-width brackets: 第12条第2款第3项, 五、(二)."""
    return _outside_names(
        address,
        lambda text: (
            re.sub(rf"第({_CN})(?=[条款项目章节编篇部分])", lambda found: f"第{parse_numeral(found[1])}", text)
            .replace("（", "(")
            .replace("）", ")")
        ),
    )


def spoken(address: str) -> str:
    """Return an address as it is spoken of: 第五部分第二项 for 五、（二）, 十二条二款三项 for 第十二条第二款第三项."""

    def said(text: str) -> str:
        if re.fullmatch(rf"(?:第{_CN}[条款项目])+", text):
            return text.replace("第", "")
        text = re.sub(rf"^({_CN})、", r"第\1部分", text)
        return re.sub(rf"(?<=部分)（({_CN})）", r"第\1项", text)

    return _outside_names(address, said)


def _outside_names(address: str, change: Callable[[str], str]) -> str:
    pieces = re.split(r"(【[^】]*】)", address)
    return "".join(piece if piece.startswith("【") else change(piece) for piece in pieces)


def remembered_title(title: str, titles: Collection[str]) -> str | None:
    """Return some characters of a title in order, its last two among them, that stand so in no other."""
    bare = _bare(title)
    draw = random.Random(title)
    for share in (0.5, 0.65, 0.8):
        kept = sorted(draw.sample(range(len(bare) - 2), int(share * (len(bare) - 2)))) if len(bare) > 6 else []
        words = "".join(bare[i] for i in kept) + bare[-2:]
        if len(words) >= 4 and sum(_in_order(words, other) for other in titles) == 1:
            return words
    return None


def _bare(title: str) -> str:
    return title_key(title).removeprefix(_COUNTRY)


def _in_order(words: str, title: str) -> bool:
    characters = iter(title)
    return all(char in characters for char in words)


def _failure(shelves: Shelves, reference: str, clause_id: str) -> str:
    try:
        found = [clause.clause_id for clause in shelves.lookup.clauses(reference, shelves.view)]
    except ClauseReferenceError as error:
        return re.sub(r"“[^”]*”|《[^》]*》|\d+", "…", error.message)[:30]
    if found == [clause_id]:
        return ""
    return "several clauses" if clause_id in found else "another clause"
