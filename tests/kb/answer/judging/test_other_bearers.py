"""What a sentence states of another bearer does not answer for the one that a question names."""

import pytest

from kb.answer.judging.other_bearers import other_bearer
from kb.answer.scoring.units import Unit
from kb.text.sentences import sentence_spans
from kb.types import Clause, Hit, Metadata, Passage, Span, Validity, Version


def _units(held: str, *likely: int) -> list[Unit]:
    whole = Span(0, len(held))
    clause = Clause("一", "item", "一、", None, whole, whole, 1, None)
    version = Version("d1", 1, "a.txt", held, Metadata("办法"), source_map=None)  # type: ignore[arg-type]
    hit = Hit(Passage("p1", "d1", 1, "一", whole, held), 0.8, 1, clause, version, Validity.UNKNOWN, {})
    spans = sentence_spans(held)
    return [Unit(hit, 1, 0, spans[one], spans[one].of(held), None, None) for one in likely]


def _told(question: str, text: str, *likely: int, beside: str = "") -> str | None:
    """Return what is told of another by the likely sentences (the first, unless numbers say which) of a text."""
    told = other_bearer(question, [question], _units(text + beside, *(likely or (0,))))
    return told.partition("“")[2].partition("”")[0] if told else None


STAFF = "区农担公司工作人员按规定办理业务的，不追究责任。"


def test_what_holds_for_the_people_of_one_body_is_not_told_of_another_s() -> None:
    assert _told("承办银行的工作人员按规定办理业务,追不追究责任?", STAFF) == "区农担公司工作人员"
    assert _told("农担公司的工作人员按规定办理业务,追不追究责任?", STAFF) is None
    assert _told("承办银行的工作人员追不追究责任?", STAFF, beside="\n承办银行工作人员参照前款规定。") is None
    assert _told("承办银行按规定办理业务,追不追究责任?", STAFF) is None


SHARED = "贷款损失由县财政和市再担保公司、承办银行、保险公司按40%、35%、25%的比例分担。"


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("县财政承担贷款损失的比例是多少?", SHARED, "县财政和市再担保公司"),
        ("县财政和市再担保公司合计承担多少比例?", SHARED, None),
        ("承办银行承担贷款损失的比例是多少?", SHARED, None),
        ("县财政承担多少比例?", "贷款损失由县财政、承办银行、保险公司按40%、35%、25%的比例分担。", None),
        ("市财政承担多少比例?", "损失由市财政和区财政共同承担60%。", "市财政和区财政"),
    ],
)
def test_a_share_that_two_have_together_is_not_told_of_one(question: str, text: str, told: str | None) -> None:
    assert _told(question, text) == told


ORCHARD = "农户可以用果园经营权抵押，也可以用库存鲜果质押，其中鲜果质押率最高不超过40%。"


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("用果园经营权抵押的,抵押率最高是多少?", ORCHARD, "鲜果质押率"),
        ("鲜果质押率最高是多少?", ORCHARD, None),
        ("乙社承担损失的几成?", "损失由甲社和乙社承担，其中甲社承担70%。", "甲社承担"),
        ("乙社承担损失的几成?", "损失由甲社和乙社承担，其中甲社承担70%，乙社承担30%。", None),
        ("果园经营权抵押率是多少?", "果园经营权抵押率为50%，其中鲜果质押率最高不超过40%。", None),
        ("申请果园贷的成功率是多少?", "果园贷收到申请90笔，其中获批40笔，申请成功率44%。", None),
    ],
)
def test_a_figure_of_a_part_is_not_told_of_the_rest(question: str, text: str, told: str | None) -> None:
    assert _told(question, text) == told


STEPS = "乡镇农业部门应当自收到申请之日起10个工作日内核实，县农业局会同县财政局复核后确定名单。"


def test_a_term_of_one_body_is_not_told_of_another_in_the_same_sentence() -> None:
    assert _told("县农业局会同县财政局复核要几个工作日?", STEPS) == "乡镇农业部门"
    assert _told("乡镇农业部门核实要几个工作日?", STEPS) is None
    assert _told("申请报上去几个工作日核实?", STEPS) is None
    assert _told("县农业局复核要几个工作日?", STEPS.replace("复核后", "在5个工作日内复核后")) is None


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("高新技术企业用服务券,抵扣比例提高多少?", "经认定的科技型中小企业，抵扣比例提高5个百分点。", "科技型中小企业"),
        ("个体户头一回贷款利率优惠多少?", "对首次贷款的小微企业，利率优惠20个基点。", "小微企业"),
        ("小微企业头一回贷款利率优惠多少?", "对首次贷款的小微企业，利率优惠20个基点。", None),
        ("我不是个体户,头一回贷款利率优惠多少?", "对首次贷款的小微企业，利率优惠20个基点。", None),
        ("民营企业首次贷款利率优惠多少?", "对首次贷款的小微企业，利率优惠20个基点。", None),
        ("刚评上创新型中小企业,奖多少钱?", "首次认定为专精特新中小企业的，奖励30万元。", "专精特新"),
        ("评上专精特新中小企业奖多少钱?", "首次认定为专精特新中小企业的，奖励30万元。", None),
        ("合作社建果库补多少?", "经认定的龙头企业，补助比例为50%。", "龙头企业"),
        ("合作社建果库补多少?", "经认定的龙头企业，补助比例为50%，其他主体为40%。", None),
        ("合作社建果库补多少?", "经认定的龙头企业，补助比例为50%，其他条件见附件。", "龙头企业"),
        ("发放给家庭农场的果园贷有多少笔?", "全县累计发放果园贷260笔。", "家庭农场"),
        ("果园贷一共发放了多少笔?", "全县累计发放果园贷260笔。", None),
        ("发放给家庭农场的果园贷有多少笔?", "果园贷累计发放260笔，家庭农场占七成。", None),
    ],
)
def test_what_is_laid_down_or_counted_for_one_group_is_not_told_of_another(
    question: str, text: str, told: str | None
) -> None:
    assert _told(question, text) == told


def test_a_group_to_which_the_document_extends_what_is_laid_down_for_another_is_not_another() -> None:
    text = "对首次贷款的小微企业，利率优惠20个基点。"
    assert _told("个体户头一回贷款利率优惠多少?", text, beside="\n个体工商户参照小微企业执行。") is None


PENALTY = "参展企业骗取补助的，追回资金，三年内不得再次申报。"


def test_a_penalty_of_one_is_not_told_of_another() -> None:
    assert _told("会计师事务所出具虚假报告怎么处罚?", PENALTY) == "企业"
    assert _told("参展企业骗取补助怎么处罚?", PENALTY) is None
    assert _told("会计师事务所出具虚假报告怎么处罚?", PENALTY + "会计师事务所造假的，取消资格。", 0, 1) is None


PIECES = "1至6月，渔船保险承保320艘，受益渔民415户；网箱养殖保险承保2.1万口，已赔付96万元。"


def test_a_figure_of_one_sibling_is_not_told_of_another_in_the_same_sentence() -> None:
    assert _told("网箱养殖保险赔付惠及多少户?", PIECES) == "渔船保险"
    assert _told("渔船保险受益的有多少户?", PIECES) is None
    assert _told("网箱养殖保险赔付惠及多少户?", PIECES.replace("渔船保险", "淡水养殖保险")) is None
    assert _told("网箱养殖保险赔付惠及多少户?", PIECES.replace("96万元", "96万元、88户"), 0, 1) is None


def test_a_figure_that_one_of_several_parts_asks_for_is_not_looked_at() -> None:
    question = "县农业局会同县财政局复核要几个工作日?"
    assert other_bearer(question, [question, "名单公示几天?"], _units(STEPS, 0)) is None
    assert other_bearer(question, [question], []) is None


def test_it_is_said_what_the_sentences_tell_of() -> None:
    question = "发放给家庭农场的果园贷有多少笔?"
    assert other_bearer(question, [question], _units("全县累计发放果园贷260笔。", 0)) == "相关的条款没有单列“家庭农场”"
    question = "会计师事务所出具虚假报告怎么处罚?"
    assert other_bearer(question, [question], _units(PENALTY, 0)) == "相关的条款写的是“企业”，没有写明所问的"
