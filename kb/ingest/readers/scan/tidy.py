"""What recognition gets wrong in Chinese print by rule: blanks between characters, marks in their narrow forms."""

import re

_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_MARK = r"，。、；：！？（）《》〈〉“”‘’【】〔〕…—"
_FULL = str.maketrans(",;:?!()", "，；：？！（）")
# Narrow marks between Chinese characters; a colon or a comma between figures stays.
_AFTER_HAN = re.compile(rf"(?<=[{_HAN}{_MARK}）)》”])[,;:?!](?![0-9])|(?<=[{_HAN}])[,;:?!](?=[0-9{_HAN}])")
_BEFORE_HAN = re.compile(rf"(?<=[0-9A-Za-z%％])[,;:?!](?=[{_HAN}])")
_BRACKETS = re.compile(r"\(([^()（）]*)\)")
_HALF_PAIRS = re.compile(r"（([^()（）]*)\)|\(([^()（）]*)）")
_OPEN = "（(〈《<【[{"
_CLOSE = "）)〉》>】]}"
_ROUND = frozenset("（()）")
_HAS_HAN = re.compile(rf"[{_HAN}]")
_YEAR = re.compile(r"[【\[［〔〈(（{]((?:19|20)\d{2})[】\]］〕〉)）}] ?(?=(?:第 ?)?\d{1,5} ?号)")
_STOP = re.compile(rf"(?<=[{_HAN}）》”])\.(?=$|[{_HAN}])")
_BLANK_AT_MARK = re.compile(rf" +(?=[{_MARK}])|(?<=[{_MARK}]) +")
_BLANK_BEFORE_NARROW = re.compile(rf"(?<=[{_HAN}）》”%]) +(?=[,;:?!])")
_BLANK_AT_FIGURE = re.compile(rf"(?<=[{_HAN}]) +(?=[0-9A-Za-z])|(?<=[0-9A-Za-z%]) +(?=[{_HAN}])")
_CHARACTER_BLANKS = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")
_LABEL = re.compile(
    r"^(?:第[一二三四五六七八九十百千零〇0-9 ]+[编章节条款]|附件 ?[0-9一二三四五六七八九十]*"
    r"|[一二三四五六七八九十]+、|[0-9]{1,2}) "
)
_HEADING = re.compile(
    r"^(第[一二三四五六七八九十百]+[编章节])(?=[^\s的规、，。；：]{0,2}\s?[^\s，。；：、]{1,20}$)(?!\s|程)"
)
_DOTTED_LABEL = re.compile(r"^([0-9]{1,2})[,，。](?=\D)")
_DOUBLE_DASH = re.compile(rf"(?<=[{_HAN}”》）])(?:一一|--|——?-)(?=[“《（])|—-|-—")


def tidied(text: str) -> str:
    """Return a recognised line with the blanks that print has no place for left out, and its marks full-width."""
    text = _HEADING.sub(r"\1 ", text)
    label = _LABEL.match(text)
    head = label[0].rstrip().replace(" ", "") + " " if label else ""
    rest = text[label.end() :] if label else text
    rest = _DOTTED_LABEL.sub(r"\1.", rest) if not label else rest
    rest = _BLANK_BEFORE_NARROW.sub("", rest)
    rest = _AFTER_HAN.sub(lambda found: found[0].translate(_FULL), rest)
    rest = _BEFORE_HAN.sub(lambda found: found[0].translate(_FULL), rest)
    rest = _STOP.sub("。", rest)
    rest = _YEAR.sub(r"〔\1〕", rest)
    rest = _BRACKETS.sub(_bracketed, rest)
    rest = _HALF_PAIRS.sub(lambda found: f"（{found[1] if found[1] is not None else found[2]}）", rest)
    rest = _DOUBLE_DASH.sub("——", rest)
    rest = _paired(rest)
    rest = _BLANK_AT_MARK.sub("", rest)
    rest = _BLANK_AT_FIGURE.sub("", rest)
    if _is_spaced(rest):
        rest = _CHARACTER_BLANKS.sub("", rest)
    return (head + rest).strip()


def _bracketed(found: re.Match[str]) -> str:
    """Return brackets full-width where Chinese print has them so: around Chinese, or beside it."""
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    chinese = any("\u3400" <= one <= "\u9fff" or one in _MARK for one in found[1] + before + after)
    return f"（{found[1]}）" if chinese else found[0]


def _paired(text: str) -> str:
    """Return a line of Chinese with round brackets where one half was read as another bracket, or the other is lost.

    （ is read as 〈 or 《 time and again; the half that closes it is read right.
    """
    if not _HAS_HAN.search(text):
        return text
    characters = list(text)
    opened: list[int] = []
    for at, character in enumerate(text):
        if character in _OPEN:
            opened.append(at)
        elif character in _CLOSE and opened:
            start = opened.pop()
            is_round = character in _ROUND or characters[start] in _ROUND
            if is_round and _CLOSE[_OPEN.index(characters[start])] != character:
                characters[start], characters[at] = "（", "）"
        elif character == ")":
            characters[at] = "）"
    for start in opened:
        characters[start] = characters[start].translate(_FULL)
    return "".join(characters)


def _is_spaced(text: str) -> bool:
    """Tell whether most Chinese neighbours stand apart: recognised character by character, not a blank of the text."""
    apart = len(_CHARACTER_BLANKS.findall(text))
    return apart >= 3 and apart >= 0.3 * len(text.replace(" ", ""))
