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
