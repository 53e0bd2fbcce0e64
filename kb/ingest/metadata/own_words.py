"""The sentences in which a document speaks of its own time, not of something that it regulates."""

import re
from collections.abc import Iterator

OWN = (
    r"(?:本|该)[《〈]?(?:法|条例|办法|规定|细则|规则|规程|意见|通知|方案|措施|决定|解释|批复|政策|制度|标准|公告|规范|章程|准则|指引|指南|目录|实施细则|实施办法|实施意见"
    r"|若干意见|若干措施|若干规定|若干政策|计划|纲要|规划|通告|批复|函|决议|公报|说明|要点|清单|文件|实施方案|管理办法|暂行办法|暂行规定|扶持政策|奖励办法|补充通知)[》〉]?"
    r"(?:\s*[（(](?:试行|暂行)[）)])?"
)
"""How a document names itself."""
IN_FORCE = r"(?:起|开始)?\s*(?:正式)?(?:施行|实施|执行|生效|试行|实行)"
"""That something begins to hold."""
_SENTENCE = re.compile(r"[^。\n]*(?:[。\n]|$)")
_LABEL = re.compile(
    r"^[\s\u3000*#>]*(?:第[^\s条]{1,9}条(?:之[一二三四五六七八九十])?|[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．])?[\s\u3000*]*"
)
_OPENS = re.compile(
    rf"{OWN}|(?:自|从)\s*(?:发布|公布|印发|颁布|\d{{4}}\s*年)|(?:以上|上述)(?:各项)?(?:政策|措施|意见|规定)"
)
_WITHIN = re.compile(rf"{OWN}[^，。；]{{0,6}}(?:自|从|于)")
_PUBLISHED = re.compile(rf"公布\s*,?，?\s*自[^，。]{{4,20}}{IN_FORCE}")


def sentences(text: str) -> Iterator[tuple[int, str]]:
    """Yield the sentences that are not blank, each with the offset at which it starts."""
    for match in _SENTENCE.finditer(text):
        if match[0].strip():
            yield match.start(), match[0]


def without_label(sentence: str) -> str:
    """Return a sentence without the clause number that it begins with."""
    return _LABEL.sub("", sentence)


def speaks_of_itself(sentence: str) -> bool:
    """Tell whether a sentence on time or repeal is about the document, not about something it regulates."""
    return bool(_OPENS.match(without_label(sentence)) or _WITHIN.search(sentence) or _PUBLISHED.search(sentence))
