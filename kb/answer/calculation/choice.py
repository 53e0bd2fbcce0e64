"""Which of several statements a question means, by the words that it shares with one of them alone."""

import re
from collections.abc import Sequence

from kb.answer.lead.words import NOT_ASKED
from kb.text.tokens import bigrams

# Words that part what a figure holds for: a question about one is not answered by a quote about another.
_RIVALS = tuple(
    tuple(re.compile(word) for word in row)
    for row in (
        ("信用(?!社|担保|信息|记录|体系|等级|评|县|村|乡|户)", "(?<!质)抵押", "质押", "保证(?!金|险|保)"),
        (
            r"(?<![\d一二两三四五六七八九十几])个人",
            "企业|公司|厂",
            "农户|养殖户",
            "个体",
            "合作社",
            "家庭农场",
            "机构|单位",
        ),
        ("首次|首笔|第一次|头一次|头一回", "续[贷保期]|再次|第二次"),
        ("(?<!十)一年期|1年期|1年以内", "五年期|5年期|5年以上|五年以上"),
        ("大型|大企业", "中型", "小微|小型|微型|小企业"),
        ("国家级", "省级", "市级", "[县区]级"),
        ("本科", "硕士", "博士", "大专|专科"),
        ("二手|旧机", "新购|新机"),
        ("境外|海外|国外", "境内|国内"),
        ("线上|网上", "线下"),
        ("逾期|超期|过期", "按期|按时"),
        ("车间|厂房", "住[宅房]"),
    )
)


def named(question: str, words: Sequence[str]) -> list[int]:
    """Return which of several descriptions a question names by words that no other of them has, and by none against."""
    tokens = [set(bigrams(one)) for one in words]
    others = [set().union(*(other for at, other in enumerate(tokens) if at != place)) for place in range(len(tokens))]
    # Words like 最高 are looked at only where no others tell.
    for asked in (set(bigrams(NOT_ASKED.sub(" ", question))), set(bigrams(question))):
        found = [
            place
            for place, held in enumerate(tokens)
            if (held - others[place]) & asked and not conflicts(question, words[place])
        ]
        if found:
            return found
    return []


def the_one(question: str, words: Sequence[str]) -> int | None:
    """Return which description a question means: the only one, or the only one that it names; None where unsure."""
    fitting = [place for place, said in enumerate(words) if not conflicts(question, said)]
    if len(fitting) == 1 and len(words) == 1:
        return fitting[0]
    found = named(question, words)
    return found[0] if len(found) == 1 else None


def conflicts(question: str, words: str) -> bool:
    """Tell whether a description is of another kind than the question names: 信用贷款 asked, 保证贷款 described."""
    for row in _RIVALS:
        asked = [word for word in row if word.search(question)]
        if asked and any(word.search(words) for word in row) and not any(word.search(words) for word in asked):
            return True
    return False


def leaves_open(question: str, words: str) -> bool:
    """Tell whether a description is of one kind of things of which a question names none: 信用贷款, 贷款 asked."""
    row = _RIVALS[0]
    return any(word.search(words) for word in row) and not any(word.search(question) for word in row)
