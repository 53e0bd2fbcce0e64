import pytest

from kb.clauses.parse import parse_clauses
from kb.rules.applicant.given import read_facts
from kb.rules.facts import facts_of
from kb.rules.terms import terms_of
from tests.kb.rules.policy_files import condition_of, text_of, verdict


def _terms(text: str, loan: dict[str, object], **facts: object) -> tuple[list[tuple[str, str, str | None]], list[str]]:
    tree = parse_clauses(text)
    applicant = read_facts({**facts, "loan": loan})
    terms, notes = terms_of(text, tree, facts_of(text, tree), condition_of(text), applicant)
    return [(term.address, f"{term.fact.value}{term.fact.unit}", term.applies_to) for term in terms], list(notes)


def test_terms_for_the_own_loan_come_first() -> None:
    terms, _ = _terms(text_of("tech"), {"guarantee": "保证"})
    assert terms == [
        ("第四条", "800万元", None),
        ("第四条", "100基点", "保证贷款"),
        ("第四条", "2年", None),
        ("第六条", "60日", None),
        ("第六条", "2年", None),
        ("第四条", "60基点", "信用贷款"),
        ("第五条", "6:4", None),
    ]


@pytest.mark.parametrize(
    ("amount", "note"),
    [
        (300, "您要300万元，没有超过最高800万元（第四条）"),
        (800, "您要800万元，正好是最高800万元（第四条）"),
        (1200, "您要1200万元，超过了最高800万元（第四条）：可以申请，但最多按800万元"),
    ],
)
def test_what_is_asked_for_is_compared_with_the_cap(amount: int, note: str) -> None:
    assert _terms(text_of("tech"), {"amount_wan": amount})[1] == [note]


def test_a_longer_term_is_told_with_what_the_text_says_of_it() -> None:
    text = "云州市企业贷款办法\n一、支持对象为本市企业。\n二、贷款期限原则上不超过1年，超过1年须报联席会议备案。\n"
    assert _terms(text, {"term_months": 24})[1] == [
        "您要24个月，期限原则上不超过1年（二、），您要的更长；文件写着：贷款期限原则上不超过1年，超过1年须报联席会议备案"
    ]
    assert _terms(text, {"term_months": 12})[1] == ["您要12个月，期限原则上不超过1年，没有超过（二、）"]


def test_a_way_of_guarantee_without_a_rate_is_told() -> None:
    text = (
        "云州市企业贷款办法\n一、支持对象为本市企业。\n"
        "二、信用贷款利率由市场定价。保证贷款、抵押贷款利率不超过LPR加90个基点。\n"
        "三、损失分担：属于保证贷款的，按4:4:2分担；属于信用贷款、质押贷款的，按6:4分担。\n"
    )
    terms, notes = _terms(text, {"guarantee": "信用"})
    assert terms == [
        ("三、", "6:4", "信用贷款、质押贷款"),
        ("二、", "90基点", "保证贷款、抵押贷款"),
        ("三、", "4:4:2", "保证贷款"),
    ]
    assert notes == ["信用贷款没有写利率的上限，文件写的是：信用贷款利率由市场定价"]
    assert _terms(text, {"guarantee": "抵押"})[0][0] == ("二、", "90基点", "保证贷款、抵押贷款")


@pytest.mark.parametrize(
    ("entity", "cap", "note"),
    [
        ("个人", "20万元", "您要50万元，超过了最高20万元（第2段）：可以申请，但最多按20万元"),
        ("企业", "300万元", "您要50万元，没有超过最高300万元（第2段）"),
    ],
)
def test_figures_that_are_told_of_several_are_paired_off(entity: str, cap: str, note: str) -> None:
    terms, notes = _terms(text_of("news"), {"amount_wan": 50}, entity=entity)
    assert terms[0] == ("第2段", cap, {"个人": "个人", "企业": "小微企业"}[entity])
    assert notes[0] == note


def test_figures_of_conditions_are_no_terms_and_a_subsidy_limits_no_loan() -> None:
    terms, notes = _terms(text_of("subsidy"), {"amount_wan": 500})
    assert terms == [("第三条", "150万元", None), ("第三条", "20%", None)]
    assert notes == []


def test_what_is_asked_for_decides_nothing_about_who_may_apply() -> None:
    firm = {
        "region": "云州市", "entity": "企业", "credit_bad": False, "performance_grade": "A",
        "qualifications": ["高新技术企业"], "states": {"获得补偿": False},
    }  # fmt: skip
    assert verdict(text_of("tech"), {**firm, "loan": {"amount_wan": 99999, "term_months": 240}}) == "eligible"


@pytest.mark.parametrize(
    "terms",
    [
        "按贷款利息的50%给予补贴，单户企业每年最高20万元。",
        "给予最高20万元的贷款贴息。",
        "按贷款额的2%给予一次性奖励，最高20万元。",
        "对融资担保费给予50%补助，最高不超过20万元。",
    ],
)
def test_what_is_paid_for_a_loan_limits_no_loan(terms: str) -> None:
    text = f"云州市企业贷款扶持办法\n一、支持对象为本市企业。\n二、{terms}\n"
    assert _terms(text, {"amount_wan": 500})[1] == []


@pytest.mark.parametrize(
    "terms",
    [
        "单户贷款额度最高20万元，按贷款利息的50%贴息。",
        "可申请最高20万元的贴息贷款。",
        "给予贴息的企业，其贷款最高20万元。",
    ],
)
def test_the_cap_of_a_loan_stands_beside_what_is_paid_for_it(terms: str) -> None:
    text = f"云州市企业贷款扶持办法\n一、支持对象为本市企业。\n二、{terms}\n"
    assert _terms(text, {"amount_wan": 500})[1] == ["您要500万元，超过了最高20万元（二、）：可以申请，但最多按20万元"]


def test_the_time_of_a_subsidy_limits_no_loan() -> None:
    text = "云州市企业贷款扶持办法\n一、支持对象为本市企业。\n二、按贷款利息给予补贴，补贴期限最长不超过1年。\n"
    assert _terms(text, {"term_months": 24})[1] == []


@pytest.mark.parametrize(
    ("rule", "loan", "note"),
    [
        (
            "企业可申请信用贷款，单户最高不超过500万元，其中信用贷款最高不超过200万元，保证贷款最高不超过500万元。",
            {"guarantee": "信用", "amount": "300万元"},
            "您要300万元，超过了最高200万元（二、）：可以申请，但最多按200万元",
        ),
        (
            "单户贷款最高不超过500万元，无抵押贷款最高不超过200万元。",
            {"guarantee": "信用", "amount": "300万元"},
            "您要300万元，超过了最高200万元（二、）：可以申请，但最多按200万元",
        ),
        (
            "单户贷款最高不超过500万元，无抵押贷款最高不超过200万元。",
            {"guarantee": "抵押", "amount": "300万元"},
            "您要300万元，没有超过最高500万元（二、）",
        ),
    ],
)
def test_the_cap_of_a_case_goes_before_the_one_over_all(rule: str, loan: dict[str, object], note: str) -> None:
    assert _terms(f"云州市企业贷款办法\n一、支持对象为本市企业。\n二、{rule}\n", loan)[1] == [note]
