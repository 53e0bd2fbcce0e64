"""Results are told from targets, in questions and in sentences."""

import pytest

from kb.text.amounts import figures_in
from kb.text.aspect import Aspect, asked_aspect, aspects_differ, stated_aspect

RESULT, TARGET = Aspect.RESULT, Aspect.TARGET


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("全市去年实际新增了多少家高新企业？", RESULT),
        ("到底发了多少贷款出去？", RESULT),
        ("累计发放了多少补贴？", RESULT),
        ("到现在已经帮了几家企业？", RESULT),
        ("目前有多少户拿到了贷款？", RESULT),
        ("截至6月末贷款余额是多少？", RESULT),
        ("今年的目标完成了吗？", RESULT),
        ("原计划的500家实现了没有？", RESULT),
        ("年度任务完成情况怎么样，实际到账多少？", RESULT),
        ("有没有达到年初定的目标？", RESULT),
        ("投资同比增长多少？", RESULT),
        ("说是要一千家，现在建成几家了？", RESULT),
        ("考核完成率是多少？", RESULT),
        ("到2025年的目标是多少？", TARGET),
        ("计划到明年新增多少家？", TARGET),
        ("到年底要达到多少户？", TARGET),
        ("他们打算投多少钱？", TARGET),
        ("力争突破多少亿？", TARGET),
        ("定了多少目标？", TARGET),
        ("今年要新增几家上市公司", TARGET),
        ("预计能带动多少投资？", TARGET),
        ("今年准备给多少企业贴息？", TARGET),
        ("已经定下的目标是多少？", TARGET),
        ("我们市今年的目标是多少", TARGET),
        ("我想知道全市计划新增多少家", TARGET),
        ("单户最高能贷多少？", None),
        ("贷款利率是多少？", None),
        ("销售额要达到多少才能申请？", None),
        ("“英才”计划支持谁？", None),
        ("我打算贷300万，最长能贷几年？", None),
        ("我已经贷了100万，还能再申请吗？", None),
        ("三年行动计划支持哪些企业？", None),
        ("目标客户是谁？", None),
        ("补贴要什么条件？", None),
        ("", None),
    ],
)
def test_a_question_asks_for_a_result_or_a_target(question: str, aspect: Aspect | None) -> None:
    assert asked_aspect(question) is aspect


@pytest.mark.parametrize(
    ("sentence", "aspect"),
    [
        ("今年以来，已累计发放贷款300亿元。", RESULT),
        ("截至2021年9月末，贷款余额达500亿元，同比增长12%。", RESULT),
        ("全市实现了首批200户全覆盖。", RESULT),
        ("前三季度，新增贷款80亿元，惠及企业3000户。", RESULT),
        ("超额完成全年目标任务。", RESULT),
        ("到2021年末，余额达到500亿元，比年初增加60亿元。", RESULT),
        ("力争到2025年，贷款余额突破800亿元。", TARGET),
        ("到2025年，培育企业1000家，规模达到500亿元。", TARGET),
        ("到“十四五”末，覆盖率达到90%。", TARGET),
        ("主要目标：新增贷款100亿元。", TARGET),
        ("计划三年内投入10亿元。", TARGET),
        ("拟安排资金2亿元。", TARGET),
        ("将于明年建成投用。", TARGET),
        ("预计带动投资30亿元。", TARGET),
        ("要实现新增1000户的目标。", TARGET),
        ("目前已发放60亿元，力争年底达到100亿元。", None),
        ("单户贷款额度最高不超过1000万元。", None),
        ("将符合条件的企业纳入名单。", None),
        ("模拟测试合格的，给予补助5万元。", None),
        ("主要完成单位可以申报。", None),
        ("销售额达到2000万元的企业，给予奖励。", None),
        ("", None),
    ],
)
def test_a_sentence_states_a_result_or_a_target(sentence: str, aspect: Aspect | None) -> None:
    assert stated_aspect(sentence) is aspect


@pytest.mark.parametrize(
    ("sentence", "aspects"),
    [
        ("目前已发放60亿元，力争年底达到100亿元。", [RESULT, TARGET]),
        ("力争到2025年，贷款余额达到800亿元，同比增长10%，户数突破3万户。", [TARGET, TARGET, TARGET]),
        ("已建成3个平台，拟新增5个；累计服务200家", [RESULT, TARGET, RESULT]),
        ("已完成全年目标500亿元的60%", [TARGET, RESULT]),
        ("实现新增1000户的目标，已有800户签约", [TARGET, RESULT]),
        ("截至9月末，余额500亿元，惠及3万户。下一步将新增200亿元", [RESULT, RESULT, TARGET]),
        ("计划投资10亿元，其中财政资金2亿元", [TARGET, TARGET]),
        ("主要目标：规模达到100亿元，企业50家", [TARGET, TARGET]),
        ("到2025年，建成园区5个，产值突破100亿元", [TARGET, TARGET]),
        ("发放补贴2000万元，兑付率98%", [RESULT, RESULT]),
        ("贷款期限不超过3年，额度最高500万元", [None, None]),
        ("贷款额度最高500万元。全市已发放3亿元", [None, RESULT]),
    ],
)
def test_each_figure_has_its_own_aspect(sentence: str, aspects: list[Aspect | None]) -> None:
    assert [stated_aspect(sentence, figure.span) for figure in figures_in(sentence)] == aspects


@pytest.mark.parametrize(
    ("question", "sentence", "differ"),
    [
        ("实际发放了多少？", "力争全年发放100亿元。", True),
        ("目标是多少？", "截至9月末已发放60亿元。", True),
        ("实际发放了多少？", "今年以来累计发放60亿元。", False),
        ("目标是多少？", "力争全年发放100亿元。", False),
        ("目标完成了吗？", "目前已发放60亿元，力争年底达到100亿元。", False),
        ("最高能贷多少？", "力争全年发放100亿元。", False),
        ("实际发放了多少？", "单户最高300万元。", False),
    ],
)
def test_aspects_differ_only_where_both_are_said(question: str, sentence: str, differ: bool) -> None:
    assert aspects_differ(question, sentence) is differ
