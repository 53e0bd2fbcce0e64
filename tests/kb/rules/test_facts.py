"""Facts as a policy states them: kind, value, unit, operator, and where they stand."""

import json
import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from kb.clauses.parse import parse_clauses
from kb.ingest.source import parse_source
from kb.rules.facts import facts_of
from kb.rules.types import PolicyFact
from tests.corpus import corpus_dir

SEEDS = "seeds"


def read(text: str, published: date | None = None) -> list[tuple[str, str, str, str]]:
    found = facts_of(text, parse_clauses(text), published)
    return [(fact.kind.value, fact.value, fact.unit, fact.operator.value) for fact in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("单户贷款额度最高不超过500万元。", [("amount", "500", "万元", "max")]),
        ("注册资本不低于1.5亿元。", [("amount", "1.5", "亿元", "min")]),
        ("处三百万元以上罚款。", [("amount", "300", "万元", "min")]),
        ("贷款利率原则上不超过同期贷款市场报价利率（LPR）+50基点。", [("rate", "50", "基点", "max")]),
        ("损失按照5∶3∶2的比例分担。", [("ratio", "5:3:2", "", "eq")]),
        ("按实际投入的30%给予补助。", [("rate", "30", "%", "eq")]),
        ("研发投入占营业收入的比例不低于5%。", [("ratio", "5", "%", "min")]),
        ("企业只承担一半的保费。", [("ratio", "一半", "", "eq")]),
        ("贷款期限一般不超过两年。", [("period", "2", "年", "max")]),
        ("期限超过3年的须报主管部门备案。", [("period", "3", "年", "gt")]),
        ("骗取资金的，5年内不得再次申请。", [("period", "5", "年", "eq")]),
        ("应当在收到申请后10个工作日内答复。", [("deadline", "10", "工作日", "max")]),
        ("逾期60日后可以提出代偿申请。", [("deadline", "60", "日", "gt")]),
        ("每年4月30日前报送上年度报告。", [("deadline", "04-30", "", "max")]),
        ("本办法自2024年3月1日起施行。", [("date", "2024-03-01", "", "eq")]),
        ("2023年5月修订。", [("date", "2023-05", "", "eq")]),
        ("2021—2023年新增贷款。", [("period", "2021/2023", "年", "eq")]),
        ("力争2027年贷款余额突破2万亿元。", [("deadline", "2027", "年", "eq"), ("target", "2", "万亿元", "gt")]),
        ("三年累计投放贷款800亿元。", [("target", "800", "亿元", "eq")]),
        ("目前已有3.2万家企业获得支持。", [("count", "3.2", "万家", "eq")]),
        ("提出12项措施。", [("count", "12", "项", "eq")]),
    ],
)
def test_a_figure_has_its_kind_and_its_operator(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "符合上述1至6项条件的企业。",
        "建立“三张清单”制度。",
        "依照《示范办法》（某某局令2015年第3号）第八条办理。",
        "建立健全年度报告制度。",
        "执行最近一次公布的标准。",
    ],
)
def test_what_only_points_or_names_is_no_fact(text: str) -> None:
    assert read(text) == []


def test_two_figures_that_limit_different_things_are_told_apart() -> None:
    text = "单个企业贷款额最高不超过800万元。单个银行同一年度代偿补偿金最高不超过800万元。"
    scopes = [fact.scope for fact in facts_of(text, parse_clauses(text))]
    assert scopes == ["单个企业贷款额最高不超过800万元", "单个银行同一年度代偿补偿金最高不超过800万元"]


def test_a_fact_is_normalised_and_says_what_softens_it_and_what_it_counts_from() -> None:
    text = "应当自受理之日起，原则上在15个工作日内办结。贷款额度不超过0.3亿元。"
    deadline, amount = facts_of(text, parse_clauses(text))
    assert (deadline.normalised, deadline.base_unit, deadline.qualifier) == ((Decimal(15),), "工作日", "原则上")
    assert (amount.normalised, amount.base_unit, amount.qualifier) == ((Decimal(30_000_000),), "元", None)
    (late,) = facts_of("在还款逾期后3个工作日内报告。", parse_clauses("在还款逾期后3个工作日内报告。"))
    assert late.relative_to == "还款逾期"


def test_a_time_without_its_year_is_dated_by_the_day_of_issue_alone() -> None:
    (known,) = facts_of("5月6日举行。", parse_clauses("5月6日举行。"), date(2024, 6, 1))
    (unknown,) = facts_of("5月6日举行。", parse_clauses("5月6日举行。"))
    assert (known.value, known.normalised) == ("05-06", (date(2024, 5, 6),))
    assert (unknown.value, unknown.normalised) == ("05-06", ())


def test_the_span_of_a_fact_is_its_figure_and_its_sentence_holds_it() -> None:
    text = "第一条 额度最高不超过200万元。\n第二条 期限不超过1年。\n"
    assert [fact.span.of(text) for fact in facts_of(text, parse_clauses(text))] == ["200万元", "1年"]
    assert [fact.sentence.of(text) for fact in facts_of(text, parse_clauses(text))] == [
        "第一条 额度最高不超过200万元。",
        "第二条 期限不超过1年。",
    ]


def test_the_facts_of_the_sample_policies_are_found() -> None:
    """F1 of the hand-made facts, matched by overlap, kind, value, unit and operator (floor of the project: .9)."""
    by_article: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for gold in json.loads((corpus_dir() / "seeds_eval" / "facts.json").read_text(encoding="utf-8")):
        by_article[gold["source"], gold["article"]].append(gold)
    right = missed = wrong = 0
    for (source, _), golds in by_article.items():
        text, facts = _article(source, golds)
        used = {place for gold in golds if (place := _match(gold, text, facts)) is not None}
        right += len(used)
        missed += len(golds) - len(used)
        wrong += len(facts) - len(used)
    assert (right, missed, wrong) == (44, 2, 1)


def _article(source: str, golds: list[dict[str, Any]]) -> tuple[str, tuple[PolicyFact, ...]]:
    documents = parse_source((corpus_dir() / SEEDS / source).read_bytes(), source).documents
    held = max(documents, key=lambda one: sum(_bare(gold["quote"]) in _bare(one.text) for gold in golds))
    published = held.metadata.published
    day = date.fromisoformat(published.value) if published else None
    return held.text, facts_of(held.text, parse_clauses(held.text), day)


def _match(gold: dict[str, Any], text: str, facts: tuple[PolicyFact, ...]) -> int | None:
    quote = r"\s*".join(map(re.escape, _bare(gold["quote"])))
    places = [match.span() for match in re.finditer(quote, text)]
    wanted = (gold["kind"], str(gold["value"]), gold["unit"] or "", gold["operator"])
    for place, fact in enumerate(facts):
        inside = any(fact.span.start < end and start < fact.span.end for start, end in places)
        if inside and (fact.kind.value, fact.value, fact.unit, fact.operator.value) == wanted:
            return place
    return None


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)
