"""The shape of an official document's title."""

import re

_KINDS = (
    "办法|条例|规定|细则|规则|规程|规范|方案|意见|通知|决定|公告|通告|措施|举措|制度|章程|准则|指南|指引|规划|纲要|计划|目录"
    "|标准|决议|命令|批复|函|报告|通报|请示|法|解释|若干政策|政策|答复|复函"
)
_TITLE = re.compile(
    rf"^[^。；！？]{{3,80}}?(?:{_KINDS})(?:\s?[（(](?:试行|暂行|修订|修正|草案|征求意见稿|\d{{4}}年?[^）)]{{0,8}})[）)])*$"
)
_PREAMBLE = re.compile(
    r"^(?:为了?[\u4e00-\u9fff]|根据|按照|依据|依照|第一[条章节编]|一、|总则|各[\u4e00-\u9fff]{1,12}[：:、，]|各[^。；]{1,80}[：:]$)"
)


def has_title_shape(text: str) -> bool:
    """Tell whether a line reads like the title of a policy or a law."""
    return bool(_TITLE.match(text.strip()))


def opens_document(text: str) -> bool:
    """Tell whether a paragraph reads like the beginning of a policy or a law."""
    return bool(_PREAMBLE.match(text))


def is_title(line: str, following: str) -> bool:
    """Tell whether a line is a document's title because what follows begins a document."""
    return has_title_shape(line) and opens_document(following)
