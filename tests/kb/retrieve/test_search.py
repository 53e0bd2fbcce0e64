from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from kb.errors import InvalidQuestion
from kb.knowledge_base import KnowledgeBase
from kb.types import Expansion, Filters, Query, SearchResult, Validity
from tests.kb.homes import LOANS, RENT, TREES, open_base, policy, take

SAME = "企业租用众创空间的，按每平方米十五元给予房租补助。"
NOTICE = (
    "临山市人民政府关于印发创业场地补助办法的通知\n临政发〔2021〕3号\n各区人民政府：\n"
    "现将创业场地补助办法印发给你们，请认真执行。\n临山市人民政府\n2021年5月6日\n"
)
AS_OF = date(2024, 1, 1)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("home")) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT, "trees.txt": TREES, "notice.txt": NOTICE})
        yield base


def _ids(result: SearchResult) -> list[str]:
    return [hit.clause_id for hit in result.hits]


def _documents(result: SearchResult) -> set[str]:
    return {hit.passage.document_id for hit in result.hits}


def test_a_hit_says_what_it_is_and_where_it_came_from(base: KnowledgeBase) -> None:
    first = base.search(Query("众创空间的房租补助每平方米多少元", as_of=AS_OF)).hits[0]
    assert (first.rank, first.clause_id, first.validity) == (1, "d000002@1#第二条", Validity.IN_FORCE)
    assert first.passage.text == "第二条　租用众创空间的创业团队，按每平方米十五元给予房租补助。"
    assert first.passage.text == first.passage.span.of(first.version.text)
    assert (first.version.source_name, first.clause.address, first.passage.passage_id) == (
        "rent.txt",
        "第二条",
        "d000002@1:2",
    )
    assert {name: found.rank for name, found in first.retrieved_by.items()} == {"dense": 1, "keyword": 1}


@pytest.mark.parametrize("top_k", [1, 2, 5, 100])
def test_at_most_top_k_hits_come_ranked_and_none_is_padding(base: KnowledgeBase, top_k: int) -> None:
    result = base.search(Query("清河市", top_k, include_not_in_force=True))
    assert [hit.rank for hit in result.hits] == list(range(1, len(result.hits) + 1))
    assert len(result.hits) == min(top_k, base.stats().passages)
    assert len(set(_ids(result))) == len(result.hits)
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_the_first_hits_of_a_long_list_are_the_short_list(base: KnowledgeBase) -> None:
    long = base.search(Query("贷款贴息和房租补助", 20, include_not_in_force=True))
    short = base.search(Query("贷款贴息和房租补助", 3, include_not_in_force=True))
    assert short.hits == long.hits[:3]


@pytest.mark.parametrize("question", ["贷款贴息标准", "1000万元", "小微企业房租", "古树"])
def test_the_same_question_finds_the_same_twice(base: KnowledgeBase, question: str) -> None:
    first, second = (base.search(Query(question, 20)) for _ in range(2))
    assert (first.hits, first.expansions) == (second.hits, second.expansions)


@pytest.mark.parametrize(
    ("filters", "documents"),
    [
        (Filters(), {"d000001", "d000002", "d000003", "d000004"}),
        (Filters(document_ids=("d000003",)), {"d000003"}),
        (Filters(document_ids=("d000003", "d000001")), {"d000001", "d000003"}),
        (Filters(issuer=("临山市",)), {"d000004"}),
        (Filters(doc_type=("policy",)), {"d000001", "d000002", "d000003", "d000004"}),
        (Filters(doc_type=("law",)), set()),
        (Filters(region=("江苏省",)), set()),
        (Filters(document_ids=("d000099",)), set()),
    ],
)
def test_a_filter_restricts_every_hit(base: KnowledgeBase, filters: Filters, documents: set[str]) -> None:
    assert _documents(base.search(Query("清河市临山市办法规定", 100, AS_OF, True, filters))) == documents


@pytest.mark.parametrize(
    ("day", "include", "validity"),
    [
        (date(2022, 6, 25), False, None),
        (date(2022, 6, 25), True, Validity.NOT_YET),
        (date(2022, 6, 26), False, Validity.IN_FORCE),
        (date(2025, 6, 25), False, Validity.IN_FORCE),
        (date(2025, 6, 26), False, None),
        (date(2025, 6, 26), True, Validity.EXPIRED),
    ],
)
def test_the_day_asked_about_decides_what_is_found(
    base: KnowledgeBase, day: date, include: bool, validity: Validity | None
) -> None:
    hits = base.search(Query("贷款贴息的标准是贷款利息的百分之五十", 100, day, include)).hits
    assert {hit.validity for hit in hits if hit.passage.document_id == "d000001"} == ({validity} if validity else set())
    assert {hit.validity for hit in hits if hit.passage.document_id == "d000003"} == {Validity.UNKNOWN}


@pytest.mark.parametrize("order", [("old.txt", "new.txt"), ("new.txt", "old.txt")])
def test_a_later_text_repeals_in_either_order_of_arrival(tmp_path: Path, order: Sequence[str]) -> None:
    texts = {
        "old.txt": policy("清河市房租减免办法", "减免三个月房租。", "本办法自2020年1月1日起施行。"),
        "new.txt": policy(
            "清河市房租减免细则",
            "减免六个月房租。",
            "本细则自2024年1月1日起施行。《清河市房租减免办法》同时废止。",
        ),
    }
    with open_base(tmp_path) as base:
        for name in order:
            take(base, {name: texts[name]})

        def found(day: date, include: bool = False) -> dict[str, Validity]:
            hits = base.search(Query("房租减免几个月", 100, day, include)).hits
            return {hit.version.source_name: hit.validity for hit in hits}

        assert found(date(2023, 12, 31)) == {"old.txt": Validity.IN_FORCE}
        assert found(date(2024, 1, 1)) == {"new.txt": Validity.IN_FORCE}
        assert found(date(2024, 1, 1), True) == {"new.txt": Validity.IN_FORCE, "old.txt": Validity.REPEALED}
        base.withdraw(base.documents(source="new.txt").documents[0].document_id)
        assert found(date(2024, 1, 1)) == {"old.txt": Validity.IN_FORCE}


def test_a_text_that_stands_in_several_documents_is_one_hit_with_the_other_places(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        for number in (1, 2, 3):
            take(base, {f"{number}.txt": policy(f"第{number}区补助办法", f"第{number}区补助创业。", SAME)})
        result = base.search(Query(SAME, 5))
        first, *others = result.hits
        assert first.passage.text == f"第二条　{SAME}"
        assert {first.clause_id, *first.also_in} == {f"d00000{number}@1#第二条" for number in (1, 2, 3)}
        assert len(first.also_in) == 2
        assert all(hit.also_in == () and SAME not in hit.passage.text for hit in others)
        assert _ids(base.search(Query(SAME, 1))) == [first.clause_id]


def test_plain_words_are_searched_as_official_terms_and_said(base: KnowledgeBase) -> None:
    result = base.search(Query("一张证就能开店吗", as_of=AS_OF))
    assert result.expansions == (Expansion("一张证就能开店", ("一业一证",)),)


def test_a_clause_that_a_question_names_is_fetched_by_key(base: KnowledgeBase) -> None:
    result = base.search(Query("清河市创业场地租金补助办法第三条是怎么规定的", as_of=AS_OF))
    assert (result.by_reference, _ids(result), result.expansions) == (True, ["d000002@1#第三条"], ())
    assert result.hits[0].passage.text == "第三条　补助期限不超过二十四个月，由人力资源部门按季度拨付。"
    assert list(result.hits[0].retrieved_by) == ["reference"]


def test_a_clause_that_is_not_there_is_searched_by_its_words(base: KnowledgeBase) -> None:
    result = base.search(Query("清河市创业场地租金补助办法第九条", as_of=AS_OF))
    assert result.by_reference is False
    assert "d000002" in _documents(result)


@pytest.mark.parametrize("question", ["", "　", "？！", "贷\x00款", "\ud800", "贷" * 2001])
def test_what_is_no_question_is_refused(base: KnowledgeBase, question: str) -> None:
    with pytest.raises(InvalidQuestion):
        base.search(Query(question))
    with pytest.raises(InvalidQuestion):
        base.ask(Query(question))


def test_a_question_of_the_longest_allowed_length_is_answered(base: KnowledgeBase) -> None:
    question = ("租用众创空间的创业团队房租补助" * 200)[:2000]
    assert base.search(Query(question, as_of=AS_OF)).hits[0].clause_id == "d000002@1#第二条"


def test_an_empty_base_finds_nothing(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        assert base.search(Query("贷款")).hits == ()


def test_more_versions_than_the_keyword_index_is_told_are_searched_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = {f"{n}.txt": policy(f"第{n}号办法", f"贷款贴息第{n}档。") for n in range(12)}
    with open_base(tmp_path, depth=2) as base:
        take(base, texts)
        wanted = Filters(document_ids=("d000012", "d000003"))
        expected = {"d000003", "d000012"}
        for told in (500, 3, 1):
            monkeypatch.setattr("kb.retrieve.search._MOST_NAMED_VERSIONS", told)
            hits = base.search(Query("贷款贴息", 10, filters=wanted)).hits
            assert {hit.passage.document_id for hit in hits} == expected
            assert all("keyword" in hit.retrieved_by for hit in hits)
