"""What the settings of search and answer change: the same base, asked with one part of it off."""

from pathlib import Path

import pytest

from kb.errors import ModelMismatch
from kb.knowledge_base import KnowledgeBase
from kb.types import AnswerStatus, Query
from tests.kb.homes import LOANS, RENT, TREES, open_base, take

FILES = {"a.txt": LOANS, "b.txt": RENT, "c.txt": TREES}
SUBSIDY = "单户每年最高贴息多少"


def _scores(base: KnowledgeBase, question: str) -> list[tuple[float, dict[str, float]]]:
    hits = base.search(Query(question, top_k=3, include_not_in_force=True)).hits
    return [(hit.score, {name: one.score for name, one in hit.retrieved_by.items()}) for hit in hits]


def test_passages_embedded_without_their_headings_need_a_reindex(tmp_path: Path) -> None:
    text = "禁止在古树树冠垂直投影外五米内挖坑取土。"
    query = Query(text, top_k=1)
    with open_base(tmp_path) as base:
        take(base, FILES)
        assert base.search(query).hits[0].retrieved_by["dense"].score < 0.999
    with open_base(tmp_path, embed_context=False) as base:
        with pytest.raises(ModelMismatch):
            base.search(query)
        base.reindex()
        hit = base.search(query).hits[0]
        assert hit.passage.text.endswith(text)
        own = (
            base._model.encoder().encode_queries([hit.passage.text])[0]
            @ base._model.encoder().encode_queries([text])[0]
        )
        assert hit.retrieved_by["dense"].score == pytest.approx(float(own), abs=1e-2)
    with open_base(tmp_path) as base, pytest.raises(ModelMismatch):
        base.search(query)


def test_a_purge_forgets_the_vectors_of_both_ways_to_embed(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"a.txt": LOANS})
        cached = len(base._model.cache)
    with open_base(tmp_path, embed_context=False) as base:
        base.reindex()
        assert len(base._model.cache) == 2 * cached
        base.purge(base.documents().documents[0].document_id)
        assert len(base._model.cache) == 0


def test_meaning_or_words_alone_give_the_whole_score(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, FILES)
    with open_base(tmp_path, fusion="meaning", prefer_named=False) as base:
        first, *others = _scores(base, SUBSIDY)
        assert first[0] == 1.0
        assert [score for score, _ in others] == pytest.approx([by["dense"] / first[1]["dense"] for _, by in others])
    with open_base(tmp_path, fusion="words", prefer_named=False) as base:
        first, second, _ = _scores(base, SUBSIDY)
        assert first[0] == 1.0
        assert second[0] == pytest.approx(second[1]["keyword"] / first[1]["keyword"])
    with open_base(tmp_path, fusion="even", prefer_named=False) as base:
        best = _scores(base, SUBSIDY)[0]
        dense = max(score["dense"] for _, score in _scores(base, SUBSIDY))
        assert best[0] == pytest.approx(0.5 + 0.5 * best[1]["dense"] / dense)


def test_without_plain_words_nothing_is_added_to_the_question(tmp_path: Path) -> None:
    question = "没抵押能贷不，利息多少"
    with open_base(tmp_path) as base:
        take(base, FILES)
        assert "利息" in [one.source for one in base.search(Query(question)).expansions]
    with open_base(tmp_path, plain_words=False) as base:
        assert base.search(Query(question)).expansions == ()


def test_an_answer_names_what_it_depends_on_and_nothing_else(tmp_path: Path) -> None:
    def fingerprint(home: Path, **settings: int) -> str:
        with open_base(home, encoder=None, **settings) as base:
            take(base, FILES)
            return base.ask(Query(SUBSIDY)).fingerprint

    usual = fingerprint(tmp_path / "a")
    assert len(usual) == 16
    assert fingerprint(tmp_path / "b", threads=1, port=9000) == usual
    assert (
        len({usual, *(fingerprint(tmp_path / "b", **{name: 4}) for name in ("answer_citations", "answer_depth"))}) == 3
    )


@pytest.mark.parametrize(
    ("question", "refused_by"),
    [("上海市的房租补助每平方米多少", {"judged", "rules"}), ("房租补助的投诉电话是多少", {"judged"})],
)
def test_abstention_can_be_left_to_the_rules_or_switched_off(
    question: str, refused_by: set[str], tmp_path: Path
) -> None:
    with open_base(tmp_path) as base:
        take(base, FILES)
    answers = {}
    for abstention in ("judged", "rules", "never"):
        with open_base(tmp_path, abstention=abstention) as base:
            answers[abstention] = base.ask(Query(question, include_not_in_force=True))
    assert {name for name, answer in answers.items() if answer.status is AnswerStatus.ABSTAINED} == refused_by
    cited = answers["never"].citations[0]
    assert cited.quote == cited.span.of(cited.version.text)
