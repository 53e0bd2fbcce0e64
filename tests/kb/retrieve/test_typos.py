import re

import pytest

from kb.retrieve.words.typos import corrected, corrections
from kb.types import Expansion

PASSAGES = (
    "科创贷是面向科技企业的贷款。",
    "申请科创贷的企业可以用知识产权质押贷款。",
    "抵押、担保方式由银行决定。",
    "抵押物和担保人不作要求，利息由财政补贴。",
    "企业申请贷款，利息按季支付。",
    "银行不得盲目抽贷。",
    "银行不得断贷、压贷。",
)


class Passages:
    """A vocabulary of a handful of texts, counted by looking."""

    def __init__(self, *texts: str) -> None:
        self._texts = texts

    def frequency(self, token: str) -> int:
        return sum(token in text for text in self._texts)

    def phrase_frequency(self, text: str, most: int) -> int:
        return min(self.frequency(text), most)


BASE = Passages(*PASSAGES)


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("科窗带要什么条件", [Expansion("科窗带", ("科创贷",))]),
        ("知识产全质压 利西多少", [Expansion("知识产全质压", ("知识产权质押",)), Expansion("利西", ("利息",))]),
        ("没低押没旦保", [Expansion("低押", ("抵押",)), Expansion("旦保", ("担保",))]),
        ("申情代款", [Expansion("申情代款", ("申请贷款",))]),
    ],
)
def test_what_sounds_like_words_of_the_base_is_taken_for_them(question: str, found: list[Expansion]) -> None:
    assert corrections(question, BASE) == found


def test_one_character_mistaken_for_another_again_and_again_needs_no_word_list() -> None:
    found = corrections("会不会抽带断带压带", BASE)
    assert [(one.source, one.targets) for one in found] == [
        ("抽带", ("抽贷",)),
        ("断带", ("断贷",)),
        ("压带", ("压贷",)),
    ]


def test_mistaken_for_another_only_once_a_pair_that_no_word_list_knows_is_left_alone() -> None:
    assert corrections("会不会抽带", BASE) == []


@pytest.mark.parametrize(
    "question",
    [
        "科创贷的利息怎么算",  # all of it stands in the base
        "带孩子去旅游",  # everyday words
        "贷款2000万元",  # figures
        "what is lpr",  # no Han characters
        "",
    ],
)
def test_what_is_in_order_is_left_alone(question: str) -> None:
    assert corrections(question, BASE) == []


def test_a_place_is_no_typo() -> None:
    assert corrections("丽水", Passages("利税。", "上缴利税。")) == []


def test_an_empty_base_corrects_nothing() -> None:
    assert corrections("科窗带怎么申情", Passages()) == []


def test_what_stands_once_in_the_base_is_no_word_of_it() -> None:
    assert corrections("低押", Passages("以房产抵押。")) == []
    assert corrections("低押", Passages("以房产抵押。", "抵押登记。")) == [Expansion("低押", ("抵押",))]


def test_a_mistake_made_twice_is_reported_once() -> None:
    assert corrections("低押，低押", BASE) == [Expansion("低押", ("抵押",))]


def test_the_corrected_question_has_the_likeliest_words_in_place() -> None:
    question = "没低押没旦保怎么申情"
    text = corrected(question, corrections(question, BASE))
    assert text == "没抵押没担保怎么申请"
    assert len(text) == len(question)
    assert re.search("[低旦情]", text) is None


def test_places_that_are_known_to_be_right_are_not_doubted() -> None:
    assert corrections("没低押", BASE) == [Expansion("低押", ("抵押",))]
    assert corrections("没低押", BASE, {1, 2}) == []
    assert corrections("没低押没旦保", BASE, {1, 2}) == [Expansion("旦保", ("担保",))]
