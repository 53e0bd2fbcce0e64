"""Lines whose figure is of another kind, bearer or product than the question asks for, and lines that answer it."""

from dataclasses import replace

import pytest

from kb.answer.lead.text import stated_figures
from kb.answer.lead.unasked import says_unasked
from kb.answer.question import QuestionKind, kinds_of
from kb.answer.tiers import Fit, Tiers
from kb.types import Span
from tests.kb.answer.calculation.test_calculate import cited, line


def unasked(question: str, said: str, quote: str = "") -> bool:
    return says_unasked(question, said, cited(quote or said))


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("甲贷和乙贷的上限各是多少", "最高80万元（单户）"),
        ("利息能便宜多少", "年利率4.2%起"),
        ("两边各扛几成", "高于各项贷款增速3.1个百分点；由基金和银行按3∶7分担"),
        ("换新表公家能补多少", "对用能600吨标准煤以下的农场（为此）"),
        ("报完名这一步奖多少", "总额70万元（新办农场）"),
        ("头一回从银行借钱，一家贴几万", "每年最高奖励200万元（单家银行）"),
        ("30亩果园全上保险，自个儿要出多少钱", "5天后就收到了赔款3.1万元"),
        ("两类补助相差多少个百分点", "按实际利率的80%补助（返乡农户）"),
        ("得带上哪些材料", "共4项：初审、评审、公示、公布"),
        ("初审通过后还要走哪些步骤", "共4步：初审、评审、公示、公布"),
    ],
)
def test_a_line_of_something_else_is_none(question: str, said: str) -> None:
    assert unasked(question, said, "认定按照下列步骤进行：" if said.startswith("共") else "")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("甲贷和乙贷的上限各是多少", "最高80万元（甲贷）；最高50万元（乙贷）"),
        ("利息能便宜多少", "利率再降0.2个百分点"),
        ("比各项贷款增速高多少", "高于各项贷款增速3.1个百分点"),
        ("换新表公家能补多少", "按购置费用的30%给予补助"),
        ("30亩果园全上保险，自个儿要出多少钱", "每亩缴15元"),
        ("一共奖多少", "总额70万元（新办农场）"),
        ("一家银行一年最多奖多少", "每年最高奖励200万元（单家银行）"),
        ("不良率和全市差多少", "比全市低0.4个百分点"),
        ("什么时候达到5万家，还差多少", "到2026年末"),
        ("认定走哪些步骤", "共4步：初审、评审、公示、公布"),
    ],
)
def test_a_line_that_answers_stays(question: str, said: str) -> None:
    assert not unasked(question, said, "认定按照下列步骤进行：" if said.startswith("共") else "")


def test_a_threshold_is_not_what_lifts_the_bar() -> None:
    quote = "不良率达到5%的，暂停其新增业务，待不良率降至3%以下后恢复。"
    assert unasked("不良率达到多少暂停新增业务", "待不良率降至3%以下后恢复", quote)
    assert not unasked("不良率达到多少暂停新增业务", "不良率达到5%的", quote)
    assert not unasked("不良率降到多少才恢复", "待不良率降至3%以下后恢复", quote)


def test_a_product_that_the_question_does_not_name() -> None:
    [citation] = cited("棚改贷年利率不超过LPR加40个基点。")
    held = "“棚改贷”年利率不超过LPR加40个基点。“链农贷”年利率不超过LPR加70个基点。"
    both = replace(citation, version=replace(citation.version, text=held))
    assert says_unasked("链农贷年利率加多少个基点", "棚改贷年利率不超过LPR加40个基点", [both])
    assert not says_unasked("棚改贷年利率加多少个基点", "棚改贷年利率不超过LPR加40个基点", [both])


def test_the_term_of_a_reference_rate_is_no_term() -> None:
    said = "年利率不超过同期一年期贷款市场报价利率（LPR）加50个基点，期限最长2年"
    assert [figure.value for figure in stated_figures(said) if figure.measure == "period"] == ["2年"]


def test_a_time_that_is_told_is_not_asked_for() -> None:
    assert QuestionKind.PERIOD not in kinds_of("前几年刚摘帽，这钱还要交不")
    assert QuestionKind.PERIOD in kinds_of("展期能展几年")


def test_tiers_stand_apart_from_a_condition_in_their_unit() -> None:
    text = "月流水达到3万元的，利率再降0.2个百分点。授信30万元（含）以下的由支行审批；30万元以上的报总行审批。"
    second, third = text.index("授信"), text.index("30万元以上")
    tiers = Tiers("授信40万元的由谁审批")
    assert tiers.fit(text, Span(second, third)) is Fit.OTHER
    assert tiers.fit(text, Span(third, len(text))) is Fit.HOLDS


def test_an_amount_for_each_who_is_taken_on() -> None:
    clause = "贷款额度按招用人数确定，每招用1人可贷15万元，最高不超过300万元。"
    assert line("厂里新招了6个下岗工，最多能贷多少？", clause) == ("15万元×6人＝90万元，未超过上限300万元", (1,))


def test_a_loss_is_split_where_what_is_paid_keeps_its_limit() -> None:
    clause = "棚改贷发生本金损失的，风险补偿金承担35%，合作银行承担65%。单户补偿最高90万元。"
    split = "200万元按35%、65%分：风险补偿金70万元、合作银行130万元"
    assert line("棚改贷损失本金200万元，按分担比例补偿金该掏多少，是否碰到封顶？", clause) == (split, (1,))
    assert line("棚改贷损失本金300万元，按分担比例补偿金该掏多少，是否碰到封顶？", clause) is None


def test_the_case_that_a_side_names_is_not_passed_over() -> None:
    first = "个人贷款按实际利率的50%贴息；其中借款人属于返乡农户的，按实际利率的80%贴息。"
    second = "合作社贷款按实际利率的30%贴息。"
    assert line("返乡农户个人贷款和合作社贷款的贴息比例相差多少个百分点？", first, second) is None
    assert line("个人贷款和合作社贷款的贴息比例相差多少个百分点？", first, second) is not None
