"""What the server said it took in: made-up documents, each with a word of its own, and what has become of them."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto

# Characters that make no word of the language where they stand together.
_SYLLABLES = "坤岚沁璞澍皓羿翊臻芮荀莛蕤虔衍褀谌赟轲邈酉钰铄闵阆陟隽霁韬颢飏骁麒黎龢"
_TEXT = """试验镇{mark}晒谷补助办法
第一条 为了方便农户在{mark}晒谷，制定本办法。
第二条 在{mark}晒谷面积超过三十平方米的农户，每年补助{amount}元。
第三条 农户应当在每年十月底前向试验镇政府提出申请，由镇农业站在{days}个工作日内办理。
第四条 本办法自2024年6月1日起施行。
"""


class Fate(Enum):
    """What has become of a document, as far as the server said so."""

    FINDABLE = auto()
    WITHDRAWN = auto()
    PURGED = auto()
    UNKNOWN = auto()
    """The server did not say whether the last change was made."""


@dataclass(slots=True)
class Entry:
    """One document."""

    mark: str
    amount: int
    document_id: str = ""
    fate: Fate = Fate.UNKNOWN
    is_taken: bool = False

    @property
    def name(self) -> str:
        """The name of its file: a second text under it is a second version."""
        return f"load-{self.mark}.txt"

    @property
    def question(self) -> str:
        """What finds it, and nothing else does as well."""
        return f"在{self.mark}晒谷每年补助多少元"

    @property
    def text(self) -> str:
        """Its text as it is now."""
        return _TEXT.format(mark=self.mark, amount=self.amount, days=self.amount % 20 + 1)


class Ledger:
    """All documents that were sent, each changed by one client at a time."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._marks: set[str] = set()
        self.entries: list[Entry] = []

    def new(self) -> Entry:
        """Return a document that was not sent yet; whoever sends it has it."""
        mark = ""
        while not mark or mark in self._marks:
            mark = "".join(self._random.choices(_SYLLABLES, k=4))
        self._marks.add(mark)
        entry = Entry(mark, self._random.randrange(50, 950), is_taken=True)
        self.entries.append(entry)
        return entry

    def purged(self, document_id: str) -> bool:
        """Tell whether a document is gone, or may be."""
        return any(one.document_id == document_id and one.fate is not Fate.FINDABLE for one in self.entries)

    @contextmanager
    def taken(self, fate: Fate) -> Iterator[Entry | None]:
        """Give some document of a fate that nobody else changes meanwhile; None where there is none."""
        free = [one for one in self.entries if one.fate is fate and not one.is_taken]
        entry = self._random.choice(free) if free else None
        if entry is not None:
            entry.is_taken = True
        try:
            yield entry
        finally:
            if entry is not None:
                entry.is_taken = False
