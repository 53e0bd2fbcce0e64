"""Pages made of known articles in layouts drawn by chance, with their gold.

What is drawn: widths, indentation, blank lines, headlines in one to three lines above, below or inside their articles,
kickers, where the byline stands, two articles whose boxes take turns, advertisements and captions in between, a
masthead. Nothing of the texts depends on the layout, so a rule that fits one page's layout alone shows.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_NO_START = "，。；：！？”’）》、％%"
# What a headline is not broken inside: a quotation, a figure with its unit, two characters.
_WORDS = re.compile(r"“[^”]{1,12}”|《[^》]{1,12}》|[0-9A-Za-z.%]+.?|.[，：、！？:,]?")
_TOKEN = re.compile(r"[A-Za-z0-9.%]+|.")
_ENDS = re.compile(r"[。！？；：…][”’」）]*$")
_MASTHEADS = (
    ("山川日报", "2023年6月7日　星期三", "责任编辑：文一　版式：柳 二"),
    ("A2 要闻 山川晚报 2022年3月1日 星期二 责编 文一 美编 柳二",),
    ("第3版", "综合新闻", "2024年9月10日 星期二"),
    ("山川时报 2021年12月15日 星期三", "农历辛丑年十一月十二", "编辑/文一 校对/柳二 电话：8001234"),
)
_ADVERTISEMENTS = (
    ("山川家具城开业", "全场八折起", "地址：山川市北路8号", "电话：0579-81234567（广告）"),
    ("海川物流诚聘司机", "月薪过万 包吃住", "热线：81234567 广告"),
    ("声明：山川市林记面馆遗失食品经营许可证副本，声明作废。",),
)
_CAPTIONS = (
    ("6月5日，工人在车间里检验刚下线的零件。", "本报记者 文一鸣 摄"),
    ("图为茶农在采摘夏茶。 通讯员 柳二 摄",),
    ("▲近日，志愿者在社区教老人使用智能手机。（文一鸣 摄）",),
)


@dataclass(frozen=True)
class Story:
    """An article before it is printed."""

    name: str
    title: str | None
    subtitle: str | None
    byline: str | None
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class _Style:
    indent: str
    blank_between: bool
    blank_apart: bool
    width: int | None


@dataclass
class _Line:
    text: str
    story: str | None = None
    blank_before: bool = False


def make_page(stories: Sequence[Story], seed: int) -> tuple[str, list[dict[str, Any]]]:
    """Return a page that prints the stories in a layout drawn by the seed, and its gold."""
    rng = random.Random(seed)
    indent = rng.choice(["", "", "　　", "  "])
    blank_between = rng.random() < (0.2 if indent else 0.5)
    style = _Style(indent, blank_between, blank_between or rng.random() < 0.8, rng.choice([None, 14, 16, 18, 20, 24]))
    lines = [_Line(line) for line in rng.choice(_MASTHEADS)] if rng.random() < 0.7 else []
    unwrapped = rng.random() < 0.15
    queue = [_print(story, style, rng, unwrapped) for story in stories]
    if len(queue) > 2 and not unwrapped and rng.random() < 0.35:
        at = rng.randrange(len(queue) - 1)
        queue[at : at + 2] = [_take_turns(queue[at], queue[at + 1], rng)]
    for block in queue:
        lines += _apart(block, style)
        if rng.random() < 0.25:
            lines += _apart([_Line(text) for text in rng.choice(_ADVERTISEMENTS)], style)
        if rng.random() < 0.2:
            lines += _apart([_Line(text) for text in rng.choice(_CAPTIONS)], style)
    return _gold(lines, stories)


def _gold(lines: Sequence[_Line], stories: Sequence[Story]) -> tuple[str, list[dict[str, Any]]]:
    printed: list[str] = []
    spans: dict[str, list[list[int]]] = {story.name: [] for story in stories}
    done = 0
    for line in lines:
        printed.append(("\n" if line.blank_before and printed else "") + line.text)
        length = len(re.sub(r"\s+", "", line.text))
        if line.story is not None:
            spans[line.story].append([done, done + length])
        done += length
    gold = [
        {
            "id": story.name,
            "kind": "news",
            "title": story.title,
            "byline": story.byline,
            "parts": [{"span": span} for span in spans[story.name]],
        }
        for story in stories
    ]
    return "\n".join(printed) + "\n", gold


def _apart(block: Sequence[_Line], style: _Style) -> list[_Line]:
    if block and style.blank_apart:
        block[0].blank_before = True
    return list(block)


def _print(story: Story, style: _Style, rng: random.Random, unwrapped: bool) -> list[_Line]:
    width = 10000 if unwrapped else style.width or rng.choice([12, 15, 17, 19, 21, 23, 26])
    body = _body(story, style, width)
    head = [_Line(line) for line in _headline(story, rng)]
    byline = story.byline
    dateline = byline is None or bool(re.match(r"本报讯[（(]", story.paragraphs[0]))
    place = rng.choice(["above", "above", "end", "inline", "bracket"]) if byline and not dateline else ""
    if place in ("end", "bracket"):
        body.append(_Line(f"（{byline}）" if place == "bracket" else str(byline)))
    elif place == "inline":
        body[-1].text += f" {byline}"
    signed = [_Line(str(byline))] if place == "above" else []
    return _placed(head, signed, body, rng)


def _placed(head: list[_Line], signed: list[_Line], body: list[_Line], rng: random.Random) -> list[_Line]:
    where = rng.choices(["above", "below", "inside"], [7, 2, 2])[0] if head else "above"
    if where == "below" and not signed:
        return [*body, *head]
    if where == "inside" and len(body) > 8:
        at = rng.randrange(3, len(body) - 3)
        return [*body[:at], *head, *signed, *body[at:]]
    return [*head, *signed, *body]


def _headline(story: Story, rng: random.Random) -> list[str]:
    if story.title is None:
        return []
    lines = _broken(story.title, rng.choice([1, 1, 2, 2, 3]))
    if rng.random() < 0.15 and len(lines) == 1:
        lines = [lines[0] * 2]
    if story.subtitle and rng.random() < 0.8:
        lines = [story.subtitle, *lines] if rng.random() < 0.5 else [*lines, "——" + story.subtitle.lstrip("—")]
    return lines


def _broken(title: str, count: int) -> list[str]:
    plain = title.strip()
    if count == 1 or len(plain) < 5 * count:
        return [plain]
    words = _WORDS.findall(plain)
    size = len(plain) / count
    lines = [""]
    for word in words:
        if len(lines) < count and len(lines[-1]) + len(word) / 2 > size:
            lines.append("")
        lines[-1] += word
    return lines


def _body(story: Story, style: _Style, width: int) -> list[_Line]:
    lines: list[_Line] = []
    for number, paragraph in enumerate(story.paragraphs):
        rows = _wrapped((style.indent if _ENDS.search(paragraph) else "") + paragraph, width)
        lines += [
            _Line(row, story.name, blank_before=style.blank_between and number > 0 and not at)
            for at, row in enumerate(rows)
        ]
    return lines


def _wrapped(paragraph: str, width: int) -> list[str]:
    rows, row, used = [], "", 0.0
    for token in _TOKEN.findall(paragraph):
        own = sum(0.5 if character.isascii() else 1.0 for character in token)
        if row.strip() and used + own > width and token not in _NO_START:
            rows.append(row)
            row, used = "", 0.0
        row += token
        used += own
    return [*rows, row]


def _take_turns(one: list[_Line], other: list[_Line], rng: random.Random) -> list[_Line]:
    """Print the lines of two articles in boxes by turns."""
    boxes = [_boxes(one, rng), _boxes(other, rng)]
    return [line for pair in zip(*boxes, strict=True) for box in pair for line in box]


def _boxes(lines: list[_Line], rng: random.Random) -> list[list[_Line]]:
    cuts = [at for at in range(4, len(lines) - 4) if all(line.story is not None for line in lines[at - 3 : at + 3])]
    lines[0].blank_before = True
    if not cuts:
        return [lines, []]
    cut = rng.choice(cuts)
    lines[cut].blank_before = True
    return [lines[:cut], lines[cut:]]
