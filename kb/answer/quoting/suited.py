"""Which scored sentences a question of a certain shape wants before those that only share more words with it.

Who asks how, where or when to apply wants the sentence about applying; who asks which papers, what they are; who asks
what is kept out, the sentence that keeps it out; who asks whether he may, what keeps his like out or bounds his age.
The scores say how like a sentence is; here only the order among the sentences of the best one's document is changed.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kb.answer.quoting.exceptions import BARS
from kb.answer.quoting.own_case import asks_for_leave, bears_on, keeps_out, names_asker
from kb.answer.quoting.part_met import with_parts_met
from kb.answer.quoting.two_sides import with_both_sides
from kb.answer.scoring.score import ScoredUnit, Scoring
from kb.answer.scoring.units import Unit

# What is asked for is told by its own words; a sentence without them stays only where it is far likelier.
_ASIDE = 0.15
# Of those that fit, one under a heading that says so before one that is so much likelier.
_HEADED = 4.0
# What keeps others out is quoted beside a grant, after what is as likely as this.
_BESIDE = 0.35
_BARS_BESIDE = 2

_APPLY = r"(?:申请|申报|报名|办理|受理|办|领取?|提交|申领|报)"
_HOW = re.compile(
    rf"(?:怎么|如何|怎样|咋)(?:去|来|才能|可以)?(?!办(?:[，,。？?吧呢啊呀才好]|$)){_APPLY}(?![成到酬])"
    rf"|{_APPLY}(?:的)?(?:流程|程序|步骤|方式|办法)(?!》)"
)
_MUST_APPLY = re.compile(
    r"(?:要不要|用不用|需不需要|需要|还要|用)(?:自己|主动|另外|单独|我|去|再)*(?:申请|申报)(?:吗|不|么|[?？]|$)"
)
_LETS_APPLY = re.compile(
    r"免申|(?:无需|不需|不用|毋须)[^，,。；;]{0,6}申|应当?[^。；;]{0,30}(?:提出|提交)[^，,。；;]{0,6}申请|自动|直接(?:拨付|发放)"
)
_WHERE = re.compile(rf"(?:哪里|哪儿|哪个(?:地方|平台|窗口|网站)|什么地方|啥地方)(?:去|可以|能)?{_APPLY}")
_WHEN = re.compile(
    rf"(?:什么时候|啥时候|何时|哪天|几月份?|几号|什么时间)(?:可以|能|开始|截止|去|前|之前|要)*{_APPLY}"
    rf"|{_APPLY}(?:的)?(?:时间|日期|截止)|(?:什么时候|何时|几月|几号)[^，,。？?]{{0,4}}截止{_APPLY}?"
)
_APPLIES = re.compile(
    r"(?:提出|提交|递交|报送)[^，,。；;]{0,14}(?:申请|材料|资料)|向[^，,。；;]{2,40}(?:提交|提出|申请|申报|报名)|免申即享|无需申请"
    r"|(?:通过|登录|登陆|凭|持)[^，,。；;]{2,40}(?:申请|申报|办理|提交|申领|报名)|(?<![不予再])受理(?!(?:之日|后|其))"
)
_APPLYING = re.compile(r"(?:申请|申报|办理|受理|报名|申领)(?!条件|对象|材料|资格|要求|范围)|流程|程序|步骤")
_COMPLAINS = re.compile("异议|复核|复议|申诉|投诉")
_DAY = re.compile(
    r"\d+\s*[月日]|[一二三四五六七八九十]+月|[季月年]度?(?:首|初|末|底|内)|每[年季月]|常年|全年|随时|截止|之日"
)
_PAPERS = re.compile(
    r"(?:什么|啥|哪些|哪几样|哪几种)[^，,。？?]{0,6}(?:材料|资料|证件|手续)|(?:材料|资料)(?:清单|[是有要]?(?:什么|哪些|啥))"
    r"|(?:带|准备)(?:什么|啥|哪些)(?:去|来|[?？]|$)"
)
_PAPERS_NAMED = re.compile(
    r"(?:申[请报])?(?:材料|资料)(?!(?:获|被|经|已)?(?:受理|审[核查批]|通过|齐全|不全|不齐|之日|后))"
    r"|(?:提交|提供|出示|携带|凭(?![证借])|持(?![有续])|附(?![件则近表]))"
    r"[^。；;\n]{0,50}(?:表|书|证|照|凭证|合同|报告|发票|证明|复印件)"
)
_DECEIVES = re.compile("虚假|不实|伪造|弄虚|隐瞒")
_KEPT_OUT_ASKED = re.compile(
    r"(?:什么|啥|哪些|哪种|哪类)[^，,。？?]{0,8}(?:不给|不予|不能|不可以|不得|不让|不享受|不准|不行)"
    r"|(?:不能|不可以|不得|不准|不让|禁止)[^，,。？?]{0,8}(?:什么|啥|哪些|哪)"
)
# What is done where something is refused (不予授信的，应当说明理由) refuses nothing.
_REFUSES = re.compile(rf"(?:{BARS.pattern}|不得|禁止|严禁)(?![^，,。；;]{{0,10}}的[，,])")
_USE_FORBIDDEN = re.compile(
    r"(?:不能|不可以|不得|不准|不让|禁止)[^，,。？?]{0,4}(?:用来|用于|用在|拿[去来]|花在|用途)[^，,。？?]{0,6}(?:什么|啥|哪)"
)
_USED = re.compile(r"用于|用途|投向|投资|购买")
_FRAME = frozenset({"note", "closing"})
_NO_SENTENCE = re.compile(r"[^。；;！!]$")
# A line that only says which document this is: its number, alone or with those who issued it.
_NUMBER_LINE = re.compile(r"^\s*[\u4e00-\u9fff]{1,20}[〔\[（(]\d{4}[〕\]）)]第?\d+号[^，,。；;：:！!]*$")
_OF_DOCUMENT = re.compile(
    r"文号|字号|编号|发文|印发|发布|出台|制定|颁布|谁|部门|单位|哪[个份部些]?(?:文件|规定|政策|办法|通知)|文件(?:叫|是)|依据|全称|多少号|几号"
)
_GRANTS = re.compile(r"可以|给予|享受|支持|予以|[:：]$")


@dataclass(frozen=True, slots=True)
class _Shape:
    """A shape of question, and what tells a sentence that answers it."""

    asks: re.Pattern[str]
    says: Callable[[Unit], bool]
    headings: re.Pattern[str]


def suited(scoring: Scoring) -> Scoring:
    """Return the scoring with the sentences that its question's shape wants first, and what meets its further parts."""
    if not scoring.units:
        return scoring
    shaped = _shaped(scoring)
    met = with_parts_met(shaped)
    return shaped if met is None else _with_scores(shaped, met)


def _shaped(scoring: Scoring) -> Scoring:
    """Return the scoring with the sentences that its question's shape wants first; as it is where none is wanted."""
    question = scoring.question
    if not _OF_DOCUMENT.search(question):
        scoring = _with_scores(scoring, _without_headings(scoring.units))
    for shape in _SHAPES:
        if shape.asks.search(question):
            return _with_scores(scoring, _preferring(scoring.units, shape))
    if (both := with_both_sides(question, scoring.units)) is not None:
        return _with_scores(scoring, both)
    if asks_for_leave(question):
        ruling = _with_scores(scoring, _without_frame(scoring.units))
        return _with_scores(ruling, _own_case(question, ruling.units))
    return scoring


def _without_frame(scored: Sequence[ScoredUnit]) -> list[float]:
    """Return scores by which who issued a document, and when, says nothing of what may be done under it."""
    return [
        one.score * (_ASIDE if one.unit.hit.clause.kind in _FRAME and _NO_SENTENCE.search(one.unit.text) else 1.0)
        for one in scored
    ]


def _without_headings(scored: Sequence[ScoredUnit]) -> list[float]:
    """Return scores by which a line that only has a document's number says nothing of what the document holds."""
    return [one.score * (_ASIDE if _NUMBER_LINE.search(one.unit.text) else 1.0) for one in scored]


def _preferring(scored: Sequence[ScoredUnit], shape: _Shape) -> list[float]:
    """Return scores by which the likeliest sentence that fits the shape is best; the same where the best fits."""
    best = scored[0]
    scores = [one.score for one in scored]
    own = [place for place, one in enumerate(scored) if one.unit.version_row == best.unit.version_row]
    fitting = [place for place in own if shape.says(scored[place].unit)]
    if not fitting or 0 in fitting:
        return scores

    def likely(place: int) -> float:
        headed = shape.headings.search(scored[place].unit.context) is not None
        return scores[place] * (_HEADED if headed else 1.0)

    first = max(fitting, key=likely)
    return [
        best.score if place == first else score if place in fitting else score * _ASIDE
        for place, score in enumerate(scores)
    ]


def _own_case(question: str, scored: Sequence[ScoredUnit]) -> list[float]:
    """Return scores by which what bears on the asker is best, and what keeps others out stands beside a grant."""
    best = scored[0]
    scores = [one.score for one in scored]
    own = [place for place, one in enumerate(scored) if one.unit.version_row == best.unit.version_row]
    texts = [scored[place].unit.text for place in own]
    bearing = [place for place in own if bears_on(question, *_said(scored[place].unit), texts)]
    bars = [BARS.search(scored[place].unit.text) is not None for place in range(len(scored))]
    if not bearing and bars[0] and not names_asker(question, texts[0], texts):
        # A bar for something else is no answer where another sentence speaks of the asker.
        bearing = [place for place in own if names_asker(question, scored[place].unit.text, texts)]
    if not bearing:
        if _GRANTS.search(best.unit.text) and not bars[0]:
            for place in [place for place in own if keeps_out(scored[place].unit.text)][:_BARS_BESIDE]:
                scores[place] = max(scores[place], _BESIDE * best.score)
        return scores
    first = max(bearing, key=scores.__getitem__)
    for place in own:
        if place in bearing:
            scores[place] = max(scores[place], _BESIDE * best.score)
        elif bars[place] or not _GRANTS.search(scored[place].unit.text):
            scores[place] *= _ASIDE
    scores[first] = best.score
    return scores


def _said(unit: Unit) -> tuple[str, str]:
    """Return a unit's text and that of its lead-in."""
    return unit.text, unit.lead_in.of(unit.hit.version.text) if unit.lead_in else ""


def _with_scores(scoring: Scoring, scores: Sequence[float]) -> Scoring:
    """Return the scoring with other scores, best first; among equals what was raised stands before what was best."""
    old = [one.score for one in scoring.units]
    order = sorted(range(len(scores)), key=lambda place: (-scores[place], old[place]))
    return replace(
        scoring,
        units=tuple(replace(scoring.units[place], score=scores[place]) for place in order),
        order=tuple(scoring.order[place] for place in order),
        by_part=tuple(tuple(part[place] for place in order) for part in scoring.by_part),
    )


def _is_on_applying(unit: Unit) -> bool:
    text = unit.text
    return (
        _APPLIES.search(text) is not None and not _COMPLAINS.search(text) and not BARS.search(text.partition("，")[0])
    )


def _names_papers(unit: Unit) -> bool:
    said = f"{unit.context}\n{unit.text}"
    return _PAPERS_NAMED.search(said) is not None and not _DECEIVES.search(said)


def _refuses(unit: Unit) -> bool:
    return _REFUSES.search(unit.text) is not None


_SHAPES = (
    _Shape(_PAPERS, _names_papers, re.compile("材料|资料")),
    _Shape(_USE_FORBIDDEN, lambda unit: _refuses(unit) and _USED.search(unit.text) is not None, _REFUSES),
    _Shape(_KEPT_OUT_ASKED, _refuses, re.compile("[:：]$")),
    _Shape(_MUST_APPLY, lambda unit: _LETS_APPLY.search(unit.text) is not None, _APPLYING),
    _Shape(_WHEN, lambda unit: _is_on_applying(unit) and _DAY.search(unit.text) is not None, _APPLYING),
    _Shape(_WHERE, _is_on_applying, _APPLYING),
    _Shape(_HOW, _is_on_applying, _APPLYING),
)
