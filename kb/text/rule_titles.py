"""Titles of documents that state rules: a law, a measure, a plan."""

import re

_KINDS = (
    "法|法典|条例|办法|规定|规则|细则|准则|章程|规程|规范|守则|纲要|方案|规划|计划|意见|标准|制度|预案|指引|指南|目录|清单|名录|解释"
    "|措施|举措|政策"
)
_VARIANT = r"(?:[（(][^（()）]{1,12}[)）])?"
_TITLE = re.compile(rf"(?:{_KINDS}){_VARIANT}$")
_WRAPPED = re.compile(rf"《[^《》]*(?:{_KINDS}){_VARIANT}》(?:的通知|的公告|的决定)?$")
_GENERIC = re.compile(
    rf"(?:关于|印发|实施|管理|工作|考核|评价|有关|若干|相关|具体|内部|本|的|暂行|试行|修订|征求意见稿|通知|公告|通告|公示|决定|[《》（）()]|{_KINDS})+"
)


def is_rule_title(title: str) -> bool:
    """Tell whether a title ends with the kind of a document that states rules: 办法, 条例（试行）, 实施方案."""
    return bool(_TITLE.search("".join(title.split())))


def issues_a_rule(title: str) -> bool:
    """Tell whether a title is of rules, or of the notice that issues them (关于印发《…办法》的通知)."""
    return is_rule_title(title) or bool(_WRAPPED.search("".join(title.split())))


def is_generic_title(title: str) -> bool:
    """Tell whether a title is made of words that many documents share, and names none: 通知, 实施方案, 管理办法."""
    return bool(_GENERIC.fullmatch("".join(title.split())))
