"""What introduces a list: whether an item needs it to be understood, and whether it answers without its items."""

import re

from kb.answer.lead.text import unlabelled
from kb.answer.question import QuestionKind, may_answer
from kb.answer.scoring.units import Unit

# What says only that steps follow adds nothing to one of them that is a sentence: 贷款按下列程序办理：.
_HEADS_STEPS = re.compile(
    r"^[^，,。；;]*(?:(?:按照?|依照)(?:以下|下列|如下)(?:程序|步骤|流程)[^，,。；;]{0,8}|(?:程序|步骤|流程)(?:为|如下)?)[：:]\s*$"
)
# Nor does what only says that something follows to a statement of its own; a bar, a figure, a way to apply say more,
# and so does that one of the items is enough. Of conditions that must all be met each holds by itself, and neither
# 一次性 nor 上一年度 is a figure.
_SAYS_MORE = re.compile(
    r"[不除禁严止]|同时(?!符合|具备|满足|达到)|之一|任[一何意]|优先|通过|取消|收回|追[回缴]|暂停|责令|处[以罚理]|\d"
    r"|(?<![上前])[一二三四五六七八九十百]+(?:年|个月|日|天|万|成|倍|次(?!性))"
)
_LEAST_SENTENCE, _LEAST_STATEMENT = 16, 10
# What asks for a figure or a day that shows in a sentence; 按下列比例 has no share to state.
_OF_FIGURES = frozenset({QuestionKind.AMOUNT, QuestionKind.PERIOD, QuestionKind.WHEN})
# Where the items state the figures, what introduces them does not: 按下列标准补贴：.
_STATED_BELOW = re.compile(
    r"(?:下列|以下|如下)[^，,。；;：:]{0,6}(?:标准|比例|额度|金额|期限|时限|时间|档|办法|方式|规定)"
)


def stands_alone(unit: Unit) -> bool:
    """Tell whether an item says by itself what it says, and what introduces it only that it is one of several."""
    lead_in = unit.lead_in.of(unit.hit.version.text) if unit.lead_in else ""
    if len(unit.text) >= _LEAST_SENTENCE and _HEADS_STEPS.search(lead_in) is not None:
        return True
    return len(unlabelled(unit.text)) >= _LEAST_STATEMENT and not _SAYS_MORE.search(unlabelled(lead_in))


def answers_alone(unit: Unit, kinds: frozenset[QuestionKind]) -> bool:
    """Tell whether what introduces a list has the figure or the day that is asked for, so that no item is wanted."""
    said = unlabelled(unit.text)
    if not kinds <= _OF_FIGURES or _STATED_BELOW.search(said) or not re.search(r"\d", said):
        return False
    return all(may_answer(kind, said) for kind in kinds)
