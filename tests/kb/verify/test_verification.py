"""Texts checked sentence by sentence: every verdict, and citations made wrong in each way."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.errors import InvalidQuestion
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.phrases.types import Difference, DifferenceOp
from kb.verify.types import Checked, FaultKind, Verdict
from tests.kb.homes import LOANS, RENT, TREES, open_base, policy, take

DAY = date(2024, 6, 1)
LOAN, RENTED = "《清河市小微企业贷款贴息办法》", "《清河市创业场地租金补助办法》"
OLD = policy("清河市稳岗补助办法", "参保企业每户补助三百元，不得重复申领。", "本办法自2020年1月1日起施行。")
NEW = policy(
    "清河市稳岗扩岗办法",
    "参保企业每户补助五百元，每年可以申领一次，应当在20个工作日内办结。",
    "本办法自2024年1月1日起施行。《清河市稳岗补助办法》同时废止。",
)
SUBSIDY = "贴息标准为贷款利息的百分之五十，单户每年最高1000万元"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("verify") / "home") as opened:
        take(opened, {"贷款.txt": LOANS, "租金.txt": RENT, "古树.txt": TREES, "旧.txt": OLD, "新.txt": NEW})
        yield opened


def check(base: KnowledgeBase, text: str, day: date = DAY) -> list[Checked]:
    return list(base.verification.check(text, as_of=day).sentences)


def one(base: KnowledgeBase, text: str, day: date = DAY) -> tuple[str, str, list[str]]:
    """Return the verdict on the one sentence of a text, where its words stand, and its faults."""
    (checked,) = check(base, text, day)
    place = checked.place
    where = f"{place.version.metadata.title}{place.clause.address}" if place else ""
    return checked.verdict.value, where, [f"{fault.kind.value} {fault.message}" for fault in checked.faults]


LOAN_3, RENT_3 = "清河市小微企业贷款贴息办法第三条", "清河市创业场地租金补助办法第三条"


@pytest.mark.parametrize(
    ("text", "verdict", "where"),
    [
        (f"{LOAN}第三条规定，{SUBSIDY}。", "verbatim", LOAN_3),
        (f"根据{LOAN}第三条，{SUBSIDY}[1]。", "verbatim", LOAN_3),
        (f"“{SUBSIDY}。”（{LOAN}第三条）", "verbatim", LOAN_3),
        (f"{SUBSIDY}。[1][2]", "verbatim", LOAN_3),
        (f"- **{SUBSIDY}**（来源：{LOAN}）", "verbatim", LOAN_3),
        (f"{LOAN}明确：单户每年最高1000万元。", "verbatim", LOAN_3),
        ("第三条　贴息标准为贷款利息的百分之五十，", "verbatim", LOAN_3),
        (f"据报道{LOAN}第3条第1款：{SUBSIDY}。", "verbatim", LOAN_3),
        ("單戶每年最高１０００萬元。", "verbatim", LOAN_3),
        (f"{LOAN}第三条：贴息标准为贷款利息的50%，单户每年最高1000万元。", "same_figures", LOAN_3),
        ("补助期限不超过24个月，由人力资源部门按季度拨付。", "same_figures", RENT_3),
        ("补助期限最长二十四个月，由人力资源部门按季度拨付。", "near", RENT_3),
        ("申请人应当在每年三月底前向市金融办提出申请。", "near", "清河市小微企业贷款贴息办法第四条"),
    ],
)
def test_what_stands_in_a_clause_is_borne_out(base: KnowledgeBase, text: str, verdict: str, where: str) -> None:
    assert one(base, text) == (verdict, where, [])


@pytest.mark.parametrize(
    ("text", "where", "faults"),
    [
        (
            f"{LOAN}第三条规定，贴息标准为贷款利息的百分之六十，单户每年最高1000万元。",
            LOAN_3,
            ["figure_differs 写的是“百分之六十”，原文是“百分之五十”"],
        ),
        ("单户每年最高1000元。", LOAN_3, ["figure_differs 写的是“1000元”，原文是“1000万元”"]),
        (
            "应当在20日内办结。",
            "清河市稳岗扩岗办法第一条",
            ["figure_differs 写的是“20日”，原文是“20个工作日”"],
        ),
        (
            "本办法自2022年6月28日起施行，有效期三年。",
            "清河市小微企业贷款贴息办法第五条",
            ["figure_differs 写的是“2022年6月28日”，原文是“2022年6月26日”"],
        ),
        (
            "补助期限超过二十四个月，由人力资源部门按季度拨付。",
            RENT_3,
            ["limit_differs 少了原文的“不”"],
        ),
        (
            "允许在古树树冠垂直投影外五米内挖坑取土。",
            "清河市古树名木保护规定第三条",
            ["negation_differs 引文略去了原文的否定或除外，原文是“禁止在古树树冠垂直投影外五米内挖坑取土”"],
        ),
        (
            "禁止在古树树冠垂直投影外五米外挖坑取土。",
            "清河市古树名木保护规定第三条",
            ["limit_differs 写的是“外”，原文是“内”"],
        ),
        (
            "参保企业每户补助五百元，每年不可以申领一次，应当在20个工作日内办结。",
            "清河市稳岗扩岗办法第一条",
            ["negation_differs “不”是原文没有的"],
        ),
        (
            "超过二十四个月。",
            RENT_3,
            ["negation_differs 引文略去了原文的否定或除外，原文是“补助期限不超过二十四个月”"],
        ),
        (
            "申请人可以在每年三月底前向市金融办提出书面申请。",
            "清河市小微企业贷款贴息办法第四条",
            ["duty_differs 写的是“可以”，原文是“应当”"],
        ),
        (
            f"{LOAN}第四条规定，{SUBSIDY}。",
            LOAN_3,
            [f"stands_elsewhere 所引的“{LOAN}第四条”里没有这句话，它在{LOAN}第三条"],
        ),
        (
            f"{RENTED}规定，{SUBSIDY}。",
            LOAN_3,
            [f"stands_elsewhere 所引的“{RENTED}”里没有这句话，它在{LOAN}第三条"],
        ),
        (f"{LOAN}第九条规定，{SUBSIDY}。", LOAN_3, [f"clause_absent {LOAN}里没有“第九条”；它只有第一条到第五条"]),
        (f"依据{LOAN}第九条。", "", [f"clause_absent {LOAN}里没有“第九条”；它只有第一条到第五条"]),
        (
            "参保企业每户补助三百元，不得重复申领。",
            "清河市稳岗补助办法第一条",
            [
                "not_in_force 《清河市稳岗补助办法》第一条在 2024-06-01 已废止："
                "被《清河市稳岗扩岗办法》第二条废止，2024-01-01 起"
            ],
        ),
        ("外星人可以免费坐飞船去火星旅行。", "", ["not_found 已导入的文件里没有这样的原文，也没有相近的"]),
    ],
)
def test_a_citation_made_wrong_is_not_borne_out(base: KnowledgeBase, text: str, where: str, faults: list[str]) -> None:
    assert one(base, text) == ("unsupported", where, faults)


def test_a_document_that_is_not_held_bears_nothing_out(base: KnowledgeBase) -> None:
    verdict, where, (fault,) = one(base, f"《山南市渔业补贴条例》第三条规定，{SUBSIDY}。")
    assert (verdict, where) == ("unsupported", LOAN_3)
    assert fault.startswith("document_not_held 没有收录名为“山南市渔业补贴条例”的文件")


def test_the_day_decides(base: KnowledgeBase) -> None:
    text = "参保企业每户补助三百元，不得重复申领。"
    assert one(base, text, date(2023, 6, 1)) == ("verbatim", "清河市稳岗补助办法第一条", [])
    verdict, _, faults = one(base, f"{LOAN}第三条：{SUBSIDY}。", date(2026, 1, 1))
    assert verdict == "unsupported"
    assert faults == [f"not_in_force {LOAN}第三条在 2026-01-01 已过有效期：有效期至 2025-06-25"]


def test_differences_are_marked_and_spans_lead_to_the_words(base: KnowledgeBase) -> None:
    text = f"开头。\n{LOAN}第四条：申请人应当在每年三月底前向市金融办提出申请。"
    opening, checked = check(base, text)
    assert (opening.text, opening.verdict) == ("开头。", Verdict.UNCHECKED)
    assert text[checked.span.start : checked.span.end] == checked.text
    assert checked.claim == "申请人应当在每年三月底前向市金融办提出申请"
    place = checked.place
    assert place is not None
    assert place.span.of(place.version.text) == place.quote == "申请人应当在每年三月底前向市金融办提出书面申请"
    assert place.differences == (
        Difference(
            DifferenceOp.EQUAL, "申请人应当在每年三月底前向市金融办提出", "申请人应当在每年三月底前向市金融办提出"
        ),
        Difference(DifferenceOp.INSERT, "书面", ""),
        Difference(DifferenceOp.EQUAL, "申请", "申请"),
    )


def test_a_clause_without_a_document_is_of_the_one_cited_last(base: KnowledgeBase) -> None:
    text = f"{RENTED}第二条规定，按每平方米十五元给予房租补助。第三条规定，补助期限不超过二十四个月。"
    checked = check(base, text)
    assert [found.verdict for found in checked] == [Verdict.VERBATIM, Verdict.VERBATIM]
    (cited,) = checked[1].cited
    assert cited.clause is not None
    assert cited.version is not None
    assert (cited.text, f"{cited.version.key}#{cited.clause.address}") == ("第三条", "d000002@1#第三条")


def test_what_one_citation_leads_in_is_all_of_it(base: KnowledgeBase) -> None:
    text = f"{LOAN}第三条规定：单户每年最高1000万元；申请人应当在每年三月底前向市金融办提出书面申请。"
    first, second = check(base, text)
    assert (first.verdict, second.verdict) == (Verdict.VERBATIM, Verdict.UNSUPPORTED)
    assert [fault.kind for fault in second.faults] == [FaultKind.STANDS_ELSEWHERE]


def test_a_bare_clause_that_many_documents_have_is_told_by_its_words(base: KnowledgeBase) -> None:
    assert one(base, f"第三条规定，{SUBSIDY}。") == ("verbatim", LOAN_3, [])
    verdict, _, (fault,) = one(base, f"第二条规定，{SUBSIDY}。")
    assert verdict == "unsupported"
    assert fault.startswith("reference_ambiguous “第二条”可能指 5 份文件")


def test_what_only_leads_in_asks_or_heads_is_not_checked(base: KnowledgeBase) -> None:
    report = base.verification.check(f"## 贴息标准说明\n您能申请吗？条件如下：\n{SUBSIDY}。", as_of=DAY)
    assert [found.verdict.value for found in report.sentences] == ["unchecked", "unchecked", "unchecked", "verbatim"]
    assert report.supported
    assert {kind.value: count for kind, count in report.counts.items()} == {
        "verbatim": 1,
        "same_figures": 0,
        "near": 0,
        "unsupported": 0,
        "unchecked": 3,
    }
    assert not base.verification.check("如下：", as_of=DAY).supported


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" 。\n", "没有要核对的文字；请给出要核对的句子"),
        ("补" * 10_001, "要核对的文字有 10001 个字，超过上限 10000 个字；请分几次核对"),
        ("补助。" * 101, "要核对的文字有 101 句，超过上限 100 句；请分几次核对"),
    ],
)
def test_what_cannot_be_checked_is_refused(base: KnowledgeBase, text: str, message: str) -> None:
    with pytest.raises(InvalidQuestion) as raised:
        base.verification.check(text)
    assert raised.value.message == message
