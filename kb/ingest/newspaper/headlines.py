"""Headlines: which lines make one, which of several is the title, and which are kicker, deck or column name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.ingest.cohesion import Cohesion
from kb.ingest.furniture import is_spaced, undoubled
from kb.ingest.lines import width_of
from kb.ingest.newspaper.items import Block
from kb.ingest.references import NUMBER

_DECK = re.compile(r"^(?:——|—|--)")
_URGES = re.compile(r"^(?:着力|积极|深入|努力|加快|推进|推动|全力|不断|持续|聚焦|坚持)")
_WIDE = 12.0
# A kicker or a deck is set in smaller type, so its line holds more characters.
_MUCH_WIDER = 1.5
# A narrower line is a part of a headline, not one by itself.
_NARROWEST = 6.0
_LONGEST_LOGO = 6


@dataclass(frozen=True, slots=True)
class Unit:
    """Headline lines that were printed together: positions of their blocks, and the lines' texts."""

    positions: tuple[int, ...]
    lines: tuple[str, ...]
    spaced: bool
    column: bool
    """True where the shape says that it names a column of the paper."""

    @property
    def text(self) -> str:
        """The lines as one string."""
        return " ".join(self.lines)


def units_of(blocks: Sequence[Block], positions: Sequence[int]) -> list[Unit]:
    """Return the headlines at the positions, lines without a blank line between them together."""
    groups: list[list[int]] = []
    for position in positions:
        block = blocks[position]
        joined = (
            groups
            and groups[-1][-1] == position - 1
            and not block.spaced
            and not block.apart
            and not block.letterspaced
            and not blocks[position - 1].letterspaced
            and block.role is blocks[position - 1].role
            and block.doubled is blocks[position - 1].doubled
        )
        if joined:
            groups[-1].append(position)
        else:
            groups.append([position])
    return [_unit(blocks, group) for group in groups]


def _unit(blocks: Sequence[Block], group: Sequence[int]) -> Unit:
    printed = [line_text(blocks[position].text) for position in group]
    # Extraction may print a headline twice, one below the other.
    lines = tuple(line for number, line in enumerate(printed) if not number or line != printed[number - 1])
    letterspaced = any(blocks[position].letterspaced for position in group)
    logo = all(blocks[position].doubled for position in group) and sum(map(len, lines)) <= _LONGEST_LOGO
    return Unit(tuple(group), lines, blocks[group[0]].spaced, letterspaced or logo)


def line_text(text: str) -> str:
    """Return a headline's line as it was meant: printed once, not letter-spaced."""
    once = undoubled(text) or text
    return re.sub(r"\s+", "", once) if is_spaced(once) else once.strip(" \t\u3000*#")


@dataclass(frozen=True, slots=True)
class Headline:
    """The title of an article and the lines around it."""

    title: str | None
    subtitle: str | None


@dataclass(frozen=True, slots=True)
class _Part:
    text: str
    minor: bool = False
    """True where its shape says that it is a kicker or a deck."""


def read_headline(units: Sequence[Unit], body: str, cohesion: Cohesion) -> Headline:
    """Return which of the headlines is the title; the others are the subtitle, in their order."""
    parts = [part for unit in units for part in _parts(unit)]
    if not parts:
        return Headline(None, None)
    scores = [_score(part, number, body, cohesion) for number, part in enumerate(parts)]
    best = max(range(len(parts)), key=lambda number: scores[number])
    rest = [part.text for number, part in enumerate(parts) if number != best]
    return Headline(parts[best].text, " ".join(rest) or None)


def named_headline(units: Sequence[Unit], name: str) -> Headline | None:
    """Return the headline that a file is named after, None where none is."""
    wanted = re.sub(r"\s+", "", name)
    for unit in units:
        for line in unit.lines:
            if re.sub(r"\s+", "", line) == wanted:
                rest = [other for others in units for other in others.lines if other != line]
                return Headline(line, " ".join(rest) or None)
    return None


def _parts(unit: Unit) -> list[_Part]:
    """Return the unit's lines with those joined that are one headline broken over lines."""
    if len(unit.lines) == 1:
        return _halves(unit.lines[0])
    widths = [width_of(line) for line in unit.lines]
    narrow = max(widths) <= _WIDE
    parts: list[_Part] = []
    for number, line in enumerate(unit.lines):
        last = number > 1 and number == len(widths) - 1
        middle = max(widths[1:-1], default=0.0)
        decked = last and widths[-1] >= _MUCH_WIDER * middle >= _MUCH_WIDER * _NARROWEST
        kicked = number == 1 and len(widths) > 2 and widths[0] >= _MUCH_WIDER * max(widths[1], _NARROWEST)
        if kicked:
            parts[0] = _Part(parts[0].text, minor=True)
        if not parts or kicked or decked or _is_deck(line, parts[-1].text):
            parts.append(_Part(line, minor=decked))
        else:
            before = parts[-1].text
            close = narrow or abs(widths[number] - width_of(before)) <= 1
            parts[-1] = _Part(before + line if close else f"{before} {line}")
    return parts


def _is_deck(line: str, before: str) -> bool:
    return (
        bool(_DECK.match(line))
        or (line.startswith(("（", "(")) and before.count("（") == before.count("）"))
        or ("，" in line and width_of(line) > width_of(before))
        or before.endswith(("：", ":"))
    )


def _halves(line: str) -> list[_Part]:
    """Return kicker and title where both stand on one line; a couplet of two equal halves stays whole."""
    words = line.split()
    if len(words) == 2 and min(map(len, words)) >= 6 and len(words[0]) != len(words[1]):
        return [_Part(words[0], minor=True), _Part(words[1])]
    return [_Part(line)]


def _score(part: _Part, number: int, body: str, cohesion: Cohesion) -> float:
    text = part.text
    words = text.split()
    couplet = len(words) == 2 and len(words[0]) == len(words[1])
    score = cohesion.coverage(text, body) + 0.1 * number - 1.0 * part.minor
    score -= 0.4 * bool(re.search(r"[，,]", text)) + 0.2 * ("、" in text) + 2.0 * text.endswith(("：", ":"))
    score -= (
        1.5 * bool(_DECK.match(text))
        + 2.0 * (text.startswith(("（", "(")) or bool(NUMBER.fullmatch(text)))
        + 0.4 * couplet
        + 0.25 * bool(_URGES.match(text))
    )
    return score - 1.0 * (len(text) < 6) - 0.3 * (len(text) > 24)
