import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from kb.errors import HomeDamaged
from kb.index.keyword import KeywordEntry, TantivyIndex
from kb.text.tokens import bigrams

BODIES = (
    "贷款贴息的对象是小微企业。",
    "小微企业贷款利率上浮不超过百分之五十，贷款期限三年。",
    "创业团队的房租补助。",
    "贷款。",
    "单户贷款最高额度为1000万元，科技企业另行规定。",
    "科技。企业可以申请3年以上的贷款。",
    "最高额度为1,000万元。",
    "古树名木一级保护，额度为100万元。",
)
K1, B = 1.2, 0.75


def _index(folder: Path, entries: Sequence[KeywordEntry]) -> TantivyIndex:
    return TantivyIndex.build(folder / "keywords", entries)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> TantivyIndex:
    entries = [KeywordEntry(1 + position // 2, "", "", body) for position, body in enumerate(BODIES)]
    return _index(tmp_path_factory.mktemp("index"), entries)


def _textbook(terms: Sequence[tuple[str, float]]) -> list[tuple[int, float]]:
    """Return (position, BM25) of every body that holds a term, best first (Robertson and Zaragoza 2009)."""
    bags = [Counter(bigrams(body)) for body in BODIES]
    mean = sum(bag.total() for bag in bags) / len(bags)
    scores: dict[int, float] = {}
    for term, weight in terms:
        holders = sum(term in bag for bag in bags)
        idf = math.log(1 + (len(bags) - holders + 0.5) / (holders + 0.5))
        for position, bag in enumerate(bags):
            if bag[term]:
                norm = K1 * (1 - B + B * bag.total() / mean)
                part = weight * idf * bag[term] * (K1 + 1) / (bag[term] + norm)
                scores[position] = scores.get(position, 0.0) + part
    return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))


@pytest.mark.parametrize(
    "terms",
    [
        [("贷款", 1.0)],
        [("贷款", 1.0), ("小微", 1.0), ("企业", 1.0)],
        [("贷款", 1.0), ("额度", 0.5)],
        [("1000", 1.0), ("万元", 1.0)],
    ],
)
def test_the_order_and_the_scores_are_those_of_bm25(index: TantivyIndex, terms: list[tuple[str, float]]) -> None:
    expected = _textbook(terms)
    found = index.search(terms, 100)
    assert [hit.position for hit in found] == [position for position, _ in expected]
    assert [hit.score for hit in found] == pytest.approx([score for _, score in expected], rel=1e-4)


def test_only_top_k_are_returned_and_never_one_without_a_term(index: TantivyIndex) -> None:
    assert [hit.position for hit in index.search([("贷款", 1.0)], 2)] == [3, 1]
    assert [hit.position for hit in index.search([("房租", 1.0)], 100)] == [2]
    assert all(hit.score > 0 for hit in index.search([("贷款", 1.0)], 100))


@pytest.mark.parametrize("terms", [[], [("飞机", 1.0)], [("飞机", 1.0), ("飞碟", 1.0)]])
def test_unknown_words_find_nothing(index: TantivyIndex, terms: list[tuple[str, float]]) -> None:
    assert index.search(terms, 10) == []


@pytest.mark.parametrize(
    ("version_rows", "positions"),
    [(None, [3, 1, 0, 5, 4]), ([1], [1, 0]), ([2, 3], [3, 5, 4]), ([4], []), ([99], []), ([], []), ((), [])],
)
def test_only_passages_of_the_given_versions_are_found(
    index: TantivyIndex, version_rows: Sequence[int] | None, positions: list[int]
) -> None:
    found = index.search([("贷款", 1.0)], 100, version_rows=version_rows)
    assert sorted(hit.position for hit in found) == sorted(positions)
    everywhere = {hit.position: hit.score for hit in index.search([("贷款", 1.0)], 100)}
    assert all(hit.score == everywhere[hit.position] for hit in found)


@pytest.mark.parametrize(
    ("phrase", "positions"),
    [
        ("贷款", {0, 1, 3, 4, 5}),
        ("科技", {4, 5}),
        ("科技企业", {4}),
        ("企业贷款", {1}),
        ("贷款企业", set()),
        ("1000万元", {4, 6}),
        ("1,000万元", {4, 6}),
        ("１０００万元", {4, 6}),
        ("100万元", {7}),
        ("10万元", set()),
        ("1000万", {4, 6}),
        ("3年", {5}),
        ("请3", {5}),
        ("请3年以上", {5}),
        ("年", {1, 5}),
        ("貸款貼息", {0}),
        ("飞机", set()),
        ("。", set()),
        ("", set()),
    ],
)
def test_a_phrase_is_found_exactly_where_its_words_stand_together(
    index: TantivyIndex, phrase: str, positions: set[int]
) -> None:
    assert {hit.position for hit in index.phrase(phrase, 100)} == positions


def test_frequency_counts_passages(index: TantivyIndex) -> None:
    assert [index.frequency(token) for token in ("贷款", "房租", "飞机")] == [5, 1, 0]


def test_a_word_counts_most_in_the_text_then_in_a_heading_then_in_the_title(tmp_path: Path) -> None:
    filler = "甲乙丙丁"
    entries = [
        KeywordEntry(1, "贷款", filler, filler),
        KeywordEntry(1, filler, "贷款", filler),
        KeywordEntry(1, filler, filler, "贷款"),
    ]
    found = _index(tmp_path, entries).search([("贷款", 1.0)], 10)
    assert [hit.position for hit in found] == [2, 1, 0]
    scores = [hit.score for hit in found]
    assert scores[1] / scores[2] == pytest.approx(0.6 / 0.4)


def test_ties_go_in_the_order_of_building(tmp_path: Path) -> None:
    index = _index(tmp_path, [KeywordEntry(1, "", "", "贷款利率") for _ in range(30)])
    assert [hit.position for hit in index.search([("贷款", 1.0)], 10)] == list(range(10))
    assert [hit.position for hit in index.phrase("贷款", 30)] == list(range(30))


def test_an_index_is_read_as_it_was_written(tmp_path: Path) -> None:
    written = _index(tmp_path, [KeywordEntry(7, "甲", "乙", body) for body in BODIES])
    read = TantivyIndex.open(tmp_path / "keywords")
    terms = [("贷款", 1.0), ("企业", 0.5)]
    assert len(read) == len(written) == 8
    assert read.search(terms, 10) == written.search(terms, 10)


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    index = _index(tmp_path, [])
    assert (len(index), index.search([("贷款", 1.0)], 5), index.phrase("贷款", 5)) == (0, [], [])


def test_a_folder_without_an_index_names_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(HomeDamaged, match="请运行 kb reindex 重建"):
        TantivyIndex.open(tmp_path)


def test_a_broken_index_names_the_remedy(tmp_path: Path) -> None:
    _index(tmp_path, [KeywordEntry(1, "", "", "贷款")])
    (tmp_path / "keywords" / "meta.json").write_text("{", encoding="utf-8")
    with pytest.raises(HomeDamaged, match="请运行 kb reindex 重建"):
        TantivyIndex.open(tmp_path / "keywords")
