"""What kind of thing a question asks for, by its wording."""

import re
from enum import StrEnum


class QuestionKind(StrEnum):
    """What would answer a question."""

    AMOUNT = "amount"
    RATE = "rate"
    PERIOD = "period"
    WHEN = "when"
    WHO = "who"
    COUNT = "count"
    STEPS = "steps"
    LIST = "list"
    CONDITIONS = "conditions"
    DEFINITION = "definition"
    WORDING = "wording"
    CLAUSE = "clause"
    OTHER = "other"


_KINDS: tuple[tuple[QuestionKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (
            QuestionKind.LIST,
            r"逐项|列出|列举|哪些|哪几|有哪|几种|几类|几方面|几个方面|分别是|清单|都管|包括什么|(?:什么|啥)(?:材料|资料|证件)"
            r"|(?:什么|啥|哪种)(?:情况|情形)|which.*kinds",
        ),
        (
            QuestionKind.CONDITIONS,
            r"(?:什么|啥|多少|几个|几条|怎样的|哪些|哪几个)[^，,。？?]{0,6}(?:条件|要求|资格|门槛)"
            r"|要(?:满足|符合|具备|达到)(?:什么|啥|怎样|哪些)"
            r"|(?:条件|资格|门槛)(?:是|有|都|分别|各)*(?:什么|啥|怎样|如何|怎么)|(?:什么|啥)样的.{1,12}(?:能|可以|才|算)"
            r"|(?:申请|申报|办理|准入|认定|享受)(?:条件|资格|门槛)[?？。]?$"
            r"|what.*(?:conditions|requirements)",
        ),
        (
            QuestionKind.STEPS,
            r"流程|步骤|几步|哪一步|先(?:办|做|走|去办)(?:什么|啥|哪)|一步一?步|(?:怎么|如何|怎样|咋个?)操作"
            r"|怎么办理|如何办理|(?:怎么|如何|怎样|咋)(?:去|才能|来)?(?:申请|申报|报名)|程序|手续|怎么走|怎么弄"
            r"|how (do|to|can)",
        ),
        (QuestionKind.DEFINITION, r"是什么意思|啥意思|是指|定义|界定|什么是|何为|是啥|什么叫|干啥用"),
        (QuestionKind.RATE, r"利率|利息|几个点|百分之几|比例|几成|占比|增速|基点|贴息|费率|同比|interest|rate"),
        (
            QuestionKind.AMOUNT,
            r"多少钱|多少万|多少亿|额度|最多能?[借贷拿领]|[借贷拿领批]到?多少|上限|封顶|最高|金额|几万|几百万|几多|"
            r"how much|maximum",
        ),
        (QuestionKind.PERIOD, r"多久|多长|期限|几年|几天|几个月|几日|多少天|工作日|最长|时限|how long"),
        (QuestionKind.WHEN, r"什么时候|何时|哪天|哪一天|哪年|哪一年|哪月|几月|几号|日期|啥时候|when"),
        (
            QuestionKind.WHO,
            r"谁|哪个部门|哪个单位|哪家|什么部门|找哪|牵头|由哪|哪几个部门|who|which (company|department|body)",
        ),
        (QuestionKind.COUNT, r"多少|几家|几个|几项|几名|几户|几处|几笔|how many"),
        (
            QuestionKind.CLAUSE,
            r"哪一?条(?![路街道件])|第几条|哪一?款|哪一?项规定|哪一?个?部分|出自哪|条款号|条号|写在哪|"
            r"which (article|clause)",
        ),
        (QuestionKind.WORDING, r"原文|原话|怎么写|怎么规定|填空|全称|文号|表述|逐字"),
    )
)

_TOLD = re.compile(r"(?:[前这近好那]|没|过了|上)(?:十)?几(?:年|天|个月|日)(?!(?:内|之内|以内)?(?:能|可|要|得|呢|$))")

FIGURES = frozenset({QuestionKind.AMOUNT, QuestionKind.RATE, QuestionKind.PERIOD})
"""The kinds that ask for a figure in a measure of its own."""
_FIGURE = r"[0-9〇零一二两三四五六七八九十百千]"
_EVIDENCE: dict[QuestionKind, re.Pattern[str]] = {
    kind: re.compile(pattern)
    for kind, pattern in (
        (QuestionKind.AMOUNT, r"[0-9.]+\s*(?:万|亿|千|百)*元|" + _FIGURE + r"+(?:万|亿)?元"),
        (QuestionKind.RATE, r"[0-9.]+\s*%|百分之|LPR|利率|基点|[0-9]\s*[∶:]\s*[0-9]|个百分点|比例|" + _FIGURE + "成"),
        (QuestionKind.PERIOD, _FIGURE + r"+\s*(?:个)?(?:工作日|日|天|月|年|周|小时)|长期|期限"),
        (QuestionKind.WHEN, r"[0-9]{4}\s*年|[0-9]{1,2}\s*月|[0-9]{1,2}\s*日|之日|起施行"),
        (QuestionKind.COUNT, _FIGURE + "+"),
        (QuestionKind.WHO, r"局|厅|部|委|办|会|中心|银行|机构|政府|公司|院|所|队|人"),
        (QuestionKind.DEFINITION, r"是指|指的是|，是|即|包括|称为|以下简称"),
    )
}


def kinds_of(question: str) -> frozenset[QuestionKind]:
    """Return the kinds of a prepared question (lower case); OTHER alone where none shows."""
    # 前几年 and 好几天 tell a time and ask for none.
    question = _TOLD.sub(" ", question)
    found = frozenset(kind for kind, pattern in _KINDS if pattern.search(question))
    # “多少” alone asks for a count; beside a kind of figure it only says that one is wanted.
    return (found - {QuestionKind.COUNT} if found & FIGURES else found) or frozenset({QuestionKind.OTHER})


def may_answer(kind: QuestionKind, text: str) -> bool:
    """Tell whether a text has what a question of the kind asks for; true for kinds without a visible sign."""
    sign = _EVIDENCE.get(kind)
    return sign is None or sign.search(text) is not None


def has_sign(kind: QuestionKind) -> bool:
    """Tell whether what a question of the kind asks for can be seen in a text."""
    return kind in _EVIDENCE
