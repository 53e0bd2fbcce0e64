from eval.measures.eligibility import asked_lines, confusion, confusion_table, judge_profile, scored_profiles
from eval.readers.eligibility import DecidingClause, EligibilityCase

DECIDING = (DecidingClause("二、（一）2", "省科技型中小企业"), DecidingClause("三、（二）", "执行期内的企业，不予纳入"))


def _case(
    verdict: str,
    *also: str,
    name: str = "E01",
    policy: str = "贷款办法",
    deciding: tuple[DecidingClause, ...] = (),
    missing: tuple[str, ...] = (),
) -> EligibilityCase:
    return EligibilityCase(name, name, policy, "我们是…", {}, verdict, frozenset([verdict, *also]), deciding, missing)


def _record(
    verdict: str, conditions: object = None, ask: object = None, title: str = "某市贷款办法"
) -> dict[str, object]:
    policy = {"document_id": "d1", "title": title, "verdict": verdict, "conditions": conditions, "ask": ask}
    return {"understood": [], "policies": [policy]}


def test_a_verdict_is_right_where_it_is_an_accepted_one() -> None:
    assert judge_profile(_case("eligible"), _record("eligible")).right
    assert judge_profile(_case("eligible", "needs_review"), _record("needs_review")).right
    assert not judge_profile(_case("eligible"), _record("ineligible")).right


def test_the_policy_that_is_named_is_judged_or_the_only_one() -> None:
    other = _record("ineligible", title="租金办法")
    both = {"policies": [*_objects(other), *_objects(_record("eligible"))]}
    assert judge_profile(_case("eligible"), both).verdict == "eligible"
    assert judge_profile(_case("eligible", policy="d1"), _record("eligible", title="甲")).verdict == "eligible"
    assert judge_profile(_case("eligible", policy="key"), other).verdict == "ineligible"
    assert judge_profile(_case("eligible", policy="key"), both).verdict == "none"


def _objects(record: dict[str, object]) -> list[object]:
    policies = record["policies"]
    assert isinstance(policies, list)
    return policies


def test_no_reply_or_an_unknown_verdict_is_none() -> None:
    failed = judge_profile(_case("eligible"), None, 1.5)
    assert (failed.verdict, failed.right, failed.failed, failed.milliseconds) == ("none", False, True, 1500.0)
    assert judge_profile(_case("eligible"), _record("maybe")).verdict == "none"
    assert judge_profile(_case("eligible"), {"policies": "x"}).verdict == "none"


def test_a_missing_fact_is_asked_for_by_its_words_a_name_in_it_or_the_schema() -> None:
    asks = [
        {"fact": "region", "question": "您在哪里登记、经营？"},
        {"fact": "qualifications", "question": "您有哪些？", "choices": [{"label": "省级“种子企业”"}]},
        {"fact": "industry", "question": "您主要做哪一行？"},
    ]
    missing = ("注册地是不是在某市", "“种子企业”是哪一级的", "近一年有没有处罚")
    judged = judge_profile(_case("insufficient_information", missing=missing), _record("eligible", ask=asks))
    assert (judged.missing_asked, judged.asked, judged.asked_needed) == (2, 3, 2)
    assert asked_lines([judged]) == ["missing facts asked 2 of 3; questions not needed 1 of 3"]
    (row,) = scored_profiles([judged])
    assert round(row.figures["unneeded_questions"], 3) == 0.333


def test_where_nothing_is_missing_no_question_is_needed_and_unsaid_is_not_judged() -> None:
    asks = [{"fact": "region", "question": "您在哪里登记、经营？"}]
    settled = judge_profile(_case("eligible"), _record("insufficient_information", ask=asks))
    assert (settled.asked, settled.asked_needed) == (1, 0)
    assert judge_profile(_case("insufficient_information"), _record("eligible", ask=asks)).asked is None


def test_deciding_clauses_are_cited_by_address_or_by_words() -> None:
    leaf = {"op": "leaf", "clause_label": "二、(一)2", "quote": "", "children": []}
    words = {"op": "leaf", "clause_id": "d1@1#九、", "quote": "执行期内的企业，不予纳入支持名单。"}
    case = _case("eligible", deciding=DECIDING)
    assert judge_profile(case, _record("eligible", {"op": "all", "children": [leaf]})).clauses_cited == 0.5
    assert judge_profile(case, _record("eligible", {"op": "all", "children": [leaf, words]})).clauses_cited == 1.0
    above = {"op": "leaf", "clause_id": "d1@1#二、", "quote": "", "children": [{"clause_id": "d1@1#三、（二）1"}]}
    assert judge_profile(case, _record("eligible", above)).clauses_cited == 0.5
    assert judge_profile(_case("eligible"), _record("eligible")).clauses_cited is None


def test_a_missing_fact_is_asked_for_by_half_of_its_words() -> None:
    case = _case("insufficient_information", missing=("综合绩效评价等级", "注册地是否在本市"))
    ask = [{"fact": "performance_grade", "question": "请问企业的综合绩效评价是哪一等？"}]
    assert judge_profile(case, _record("insufficient_information", ask=ask)).facts_asked == 0.5
    assert judge_profile(_case("eligible"), _record("eligible", ask=ask)).facts_asked is None


def test_the_confusion_counts_what_was_given_for_each_verdict() -> None:
    judged = [
        judge_profile(_case("eligible"), _record("eligible")),
        judge_profile(_case("eligible", "needs_review"), _record("needs_review")),
        judge_profile(_case("eligible"), _record("ineligible")),
        judge_profile(_case("insufficient_information"), None),
    ]
    nothing = {"eligible": 0, "ineligible": 0, "needs_review": 0, "insufficient_information": 0, "none": 0}
    assert confusion(judged) == {
        "eligible": {**nothing, "eligible": 2, "ineligible": 1},
        "insufficient_information": {**nothing, "none": 1},
    }
    assert confusion_table(judged) == (
        "| expected \\ given | eligible | ineligible | needs_review | insufficient_information | none |\n"
        "|---|---|---|---|---|---|\n"
        "| eligible | 2 | 1 | 0 | 0 | 0 |\n"
        "| insufficient_information | 0 | 0 | 0 | 0 | 1 |"
    )


def test_profiles_have_figures_like_questions() -> None:
    judged = judge_profile(_case("eligible", deciding=DECIDING), _record("eligible"), 0.25)
    (row,) = scored_profiles([judged])
    assert row.figures == {"eligibility_accuracy": 1.0, "deciding_clauses_cited": 0.0, "errors": 0.0}
    assert (row.query_id, row.type, row.milliseconds) == ("E01", "eligible", 250.0)
