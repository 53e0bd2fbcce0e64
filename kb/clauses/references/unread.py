"""What stands behind a clause in a reference and is no part of its address: left aside aloud, or a number not read."""

import re

from kb.clauses.label import VALIDITY_WORDS
from kb.text.numerals import NUMERAL_CHARS

_CN = f"[{NUMERAL_CHARS}○]"
_NUMBER = rf"(?:{_CN}{{1,20}}|[0-9]{{1,20}})"
LEAF = re.compile(r"[\u4e00-\u9fffA-Za-z0-9①-⑳]")
"""What a word is made of."""

# What a question says besides a clause when it asks for nothing but that clause.
IDLE = re.compile(
    r"请问|请|麻烦|帮我|我?想(?:问|知道|了解|看)|一下|查找?|看看?|问|说明|解释|告诉我|分别|各|都|具体|原文|全文|内容|条文|条款|规定|讲|写|说|是|的|了|着"
    r"|有|什么|怎么|如何|怎样|啥|哪些|吗|呢|啊|吧|和|与|及|以及|里|中|第|那|这|意思|给我|出来|列出|关于|根据|按照?|依照|在|对|：|:"
)
"""Words that ask, or join, and name nothing."""

JOINS = re.compile(r"[和与及或跟、，,；;]|还有")
"""What joins references to clauses."""

# A label is printed behind a citation and copied with it.
_LABEL = re.compile(rf"[（(](?:{'|'.join(sorted(VALIDITY_WORDS.values()))}|已修改)(?:，[^（()）]*)?[）)]")
# What counts, or tells a day or an edition, numbers no clause.
_COUNTS = r"(?!\s*(?:[个天年月日元家次万亿人名岁批位件份倍户亩吨季期轮届]|小时|分钟|周|公里|平方|百|千|[%％]))"
# A sentence or a half of a clause is no clause of its own: the clause that holds it is what there is.
_FINER = rf"(?:第\s*{_NUMBER}|最后一|首|末|前|后|本)\s*句|[前后中]段|但书|[首末]句"
_STEP = re.compile(
    rf"[\s、.．\-]*(?:第\s*[（(]?\s*{_NUMBER}(?!{_CN}|[0-9])(?!\s*句){_COUNTS}|[（(]\s*{_NUMBER}(?!{_CN}|[0-9]){_COUNTS}"
    rf"|[①-⑳]|[0-9]{{1,4}}(?![0-9.．%％])(?=\s*(?:$|[、.．）)（(条款项目]))|{_CN}{{1,5}}\s*(?:$|[、）)条款项目])|[A-Za-z]\s*[)）.．])"
)
_GLUED = re.compile(rf"\s*(?:[\[［【]\s*{_NUMBER}\s*[\]］】]|的?(?:{_FINER})|[（(]\s*{_NUMBER}\s*(?:[)）]|$))")
_JOINED = re.compile(r"^(?:和|与|及|以及|还有)(?=.)")
_EDGES = ' 　\n\t。.？?！!，,；;：:、的”“"'
_MOST_SHOWN = 16


def unread_behind(behind: str, *, only: bool) -> str:
    """Return the words behind an address that were written with it and not understood; empty where there are none.

    In a question what goes on behind a clause is asked of it: there what is written as steps are counts alone. Where
    the words are `only` a reference all that does not merely ask or join counts.
    """
    if only:
        rest = _LABEL.sub("", behind)
        return _JOINED.sub("", rest.strip(_EDGES)) if LEAF.search(IDLE.sub("", rest)) else ""
    glued = _GLUED.match(behind)
    return glued[0].strip(_EDGES) if glued else ""


def is_step(unread: str) -> bool:
    """Tell whether words that were not understood are written as the number of a clause is."""
    return _STEP.match(unread) is not None


def shown(unread: str) -> str:
    """Return words as they are shown to who wrote them: their beginning where they are long."""
    return unread if len(unread) <= _MOST_SHOWN else f"{unread[:_MOST_SHOWN]}…"
