import pytest

from kb.answer.lead.fitting import is_term_of_another, lacks_thing, turns_limit, without_count
from kb.answer.lead.line import lead_line
from kb.answer.question import kinds_of
from kb.clauses.parse import parse_clauses
from kb.types import Citation, Metadata, SourceMap, Validity, Version


def lead(question: str, text: str, *said: str) -> str | None:
    """Return the line before the quotes of the clauses that begin with some words."""
    version = Version("d000001", 1, "a.txt", text, Metadata("柳溪县办法"), SourceMap(()))
    leaves = [clause for clause in parse_clauses(text).clauses if clause.own.of(text).strip()]
    chosen = [next(one for one in leaves if one.own.of(text).strip().startswith(words)) for words in said]
    citations = [
        Citation(mark, one.own.of(text).strip(), one.own, one, version, Validity.UNKNOWN, f"d000001@1:{mark}")
        for mark, one in enumerate(chosen, 1)
    ]
    found = lead_line(question, kinds_of(question), citations)
    return found.text if found else None


GRADES = (
    "第四条 额度和利率按照下表执行：\n"
    "AA级　80—89分　不超过20万元　LPR+60个基点\n"
    "A级　70—79分　不超过10万元　LPR+90个基点\n"
)
REWARDS = "第五条 对新增贷款超过5000万元的银行，奖励20万元；超过1亿元的，奖励50万元。\n"
TIMES = "第八条 贷款贴息累计不超过3次。贴息按利率的50%计算。\n"
LIMITS = "第三条 个人贷款额度最高不超过30万元。\n"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("评分75分最高额度多少", "不超过10万元"),
        ("a级利率多少", "LPR+90个基点"),
        ("aa级最高额度多少", "不超过20万元"),
    ],
)
def test_the_row_of_another_tier_never_leads(question: str, expected: str) -> None:
    assert lead(question, GRADES, "AA级", "A级") == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("银行新增贷款8000万元奖励多少钱", "奖励20万元（新增贷款超过5000万元的银行）"),
        ("银行新增贷款2亿元奖励多少钱", "奖励50万元（超过1亿元的）"),
    ],
)
def test_the_stretch_of_another_tier_is_not_said(question: str, expected: str) -> None:
    assert lead(question, REWARDS, "第五条") == expected


def test_how_often_is_not_answered_by_a_rate() -> None:
    assert lead("可以享受几次贴息", TIMES, "第八条") == "累计不超过3次（贷款贴息）"


def test_the_least_is_not_answered_by_the_most() -> None:
    assert lead("个人贷款最低额度是多少", LIMITS, "第三条") is None
    assert lead("个人贷款最高额度是多少", LIMITS, "第三条") == "最高不超过30万元（个人贷款）"
    assert turns_limit("最少要招几人", "不少于5人") is False
    assert turns_limit("最低工资多少", "最高2000元") is False


def test_a_reward_for_another_thing_does_not_lead() -> None:
    assert lead("专利转让奖励多少钱", REWARDS, "第五条") is None
    assert lacks_thing("专利转让奖励多少钱", ["专利转让的，奖励1万元"]) is False
    assert lacks_thing("政府补贴多少", ["按50%补助"]) is False


def test_a_term_of_another_thing_is_told_by_what_it_is_of() -> None:
    assert is_term_of_another("这个贷款可以贷多少年", "贷款贴息期限不超过2年")
    assert not is_term_of_another("这个贷款贴息最长几年", "贴息期限不超过2年")
    assert not is_term_of_another("这个贷款可以贷多少年", "贷款期限不超过2年")


def test_the_count_asked_for_is_taken_out_of_a_question() -> None:
    assert without_count("最长几天，一年能用几次") == "最长几天，一年能用 "
    assert without_count("利息几个点") == "利息几个点"


RATES = "第六条 合作银行按本金损失的30%获得补偿。\n"
GUARANTEE = "第七条 由担保公司担保的，年担保费率不超过0.8%。\n"
GROWN = "今年前8个月，全县平均利率3.68%，比试点前下降0.47个百分点。\n"
GOT = "青禾公司凭着订单拿到了800万元“订单贷”贷款。\n"
CREDIT = "到8月末累计授信638亿元，单户授信最高5000万元。\n"
SUBSIDY = "第九条 对首次贷款按1个百分点给予贴息，单户最高2万元。\n"
RESTS = "第十条 每户续期累计不超过3次。\n"
SAID = "王桐介绍：“代偿发生后，我们在收到合作银行书面通知之日起20个工作日内完成代偿，绝不能让银行的同志们‘寒了心’。”\n"
DECIDED = "第十四条 申请金额在500万元以下的，由中心负责人审批；500万元以上的，报县财政局审批。\n"


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("银行顶多收我多高的息", RATES),
        ("贷款利率最高百分之几", GUARANTEE),
        ("试点前的平均利率是多少", GROWN),
        ("一家厂子顶多能借多少", GOT),
        ("贴息政策何时开始", SUBSIDY),
        ("办成的养殖户省了多少", RESTS),
        ("发生代偿时多少个工作日内完成", SAID),
        ("申请600万元由谁审批", DECIDED),
    ],
)
def test_a_figure_of_another_kind_never_leads(question: str, text: str) -> None:
    assert lead(question, text, text[:3]) is None


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        ("年担保费率最高百分之几", GUARANTEE, "不超过0.8%（由担保公司担保的，年担保费率）"),
        ("现在的平均利率是多少", GROWN, "平均利率3.68%（今年前8个月，全县）"),
        ("订单贷一家最多给批多少", CREDIT, "最高5000万元（单户）"),
        ("首次贷款贴息最多补多少钱", SUBSIDY, "最高2万元（单户）"),
        ("每户续期累计几次", RESTS, "累计不超过3次"),
    ],
)
def test_a_figure_of_the_kind_asked_for_leads(question: str, text: str, expected: str) -> None:
    assert lead(question, text, text[:3]) == expected


def test_items_are_not_counted_where_sums_are_asked_for() -> None:
    text = "第五条 分阶段奖励：\n（一）受理材料的，奖励200万元；\n（二）成功上市的，奖励300万元。\n"
    assert lead("受理材料和成功上市的奖励分别是多少", text, "第五条", "（一）", "（二）") is None
    assert lead("分哪些阶段奖励", text, "第五条", "（一）", "（二）") == "共2项"


COMPARED = (
    "第七条 “苗信贷”平均利率3.82%，比年初下降61个基点。\n"
    "第八条 “苗保贷”平均利率4.05%。\n"
    "第九条 硕士每人每月1000元，在园区就业的每人每月增加200元。\n"
)


def test_what_is_compared_are_the_two_things_that_the_question_names() -> None:
    asked = "“苗信贷”和“苗保贷”的平均利率哪个低，有何不同"
    assert lead(asked, COMPARED, "第七条") is None
    assert lead(asked, COMPARED, "第七条", "第八条") == "两者不同：平均利率3.82%（“苗信贷”）；平均利率4.05%（“苗保贷”）"


def test_a_value_and_what_is_added_to_it_are_not_compared() -> None:
    assert lead("园区硕士一个月领多少，比房租高多少", COMPARED, "第九条") is None
