"""Words of a Chinese text, for marking what changed in it: no number is ever cut."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from kb.text.numerals import NUMERAL_CHARS

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_CN = f"[{NUMERAL_CHARS}]"
_UNIT = "(?:元|年|个?月|日|天|周|倍|岁|户|家|次|名|人|个)"
# A number with what it counts, whole: 1,000.5万元, 第十二条, 百分之六十, 二〇二四年, 90BP, （三）. A single Chinese
# numeral with nothing that it counts is as often part of a word (一致, 统一).
_NUMBER = re.compile(
    rf"第(?:{_CN}+|[0-9]+)[编章节条款项目](?:之{_CN}+)?"
    rf"|[（(](?:{_CN}+|[0-9]+)[)）]"
    rf"|(?:百分之|千分之|万分之)?[0-9０-９](?:[0-9０-９,，.．]*[0-9０-９])?(?:[%％‰]|[a-zA-Z]+|[万亿千百]*{_UNIT}?)"
    rf"|(?:百|千|万)分之{_CN}+"
    rf"|{_CN}{{2,}}{_UNIT}?|{_CN}{_UNIT}"
)
# Words of one character are kept apart from these, which end a clause or stand for themselves.
_SINGLE = re.compile(r"\s|[，。；：、！？,.;:!?“”\"'（）()《》〈〉【】\[\]]")


def words(text: str) -> list[str]:
    """Return the words of a text in order; joined they give the text back."""
    cuts = {0, len(text)}
    encoding = _tokenizer().encode(text, add_special_tokens=False)
    for start, end in encoding.offsets:
        cuts |= {start, end}
    for single in _SINGLE.finditer(text):
        cuts |= {single.start(), single.end()}
    for number in _NUMBER.finditer(text):
        cuts -= set(range(number.start() + 1, number.end()))
        cuts |= {number.start(), number.end()}
    ordered = sorted(cuts)
    return [text[start:end] for start, end in pairwise(ordered)]


@lru_cache(maxsize=1)
def _tokenizer() -> "Tokenizer":
    """Return the bundled model's segmenter: its vocabulary is the words of policies and laws."""
    # Commands that mark no words start without the model's libraries.
    from tokenizers import Tokenizer

    from embeddings.loading import bundled_folder

    return Tokenizer.from_file(str(bundled_folder() / "tokenizer.json"))
