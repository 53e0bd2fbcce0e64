"""Whether a line says something else than what is asked for, though every word of it stands in a quote."""

import re
from collections.abc import Sequence

from kb.answer.lead.text import stated_figures
from kb.answer.scoring.objects import products_in
from kb.types import Citation

_BRACKETED = re.compile(r"（[^（）]*）")
_EACH_OF_TWO = re.compile(
    r"各(?:自|有|为|是|占|要|需|能|可)?(?:多少|几|多[大久长高])|分别(?:是|为|有|占|达到?|要)?(?:多少|几|多[大久长高])"
)
_TOGETHER = re.compile(r"各(?:有|是|为)?多少(?:家|个)?部门")
_CHEAPER = re.compile(r"(?:便宜|优惠|[降减省][低少]?)[了出]?(?:多少|几)")
_LESS = re.compile(r"[降减低少省免折]|下浮|优惠|回落|[贴补返]")
# What a figure is apart from another is no figure of the thing.
_APART = re.compile(r"^(?:高于|低于|高出|多于|少于|比)")
_APART_ASKED = re.compile(r"[高低快慢短长差]|相?比(?![例重率])|[多少](?:了|出)?(?:多少|几)|增|降|减")
_PAID = re.compile(
    r"(?:[贴补奖贷借返赔罚]|给(?!出))(?:我们?|我厂|咱们?|俺)?[到了给]?多少(?![次个家户人名笔亩吨度天年月日])"
)
# What is taken in is not what somebody has to pay.
_OWN_COST = re.compile(r"(?<![付拿放贷借])(?:[出交掏缴]|自付|负担)(?:的)?(?:多少|几)(?:钱|块|元|万)")
_TAKEN_IN = re.compile(r"收到|领到|拿到|到手|获得?|赔|理赔|补[贴助]|奖励?|贷款|授信")
_ALL_PAID = re.compile(r"^总额")
_ALL_ASKED = re.compile(r"总|合计|一共|全部|累计|拢共")
_OF_BANKS = re.compile(r"^[^；]*[单每]家(?:合作|经办)?(?:银行|金融机构|担保(?:公司|机构))")
_BANKS_ASKED = re.compile(r"(?<![从向找跟在问去到])(?:银行|金融机构)|担保")
_REACHED = re.compile(
    r"(?:达到?|超过|低于|高于|跌破|降到|升到|突破)(?:了)?(?:多少|几|百分之几)[^,，。;；?？]{0,3}(?:就|才|时|便|的|会|要|应|暂停|停|取消|预警|退|恢复|不)"
)
_RISES, _FALLS = (
    re.compile(r"(?:达到?|超过|高于|升到|升至|突破|满)$"),
    re.compile(r"(?:低于|跌破|降到|降至|不足|少于)$"),
)
_FALLEN = re.compile(r"低于|跌破|降到|不足|少于")
_DIFFERENCE = re.compile(r"相差|(?<!时)差(?:了|着|出)?(?:多少|多大|几)|差距")
_DIFFERS = re.compile(r"[高低多少差比]|提高|下降|[－＝]|不同")
_PAPERS_ASKED = re.compile(
    r"材料|资料|单子|单据|证件|证明|文件|纸|(?:带|交|揣|备|拿)(?:上|齐|好)?(?:些)?(?:什么|啥|哪些)"
)
_STEPS_LISTED = re.compile(r"步骤|程序|流程")
_PAPERS_LISTED = re.compile(r"材料|资料|文件|证明|手续")
_REST_OF_STEPS = re.compile(r"(?:[以之]?后|完了?|通过)[,，]?(?:还|接着|接下来|再|下一步)")
_COUNTED = re.compile(r"^共\d+[步项]")


def says_unasked(question: str, text: str, citations: Sequence[Citation], *, of_one: bool = False) -> bool:
    """Tell whether a line answers another question than a prepared one: its figure is of another kind or bearer.

    `of_one` says that it need tell of one of several things only.
    """
    said = _BRACKETED.sub("", text)
    if _COUNTED.match(said):
        return _counts_another(question, citations[0].quote if citations else "")
    return (
        (not of_one and (_is_of_one_of_two(question, said) or _is_no_difference(question, said)))
        or (_CHEAPER.search(question) is not None and _LESS.search(text) is None)
        or (_APART.search(said) is not None and _APART_ASKED.search(question) is None)
        or _pays_nothing(question, said)
        or (_OWN_COST.search(question) is not None and _TAKEN_IN.search(said) is not None)
        or (_ALL_PAID.match(said) is not None and _ALL_ASKED.search(question) is None)
        or (_OF_BANKS.match(text) is not None and _BANKS_ASKED.search(question) is None)
        or _is_behind_threshold(question, said, citations)
        or _is_of_another_product(question, text, citations)
    )


def _counts_another(question: str, lead_in: str) -> bool:
    """Tell whether a counted list is of steps where papers are asked for, or of all steps where the rest of them is."""
    steps = _STEPS_LISTED.search(lead_in) is not None and _PAPERS_LISTED.search(lead_in) is None
    return (steps and _PAPERS_ASKED.search(question) is not None) or _REST_OF_STEPS.search(question) is not None


def _is_of_one_of_two(question: str, said: str) -> bool:
    """Tell whether a line has one figure where those of several things are asked for."""
    return (
        _EACH_OF_TWO.search(question) is not None
        and _TOGETHER.search(question) is None
        and len(stated_figures(said)) == 1
    )


def _pays_nothing(question: str, said: str) -> bool:
    """Tell whether a line has figures, but no sum or share, where it is asked how much is paid."""
    measures = {figure.measure for figure in stated_figures(said)}
    return _PAID.search(question) is not None and measures == {"count"}


def _is_behind_threshold(question: str, said: str, citations: Sequence[Citation]) -> bool:
    """Tell whether a line has a figure that is no threshold of the asked direction where a threshold is asked for."""
    figures, asked = stated_figures(said), _REACHED.search(question)
    if not figures or asked is None:
        return False
    sets, turned = (_FALLS, _RISES) if _FALLEN.search(asked.group()) else (_RISES, _FALLS)
    before = [said[: figure.number_start] for figure in figures]
    if any(turned.search(words) for words in before):
        return True
    for figure, words in zip(figures, before, strict=True):
        number = said[figure.number_start : figure.end]
        held = (one.quote[: one.quote.find(number)] for one in citations if number in one.quote)
        if sets.search(words) or any(sets.search(one) for one in held):
            return False
    return True


def _is_of_another_product(question: str, text: str, citations: Sequence[Citation]) -> bool:
    """Tell whether a line names a product of the texts and none that the question names, where it names one."""
    names = {name for citation in citations for name in products_in(citation.version.text)}
    asked = {name for name in names if name in question}
    said = {name for name in names if name in text.lower()}
    return bool(asked and said) and not any(one in other or other in one for one in asked for other in said)


def _is_no_difference(question: str, said: str) -> bool:
    """Tell whether a line has one figure alone, and of no difference, where it is asked how far two are apart."""
    figures = [figure for figure in stated_figures(said) if figure.measure != "date"]
    return len(figures) == 1 and _DIFFERENCE.search(question) is not None and _DIFFERS.search(said) is None
