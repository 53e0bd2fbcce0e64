from pathlib import Path

import pytest

from kb.clauses.parse import parse_clauses
from kb.ingest.metadata.statements import describe
from kb.rules.conditions.scopes import leaves
from kb.rules.conditions.tree import conditions_of
from kb.rules.types import Condition, Operation
from tests.corpus import corpus_dir
from tests.kb.rules.policy_files import condition_of, outline, schemes, text_of

POLICIES = ("tech", "startup", "subsidy", "measures", "news", "farm", "credit", "trade", "farmers")


def _all(condition: Condition) -> list[Condition]:
    return [condition, *(below for child in condition.children for below in _all(child))]


def _check_spans(text: str, condition: Condition) -> None:
    clauses = {clause.address: clause for clause in parse_clauses(text).clauses}
    for one in _all(condition):
        clause = clauses[one.address]
        assert clause.span.contains(one.span), one
        if one.operation is Operation.LEAF:
            assert clause.own.contains(one.span), one
            assert one.text
            assert one.span.of(text) == one.text
        else:
            assert one.children


def test_alternatives_hold_a_list_of_demands_and_a_decision() -> None:
    assert outline(condition_of(text_of("tech"))) == [
        "all",
        "place: 云州市",
        "time: 有效期3年",
        [
            "all",
            ["all", "place: 在本市登记注册", "entity: 具有独立法人资格"],
            [
                "any",
                "qualification: 有效期内的高新技术企业",
                "qualification: 省级及以上专精特新中小企业",
                [
                    "all",
                    ["all", "age_of_firm: 成立满2年", "measure: 上年度营业收入不低于500万元"],
                    "qualification: 科技型中小企业",
                ],
                "qualification: 入选市级“种子企业”培育库的企业",
                "other: 经科技信贷联席会议审核同意的其他企业 ?科技信贷联席会议",
            ],
            "entity: 企业",
        ],
        ["none", "credit_record: 被列入失信被执行人名单的", "grade: 上年度亩均效益综合评价为D类的"],
        ["none", "prior_use: 获得补偿"],
    ]


def test_kinds_of_applicants_have_conditions_of_their_own() -> None:
    assert outline(condition_of(text_of("startup"))) == [
        "all",
        "place: 青川县",
        "time: 有效期至2027年12月31日",
        ["none", "credit_record: 借款人有不良征信记录的", "industry: 从事房地产、娱乐业的"],
        [
            "any",
            [
                "all",
                "entity: 个人",
                [
                    "all",
                    "qualification: 高校毕业生、退役军人、登记失业人员、返乡创业农民工",
                    "place: 在本县依法登记注册个体工商户或者企业",
                    "prior_use: 除助学贷款、住房贷款外，申请贷款时本人及配偶没有其他贷款",
                    "measure: 年龄不超过60周岁",
                ],
            ],
            [
                "all",
                "entity: 企业",
                [
                    "all",
                    "size: 属于现行中小企业划型标准规定的小型、微型企业",
                    "other: 当年新招用符合条件人员达到企业现有在职职工人数的10%以上",
                    "credit_record: 无拖欠职工工资、欠缴社会保险费等严重违法违规信用记录",
                ],
            ],
        ],
    ]
    assert [scheme.name for scheme in schemes(text_of("startup"))] == ["个人创业担保贷款", "小微企业创业担保贷款"]


def test_demands_of_running_text_are_told_apart() -> None:
    assert outline(condition_of(text_of("subsidy"))) == [
        "all",
        "time: 有效期2年",
        [
            "all",
            "place: 在本区注册并纳税",
            "measure: 从业人员300人以下",
            "measure: 上年度营业收入2000万元以上",
            "industry: 工业企业",
        ],
        [
            "all",
            "age_of_firm: 成立2年以上",
            ["all", "credit_record: 信用状况良好", "other: 近三年未发生重大安全、环保事故"],
            "grade: 上年度纳税信用等级为B级及以上",
            "other: 改造项目已通过区经信局备案",
        ],
        ["none", "prior_use: 已享受市级同类补贴"],
    ]


def test_an_exception_in_brackets_a_decision_and_a_list_within_a_line() -> None:
    assert outline(condition_of(text_of("farm"))) == [
        "all",
        "time: 自2024年2月1日起施行",
        [
            "any",
            "qualification: 市级以上示范性农民专业合作社",
            "qualification: 市级以上示范家庭农场",
            ["all", "qualification: 县级及以上农业龙头企业", ["none", "industry: 房地产企业"]],
            "other: 其他需要重点扶持的农业经营主体，由市农业农村局会同市财政局研究确定 ?市农业农村局会同市财政局",
        ],
        [
            "all",
            "place: 注册地在本市",
            "request: 贷款用于粮食生产或者农产品加工",
            ["all", "other: 按时还本付息", "credit_record: 无不良信用记录"],
        ],
        ["none", "credit_record: 被列入严重违法失信名单的", "other: 处于停产状态的"],
    ]


def test_each_measure_is_one_way_to_get_something() -> None:
    assert outline(condition_of(text_of("measures"))) == [
        "all",
        "time: 自2024年5月1日起施行",
        [
            "any",
            "qualification: 首次认定的国家级专精特新“小巨人”企业",
            "qualification: 首次认定的省级专精特新中小企业",
            ["all", "other: 首次升规", "industry: 工业企业"],
            ["all", "age_of_firm: 成立满1年", "entity: 个体工商户"],
        ],
    ]


def test_a_report_tells_what_is_offered_to_whom_and_not_what_was_given() -> None:
    assert outline(condition_of(text_of("news"))) == [
        "all",
        [
            "any",
            ["all", "prior_use: 从未获得过银行贷款", "size: 小微企业和个体工商户"],
            ["all", "other: 符合条件", "size: 个人和小微企业"],
        ],
    ]
    assert [scheme.name for scheme in schemes(text_of("news"))] == ["首次贷款", "创业担保贷款"]


@pytest.mark.parametrize(
    "text",
    [
        "云州市人民政府关于调整领导小组成员的通知\n各区人民政府：\n一、组长：市长。\n二、成员：各部门负责人。\n",
        "云州市道路管理办法\n第一条 为加强道路管理，制定本办法。\n第二条 有下列情形之一的，由交通部门责令改正：\n"
        "（一）占用道路的；\n（二）损坏路面的。\n",
        "",
    ],
)
def test_a_text_that_gives_nothing_has_no_conditions(text: str) -> None:
    assert conditions_of(text, parse_clauses(text), describe(text, "x.txt")) is None


_RULES = """东山市小微企业贷款贴息办法
第一条 贴息对象为本市小微企业。
第二条 {sentence}
"""


@pytest.mark.parametrize(
    "sentence",
    [
        "合作银行有违规行为的，取消合作资格，两年内不再受理其合作申请。",
        "发生代偿的企业，三年内不得申请任何科技项目和享受各项奖励政策。",
        "提供虚假材料骗取贴息的，追回资金，不予支持。",
        "同一项目不得重复享受贴息。",
        "工作人员玩忽职守的，依法给予处分。",
    ],
)
def test_duties_of_others_faults_and_consequences_are_no_conditions(sentence: str) -> None:
    plain = outline(condition_of(_RULES.format(sentence="贴息资金由市财政安排。")))
    assert outline(condition_of(_RULES.format(sentence=sentence))) == plain


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("被列入经营异常名录的企业，不予贴息。", ["none", "credit_record: 被列入经营异常名录"]),
        ("评价结果为D类的企业不纳入支持范围。", ["none", "grade: 评价结果为D类"]),
        ("从事类金融业务的，不得申请贴息。", ["none", "industry: 从事类金融业务"]),
    ],
)
def test_an_exclusion_of_running_text(sentence: str, expected: list[str]) -> None:
    tree = outline(condition_of(_RULES.format(sentence=sentence)))
    assert isinstance(tree, list)
    assert tree[-1] == expected


def test_items_left_to_a_decision_by_a_sentence_behind_the_list() -> None:
    text = (
        "北川县企业扶持办法\n一、扶持对象\n扶持对象为符合下列条件之一的企业：\n1.省级示范企业；\n2.有发展潜力的企业；\n"
        "第1项企业直接享受扶持，第2项由县工业发展联席会议研究决定。\n"
    )
    assert [leaf.discretion_of for leaf in leaves(condition_of(text)) if leaf.address.endswith(("1", "2"))] == [
        None,
        "县工业发展联席会议",
    ]


@pytest.mark.parametrize("name", POLICIES)
def test_every_condition_stands_verbatim_in_its_clause(name: str) -> None:
    text = text_of(name)
    _check_spans(text, condition_of(text, name))


@pytest.mark.parametrize("name", ["tech", "farm", "startup"])
def test_full_width_or_not_the_tree_is_the_same(name: str) -> None:
    text = text_of(name)
    half = text.translate(str.maketrans("，；：（）", ",;:()"))

    def kinds(condition: Condition) -> list[str]:
        return [leaf.kind.value for leaf in leaves(condition)]

    assert kinds(condition_of(half)) == kinds(condition_of(text))


@pytest.mark.corpus
def test_conditions_of_official_documents_stand_verbatim_in_their_clauses() -> None:
    with_conditions = 0
    for path in sorted((corpus_dir() / "policy").rglob("*.md")):
        text = Path(path).read_text(encoding="utf-8")
        found = conditions_of(text, parse_clauses(text), describe(text, path.name))
        if found is not None:
            with_conditions += 1
            _check_spans(text, found)
    assert with_conditions >= 15


def test_a_definition_says_who_is_meant() -> None:
    tree = outline(condition_of(text_of("credit")))
    assert isinstance(tree, list)
    assert tree[3] == [
        "all",
        ["all", "place: 注册在东湖区", "place: 纳税在东湖区", "entity: 具有独立法人资格"],
        [
            "any",
            "qualification: 经认定的国家高新技术企业",
            "qualification: 入库的科技型中小企业",
            "qualification: 省级以上专精特新企业",
            "qualification: 区级及以上“瞪羚企业”",
        ],
        "entity: 企业",
    ]
    assert tree[5] == [
        "none",
        "credit_record: 被列入经营异常名录或严重违法失信名单",
        "credit_record: 存在欠税、欠薪行为",
        "other: 涉及重大诉讼的",
    ]


def test_an_exception_behind_but() -> None:
    assert outline(condition_of(text_of("trade"))) == [
        "all",
        "place: 南屏市",
        "time: 有效期至2025年12月31日",
        [
            "all",
            [
                "all",
                "place: 在南屏市行政区域内依法登记注册",
                "other: 具有进出口经营资格",
                "credit_record: 无严重违法失信记录",
                "industry: 外贸企业",
            ],
            ["none", "industry: 房地产、金融类企业"],
        ],
    ]


def test_a_list_that_goes_on_in_its_sentence() -> None:
    tree = outline(condition_of(text_of("farmers")))
    assert isinstance(tree, list)
    assert tree[-1] == [
        "none",
        "credit_record: 有不良贷款余额的",
        "other: 有赌博吸毒等不良行为的",
        "other: 恶意逃废银行债务的",
    ]
