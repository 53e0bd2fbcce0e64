"""Calculations whose operands are told by the names of what they measure, and where nothing is said."""

import pytest

from tests.kb.answer.calculation.test_calculate import line

PLAN = "到今年年底，力争全县累计放款突破90亿元、覆盖企业达到4000家。"
STATE = "截至9月末，全县授信96.4亿元，其中实际放款71.5亿元。"
RATES = "9月新发放“棉田贷”加权平均利率3.95%，比年初下降40个基点。"
LATER = "“仓单贷”推出较晚。累计服务企业88家，新发放贷款加权平均利率4.2%。"
COVERED = "小麦保险投保面积12万亩，覆盖率88%；露地蔬菜保险投保面积2万亩，覆盖率46%。"


def test_a_goal_and_what_is_reached_stand_in_different_sentences() -> None:
    assert line("9月末累计放款离年底目标还差多少亿元？", PLAN, STATE) == ("90亿元－71.5亿元＝18.5亿元", (1, 2))


def test_a_result_is_in_the_scale_asked_for() -> None:
    goal = "到年末，力争全县累计放款突破8亿元。"
    state = "截至9月末，全县累计放款7.5亿元。"
    assert line("累计放款离年底目标还差多少亿元？", goal, state) == ("8亿元－7.5亿元＝0.5亿元", (1, 2))
    assert line("累计放款离年底目标还差多少？", goal, state) == ("8亿元－7.5亿元＝5000万元", (1, 2))


def test_what_a_body_calls_itself_is_no_part_of_the_measure() -> None:
    goal = "到年末，力争新增船舶贷款客户全年不少于650户。"
    state = "上半年，该行新增船舶贷款客户312户。"
    question = "按全年目标，下半年至少还要新增多少户船舶贷款客户？"
    assert line(question, goal, state) == ("650户－312户＝338户", (1, 2))


def test_a_goal_of_a_named_customer_and_the_same_time_in_other_words() -> None:
    goal = "到今年年底，“茶园贷”余额力争突破4亿元，“茶园贷”首贷户力争达到700户；"
    state = "截至10月末，“茶园贷”累计投放930笔。首次从银行获得贷款的“首贷户”612户。"
    assert line("“茶园贷”首贷户离年底目标还差多少户？", goal, state) == ("700户－612户＝88户", (1, 2))
    plan = "到今年年末，松溪县将实现走访企业3000户、新增小微企业首贷户500户。"
    done = "全县前三季度新增小微企业首贷户362户，比上年同期多增41户。"
    asked = "按年末目标，9月末以后还差多少户新增首贷户？"
    assert line(asked, plan, done) == ("500户－362户＝138户", (1, 2))
    assert line(asked.replace("9月末", "6月末"), plan, done) is None
    assert line("按2025年末目标，还差多少户新增首贷户？", plan.replace("今年年末", "2024年末"), done) is None


@pytest.mark.parametrize(
    ("question", "clauses"),
    [
        ("9月末累计授信离年底目标还差多少亿元？", (PLAN, STATE)),  # there is no goal of it
        ("6月末累计放款离年底目标还差多少亿元？", (PLAN, STATE)),  # of another month
        ("9月末累计放款离年底目标还差多少亿元？", (PLAN, "截至9月末，东湖区放款31亿元。")),  # of a part
        ("9月末累计放款离年底目标还差多少亿元？", (PLAN, "截至9月末，全县放款93亿元。")),  # reached
    ],
)
def test_no_gap_is_told_of_another_measure(question: str, clauses: tuple[str, ...]) -> None:
    assert line(question, *clauses) is None


@pytest.mark.parametrize(
    ("question", "clause", "said"),
    [
        (
            "新办法施行前贷款平均利率是多少？",
            "9月末贷款平均利率3.6%，比新办法施行前下降0.45个百分点。",
            "新办法施行前：3.6%＋0.45个百分点＝4.05%",
        ),
        (
            "年初全县各项贷款余额是多少？",
            "9月末，全县各项贷款余额412.6亿元，同比增长9.1%，比年初增加30.2亿元。",
            "年初：412.6亿元－30.2亿元＝382.4亿元",
        ),
        (
            "9月末各项贷款增速是多少？",
            "9月末涉农贷款同比增长15.2%，高于各项贷款增速6.1个百分点。",
            "各项贷款增速：15.2%－6.1个百分点＝9.1%",
        ),
    ],
)
def test_the_other_value_of_a_comparison(question: str, clause: str, said: str) -> None:
    assert line(question, clause) == (said, (1,))


@pytest.mark.parametrize(
    "question",
    [
        "贷款余额比年初增加多少？",  # is said
        "贷款余额是多少？",  # is said
        "年初小微企业信用贷款不良余额是多少？",  # is of something else
        "平湖县年初各项贷款余额是多少？",  # is of another place
        "去年同期各项贷款余额是多少？",  # is said as a growth
    ],
)
def test_no_other_value_is_told_where_it_is_not_asked_for(question: str) -> None:
    assert line(question, "9月末，全县各项贷款余额412.6亿元，同比增长9.1%，比年初增加30.2亿元。") is None


def test_the_other_value_is_of_what_stands_before_a_semicolon() -> None:
    clause = "截至9月末，松溪县“茶园贷”累计放款21.4亿元，惠及企业386户；贷款余额12.8亿元，比年初增加4.6亿元。"
    said = ("年初：12.8亿元－4.6亿元＝8.2亿元", (1,))
    assert line("松溪县“茶园贷”年初的贷款余额是多少？", clause) == said
    assert line("松溪县“茶园贷”年初的贷款余额是多少？", clause.replace("；", "。")) is None


def test_two_named_things_are_compared_in_one_measure() -> None:
    asked = "“棉田贷”和“仓单贷”的加权平均利率哪个低、低多少个基点？"
    assert line(asked, RATES + LATER) == ("4.2%－3.95%＝25个基点", (1,))
    assert line("小麦保险与露地蔬菜保险的覆盖率相差多少个百分点？", COVERED) == ("88%－46%＝42个百分点", (1,))
    assert line("小麦保险比露地蔬菜保险的覆盖率低多少个百分点？", COVERED) is None
    assert line("小麦保险与露地蔬菜保险的赔付率相差多少个百分点？", COVERED) is None


def test_two_named_things_are_added() -> None:
    clause = "其中，东湖区首贷金额3.4亿元；西岭区首贷金额1.25亿元；北川县首贷金额0.8亿元。"
    assert line("东湖区和西岭区首贷金额合计多少？", clause) == ("3.4亿元＋1.25亿元＝4.65亿元", (1,))
    assert line("东湖区和南山区首贷金额合计多少？", clause) is None
    assert line("东湖区和西岭区续贷金额合计多少？", clause) is None


def test_what_the_insured_pays_of_a_premium() -> None:
    clause = "玉米保险每亩保额800元、保费40元，农户自缴25%；温室保险每亩保额2万元、保费600元，农户自缴40%。"
    assert line("我家3亩温室上保险，自己要掏多少钱？", clause) == ("600元×40%×3亩＝720元", (1,))
    assert line("玉米上保险，每亩农户要交几块钱？", clause) == ("40元×25%＝10元", (1,))
    assert line("我家3亩地上保险，自己要掏多少钱？", clause) is None
    assert line("我家温室十几亩，自己总共要掏多少钱？", clause) is None


def test_a_share_is_taken_where_its_condition_is_reached_or_a_time_is_left_out() -> None:
    clause = "投资于本县的资金达到2000万元以上的，按照投资于本县资金的0.5%给予奖励，单户单次不超过80万元。"
    assert line("把1亿元投在本县，能拿多少奖励？", clause) == ("1亿元×0.5%＝50万元，未超过上限80万元", (1,))
    assert line("把1000万元投在本县，能拿多少奖励？", clause) is None
    interest = "按期还款的，按实际支付利息的20%给予贴息，单户每年最高30万元，但逾期的当年不予贴息。"
    assert line("付了50万元利息，当年能贴多少？", interest) == ("50万元×20%＝10万元，未超过上限30万元", (1,))


def test_a_share_for_those_in_no_list_is_taken_only_where_that_is_said() -> None:
    clause = "未列入名录的加工企业，按上一年度设备投资额的2%给予补助，单户最高100万元。"
    assert line("没列入名录，设备花了200万元，能补多少？", clause) == ("200万元×2%＝4万元，未超过上限100万元", (1,))
    assert line("我们在名录里，没有分厂，设备花了200万元，能补多少？", clause) is None


def test_a_rate_of_one_kind_beside_another() -> None:
    clause = "按实际使用天数收取使用费，普通账户日费率为0.4‰，农业账户日费率为0.2‰。"
    assert line("用普通账户借100万元5天，使用费多少？", clause) == ("100万元×0.4‰×5天＝2000元", (1,))
    assert line("用农业账户借100万元5天，使用费多少？", clause) == ("100万元×0.2‰×5天＝1000元", (1,))
    assert line("借100万元5天，使用费多少？", clause) is None


def test_the_share_of_another_place_is_not_told() -> None:
    clause = "全市共放款80亿元，其中信用放款20亿元。"
    assert line("信用放款占全部放款多少？", clause) == ("20亿元÷80亿元＝25%", (1,))
    assert line("平湖县信用放款占全部放款多少？", clause) is None


def test_a_measure_is_of_the_product_that_its_sentence_named_before() -> None:
    aim = "到今年年底，“棉田贷”余额要达到6亿元，“仓单贷”余额要达到2亿元。"
    state = "截至9月末，“棉田贷”放款312户、9.4亿元，贷款余额4.7亿元。"
    assert line("“棉田贷”余额离年底的目标还差多少亿元？", aim, state) == ("6亿元－4.7亿元＝1.3亿元", (1, 2))
    assert line("“仓单贷”余额离年底的目标还差多少亿元？", aim, state) is None


def test_what_must_be_added_to_reach_a_goal() -> None:
    aim, state = "2025年力争惠及农场700家。", "2024年惠及农场460家。"
    assert line("要完成2025年的目标，惠及农场至少要再增加多少家？", aim, state) == ("700家－460家＝240家", (1, 2))


def test_the_value_of_a_year_that_another_is_compared_with() -> None:
    said = "2024年全县大棚贷款平均利率为4.1%，比2022年下降0.6个百分点。"
    assert line("2022年全县大棚贷款平均利率是多少？", said) == ("2022年：4.1%＋0.6个百分点＝4.7%", (1,))
    assert line("2023年全县大棚贷款平均利率是多少？", said) is None
