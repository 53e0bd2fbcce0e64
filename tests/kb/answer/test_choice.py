"""Which units are quoted: for each part one, near ones in one piece, conditions whole."""

import pytest

from kb.answer.question import QuestionKind, kinds_of
from kb.answer.quoting.extractive import choose_quotes
from kb.answer.scoring.score import ScoredUnit
from kb.answer.scoring.units import Unit
from kb.types import Clause, ClauseTree, Hit, Metadata, Passage, Span, Validity, Version

TEXTS = (
    "育苗补助每亩300元。补助按季拨付。拨付前公示五天。",
    "大棚补助每座2万元。",
    "申请大棚补助应当同时符合下列条件：",
    "1.在本镇种植满一年；",
    "2.大棚面积三亩以上；",
    "3.没有欠缴租金。",
    "四、补助按下列程序办理：",
    "1.镇农业站自收到申请之日起十天内到大棚现场核对；",
    "2.名单公示五天；",
    "五、通过农业站窗口，按下列程序领取育苗款：",
    "1.农户凭身份证到镇农业站窗口登记领款人姓名；",
)
PARENTS = (None, None, None, 2, 2, 2, None, 6, 6, None, 9)
LABELS = ("一、", "二、", "三、", "1.", "2.", "3.", "四、", "1.", "2.", "五、", "1.")


class OneDocument:
    """A shelf with one version of one tree."""

    def __init__(self) -> None:
        text, clauses = "", []
        for place, (own, parent, label) in enumerate(zip(TEXTS, PARENTS, LABELS, strict=True)):
            span = Span(len(text), len(text) + len(own))
            clauses.append(Clause(str(place), "item", label, None, span, span, 1, parent))
            text += own + "\n"
        self.text = text
        self._tree = ClauseTree(tuple(clauses))

    def tree(self, row: int) -> ClauseTree:
        return self._tree

    def unit(self, words: str, score: float, meaning: float = 0.5, shared: float = 0.0) -> ScoredUnit:
        """Give the unit of these words with a score."""
        start = self.text.index(words)
        span = Span(start, start + len(words))
        position = next(place for place, one in enumerate(self._tree.clauses) if one.own.contains(span))
        clause = self._tree.clauses[position]
        version = Version("d1", 1, "a.txt", self.text, Metadata("补助办法"), source_map=None)  # type: ignore[arg-type]
        passage = Passage("p1", "d1", 1, "一", Span(0, len(self.text)), self.text)
        hit = Hit(passage, 0.8, 1, clause, version, Validity.UNKNOWN, {})
        lead_in = self._tree.clauses[clause.parent].own if clause.parent is not None else None
        unit = Unit(hit, 1, position, span, words, lead_in, clause.parent)
        return ScoredUnit(unit, score, meaning, shared)


@pytest.fixture
def shelf() -> OneDocument:
    return OneDocument()


def quoted(shelf: OneDocument, scored: list[ScoredUnit], question: str = "补助", **given: object) -> list[str]:
    kinds = kinds_of(question)
    room: dict[str, object] = {"max_chars": 300, "max_quotes": 5, **given}
    return [one.span.of(shelf.text) for one in choose_quotes(scored, kinds, shelf, **room)]  # type: ignore[arg-type]


def test_a_sentence_far_less_likely_than_the_best_is_not_quoted(shelf: OneDocument) -> None:
    best, other = "育苗补助每亩300元。", "大棚补助每座2万元。"
    assert quoted(shelf, [shelf.unit(best, 1.0), shelf.unit(other, 0.3)]) == [best, other]
    assert quoted(shelf, [shelf.unit(best, 1.0), shelf.unit(other, 0.15)]) == [best]


def test_a_further_sentence_far_from_the_question_in_meaning_is_not_quoted(shelf: OneDocument) -> None:
    best, other = "育苗补助每亩300元。", "大棚补助每座2万元。"
    assert quoted(shelf, [shelf.unit(best, 1.0, 0.1), shelf.unit(other, 0.9, 0.25)]) == [best, other]
    assert quoted(shelf, [shelf.unit(best, 1.0, 0.1), shelf.unit(other, 0.9, 0.15)]) == [best]
    assert quoted(shelf, [shelf.unit(best, 1.0, 0.1), shelf.unit(other, 0.9, 0.15, 0.1)]) == [best, other]


def test_a_further_sentence_with_less_of_the_question_must_be_likelier_the_less_it_means_the_same(
    shelf: OneDocument,
) -> None:
    best, other = shelf.unit("育苗补助每亩300元。", 1.0, 0.5, 0.2), "大棚补助每座2万元。"

    def is_quoted(score: float, meaning: float, words: float) -> bool:
        return len(quoted(shelf, [best, shelf.unit(other, score, meaning, words)])) > 1

    assert [is_quoted(score, 0.19, 0.1) for score in (0.59, 0.6)] == [False, True]
    assert [is_quoted(score, 0.24, 0.1) for score in (0.39, 0.4)] == [False, True]
    assert [is_quoted(0.31, 0.3, 0.1), is_quoted(0.31, 0.19, 0.2)] == [True, True]


def test_what_only_lengthens_a_quote_may_be_far_from_the_question(shelf: OneDocument) -> None:
    best, other = "育苗补助每亩300元。", "补助按季拨付。"
    assert quoted(shelf, [shelf.unit(best, 1.0), shelf.unit(other, 0.3, 0.1)]) == [best + other]


def test_a_list_that_nobody_asks_for_is_not_quoted_beside_a_sentence_that_answers(shelf: OneDocument) -> None:
    best, lead_in = "育苗补助每亩300元。", "申请大棚补助应当同时符合下列条件："
    assert quoted(shelf, [shelf.unit(best, 1.0), shelf.unit(lead_in, 0.9)]) == [best]
    assert quoted(shelf, [shelf.unit(lead_in, 1.0), shelf.unit(best, 0.9)]) == [*TEXTS[2:6], best]
    asked = "给多少钱，申请的流程"
    assert quoted(shelf, [shelf.unit(best, 1.0), shelf.unit("四、补助按下列程序办理：", 0.9)], asked)[1:] == list(
        TEXTS[6:9]
    )


def test_the_best_for_each_part_is_quoted_right_behind_the_best(shelf: OneDocument) -> None:
    scored = [
        shelf.unit("育苗补助每亩300元。", 1.0),
        shelf.unit("1.在本镇种植满一年；", 0.5),
        shelf.unit("大棚补助每座2万元。", 0.25),
    ]
    parts = ((1.0, 0.1, 0.2), (0.01, 0.02, 1.0))
    assert quoted(shelf, scored, by_part=parts, max_quotes=2) == ["育苗补助每亩300元。", "大棚补助每座2万元。"]


def test_a_part_that_nothing_likely_fits_forces_no_quote(shelf: OneDocument) -> None:
    scored = [shelf.unit("育苗补助每亩300元。", 1.0), shelf.unit("大棚补助每座2万元。", 0.05)]
    assert quoted(shelf, scored, by_part=((1.0, 0.01), (0.01, 1.0))) == ["育苗补助每亩300元。"]


def test_two_sentences_with_one_between_are_quoted_in_one_piece(shelf: OneDocument) -> None:
    scored = [shelf.unit("拨付前公示五天。", 1.0), shelf.unit("育苗补助每亩300元。", 0.3)]
    assert quoted(shelf, scored) == [TEXTS[0]]


def test_a_step_in_a_sentence_of_its_own_is_quoted_without_what_says_that_steps_follow(shelf: OneDocument) -> None:
    alone = "1.镇农业站自收到申请之日起十天内到大棚现场核对；"
    assert quoted(shelf, [shelf.unit(alone, 1.0)]) == [alone]
    assert quoted(shelf, [shelf.unit("2.名单公示五天；", 1.0)]) == ["四、补助按下列程序办理：", "2.名单公示五天；"]
    told = "1.农户凭身份证到镇农业站窗口登记领款人姓名；"
    assert quoted(shelf, [shelf.unit(told, 1.0)]) == ["五、通过农业站窗口，按下列程序领取育苗款：", told]


def test_conditions_that_are_asked_for_are_quoted_whole(shelf: OneDocument) -> None:
    scored = [shelf.unit("2.大棚面积三亩以上；", 1.0)]
    assert quoted(shelf, scored, "申请大棚补助要什么条件") == list(TEXTS[2:6])
    assert quoted(shelf, scored, "大棚多大才给补助") == [TEXTS[2], TEXTS[4]]


def test_conditions_nearly_as_likely_as_another_sentence_are_what_is_asked_for(shelf: OneDocument) -> None:
    scored = [shelf.unit("补助按季拨付。", 1.0), shelf.unit("3.没有欠缴租金。", 0.3)]
    assert quoted(shelf, scored, "申请补助要满足哪些条件") == list(TEXTS[2:6])
    unlikely = [shelf.unit("补助按季拨付。", 1.0), shelf.unit("3.没有欠缴租金。", 0.29)]
    assert quoted(shelf, unlikely, "申请补助要满足哪些条件")[0] == "补助按季拨付。"
    assert quoted(shelf, scored, "补助怎么拨付")[0] == "补助按季拨付。"


def test_conditions_with_their_lead_in_beyond_the_most_quotes_are_quoted_without_it(shelf: OneDocument) -> None:
    scored = [shelf.unit("2.大棚面积三亩以上；", 1.0)]
    assert quoted(shelf, scored, "申请大棚补助要什么条件", max_quotes=3) == list(TEXTS[3:6])
    long = sum(len(text) for text in TEXTS[2:6])
    assert quoted(shelf, scored, "申请大棚补助要什么条件", max_quotes=2, max_chars=long) == list(TEXTS[3:5])


def test_a_few_more_short_conditions_than_the_most_quotes_come_whole(shelf: OneDocument) -> None:
    scored = [shelf.unit("2.大棚面积三亩以上；", 1.0)]
    assert quoted(shelf, scored, "申请大棚补助要什么条件", max_quotes=2) == list(TEXTS[2:6])


@pytest.mark.parametrize("question", ["申请要什么条件", "贷款要满足什么要求", "条件是什么", "什么样的农户能申请"])
def test_a_question_for_conditions_is_known(question: str) -> None:
    assert QuestionKind.CONDITIONS in kinds_of(question)
