"""Documents that words name by their numbers alone: 原…发〔2010〕1号文件同时废止."""

import re
from collections.abc import Iterator, Sequence

from kb.ingest.references import NUMBER, Reference, normal_number

# What the pattern of a number takes for the organ's name may begin with words of the sentence.
_WORDS_BEFORE_NUMBER = re.compile(
    r"(?:.*(?:根据|依据|按照|依照|废止|失效|停止执行|不再执行|延长|取消|修改|修订|调整|删去|删除|其中|包括|同意|关于|文件|通知"
    r"|以及|及其|原有|原来|原|将|对|和|与|及|的|自|于)(?=[\u4e00-\u9fff]))?"
)
_RESTS_ON = re.compile(r"(?:根据|依据|按照|依照|经|由|印发|公布|发布)[^，。；]{0,20}$")


def named_by_number(text: str, start: int, end: int, titled: Sequence[Reference]) -> Iterator[Reference]:
    """Yield the documents named between the offsets by their numbers alone, in order; not those that titles go with."""
    for match in NUMBER.finditer(text, start, end):
        if any(one.start <= match.start() < one.end or one.start < match.end() <= one.end for one in titled):
            continue
        words = _WORDS_BEFORE_NUMBER.match(match[0])
        at = match.start() + (words.end() if words else 0)
        if not _RESTS_ON.search(text[start:at]):
            yield Reference("", normal_number(text[at : match.end()]), at, match.end())
