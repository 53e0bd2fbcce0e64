from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from kb.errors import ClauseReferenceError, NotFound
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.references.cross_references import References
from kb.store.schema import cross_references, reference_searches
from kb.types import Query, Validity
from tests.kb.homes import open_base, policy, take

SUPPORT = policy(
    "清河市中小企业融资支持办法",
    "为了支持中小企业融资，制定本办法。",
    "贷款企业应当同时符合下列条件：\n（一）在本市登记注册满二年；\n（二）信用记录良好，无重大违法行为。",
    "符合本办法第二条规定条件的企业，可以向市财政局申请融资补助。\n违反前款规定的，不予补助。",
    "本办法自2024年5月1日起施行。《清河市贷款贴息办法》和《清河市小额贷款风险补偿办法》同时废止。",
)
INTEREST = policy(
    "清河市贷款贴息办法",
    "为了降低融资成本，制定本办法。",
    "贴息对象应当在本市登记注册满一年。",
    "贴息标准为实付利息的百分之三十。",
    "本办法自2015年3月1日起施行。",
)
SCIENCE = policy(
    "清河市科技企业扶持细则",
    "根据《清河市贷款贴息办法》（以下简称贴息办法），制定本细则。",
    "科技企业申请贴息，应当具备贴息办法第二条规定的条件，并依照《清河市会计办法》第九条提交报表。",
    "科技企业贴息比例在贴息办法第三条规定的标准上提高十个百分点；依照清河市中小企业融资支持办法第三条第一款办理。",
    "本细则自2016年1月1日起施行。",
)
DAY = date(2025, 6, 1)
BEFORE = date(2024, 4, 30)

Shown = tuple[str, str, str, str | None]


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path / "home") as base:
        yield base


@pytest.fixture(params=["citing first", "cited first"])
def three(base: KnowledgeBase, request: pytest.FixtureRequest) -> dict[str, str]:
    """Take three documents in, in both orders; return their ids by name."""
    files = {"science.txt": SCIENCE, "support.txt": SUPPORT, "interest.txt": INTEREST}
    if request.param == "cited first":
        files = dict(reversed(files.items()))
    reports = [report for name, text in files.items() for report in take(base, {name: text})]
    return {report.name.removesuffix(".txt"): report.documents[0].document_id for report in reports}


def _outgoing(found: References) -> list[Shown]:
    return [
        (one.clause_address, one.text, one.status.value, one.target.clause_id if one.target else None)
        for one in found.outgoing
    ]


def _incoming(found: References) -> list[str]:
    return [f"{one.row.document_id} {one.clause_address}" for one in found.incoming]


def test_references_are_met_in_whichever_order_the_documents_came(base: KnowledgeBase, three: dict[str, str]) -> None:
    interest, support = three["interest"], three["support"]
    assert _outgoing(base.references.of(three["science"], as_of=DAY)) == [
        ("第一条", "《清河市贷款贴息办法》", "resolved", None),
        ("第二条", "贴息办法第二条", "resolved", f"{interest}@1#第二条"),
        ("第二条", "《清河市会计办法》第九条", "not_held", None),
        ("第三条", "贴息办法第三条", "resolved", f"{interest}@1#第三条"),
        ("第三条", "清河市中小企业融资支持办法第三条第一款", "resolved", f"{support}@1#第三条"),
    ]


def test_references_are_shown_from_the_other_end_too(base: KnowledgeBase, three: dict[str, str]) -> None:
    science, support = three["science"], three["support"]
    incoming = _incoming(base.references.of(three["interest"], as_of=DAY))
    assert sorted(incoming) == sorted(
        [f"{science} 第一条", f"{science} 第二条", f"{science} 第三条", f"{support} 第四条"]
    )
    assert _incoming(base.references.of(three["interest"], address="第三条", as_of=DAY)) == [f"{science} 第三条"]
    of_support = base.references.of(support, as_of=DAY)
    assert _incoming(of_support) == [f"{support} 第三条", f"{support} 第三条第二款", f"{science} 第三条"]
    assert [one.text for one in of_support.outgoing] == [
        "本办法第二条",
        "前款",
        "《清河市贷款贴息办法》",
        "《清河市小额贷款风险补偿办法》",
    ]


def test_of_a_clause_its_parts_are_seen_with_it(base: KnowledgeBase, three: dict[str, str]) -> None:
    found = base.references.of(three["support"], address="第三条", as_of=DAY)
    assert [one.text for one in found.outgoing] == ["本办法第二条", "前款"]
    assert _incoming(found) == [f"{three['science']} 第三条"]
    assert found.outgoing[1].target is not None
    assert found.outgoing[1].target.clause_id == f"{three['support']}@1#第三条"


def test_a_clause_of_a_text_that_a_notice_issues_is_met_by_its_number(base: KnowledgeBase) -> None:
    notice = (
        "清河市人民政府关于印发《清河市贷款贴息办法》的通知\n清政发〔2015〕3号\n各镇人民政府：\n"
        "现将《清河市贷款贴息办法》印发给你们，请认真贯彻执行。\n清河市人民政府\n2015年2月1日\n"
    )
    take(base, {"a.txt": notice + INTEREST, "b.txt": SCIENCE})
    tree = base.clause_tree("d000001")
    assert "【清河市贷款贴息办法】第三条" in [clause.address for clause in tree.clauses]
    assert _incoming(base.references.of("d000001", address="第三条", as_of=DAY)) == ["d000002 第三条"]
    assert _incoming(base.references.of("d000001", address="第二条", as_of=DAY)) == ["d000002 第二条"]


def test_a_clause_that_cites_what_is_repealed_is_warned_of(base: KnowledgeBase, three: dict[str, str]) -> None:
    reference = "清河市科技企业扶持细则第二条"
    (clause,) = base.clauses(reference, as_of=DAY)
    repealed = "被《清河市中小企业融资支持办法》第四条废止，2024-05-01 起"
    warning = f"本条引用的《清河市贷款贴息办法》第二条已废止（{repealed}）"
    assert base.references.of_clause(clause, as_of=DAY).warnings == (warning,)
    assert base.references.of_clause(clause, as_of=BEFORE).warnings == ()
    answer = base.ask(Query(reference, as_of=DAY))
    assert answer.warnings[-1] == warning.replace("本条", "[1]《清河市科技企业扶持细则》第二条")
    assert not any("引用的" in one for one in base.ask(Query(reference, as_of=BEFORE)).warnings)


def test_what_is_not_held_but_known_to_be_repealed_is_warned_of(base: KnowledgeBase) -> None:
    take(
        base,
        {
            "support.txt": SUPPORT,
            "other.txt": policy("清河市补偿细则", "依照《清河市小额贷款风险补偿办法》第三条办理。"),
        },
    )
    (clause,) = base.clauses("清河市补偿细则第一条", as_of=DAY)
    assert base.references.of_clause(clause, as_of=DAY).warnings == (
        "本条引用的《清河市小额贷款风险补偿办法》第三条已废止"
        "（被《清河市中小企业融资支持办法》第四条废止，2024-05-01 起）"
        "；知识库里没有它的原文",
    )


def test_a_statement_of_repeal_is_no_citation_to_warn_of(base: KnowledgeBase, three: dict[str, str]) -> None:
    (clause,) = base.clauses("清河市中小企业融资支持办法第四条", as_of=DAY)
    assert base.references.of_clause(clause, as_of=DAY).warnings == ()


def test_who_repeals_is_told_with_clause_words_and_day(base: KnowledgeBase, three: dict[str, str]) -> None:
    facts = base.references.repeals(three["interest"], as_of=DAY)
    (by,) = facts.repealed_by
    assert (by.met.repeal.by.document_id, by.clause_address) == (three["support"], "第四条")
    assert by.met.repeal.from_day == date(2024, 5, 1)
    assert by.quote.startswith("第四条　本办法自2024年5月1日起施行。《清河市贷款贴息办法》和")
    assert [f"{one.row.document_id} {one.text}" for one in facts.still_cited] == [
        f"{three['science']} 《清河市贷款贴息办法》",
        f"{three['science']} 贴息办法第二条",
        f"{three['science']} 贴息办法第三条",
    ]
    assert base.references.repeals(three["interest"], as_of=BEFORE).still_cited == ()


def test_what_is_repealed_is_told_with_what_is_held(base: KnowledgeBase, three: dict[str, str]) -> None:
    made = base.references.repeals(three["support"], as_of=DAY).repeals
    assert [
        (one.met.repeal.evidence.value, one.met.held.value, [row.document_id for row in one.met.rows]) for one in made
    ] == [
        ("《清河市贷款贴息办法》", "held", [three["interest"]]),
        ("《清河市小额贷款风险补偿办法》", "not_held", []),
    ]


def test_an_ingest_reports_what_became_of_the_repeals(base: KnowledgeBase) -> None:
    (first,) = take(base, {"support.txt": SUPPORT})
    assert first.warnings == (
        "d000001《清河市中小企业融资支持办法》写明废止《清河市贷款贴息办法》，知识库里没有这份文件（未收入）",
        "d000001《清河市中小企业融资支持办法》写明废止《清河市小额贷款风险补偿办法》，知识库里没有这份文件（未收入）",
    )
    (second,) = take(base, {"interest.txt": INTEREST})
    assert second.warnings == ("d000002《清河市贷款贴息办法》已被《清河市中小企业融资支持办法》废止，2024-05-01 起",)


def test_a_withdrawn_repealer_repeals_nothing_until_it_is_restored(base: KnowledgeBase, three: dict[str, str]) -> None:
    interest = three["interest"]

    def validity() -> Validity:
        return base.validity(base.document(interest), DAY)

    assert validity() is Validity.REPEALED
    base.withdraw(three["support"])
    assert validity() is Validity.IN_FORCE
    base.restore(three["support"])
    assert validity() is Validity.REPEALED
    base.purge(three["support"])
    assert validity() is Validity.IN_FORCE
    assert base.references.repeals(interest, as_of=DAY).repealed_by == ()


def test_a_purge_takes_the_references_with_it(base: KnowledgeBase, three: dict[str, str]) -> None:
    base.purge(three["science"])
    assert _incoming(base.references.of(three["support"], as_of=DAY)) == [
        f"{three['support']} 第三条",
        f"{three['support']} 第三条第二款",
    ]
    with pytest.raises(NotFound):
        base.references.of(three["science"])


def test_an_address_that_is_not_there_is_refused(base: KnowledgeBase, three: dict[str, str]) -> None:
    with pytest.raises(ClauseReferenceError, match="《清河市贷款贴息办法》里没有“第九十条”"):
        base.references.of(three["interest"], address="第九十条")


@pytest.mark.parametrize("way", ["first need", "reindex"])
def test_texts_of_an_older_home_are_searched_once(tmp_path: Path, way: str) -> None:
    with open_base(tmp_path / "home") as base:
        take(base, {"science.txt": SCIENCE, "interest.txt": INTEREST})
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'home' / 'kb.sqlite3'}")
    with engine.begin() as connection:
        kept = connection.execute(sa.select(cross_references)).all()
        connection.execute(sa.delete(cross_references))
        connection.execute(sa.delete(reference_searches))
    with open_base(tmp_path / "home") as base:
        # What a clause itself cites needs no other text.
        assert base.ask(Query("清河市科技企业扶持细则第二条", as_of=DAY)).status.value == "answered"
        if way == "reindex":
            base.reindex()
        else:
            assert _incoming(base.references.of("d000002")) == ["d000001 第一条", "d000001 第二条", "d000001 第三条"]
    with engine.connect() as connection:
        assert connection.execute(sa.select(cross_references)).all() == kept
        assert len(connection.execute(sa.select(reference_searches)).all()) == 2
    engine.dispose()


def test_a_found_clause_brings_the_one_that_holds_its_conditions(base: KnowledgeBase) -> None:
    take(base, {"support.txt": SUPPORT})
    answer = base.ask(Query("什么条件的企业可以申请融资补助？", as_of=DAY))
    cited = [citation.clause.address for citation in answer.citations]
    assert cited[0] == "第三条"
    assert sorted(cited[1:]) == ["第二条第一项", "第二条第二项"]
    brought = {hit.clause.address for hit in answer.hits if "reference" in hit.retrieved_by}
    assert brought == {"第二条"}


def test_nothing_is_brought_for_another_question(base: KnowledgeBase) -> None:
    take(base, {"support.txt": SUPPORT})
    answer = base.ask(Query("融资补助向谁申请", as_of=DAY))
    assert [hit for hit in answer.hits if "reference" in hit.retrieved_by] == []
