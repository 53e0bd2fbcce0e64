"""Properties of verdicts, on trees and applicants drawn at random, against the definition tried out by brute force."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.rules.applicant.given import read_facts
from kb.rules.conditions.scopes import leaves
from kb.rules.types import Applicant, Certainty, Condition, Fact, Operation, Verdict
from kb.rules.verdict.judging import judge
from kb.types import Span
from tests.kb.rules.policy_files import condition_of, text_of

DAY = date(2025, 5, 1)
# Words that have no character in common: what is said of one says nothing of another.
WORDS = ("厂房坚固", "水电齐备", "账目清楚", "工艺先进", "销路畅通", "团队稳健")
DECIDED = "其他由评委研究同意"


def _leaf(words: str) -> Condition:
    who = "评委" if words == DECIDED else None
    return Condition(Operation.LEAF, Span(0, len(words)), "一、", discretion_of=who, text=words)


@st.composite
def trees(draw: st.DrawFn) -> Condition:
    words = draw(st.lists(st.sampled_from([*WORDS, DECIDED]), min_size=1, max_size=6, unique=True))
    nodes = [_leaf(one) for one in words]
    while len(nodes) > 1:
        size = draw(st.integers(2, len(nodes)))
        operation = draw(st.sampled_from([Operation.ALL, Operation.ANY, Operation.NONE]))
        start = draw(st.integers(0, len(nodes) - size))
        group = Condition(operation, Span(0, 1), "一、", children=tuple(nodes[start : start + size]))
        nodes[start : start + size] = [group]
    return nodes[0]


def _said(values: dict[str, bool]) -> Applicant:
    stated = {True: Certainty.STATED, False: Certainty.DENIED}
    return Applicant(tuple(Fact("states", words, stated[holds], words=words) for words, holds in values.items()))


profiles = st.dictionaries(st.sampled_from(WORDS), st.booleans())


def _verdict(tree: Condition, values: dict[str, bool]) -> Verdict:
    return judge(tree, _said(values), DAY).verdict


def _open(tree: Condition, values: dict[str, bool]) -> list[str]:
    return [leaf.text for leaf in leaves(tree) if leaf.text not in values and leaf.text != DECIDED]


def _completions(names: list[str], values: dict[str, bool]) -> Iterator[dict[str, bool]]:
    for outcome in product((False, True), repeat=len(names)):
        yield {**values, **dict(zip(names, outcome, strict=True))}


@settings(max_examples=150, deadline=None)
@given(trees(), profiles)
def test_a_verdict_stands_whatever_else_turns_out(tree: Condition, values: dict[str, bool]) -> None:
    verdicts = {_verdict(tree, full) for full in _completions(_open(tree, values), values)}
    expected = verdicts.pop() if len(verdicts) == 1 else Verdict.INSUFFICIENT_INFORMATION
    assert _verdict(tree, values) is expected


@settings(max_examples=100, deadline=None)
@given(trees(), profiles)
def test_what_is_asked_is_exactly_what_can_change_the_verdict(tree: Condition, values: dict[str, bool]) -> None:
    names = _open(tree, values)
    changing = set()
    for name in names:
        others = [other for other in names if other != name]
        for full in _completions(others, values):
            if _verdict(tree, {**full, name: True}) is not _verdict(tree, {**full, name: False}):
                changing.add(f"states.{name}")
                break
    asked = [ask.fact for ask in judge(tree, _said(values), DAY).ask]
    assert len(asked) == len(set(asked))
    assert set(asked) == changing


def _demands(condition: Condition, *, positive: bool = True) -> Iterator[str]:
    """Yield the leaves that are demanded, those of exclusions left out."""
    if condition.operation is Operation.LEAF and positive:
        yield condition.text
    for child in condition.children:
        yield from _demands(child, positive=positive != (condition.operation is Operation.NONE))


@settings(max_examples=100, deadline=None)
@given(trees(), profiles)
def test_a_met_condition_never_turns_eligible_into_ineligible(tree: Condition, values: dict[str, bool]) -> None:
    order = [Verdict.INELIGIBLE, Verdict.NEEDS_REVIEW, Verdict.ELIGIBLE]
    for name in set(_demands(tree)) - {DECIDED}:
        before, after = _verdict(tree, {**values, name: False}), _verdict(tree, {**values, name: True})
        if before in order and after in order:
            assert order.index(after) >= order.index(before)
        assert (before, after) != (Verdict.ELIGIBLE, Verdict.INSUFFICIENT_INFORMATION)


@settings(max_examples=60, deadline=None)
@given(trees(), profiles, st.randoms())
def test_the_order_of_items_and_of_facts_does_not_matter(
    tree: Condition, values: dict[str, bool], rng: random.Random
) -> None:
    def shuffled(condition: Condition) -> Condition:
        children = [shuffled(child) for child in condition.children]
        rng.shuffle(children)
        return replace(condition, children=tuple(children))

    facts = list(_said(values).facts)
    rng.shuffle(facts)
    first, second = judge(tree, _said(values), DAY), judge(shuffled(tree), Applicant(tuple(facts)), DAY)
    assert first.verdict is second.verdict
    assert {ask.fact for ask in first.ask} == {ask.fact for ask in second.ask}


@pytest.mark.parametrize("name", ["tech", "startup", "subsidy", "farm"])
def test_nothing_known_is_never_eligible(name: str) -> None:
    result = judge(condition_of(text_of(name), name), Applicant(), DAY)
    assert result.verdict is Verdict.INSUFFICIENT_INFORMATION
    assert result.ask


FACTS: dict[str, list[object]] = {
    "region": ["云州市", "江阳市", None],
    "entity": ["企业", "个人", "个体工商户", None],
    "size": ["小型", "大型", None],
    "qualifications": [["高新技术企业"], ["专精特新中小企业"], ["科技型中小企业"], [], None],
    "performance_grade": ["A", "D", None],
    "credit_bad": [True, False, None],
    "age_months": [6, 40, None],
    "revenue_wan": [100, 900, None],
    "review": ["approved", "rejected", "pending", None],
    "states": [{"获得补偿": True}, {"获得补偿": False}, None],
}
_VERDICTS = {
    Verdict.ELIGIBLE: {Verdict.ELIGIBLE},
    Verdict.INELIGIBLE: {Verdict.INELIGIBLE},
    Verdict.NEEDS_REVIEW: {Verdict.ELIGIBLE, Verdict.INELIGIBLE, Verdict.NEEDS_REVIEW},
    Verdict.INSUFFICIENT_INFORMATION: set(Verdict),
}


@pytest.mark.parametrize("seed", range(150))
def test_one_fact_more_never_overturns_a_verdict_on_a_real_list(seed: int) -> None:
    rng = random.Random(seed)
    tree = condition_of(text_of("tech"), "tech")
    profile = {name: rng.choice(values) for name, values in FACTS.items()}
    before = judge(tree, read_facts(profile), DAY)
    unknown = [name for name, value in profile.items() if value is None]
    for name in unknown:
        value = rng.choice([value for value in FACTS[name] if value is not None])
        after = judge(tree, read_facts({**profile, name: value}), DAY)
        assert after.verdict in _VERDICTS[before.verdict], (profile, name, value)


@pytest.mark.parametrize("seed", range(40))
def test_the_order_of_the_items_in_the_text_does_not_matter(seed: int) -> None:
    rng = random.Random(seed)
    items = ["高新技术企业", "省级及以上专精特新中小企业", "市级瞪羚企业", "经贷款评审会审核同意的其他企业"]
    profile = {name: rng.choice(values) for name, values in FACTS.items()}

    def verdict(order: list[str]) -> Verdict:
        listed = "；\n".join(f"{at}.{item}" for at, item in enumerate(order, start=1))
        head = "云州市企业贷款办法\n一、支持对象\n支持对象为符合以下条件之一的企业：\n"
        text = f"{head}{listed}。\n二、附则\n由市金融办解释。\n"
        return judge(condition_of(text), read_facts(profile), DAY).verdict

    expected = verdict(items)
    rng.shuffle(items)
    assert verdict(items) is expected
