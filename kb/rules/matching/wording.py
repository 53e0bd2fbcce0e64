"""Words of a policy or of an applicant as they stand in a reason: quoted once, without the marks around them."""

import re
from collections.abc import Sequence
from dataclasses import replace

from kb.rules.types import Condition, ConditionKind

_EDGES = " \n\t,，;；:：。、“”\"'"
_LEADS = re.compile(
    r"^(?:其中(?=[本企])|其(?![他它中余次实])|本(?:办法|细则|规定|措施|意见|通知|政策|方案)所称(?:的)?|(?:申请|申报|借款)(?:人|企业|单位|主体|者)(?:的)?(?=[应须需在未无没具有近上租注拟已能拥持经设获成依])|且|并且?|同时|但是?|还|也|均|应当?(?![急用])|必须|须|需(?!求))+(?=[^,，]{2})"
)
_IS = re.compile(r"^(?:属于|是(?!否)|为(?!了)|从事|主营)")
_OF = re.compile(r"的$")
_LONGEST = 48
_SAME = re.compile(r"^(?P<lead>说的资质里没有|没有说有没有|没有说是不是|说了不是|说了)(?P<named>“[^“”]+”)$")
_MOST_NAMED = 3
_FIGURE = re.compile(r"[\d一二三四五六七八九十百千]")
# What is meant there is a place, or a stretch of time.
_MEANT_OTHERWISE = frozenset({ConditionKind.PLACE, ConditionKind.QUALIFICATION, ConditionKind.TIME})


def in_full(condition: Condition) -> Condition:
    """Return a demand in words that say what is measured, where the text leaves that to the words before."""
    if condition.meant is None or condition.kind in _MEANT_OTHERWISE or not _FIGURE.search(condition.meant):
        return condition
    return replace(condition, text=condition.meant)


def quoted(words: str) -> str:
    """Return words between quotation marks: those within them become single ones, marks at the ends go."""
    inner = trimmed(words)
    return f"“{inner.replace('“', '‘').replace('”', '’')}”"


def quoted_noun(words: str) -> str:
    """Return words between quotation marks without 属于 or 是 before them."""
    return quoted(_IS.sub("", trimmed(words)))


def trimmed(words: str) -> str:
    """Return words without marks and conjunctions at their ends, cut where they are long."""
    inner = " ".join(words.split())
    if not (inner.startswith("“") and "”" in inner[:-1]):
        inner = inner.lstrip(_EDGES)
    if not (inner.endswith("”") and inner.count("“") == inner.count("”")):
        inner = inner.rstrip(_EDGES)
    elif inner.startswith("“") and inner.find("”") == len(inner) - 1:
        inner = inner[1:-1]
    inner = _OF.sub("", _LEADS.sub("", inner))
    return inner if len(inner) <= _LONGEST else inner[: _LONGEST - 1] + "…"


def together(reasons: Sequence[str]) -> tuple[str, ...]:
    """Return reasons without repeats; those that say the same of several names are one."""
    found: dict[str, list[str]] = {}
    for reason in dict.fromkeys(one.strip("，,；;。 ") for one in reasons if one.strip("，,；;。 ")):
        same = _SAME.match(reason)
        if same is None:
            found[reason] = []
        else:
            found.setdefault(same["lead"], []).append(same["named"])
    return tuple(lead + _named(names) if names else lead for lead, names in found.items())


def _named(names: Sequence[str]) -> str:
    shown = "、".join(names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown}等{len(names)}项"
