"""Types and personas: those that are known, and their Chinese names in question sheets."""

from collections.abc import Mapping

from eval.datasets import UNSTATED

_TYPES: Mapping[str, tuple[str, ...]] = {
    "amount": ("金额", "额度"),
    "clause_lookup": ("条款查找", "查条款", "条款"),
    "comparison": ("比较", "对比"),
    "definition": ("定义", "概念"),
    "eligibility": ("资格", "条件", "申请条件"),
    "list": ("列举", "清单"),
    "multi_hop": ("多步", "多跳", "跨条款"),
    "number": ("数字", "数值"),
    "paraphrase": ("换说法", "口语"),
    "process": ("流程", "办理流程", "程序"),
    "rate": ("利率", "比例"),
    "term": ("期限", "术语"),
    "unanswerable": ("不可回答", "无答案", "拒答"),
    "validity": ("效力", "有效期"),
    "when": ("时间", "日期"),
    "who": ("主体", "部门"),
    "wording": ("原文", "措辞"),
}
_PERSONAS: Mapping[str, tuple[str, ...]] = {
    "analyst": ("分析师", "分析人员", "研究人员"),
    "sme": ("企业", "中小企业", "小微企业", "企业主"),
    "staff": ("工作人员", "员工", "客户经理", "窗口人员"),
}
TYPES = frozenset(_TYPES) | {UNSTATED}
"""The types that the reports group by; `list` and `unanswerable` are also judged by."""
PERSONAS = frozenset(_PERSONAS) | {UNSTATED}
"""The kinds of people who ask."""
_TYPE_OF = {name: kind for kind, names in _TYPES.items() for name in names}
_PERSONA_OF = {name: persona for persona, names in _PERSONAS.items() for name in names}


def chinese_type(kind: str) -> str:
    """Return what a type is called in Chinese; the type itself where it is none of ours."""
    return "未分类" if kind == UNSTATED else _TYPES[kind][0] if kind in _TYPES else kind


def type_of(word: str) -> str:
    """Return the type that a word means; the word itself where it is none of ours."""
    return _TYPE_OF.get(word.strip(), word.strip() or UNSTATED)


def persona_of(word: str) -> str:
    """Return the persona that a word means; the word itself where it is none of ours."""
    return _PERSONA_OF.get(word.strip(), word.strip() or UNSTATED)
