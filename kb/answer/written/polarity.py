"""Whether a sentence says yes where its clauses say yes, and binds as they bind: 可以, 应当, 不得, 无需, 不.

Rules over the stretches of the cited clauses that hold a stretch's words; no inference. What they cannot see: a
condition that is left out, and a reversal said in words without any negation.
"""

import re
from collections.abc import Sequence
from enum import Enum

from kb.answer.lead.text import segments
from kb.answer.written.support import Support
from kb.text.tokens import bigrams

# Share of a stretch's words that a stretch of the clauses must have to be what it speaks of, and of the clause's own.
_SPEAKS, _WITHIN = 0.3, 0.6
_LONGEST_TOPIC = 10
# How far from a denial the words stand that it denies.
_DENIED = 10
_SHORT = 2
# The words of limits are compared with their figures.
_LIMITS = re.compile(
    r"不[得应可能]?(?:超过?|超出|高于|大于|多于|低于|少于|小于|短于|长于)|未(?:超过|超出)|不[足满到]|不[含计]税|免[税费]额?"
)
_NO_DENIAL = re.compile(
    r"不(?:断|仅|但|动产|良|限于|论|管|妨|等|一定|可抗力|当得利|特定|锈钢|正当竞争|法|利)"
    r"|未(?:来|成年)|无(?:形|线|人|偿|害|障碍|论|锡|缝|纸)|非(?:常|遗|洲|物质|公有|国有|居民|银行|金融|法)|是否|能否|可否|与否|否则"
    r"|除(?:了|尘|草|外汇)|免(?:疫|费)|而非|无非|莫(?=[\u4e00-\u9fff])|勿"
)
_DENIAL = re.compile(r"不|未|无|非|禁止|严禁|免|没有?|拒绝?|停止|取消|除外|以外的?|暂停|否|失效")
_BEHIND_FIGURE = r"(?<=[\d元%年月日天人亩家个户分倍名次级万亿成)])"
_MOST_OF = re.compile(r"最[高低大小多少长短](?![可不为达给至能是])[\u4e00-\u9fff]")
_ABOVE_BELOW = re.compile(rf"(?!{_BEHIND_FIGURE})以([上下])([\u4e00-\u9fff]{{2}})")
_OR_ABOVE = re.compile(r"([\u4e00-\u9fff]{2}[及或])以([上下])")
_TWICE = re.compile(r"以([上下])[\d.〇零一二两三四五六七八九十百千万亿]{1,12}[\u4e00-\u9fff%]{0,3}以\1")
_MAY_PASS = re.compile(r"(?<!不)可(以?)((?:超过?|超出|突破|[高低大小多少长短]于))")
_OPPOSITE = {"上": ("以下", "下列", "如下"), "下": ("以上", "上述")}
_LIMIT_WORDS = {
    "上限": re.compile(
        rf"最[高多大长]|至多|顶多|上限|{_BEHIND_FIGURE}以[下内]|之内|封顶|不[得应可能]?(?:超过?|超出|高于|大于|多于|长于)|[不未](?:足|满|到)|低于|少于|小于"
    ),
    "下限": re.compile(
        rf"最[低少小短]|至少|起码|下限|{_BEHIND_FIGURE}以上|打底|不[得应可能]?(?:低于|少于|小于|短于)|(?<!不)(?<!得)(?<!应)(?:超过|超出|高于|大于|多于|满|逾)"
    ),
}
_HEDGED = re.compile(r"原则上|一般(?=不|为|在|按|最|控|可|应|情况)|通常")


class _Binds(Enum):
    """How a stretch binds."""

    FORBIDS = re.compile(
        r"不(?:得|能|可以?|许|准|允许|予)(?!不|抗|或|少|再?缺)|禁止|严禁|一律不|不再|不享受|不纳入|不支持|不适用"
    )
    EXEMPTS = re.compile(r"[无毋][需须]|不(?:必|需要?|用|须|要求)|可以?不(?!能)|免(?:于|交|收|除|征|缴|提交|申)")
    REQUIRES = re.compile(
        r"应(?:当|该|予|在|按|由|于|具备|符合|提交|提供|为|向|将|与)?(?!用|急|对|收|届|邀|变|付|运|聘|税|纳|有尽有)"
        r"|必须|务必|(?<![无毋不])须(?!知)|(?<![无毋不急所])需要?(?!求)"
    )
    PERMITS = re.compile(
        r"(?<!不)可(?:以|予|按|向|在|由|申|享|获|凭|先|一次|直接|自)(?!不)|允许|有权|能够?(?=申|享|获|领|贷|办|拿|得)"
    )


def polarity_fault(text: str, support: Support) -> str | None:
    """Return what a half-width sentence turns round of its clauses; None where nothing is found."""
    if fault := _superlative_fault(text, support):
        return fault
    for part in segments(text):
        said = text[part.start : part.end]
        tokens = set(bigrams(said))
        if part.stop == ":" and len(said) <= _LONGEST_TOPIC and not (_denials(said) or _binding(said) or _limits(said)):
            continue  # what is spoken of; something is said of it behind
        held = _spoken_of(tokens, support)
        if fault := _fault(said, held, tokens):
            return f"“{said}”{fault}"
    return None


def _superlative_fault(text: str, support: Support) -> str | None:
    """Return 最高 or 以上 with the words behind it, where the clauses have the opposite or nothing of the kind."""
    for match in _MOST_OF.finditer(text):
        if not any(match[0] in held for held in support.texts):
            return f"“{match[0]}”不在所引条款里"
    for match in _ABOVE_BELOW.finditer(text):
        turned = [opposite + match[2] for opposite in _OPPOSITE[match[1]]]
        if any(one in held for one in turned for held in support.texts):
            return f"“{match[0]}”与条款相反"
    for match in _OR_ABOVE.finditer(text):
        turned = [match[1] + "以" + ("下" if match[2] == "上" else "上")]
        if any(turned[0] in held for held in support.texts) and not any(match[0] in held for held in support.texts):
            return f"“{match[0]}”与条款相反"
    for match in _TWICE.finditer(text):
        if not any(match[0] in held for held in support.texts):
            return f"“{match[0]}”不在所引条款里"
    for match in _MAY_PASS.finditer(text):
        if not any(f"可{so}{match[2]}" in held for so in ("", "以") for held in support.texts):
            return f"“{match[0]}”不在所引条款里"
    return None


def _spoken_of(tokens: set[str], support: Support) -> list[str]:
    """Return the stretches of the clauses that some words speak of: the nearest, and those that are wholly among them.

    Under a list's lead-in the words that end it hold for each item.
    """
    if not tokens:
        return []
    shared = [(set(bigrams(one)), one) for one in support.segments]
    near = [(len(tokens & held) / len(tokens), len(tokens & held) / max(1, len(held)), one) for held, one in shared]
    # Of two that are as near, the one that denies: rather a true sentence is lost than a false one shown.
    best = max(near, key=lambda one: (one[0], _denials(one[2])), default=(0.0, 0.0, ""))
    if best[0] < _SPEAKS:
        return []
    left = tokens - set(bigrams(best[2]))
    within = [one for _, share, one in near if share >= _WITHIN and left & set(bigrams(one))]
    heads = [_last(head) for head in support.heads]
    return list(dict.fromkeys([best[2], *within, *heads]))


def _last(head: str) -> str:
    parts = segments(head)
    return head[parts[-1].start : parts[-1].end] if parts else head


def _fault(said: str, held: Sequence[str], tokens: set[str]) -> str | None:
    binds, known = _binding(said), {one for stretch in held for one in _binding(stretch)}
    if not held:
        # Nothing to compare with: what binds without a clause behind it is invented.
        return "的要求在所引条款里没有" if binds & {_Binds.FORBIDS, _Binds.EXEMPTS} else None
    if limits := _limits(said) - {limit for stretch in held for limit in _limits(stretch)}:
        return f"改变了条款的{'、'.join(sorted(limits))}"
    if not _HEDGED.search(said) and all(map(_HEDGED.search, held[:1])):
        return "漏掉了“原则上”等限定"
    if _denials(said) % 2 != sum(_denials_spoken_of(one, tokens) for one in held) % 2:
        return "与条款的肯定、否定相反"
    if binds - known and known:
        return "改变了条款的“可以”“应当”“不得”"
    if binds & {_Binds.FORBIDS, _Binds.EXEMPTS} and not known:
        return "改变了条款的“可以”“应当”“不得”"
    return None


def _limits(stretch: str) -> set[str]:
    return {name for name, words in _LIMIT_WORDS.items() if words.search(stretch)}


def _binding(stretch: str) -> set[_Binds]:
    found = set()
    rest = _LIMITS.sub(" ", stretch)
    # In order: 不可以 forbids, its 可以 permits nothing.
    for one in _Binds:
        if one.value.search(rest):
            found.add(one)
            rest = one.value.sub(" ", rest)
    return found


def _denials(stretch: str) -> int:
    return len(_DENIAL.findall(_NO_DENIAL.sub(" ", _LIMITS.sub(" ", stretch))))


def _denials_spoken_of(stretch: str, tokens: set[str]) -> int:
    """Return how many denials of a stretch are of something that the tokens name; the others say nothing of them."""
    plain = _NO_DENIAL.sub(lambda found: " " * len(found[0]), _LIMITS.sub(lambda found: " " * len(found[0]), stretch))
    near = (
        plain[
            (one.start() if len(plain) - one.end() >= _SHORT else max(0, one.start() - _DENIED)) : one.end() + _DENIED
        ]
        for one in _DENIAL.finditer(plain)
    )
    return sum(not tokens.isdisjoint(bigrams(words)) for words in near)
