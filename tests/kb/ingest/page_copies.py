"""Copies of gold pages with other shapes: re-wrapped, shuffled, renamed; the gold goes along.

A page is cut along its gold segments. Body segments are re-joined into paragraphs and wrapped anew; headlines, bylines
and jumps keep their lines. What stood on one line in the file (a byline after the last sentence) stays on one line.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_ENDS = re.compile(r"[。！？；;：…][”’」）]*$")
_LABEL = re.compile(
    r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.(?!\d)|第[一二三四五六七八九十]+条)"
)


@dataclass(frozen=True)
class Style:
    """How a copy is printed: characters a line, whether paragraphs are indented or parted by blank lines."""

    width: int
    half_width_latin: bool = True
    indent: str = ""
    blank_between: bool = True
    keep_box_marks: bool = True


@dataclass(frozen=True)
class Chunk:
    """Consecutive segments of one article: its role-marked pieces of raw text."""

    article: str
    segments: tuple[tuple[str, str], ...]


def chunks_of(raw: str, page: Mapping[str, Any]) -> list[Chunk]:
    """Return the page cut into runs of segments of one article, in file order."""
    places = [at for at, character in enumerate(raw) if not character.isspace()]
    chunks: list[tuple[str, list[tuple[str, str]]]] = []
    for segment in page["segments"]:
        first, last = places[segment["start"]], places[segment["end"] - 1] + 1
        before = raw[(places[segment["start"] - 1] + 1) if segment["start"] else 0 : first]
        text = before + raw[first:last]
        if chunks and chunks[-1][0] == segment["article"]:
            chunks[-1][1].append((segment["role"], text))
        else:
            chunks.append((segment["article"], [(segment["role"], text)]))
    return [Chunk(article, tuple(segments)) for article, segments in chunks]


def reprint(
    raw: str, page: Mapping[str, Any], style: Style, seed: int | None = None
) -> tuple[str, list[dict[str, Any]]]:
    """Return a copy of the page in the style, its articles shuffled where a seed is given, and the gold of the copy."""
    chunks = chunks_of(raw, page)
    if seed is not None:
        chunks = _shuffled(chunks, seed)
    subheads = {re.sub(r"\s+", "", head) for article in page["articles"] for head in article["subheads"]}
    printed: list[str] = []
    spans: dict[str, list[list[int]]] = {article["id"]: [] for article in page["articles"]}
    done = 0
    for number, chunk in enumerate(chunks):
        for place, (role, text) in enumerate(chunk.segments):
            # A new chunk never starts on the line on which another article ended, except in file order.
            glued = "\n" not in text[: len(text) - len(text.lstrip())] and bool(printed)
            if glued and place == 0 and seed is not None:
                glued = False
            body = _wrapped(text, style, subheads) if role == "body" else _kept(text, style)
            if glued:
                printed[-1] = printed[-1].rstrip("\n") + " " + body
            else:
                first = text.lstrip("\n")
                mark = " " if first.startswith(" ") and style.keep_box_marks and not style.indent else ""
                blank = "\n" if "\n\n" in text[: len(text) - len(text.lstrip())] or (place == 0 and number) else ""
                printed.append(blank + mark + body)
            length = len(re.sub(r"\s+", "", text))
            if role == "body":
                spans[chunk.article].append([done, done + length])
            done += length
    gold = [dict(article, parts=[{"span": span} for span in spans[article["id"]]]) for article in page["articles"]]
    return "\n".join(printed) + "\n", gold


def renamed(text: str, names: Mapping[str, str]) -> str:
    """Return the text with every name replaced by one of the same length."""
    if any(len(name) != len(other) for name, other in names.items()):
        raise ValueError("a name and its replacement differ in length")
    pattern = re.compile("|".join(sorted(map(re.escape, names), key=len, reverse=True)))
    return pattern.sub(lambda match: names[match[0]], text)


def _shuffled(chunks: Sequence[Chunk], seed: int) -> list[Chunk]:
    articles: dict[str, list[tuple[str, str]]] = {}
    for chunk in chunks:
        articles.setdefault(chunk.article, []).extend(chunk.segments)
    order = list(articles)
    random.Random(seed).shuffle(order)
    return [Chunk(article, tuple(articles[article])) for article in order]


def _kept(text: str, style: Style) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines() if line.strip())


def _wrapped(text: str, style: Style, subheads: set[str]) -> str:
    printed = []
    for paragraph in _paragraphs(text, subheads):
        plain = re.sub(r"\s+", "", paragraph)
        if any(plain in head for head in subheads):
            printed.append(paragraph)
        else:
            printed.append("\n".join(_lines(style.indent + paragraph, style)))
    return ("\n\n" if style.blank_between else "\n").join(printed)


def _paragraphs(text: str, subheads: set[str]) -> list[str]:
    lines = text.strip().splitlines()
    paragraphs: list[str] = []
    complete = True
    for number, line in enumerate(lines):
        stripped = line.strip()
        if not stripped:
            continue
        blank_before = number > 0 and not lines[number - 1].strip()
        head = any(re.sub(r"\s+", "", stripped) in subhead for subhead in subheads)
        if (complete and (blank_before or not paragraphs)) or head or _LABEL.match(stripped):
            paragraphs.append(stripped)
        elif paragraphs:
            paragraphs[-1] += stripped
        complete = bool(_ENDS.search(stripped)) or head or bool(re.match(r"[一二三四五六七八九十]+、", stripped))
    return paragraphs


def _lines(paragraph: str, style: Style) -> list[str]:
    lines, line, width = [], "", 0.0
    for character in paragraph:
        own = 0.5 if style.half_width_latin and character.isascii() else 1.0
        # A closing mark never starts a line.
        if width + own > style.width and character not in "，。；：！？”’）》、":
            lines.append(line)
            line, width = "", 0.0
        line += character
        width += own
    return [*lines, line] if line else lines
