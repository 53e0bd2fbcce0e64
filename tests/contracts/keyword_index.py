"""What every keyword index promises. A test module derives from the class and supplies `build_index`."""

import math
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from kb.index.keyword import KeywordEntry, KeywordIndex
from kb.text.tokens import bigrams

BuildIndex = Callable[[Sequence[KeywordEntry]], KeywordIndex]
"""Builds an index of entries in their order."""

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

TITLES = ("贷款办法", "贷款办法", "房租细则", "房租细则")
HEADINGS = ("第一章 总则", "第二章 补助", "", "第三章 3年")
ENTRIES = tuple(KeywordEntry(1 + position // 2, "", "", body) for position, body in enumerate(BODIES))
TITLED = tuple(
    KeywordEntry(1 + position // 2, title, heading, body)
    for position, (title, heading, body) in enumerate(zip(TITLES, HEADINGS, BODIES, strict=False))
)


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


class KeywordIndexContract:
    @pytest.fixture
    def index(self, built: dict[str, KeywordIndex], build_index: BuildIndex) -> KeywordIndex:
        """Give one index to every test of the class that only reads it."""
        if "plain" not in built:
            built["plain"] = build_index(ENTRIES)
        return built["plain"]

    @pytest.fixture
    def titled(self, built: dict[str, KeywordIndex], build_index: BuildIndex) -> KeywordIndex:
        if "titled" not in built:
            built["titled"] = build_index(TITLED)
        return built["titled"]

    @pytest.fixture(scope="class")
    @classmethod
    def built(cls) -> dict[str, KeywordIndex]:
        return {}

    @pytest.mark.parametrize(
        "terms",
        [
            [("贷款", 1.0)],
            [("贷款", 1.0), ("小微", 1.0), ("企业", 1.0)],
            [("贷款", 1.0), ("额度", 0.5)],
            [("1000", 1.0), ("万元", 1.0)],
        ],
    )
    def test_the_order_and_the_scores_are_those_of_bm25(
        self, index: KeywordIndex, terms: list[tuple[str, float]]
    ) -> None:
        expected = _textbook(terms)
        found = index.search(terms, 100)
        assert [hit.position for hit in found] == [position for position, _ in expected]
        assert [hit.score for hit in found] == pytest.approx([score for _, score in expected], rel=1e-4)

    def test_only_top_k_are_returned_and_never_one_without_a_term(self, index: KeywordIndex) -> None:
        assert [hit.position for hit in index.search([("贷款", 1.0)], 2)] == [3, 1]
        assert [hit.position for hit in index.search([("房租", 1.0)], 100)] == [2]
        assert all(hit.score > 0 for hit in index.search([("贷款", 1.0)], 100))

    @pytest.mark.parametrize("terms", [[], [("飞机", 1.0)], [("飞机", 1.0), ("飞碟", 1.0)]])
    def test_unknown_words_find_nothing(self, index: KeywordIndex, terms: list[tuple[str, float]]) -> None:
        assert index.search(terms, 10) == []

    @pytest.mark.parametrize(
        ("version_rows", "positions"),
        [(None, [3, 1, 0, 5, 4]), ([1], [1, 0]), ([2, 3], [3, 5, 4]), ([4], []), ([99], []), ([], []), ((), [])],
    )
    def test_only_passages_of_the_given_versions_are_found(
        self, index: KeywordIndex, version_rows: Sequence[int] | None, positions: list[int]
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
        self, index: KeywordIndex, phrase: str, positions: set[int]
    ) -> None:
        assert {hit.position for hit in index.phrase(phrase, 100)} == positions

    def test_frequency_counts_passages(self, index: KeywordIndex) -> None:
        assert [index.frequency(token) for token in ("贷款", "房租", "飞机")] == [5, 1, 0]

    def test_a_word_counts_most_in_the_text_then_in_a_heading_then_in_the_title(self, build_index: BuildIndex) -> None:
        filler = "甲乙丙丁"
        entries = [
            KeywordEntry(1, "贷款", filler, filler),
            KeywordEntry(1, filler, "贷款", filler),
            KeywordEntry(1, filler, filler, "贷款"),
        ]
        found = build_index(entries).search([("贷款", 1.0)], 10)
        assert [hit.position for hit in found] == [2, 1, 0]
        scores = [hit.score for hit in found]
        assert scores[1] / scores[2] == pytest.approx(0.6 / 0.4)

    def test_ties_go_in_the_order_of_building(self, build_index: BuildIndex) -> None:
        index = build_index([KeywordEntry(1, "", "", "贷款利率") for _ in range(30)])
        assert [hit.position for hit in index.search([("贷款", 1.0)], 10)] == list(range(10))
        assert [hit.position for hit in index.phrase("贷款", 30)] == list(range(30))

    @pytest.mark.parametrize(
        ("phrase", "positions"),
        [("企业贷款", {1}), ("1,000万元", {4, 6}), ("3年", {5}), ("飞机", set()), ("。", set())],
    )
    def test_all_that_may_hold_a_phrase_are_told(self, index: KeywordIndex, phrase: str, positions: set[int]) -> None:
        assert positions <= set(index.holding(phrase)) <= {0, 1, 2, 3, 4, 5, 6, 7}
        assert len(index.holding(phrase)) == len(positions)

    def test_most_of_the_tokens_in_text_or_heading(self, titled: KeywordIndex) -> None:
        found = titled.resembling(bigrams("小微企业贷款期限"), 10)
        assert [hit.position for hit in found] == [1, 0, 3]
        assert [hit.position for hit in titled.resembling(bigrams("第三章"), 10)] == [3]
        assert titled.resembling([], 5) == []

    def test_titles_are_counted_by_passage_and_asked_by_version(self, titled: KeywordIndex) -> None:
        assert [titled.title_frequency(token) for token in ("贷款", "办法", "房租", "总则")] == [2, 2, 2, 0]
        assert [titled.is_in_title(row, "贷款") for row in (1, 2, 9)] == [True, False, False]
        # In its text it stands, in its title not.
        assert (titled.frequency("小微"), titled.is_in_title(1, "小微")) == (2, False)

    def test_words_of_titles_and_headings_are_found_too(self, titled: KeywordIndex) -> None:
        assert [hit.position for hit in titled.search([("细则", 1.0)], 9)] == [2, 3]
        assert [hit.position for hit in titled.search([("总则", 1.0)], 9)] == [0]

    def test_a_percent_sign_means_itself(self, build_index: BuildIndex) -> None:
        index = build_index([KeywordEntry(1, "", "", body) for body in ("贴息50%。", "贴息500元。", "贴息3.65%。")])
        assert [hit.position for hit in index.search([("50%", 1.0)], 9)] == [0]
        assert [hit.position for hit in index.phrase("贴息50%", 9)] == [0]
        assert [hit.position for hit in index.phrase("3.65%", 9)] == [2]

    def test_an_index_of_nothing_finds_nothing(self, build_index: BuildIndex) -> None:
        index = build_index([])
        assert (index.search([("贷款", 1.0)], 5), index.phrase("贷款", 5), index.frequency("贷款")) == ([], [], 0)

    def test_a_passage_without_a_word_is_never_found(self, build_index: BuildIndex) -> None:
        index = build_index([KeywordEntry(1, "", "", "——"), KeywordEntry(1, "", "", "贷款")])
        assert [hit.position for hit in index.search([("贷款", 1.0), ("——", 1.0)], 5)] == [1]
