"""How documents name other documents: 《title》（number), and the numbers themselves (文号)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ORGAN = r"[\u4e00-\u9fff]{1,14}"
_ISSUED = (
    rf"{_ORGAN}\s?[〔\[［【(（]\s?(?:19|20)\d{{2}}\s?[〕\]］】)）]\s?第?\s?\d{{1,5}}\s?号"
    rf"|{_ORGAN}(?:令|公告|通告)\s?[〔\[［【(（]?\s?(?:(?:19|20)\d{{2}}\s?[〕\]］】)）]?\s?年?)?\s?第?\s?"
    r"(?:\d{1,5}|[〇零一二三四五六七八九十百]{1,6})\s?号"
)
NUMBER = re.compile(_ISSUED)
"""A document's number, with or without the issuing body's short name before the year."""
_YEAR = re.compile(r"[〔\[［【(（](\d{4})[〕\]］】)）]")
_OPEN, _CLOSE = "《〈<＜", "》〉>＞"
_LONGEST_TITLE = 160


@dataclass(frozen=True, slots=True)
class Reference:
    """Another document that a text names: where, under which title, with which number."""

    title: str
    number: str | None
    start: int
    end: int

    @property
    def value(self) -> str:
        """The reference without white space: “《title》（number）”, or “《title》”, or the number alone."""
        if not self.title and self.number:
            return self.number
        return f"《{self.title}》（{self.number}）" if self.number else f"《{self.title}》"


def normal_number(text: str) -> str:
    """Return a document's number without white space, its year in the brackets that official numbers have."""
    return _YEAR.sub(r"〔\1〕", re.sub(r"\s+", "", text))


def find_references(text: str, start: int = 0, end: int | None = None) -> Iterator[Reference]:
    """Yield the documents named between the offsets, outermost title marks only, in order."""
    stop = len(text) if end is None else end
    at = text.find("《", start, stop)
    while at >= 0:
        close = _closing(text, at, stop)
        if close is None:
            at = text.find("《", at + 1, stop)
            continue
        title = re.sub(r"\s+", "", text[at + 1 : close])
        number, after = _number_after(text, close + 1, stop)
        if title:
            yield Reference(title, number, at, after)
        at = text.find("《", after, stop)


def split_reference(value: str) -> tuple[str, str | None]:
    """Return the title and the number of a reference's value. Raises ValueError on a value that is none."""
    match = re.fullmatch(r"《(.+)》(?:（(.+)）)?", value)
    if match is None:
        raise ValueError(f"not a reference of the form 《title》（number）: {value!r}")
    return match[1], match[2]


def _closing(text: str, start: int, stop: int) -> int | None:
    depth = 0
    for at in range(start, min(stop, start + _LONGEST_TITLE)):
        if text[at] in _OPEN:
            depth += 1
        elif text[at] in _CLOSE:
            depth -= 1
            # A title mark of the other kind may be left open inside; the outer one closes all the same.
            if depth == 0 or (text[at] == "》" and "《" not in text[start + 1 : at]):
                return at
    return None


def _number_after(text: str, start: int, stop: int) -> tuple[str | None, int]:
    match = re.compile(rf"\s*[（(]\s*((?:{_ISSUED}))[^）)]{{0,20}}[）)]").match(text, start, stop)
    if match is None:
        return None, start
    return normal_number(match[1]), match.end()
