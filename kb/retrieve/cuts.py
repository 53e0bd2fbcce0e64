"""Where a word found in a question is cut out of something else: a number, a word in Latin letters, “25个|人”.

Chinese has no spaces, so a word that is looked up by its characters is also found across the border of two others.
What can be told without a segmenter is told here; a noun does not directly follow a numeral in today's Chinese, its
measure word stands between them, so that the character behind a numeral belongs to the numeral.
"""

import re

from kb.text.numerals import NUMERAL_CHARS

_NUMERAL = frozenset("0123456789" + NUMERAL_CHARS)
_MEASURES = frozenset(
    "个位名家户人年月日天周号点分秒元块角毛次回批期季级档条款项章节页份张套台间处所种类样倍折岁笔场轮步届遍趟亩"
    "里米克吨层栋段"
)
# What is counted with 个 is also counted where no number is said.
_POINTING = "这那哪每某几"
# 万一, 统一 and the like are no numbers, and after 同一, 第一, 上一 a noun may follow at once: 同一项目, 第一年.
_NO_NUMBER = re.compile(r"[万统唯单专]一$")
_WHICH_ONE = re.compile(rf"(?:[同某任每逐上下前后另之]一|第[{NUMERAL_CHARS}]+|[{_POINTING}])$")
_COUNT = re.compile(rf"(?:[0-9]|[{NUMERAL_CHARS}]|几|多少)[多余来]?\s?$")
# 2024年报, 2023年终奖: the number names a year, and the word behind it is whole.
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}$")
_LOOKED_AT = 8


def is_cut(text: str, start: int, end: int) -> bool:
    """Tell whether text[start:end] is cut out of a number, a Latin word, or a numeral with its measure word."""
    if _runs_on(text, start) or _runs_on(text, end):
        return True
    return text[start] in _MEASURES and _is_counted(text[:start], text[start])


def _runs_on(text: str, border: int) -> bool:
    """Tell whether a border lies inside a number or inside a run of Latin letters and digits."""
    if not 0 < border < len(text):
        return False
    before, after = text[border - 1], text[border]
    if before.isascii() and after.isascii() and before.isalnum() and after.isalnum():
        return True
    if before in ".," and border > 1:
        # 3.5 and 1,000 are one number.
        return text[border - 2].isdigit() and after.isdigit()
    if after in ".," and border + 1 < len(text):
        return before.isdigit() and text[border + 1].isdigit()
    return before in _NUMERAL and after in _NUMERAL


def _is_counted(before: str, measure: str) -> bool:
    before = before[-_LOOKED_AT:]
    if _NO_NUMBER.search(before):
        return False
    if _WHICH_ONE.search(before):
        return measure == "个"
    if measure == "年" and _YEAR.search(before):
        return False
    return bool(_COUNT.search(before))
