"""The steps of a clause address: printed as people write them, and read from every way of writing them."""

import re
from dataclasses import dataclass

from kb.clauses.marks import OUTLINE
from kb.errors import ClauseReferenceError
from kb.text.numerals import NUMERAL_CHARS, parse_numeral, to_chinese

NAMED = "【】"
"""A part of a text that is called by its heading."""

WORDS = ("引言", "标题", "目录", "题注", "正文", "落款", "附件说明")
"""Parts of a text that are called by a word."""

MARKS = ("一、", "（一）", "1.", "（1）", "①", "1）", "a）", "A）", "（a）", "a.", "A.", "Ⅰ", OUTLINE)
"""Marks as printed, each by its first member."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an address: a unit (条, 款, 一、, （一）, 附件 …), its number, and which of several alike it is."""

    unit: str
    number: tuple[int, ...] = ()
    ordinal: int = 1
    name: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """The way from a version's text to one of its clauses."""

    steps: tuple[Step, ...]


_CN = f"[{NUMERAL_CHARS}○]+"
_D = "[0-9]+"
_STEP = re.compile(
    rf"""
      【(?P<name>[^【】]+)】
    | (?P<word>{"|".join(WORDS)})
    | 附(?P<attachment>[件录表图])(?P<which>{_CN}|{_D}|[A-Z])?
    | 表(?P<table>{_D})
    | 第?(?P<named>{_CN}|{_D}|[（(](?:{_CN}|{_D})[)）])(?P<unit>分编|编|篇|部分|章|节|条|款|项|目|段|行|点)
        (?P<after>(?:之(?:{_CN}|{_D}))*)
    | (?P<cn_comma>{_CN})、
    | [（(](?:(?P<cn_paren>{_CN})|(?P<paren>{_D})|(?P<letter_paren>[a-z]))[)）]
    | 第?(?P<outline>{_D}(?:\.{_D})+)[条款节项]?
    | (?P<half_paren>{_D})[)）]
    | (?P<dot>{_D})[、.]?
    | (?P<circled>[①-⑳㉑-㉟㊱-㊿])
    | (?P<letter_half>[a-z])[)）]
    | (?P<capital_half>[A-Z])[)）]
    | (?P<letter_dot>[a-z])
    | (?P<capital>[A-Z])
    | (?P<roman>[Ⅰ-Ⅻ])
    | (?P<cn_bare>{_CN})(?=[（(①-⑳]|$)
    """,
    re.VERBOSE,
)
_ORDINAL = re.compile(rf"〔({_D})〕")
_UNITS = {
    "cn_comma": "一、",
    "cn_bare": "一、",
    "cn_paren": "（一）",
    "paren": "（1）",
    "letter_paren": "（a）",
    "half_paren": "1）",
    "dot": "1.",
    "circled": "①",
    "letter_half": "a）",
    "capital_half": "A）",
    "letter_dot": "a.",
    "capital": "A.",
    "roman": "Ⅰ",
}
_WIDTHS = str.maketrans("０１２３４５６７８９．", "0123456789.")
# 大写 numerals. 伍 and 陆 stand in names as well: what is called by its heading stays as it is.
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_PIECE = re.compile(r"【[^】]*】|[^【]+|【")
_ROUND = re.compile("[㈠-㈩⑴-⒇]")
_BLANKS = re.compile(r"\s+")
_SEPARATORS = "、，,的/-—·：:"
_BARE_ATTACHMENT = re.compile("附[件录表图]$")
# Lists are read as addresses first, and lists of clauses are long; what is longer still was not written by hand.
_MOST_STEPS = 64
_COULD_NUMBER = re.compile(rf"[{NUMERAL_CHARS}0-9A-Z]")


def parse_address(text: str) -> Address:
    """Read an address in any way of writing: 五（二）, 第五条第(二)项, 第5条第2款第3项, 1079条, 8.2.3.

    Raises ClauseReferenceError naming the text where something in it is no step.
    """
    plain = _plain(text)
    steps: list[Step] = []
    position = 0
    while position < len(plain) and len(steps) <= _MOST_STEPS:
        found = _STEP.match(plain, position)
        if found is None:
            if steps and plain[position] in _SEPARATORS:
                position += 1
                continue
            raise ClauseReferenceError(
                f"不是条款编号：{text}（写法如 五、（二） 或 第八条第二款第三项）", reference=text
            )
        position = found.end()
        ordinal = _ORDINAL.match(plain, position)
        position = ordinal.end() if ordinal else position
        steps.append(_read(found, int(ordinal[1]) if ordinal else 1, text))
    if len(steps) > _MOST_STEPS:
        raise ClauseReferenceError(f"条款编号太多，一次最多 {_MOST_STEPS} 级：{text[:_MOST_STEPS]}…", reference=text)
    if not steps:
        raise ClauseReferenceError(f"没有条款编号：{text!r}（写法如 五、（二） 或 第八条第二款第三项）", reference=text)
    return Address(tuple(steps))


def _plain(text: str) -> str:
    # A name stays as it is printed; its blanks and widths alone are those of addresses.
    without_round = _PIECE.sub(
        lambda piece: piece[0] if piece[0][0] == "【" else _ROUND.sub(_unrounded, piece[0]),
        text,
    )
    plain = _BLANKS.sub("", without_round).translate(_WIDTHS)
    return _PIECE.sub(lambda found: found[0] if found[0][0] == "【" else found[0].translate(_FORMAL), plain)


def _unrounded(found: re.Match[str]) -> str:
    number = parse_numeral(found[0])
    return f"（{number}）" if "⑴" <= found[0] <= "⒇" else f"（{to_chinese(number)}）"


def _read(found: re.Match[str], ordinal: int, text: str) -> Step:
    if found["name"]:
        return Step(NAMED, (), ordinal, found["name"])
    if found["word"]:
        return Step(found["word"], (), ordinal)
    try:
        return Step(*_unit_and_number(found), ordinal)
    except ValueError as error:
        raise ClauseReferenceError(f"读不出编号：{text}", reference=text) from error


def _unit_and_number(found: re.Match[str]) -> tuple[str, tuple[int, ...]]:
    if found["attachment"]:
        which = found["which"]
        if which and "A" <= which <= "Z":
            return f"附{found['attachment']}A", (ord(which) - ord("A") + 1,)
        return f"附{found['attachment']}", (parse_numeral(which),) if which else ()
    if found["table"]:
        return "表", (int(found["table"]),)
    if found["unit"]:
        further = [part for part in found["after"].split("之") if part]
        return found["unit"], (parse_numeral(found["named"]), *map(parse_numeral, further))
    if found["outline"]:
        return OUTLINE, tuple(int(part) for part in found["outline"].split("."))
    name = found.lastgroup or ""
    unit, number = _UNITS[name], found[name]
    if unit in ("（a）", "a）", "a."):
        return unit, (ord(number) - ord("a") + 1,)
    if unit in ("A）", "A."):
        return unit, (ord(number) - ord("A") + 1,)
    if unit == "Ⅰ":
        return unit, (ord(number) - ord("Ⅰ") + 1,)
    return unit, (parse_numeral(number),)


def format_address(address: Address) -> str:
    """Print an address in its one canonical form: 五、（二）, 二、（一）1, 第八条第二款第三项, 附件2第一条."""
    printed = ""
    in_article = False
    for step in address.steps:
        in_article = in_article or step.unit == "条"
        part = format_step(step, in_article)
        if printed[-1:].isdigit() and part[:1].isdigit():
            printed += "、"
        elif _BARE_ATTACHMENT.search(printed) and _COULD_NUMBER.match(part):
            printed += "："
        printed += part
    return printed


def format_step(step: Step, in_article: bool = False) -> str:
    """Print one step; 款, 项 and 目 are counted in Chinese numerals below a 条 and in Arabic ones elsewhere."""
    return _format_unit(step, in_article) + (f"〔{step.ordinal}〕" if step.ordinal > 1 else "")


def _format_unit(step: Step, in_article: bool) -> str:
    unit, number = step.unit, step.number
    if unit == NAMED:
        return f"【{step.name}】"
    if unit in WORDS:
        return unit
    if unit[0] == "附":
        if unit.endswith("A"):
            return unit[:-1] + chr(ord("A") + number[0] - 1)
        return unit + (str(number[0]) if number else "")
    if unit == "表":
        return f"表{number[0]}"
    if unit in ("段", "行") or (unit in ("款", "项", "目") and not in_article):
        return f"第{number[0]}{unit}"
    if unit not in MARKS:
        return f"第{to_chinese(number[0])}{unit}" + "".join(f"之{to_chinese(part)}" for part in number[1:])
    return _format_mark(unit, number)


def _format_mark(unit: str, number: tuple[int, ...]) -> str:
    first = number[0]
    if unit == OUTLINE:
        return ".".join(map(str, number))
    if unit in ("一、", "（一）"):
        return unit.replace("一", to_chinese(first))
    if unit in ("a）", "（a）", "a."):
        return unit.rstrip(".").replace("a", chr(ord("a") + first - 1))
    if unit in ("A）", "A."):
        return unit.rstrip(".").replace("A", chr(ord("A") + first - 1))
    if unit == "Ⅰ":
        return chr(ord("Ⅰ") + first - 1)
    if unit == "①":
        return _circled(first)
    return unit.rstrip(".").replace("1", str(first))


def _circled(number: int) -> str:
    for start, first in ((1, "①"), (21, "㉑"), (36, "㊱")):
        if start <= number <= start + {1: 19, 21: 14, 36: 14}[start]:
            return chr(ord(first) + number - start)
    raise ValueError(f"no circled numeral is written for {number}")
