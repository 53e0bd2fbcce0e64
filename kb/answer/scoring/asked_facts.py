"""What kind of fact a question asks for (who decides, what follows, why), and how surely a sentence states one.

Likeness is of words; of two sentences on one topic the one answers that has a body that acts where the question asks
who, a measure taken where it asks what follows. What a report tells of its figures so far, of its occasion or of
another product, what a document says of its purpose and its terms, and a bare heading, seldom do.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.answer.scoring.features import Figures
from kb.answer.scoring.objects import products_in
from kb.answer.scoring.texts import folded
from kb.answer.scoring.units import Unit

# Logarithms of odds, fitted to the practice questions beside the learned weights, which were held.
_WHO, _CONSEQUENCE, _REASON = 1.5, 2.0, 2.4
_SO_FAR, _PURPOSE, _HEADING, _OCCASION, _OTHER_PRODUCT = -0.8, -1.0, -1.9, -0.7, -2.2

_ASKS_WHO = re.compile(
    r"谁(?!知道|都)|哪[一个家级]*(?:部门|单位|机构|局|衙门|领导|级|门|口|窗口)|哪个(?:管|批|审|定|开口)|哪家"
    r"|(?:找|向|到|去|上|往|跟|在|从)哪(?:里|儿|个|家|边)?|什么(?:部门|单位|机构|地方)|\b(?:who|where)\b"
)
_BODY = r"(?:局|部门|委|厅|办|中心|银行|机构|公司|政府|小组|街道|村|站|所|会|财政)"
_SAYS_WHO = re.compile(
    rf"由[^,，。；;]{{2,40}}?{_BODY}[^,，。；;]{{0,24}}(?:负责|[审核评认定批]|受理|办|推|牵头|组织|公布|出具|担|出)"
    r"|向[^,，。；;]{2,30}(?:申请|申报|提出|提交|报名|投诉|举报|反映|备案)|报[^,，。；;]{2,20}[审批备核定]"
    r"|到[^,，。；;]{2,20}(?:申请|办理|提交|提出|登记|窗口)|(?:通过|登录)[^,，。；;]{2,30}[申提办填查]"
    r"|经[^,，。；;]{2,30}(?:批准|同意|审核|认定|评估)|审批|负责[^,，。；;]{2,}"
)
_ASKS_CONSEQUENCE = re.compile(
    r"(?:咋|怎么?|如何)样?(?:被)?(?:处理|处置|处罚|罚|整|收拾)|(?:会|要|得)(?:被|挨)?(?:处理|处置|处罚|罚|收拾)|会(?:咋|怎么?)样?(?=[,，。？?]|$)"
    r"|后果|下场|咋办|挨罚|追究|有(?:没有)?人管|逮[着住到]|被查|查出|被发现"
)
_SAYS_CONSEQUENCE = re.compile(
    r"取消|追[回缴究]|约谈|责令|罚款|处[0-9一二三四五]|不得|暂停|违约金|滞纳金|移送|通报|列入|撤销|扣[减除]|退回|收回|终止|按日|拒绝|不予|停止"
    r"|移出|免责|赔"
)
_ASKS_WHY = re.compile(r"为什么|为啥|为何|凭啥|凭什么|原因|因为(?:啥|什么)|缘由|毛病|栽在|卡在|\bwhy\b")
_SAYS_WHY = re.compile(r"因为|由于|原因|因[^,，。]{2,14}[被而,，]|反映|源于|归因|导致|缺[少乏]|凭|根据|依据|首要")
# What was reached up to a day, not what is laid down (累计不超过).
_TELLS_SO_FAR = re.compile(
    r"截至|累计(?!不|最|[^,，。；;]{0,8}以[上下内]|满|达到|被|超)|同比|环比|余额[达为]?[0-9]|比[年上]初|较[年上]初|比上年|增长[0-9]|翻了?[一两]番"
    r"|[共已](?:收到|发放|办理|完成|走访|投放|惠及|带动|有[0-9])|前三季度|[0-9]+至[0-9]+月|占全|发放量"
)
_ASKS_SO_FAR = re.compile(
    r"截至|累计|余额|增长|同比|目前|现在|已经|一共|总共|共[有计]|了多少|了几|占[比多几]|比例|[上下]半年|[去今前头]年|排第|[户家笔]数"
    r"|多少[家户笔人个单处]|几[家户笔单处]|至今|迄今|到现在|目标|计划|不良率|下降|[涨增]|共"
)
_SAYS_PURPOSE = re.compile(
    r"本(?:办法|措施|细则|规定|通知|意见|方案|条例)(?:所称|适用)|^(?:第[一1]条)?\s*(?:为了?|为贯彻|根据)[^。]{4,}(?:制定|结合)"
)
_ASKS_PURPOSE = re.compile(
    r"意思|是指|定义|什么[是叫]|何为|是啥|算|适用|范围|哪[些种]|包括|[咋怎][么]?回事|目的|依据|为了|指"
)
_TELLS_OCCASION = re.compile(r"获悉|新闻(?:发布|通气)会|座谈会|推进会|启动仪式")
_HEADING_LINE = re.compile(r"[^。；;！!？?：:，,”|0-9〇一二三四五六七八九十]+")


def stated_facts(question: str, units: Sequence[Unit]) -> Figures:
    """Return for each unit by how much it is likelier, as a logarithm, for the kind of fact a question asks for."""
    asked = _Asked.of(question)
    return np.array([asked.stated(unit) for unit in units])


@dataclass(frozen=True, slots=True)
class _Asked:
    """The kinds of fact that a prepared question asks for."""

    question: str
    facts: tuple[tuple[re.Pattern[str], float], ...]
    """What states each kind, or is beside it, and what that counts."""

    @classmethod
    def of(cls, question: str) -> "_Asked":
        facts = [
            (says, odds)
            for asks, says, odds in (
                (_ASKS_WHO, _SAYS_WHO, _WHO),
                (_ASKS_CONSEQUENCE, _SAYS_CONSEQUENCE, _CONSEQUENCE),
                (_ASKS_WHY, _SAYS_WHY, _REASON),
            )
            if asks.search(question)
        ]
        facts += [
            (tells, odds)
            for asks, tells, odds in (
                (_ASKS_SO_FAR, _TELLS_SO_FAR, _SO_FAR),
                (_ASKS_PURPOSE, _SAYS_PURPOSE, _PURPOSE),
            )
            if not asks.search(question)
        ]
        return cls(folded(question), (*facts, (_TELLS_OCCASION, _OCCASION)))

    def stated(self, unit: Unit) -> float:
        said = f"{unit.lead_in.of(unit.hit.version.text)}\n{unit.text}" if unit.lead_in else unit.text
        odds = sum(odds for says, odds in self.facts if says.search(said))
        if unit.lead_in is None and _HEADING_LINE.fullmatch(unit.text.strip()):
            odds += _HEADING
        return odds + (_OTHER_PRODUCT if self._is_of_another(unit) else 0.0)

    def _is_of_another(self, unit: Unit) -> bool:
        """Tell whether a unit names a product that the question does not, and none of those that it does."""
        named = products_in(unit.hit.version.text)
        asked = {name for name in named if name in self.question}
        if not asked:
            return False
        text = folded(unit.text)
        if any(name in text or name in folded(unit.context) for name in asked):
            return False
        return any(name in text for name in named if not any(name in one or one in name for one in asked))
