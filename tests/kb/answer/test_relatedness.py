"""Whether what was found has to do with a question at all."""

from collections.abc import Iterator
from datetime import date

import pytest

from embeddings.loading import BUNDLED_MODEL, load_encoder
from eval.corpora.inside import look_inside
from kb.answer.scoring.relatedness import Boundary, bundled_boundary, coverage_of, relation
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import AnswerStatus, Query
from tests.kb.homes import LOANS, RENT, TREES

DAY = date(2024, 1, 1)
FAR = "没有找到与所问有关的条款"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("related") / "home"))
    files = {"loans.txt": LOANS, "rent.txt": RENT, "trees.txt": TREES}
    base.ingest_files([(name, text.encode()) for name, text in files.items()])
    yield base
    base.close()


@pytest.mark.parametrize("question", ["今天下雨吗", "怎么煮面条好吃", "演员是谁演的", "手机没电了怎么办"])
def test_a_question_about_something_else_is_told_so(base: KnowledgeBase, question: str) -> None:
    answer = base.ask(Query(question, as_of=DAY))
    assert answer.status is AnswerStatus.ABSTAINED
    assert FAR in answer.text


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("最高多少", "单户每年最高1000万元"),
        ("开公司借钱利息给补几成", "贴息标准为贷款利息的百分之五十"),
        ("房租补助期限是多长", "补助期限不超过二十四个月"),
    ],
)
def test_a_short_or_everyday_question_that_they_answer_is_none(base: KnowledgeBase, question: str, quote: str) -> None:
    answer = base.ask(Query(question, as_of=DAY))
    assert quote in "".join(citation.quote for citation in answer.citations)


def test_the_boundary_is_a_likelihood_of_the_signs() -> None:
    boundary = Boundary({"near": -2.0, "bias": 1.0}, threshold=0.5)
    assert boundary.beyond({"near": 0.4})
    # Exactly on the boundary is not beyond it.
    assert not boundary.beyond({"near": 0.5})


def test_the_bundled_boundary_weighs_every_sign_that_is_seen(base: KnowledgeBase) -> None:
    encoder = load_encoder(BUNDLED_MODEL)
    with look_inside(base.settings, encoder, DAY) as inside:
        result, units = inside.retrieve(Query("贴息标准是多少"))
        scoring = inside.scoring(result, units)
        held = coverage_of(result.terms, inside.rarity, scoring)
        seen = relation("贴息标准是多少", scoring, held)
    assert bundled_boundary().weights.keys() == {*seen, "bias"}
    assert 0.5 < bundled_boundary().threshold < 1.0
    assert (seen["covered"], seen["covered_a_little"]) == (held.covered, min(held.covered, 0.4))
    assert (seen["unheld"], seen["length"]) == (held.unheld, 7 / 60)


def test_words_are_held_by_the_best_passage_or_by_any_or_by_none(base: KnowledgeBase) -> None:
    with look_inside(base.settings, load_encoder(BUNDLED_MODEL), DAY) as inside:
        result, units = inside.retrieve(Query("贴息标准"))
        scoring = inside.scoring(result, units)
        held = [
            coverage_of(terms, inside.rarity, scoring)
            for terms in ([("贴息", 1.0)], [("贴息", 1.0), ("汇率", 3.0)], [("古树", 1.0)], [])
        ]
    assert [one.unheld for one in held] == [0.0, 0.75, 0.0, 0.0]
    assert [one.covered > 0 for one in held] == [True, True, False, False]


def test_a_refusal_names_the_clauses_of_the_likeliest_sentences_alone(base: KnowledgeBase) -> None:
    answer = base.ask(Query("古树名木一级保护的罚款是多少", as_of=DAY))
    assert answer.status is AnswerStatus.ABSTAINED
    assert answer.text.endswith("最接近的条款：《清河市古树名木保护规定》第二条。")
    assert len(answer.hits) > 1
