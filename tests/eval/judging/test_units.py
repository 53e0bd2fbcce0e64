from pathlib import Path

import pytest

from eval.collection import Dataset, GoldClause
from eval.datasets import GoldEvidence, Question
from eval.judging.units import Unit, judgments_of, rolled_up, stands_for
from eval.replies import RepliedPassage, Reply

CLAUSE = "贷款额最高不超过300万元。期限不超过1年；超过1年的应当备案。"


def _question(*quotes: str, clause_ids: tuple[str, ...] = ()) -> Question:
    evidence = tuple(GoldEvidence("", quote) for quote in quotes)
    return Question("q", "sme", "amount", "？", True, "", (), evidence, clause_ids=clause_ids)


def _dataset(question: Question, *gold: GoldClause, grades: dict[str, int] | None = None) -> Dataset:
    judgments = {"q": grades} if grades else {}
    return Dataset("d", Path("d"), (question,), judgments, {one.gold_id: one for one in gold})


def _reply(*passages: RepliedPassage) -> Reply:
    return Reply("answered", "", (), passages, None, 0.0)


def _passage(text: str, clause_id: str = "", passage_id: str = "") -> RepliedPassage:
    return RepliedPassage(text, passage_id, clause_id)


def _gold(gold_id: str, text: str = "") -> GoldClause:
    return GoldClause(gold_id, "", "", text)


@pytest.mark.parametrize(
    ("clause_id", "gold_id", "counts"),
    [
        ("d1@1#五、（二）", "d1@1#五、（二）", True),
        ("d1@1#五、（二）3", "d1@1#五、（二）", True),
        ("d1@1#五、", "d1@1#五、（二）", True),
        ("d1@1#五、（一）", "d1@1#五、（二）", False),
        ("d1@2#五、（二）", "d1@1#五、（二）", False),
        ("d2@1#五、（二）", "d1@1#五、（二）", False),
        ("d1@1#第十二条", "d1@1#第十条", False),
        ("d1@1#第十条第二款", "d1@1#第十条", True),
        ("", "d1@1#五、", False),
        ("c17", "c17", True),
        ("d1@1#没有编号的", "d1@1#五、", False),
    ],
)
def test_clauses_are_compared_by_whole_steps_of_their_addresses(clause_id: str, gold_id: str, counts: bool) -> None:
    assert stands_for(_passage("别的内容在此。", clause_id), _gold(gold_id)) is counts


def test_a_passage_of_a_larger_clause_must_hold_a_sentence_of_the_judged_one() -> None:
    gold = _gold("d1@1#五、（二）", CLAUSE)
    assert stands_for(_passage("前面。期限不超过1年；后面。", "d1@1#五、"), gold)
    assert not stands_for(_passage("同一条的另一项内容。", "d1@1#五、"), gold)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("甲。贷款额最高不超过３００万元。乙。", True),  # one of three sentences
        ("贷款额最高不超过300万元，期限另定。", False),
        ("超过1年的应当", True),  # lies within the clause
        ("1年", False),  # too short to tell
        ("占" * 490 + "贷款额最高不超过300万元。", False),  # beyond 500 characters
        ("", False),
    ],
)
def test_a_passage_counts_by_a_third_of_the_sentences_or_by_lying_within(text: str, counts: bool) -> None:
    assert stands_for(_passage(text, "d9@1#一、"), _gold("d1@1#五、（二）", CLAUSE)) is counts


def test_four_sentences_need_two() -> None:
    gold = _gold("g", "第一句在此。第二句在此。第三句在此。第四句在此。")
    assert not stands_for(_passage("第一句在此。别的。"), gold)
    assert stands_for(_passage("第一句在此。第二句在此。别的。"), gold)


def test_units_are_rolled_up_before_the_cut_each_at_its_best_rank() -> None:
    question = _question(clause_ids=("d1@1#五、（二）",))
    units = rolled_up(
        question,
        _reply(
            _passage("甲甲甲甲甲甲", "d2@1#一、"),
            _passage("乙乙乙乙乙乙", "d2@1#一、"),
            _passage("丙丙丙丙丙丙", "d1@1#五、（二）1"),
            _passage("丁丁丁丁丁丁", "d1@1#五、（二）2"),
            _passage("戊戊戊戊戊戊", "", "p7"),
        ),
        _dataset(question),
    )
    assert units == (
        Unit("d2@1#一、", 1, 1.0, 0),
        Unit("d1@1#五、（二）", 2, 0.5, 1),
        Unit("p7", 3, 1 / 3, 0),
    )


def test_a_passage_without_any_id_is_known_by_its_text() -> None:
    question = _question("证据句子在此。")
    units = rolled_up(question, _reply(_passage("别的 内容"), _passage("别的内容")), _dataset(question))
    assert [(unit.unit_id[:5], unit.rank) for unit in units] == [("text:", 1)]


def test_one_passage_may_hold_several_judged_units_the_most_relevant_first() -> None:
    question = _question()
    gold = (_gold("a", "第一句在此。"), _gold("b", "第二句在此。"), _gold("c", "第三句在此。"))
    dataset = _dataset(question, *gold, grades={"a": 1, "b": 2, "c": 0})
    units = rolled_up(question, _reply(_passage("第一句在此。第二句在此。"), _passage("第三句在此。")), dataset)
    assert units == (Unit("b", 1, 1.0, 2), Unit("a", 2, 0.5, 1), Unit("c", 3, 1 / 3, 0))


def test_evidence_quotes_are_units_where_no_clause_is_known() -> None:
    question = _question("甲句在此。", "乙句在此。", "甲句在此。", clause_ids=("《办法》第五条",))
    dataset = _dataset(question)
    assert judgments_of(question, dataset) == {"quote:1": 1, "quote:2": 1}
    assert rolled_up(question, _reply(_passage("乙句在此。")), dataset) == (Unit("quote:2", 1, 1.0, 1),)


def test_judgments_go_before_clause_ids_and_those_before_quotes() -> None:
    question = _question("甲句在此。", clause_ids=("d1@1#一、",))
    assert judgments_of(question, _dataset(question)) == {"d1@1#一、": 1}
    assert judgments_of(question, _dataset(question, grades={"x": 2})) == {"x": 2}


def test_an_unanswerable_question_has_no_judged_unit() -> None:
    question = _question()
    assert judgments_of(question, _dataset(question)) == {}
    assert rolled_up(question, _reply(), _dataset(question)) == ()
