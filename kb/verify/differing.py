"""Which differences between a wording and a text change what is said: figures, denials, limits, duties."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from kb.retrieve.phrases.types import Difference, DifferenceOp
from kb.text.keys import fold_width, to_simplified
from kb.text.values import signed_values_in
from kb.types import Span
from kb.verify.types import Fault, FaultKind

# The longer words first: 不超过 is a limit, not a denial of 超过.
_SIGNS: tuple[tuple[str, str], ...] = (
    (
        "at_most",
        r"(?:不(?:得|应当?|能|会)?|未)(?:超过|高于|多于|大于|超出|超)|至多|最[多高大长]"
        r"|以内|之内|以下(?!简称|条件|材料|情形|资料|要求|措施|内容|规定|方式|标准|[几列])",
    ),
    (
        "at_least",
        r"(?:不(?:得|应当?|能)?|未)(?:低于|少于|小于|短于)|至少|最[少低短]|以上(?!规定|情形|条件|材料|所述|述)",
    ),
    ("not", r"无[需须]|不(?:需要?|必|用)(?!于)|免于|可以?不"),
    ("forbidden", r"不得|不可以?|不能|不应当?|不准|不许|不允许|禁止|严禁|不予|拒绝"),
    ("more", r"超过|高于|多于|大于|超出"),
    ("less", r"低于|少于|小于|不足|不满|未满|未达到?"),
    (
        "plain",
        r"无(?:人机|锡|形|线|偿|障碍)|非(?:物质|遗|公有?|营利|银行|法)|不(?:良|锈|动产?|断|法|仅|同)|未来|没[收落]",
    ),
    ("must", r"应当|必须|务必|须(?!知)|需(?:要|在|向|由|提|经)"),
    ("may", r"可以|允许|准许|有权"),
    ("not", r"不|未|无|没有?|非|除外|免[除收征]|勿"),
)
_SIGN = re.compile("|".join(f"(?P<s{number}>{pattern})" for number, (_, pattern) in enumerate(_SIGNS)))
_LIMITS = frozenset({"at_most", "at_least", "more", "less"})
_DENIALS = frozenset({"not", "forbidden"})
_DUTIES = frozenset({"must", "may"})
_NUMERALS = re.compile(r"[0-9〇零一二两三四五六七八九十百千万亿.]+")
_OPPOSITES = tuple(
    frozenset(pair) for pair in ("内外", "前后", "上下", "高低", "多少", "增减", "加减", "有无", "大小", "早晚")
)
_DIGIT = re.compile(r"[0-9０-９]")
_BREAK = re.compile(r"[，,。；;：:！!？?\s]")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_BESIDE = 40
_LONGEST_SHOWN = 60


def changes_of(claim: str, quote: str, differences: Sequence[Difference]) -> Iterator[Fault]:
    """Yield what a claim says otherwise than a quote where that changes the sense; wording alone does not."""
    differing = [one for one in differences if one.op is not DifferenceOp.EQUAL]
    figures = [one for one in differing if _is_of_figures(one)]
    if figures:
        yield Fault(FaultKind.FIGURE_DIFFERS, "；".join(map(_told, figures)))
    mine, theirs = signs_in(claim), signs_in(quote)
    more, less = mine - theirs, theirs - mine
    others = [one for one in differing if one not in figures]
    told = "；".join(map(_told, others)) or f"写的是“{claim}”，原文是“{quote}”"
    if any(sign in _DENIALS for sign in (more | less)):
        yield Fault(FaultKind.NEGATION_DIFFERS, told)
    # What leaves out a limit with its figure says less than the text; without the limit, or with another, the figure
    # says something else.
    elif any(sign in _LIMITS for sign in more) or any(map(_turns, others)) or any(map(_unlimits, others)):
        yield Fault(FaultKind.LIMIT_DIFFERS, told)
    elif any(sign in _DUTIES for sign in more) and any(sign in _DUTIES for sign in less):
        yield Fault(FaultKind.DUTY_DIFFERS, told)


def cut_off(claim: str, text: str, span: Span) -> Fault | None:
    """Return the fault of words that are cut out of what denies them: 超过三年 of 不超过三年; None where none is.

    What stands beside them up to the next comma counts, where the claim does not deny by itself.
    """
    if any(sign in _DENIALS for sign in signs_in(claim)):
        return None
    start = max((found.end() for found in _BREAK.finditer(text, max(0, span.start - _BESIDE), span.start)), default=0)
    start = max(start, span.start - _BESIDE)
    ends = _BREAK.search(text, span.end, span.end + _BESIDE)
    end = ends.start() if ends else min(len(text), span.end + _BESIDE)
    beside = (_BRACKETS.sub("", text[start : span.start]), _BRACKETS.sub("", text[span.end : end]))
    if not any(sign in _DENIALS for part in beside for sign in signs_in(part)):
        return None
    whole = _shown(text[start:end])
    return Fault(FaultKind.NEGATION_DIFFERS, f"引文略去了原文的否定或除外，原文是“{whole}”")


def signs_in(text: str) -> Counter[str]:
    """Return how often a text denies, limits, obliges and permits."""
    plain = to_simplified(fold_width(text))
    found = (_SIGNS[int((match.lastgroup or "s0")[1:])][0] for match in _SIGN.finditer(plain))
    return Counter(sign for sign in found if sign != "plain")


def _is_of_figures(one: Difference) -> bool:
    """Tell whether a difference is one of figures: one that the text has not, or another in its place."""
    if any(True for _ in signed_values_in(one.wanted)) or _DIGIT.search(one.wanted):
        return True
    return all(map(_NUMERALS.fullmatch, (one.wanted, one.text)))


def _turns(one: Difference) -> bool:
    """Tell whether a difference is a word for its opposite: 五米内 for 五米外, 之前 for 之后."""
    pairs = list(zip(one.wanted, one.text, strict=False))
    changed = [frozenset(pair) for pair in pairs if pair[0] != pair[1]]
    return len(one.wanted) == len(one.text) and bool(changed) and all(pair in _OPPOSITES for pair in changed)


def _unlimits(one: Difference) -> bool:
    """Tell whether nothing but a limit is left out: 5000元 for 5000元以下."""
    plain = _BRACKETS.sub("", to_simplified(fold_width(one.text))).strip()
    found = _SIGN.fullmatch(plain)
    is_limit = found is not None and _SIGNS[int((found.lastgroup or "s0")[1:])][0] in _LIMITS
    return is_limit and not any(sign in _LIMITS for sign in signs_in(one.wanted))


def _told(one: Difference) -> str:
    wanted, text = _shown(one.wanted), _shown(one.text)
    if not text:
        return f"“{wanted}”是原文没有的"
    if not wanted:
        return f"少了原文的“{text}”"
    return f"写的是“{wanted}”，原文是“{text}”"


def _shown(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_SHOWN else plain[:_LONGEST_SHOWN] + "…"
