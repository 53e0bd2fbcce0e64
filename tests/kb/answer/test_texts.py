"""What is kept of texts between two looks at them."""

from collections.abc import Sequence

import numpy as np
import pytest

from embeddings.types import EmbeddingMatrix
from kb.answer.scoring import texts
from kb.answer.scoring.texts import folded_below, forget_texts, holdings, token_ids
from kb.text.keys import search_key
from kb.text.tokens import bigrams


class Counting:
    """Token numbers are code points; counts the texts it was given."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def token_ids(self, given: Sequence[str], /) -> list[list[int]]:
        self.read.extend(given)
        return [[ord(char) for char in text] for text in given]

    def token_vectors(self, ids: Sequence[int], /) -> EmbeddingMatrix:
        return np.array(ids, dtype=np.float32)[:, None]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    forget_texts()


@pytest.mark.parametrize(
    "text",
    [
        "贷款额度最高不超过1,000万元，LPR加50个基点。",
        "額度 為 ３００ 万元；（一）甲 乙",
        "贷 款",
        "2,0250 与 12,345,678.90%",
        "ABC政策abc",
        "",
    ],
)
def test_a_text_holds_the_tokens_that_bigrams_gives_it(text: str) -> None:
    asked = [
        "贷款",
        "款额",
        "额度",
        "1000",
        "000",
        "1,000",
        "300",
        "lpr",
        "abc",
        "ab",
        "甲",
        "一",
        "50",
        "0250",
        "12345678.90%",
    ]
    assert holdings(asked, [text]) == [[token in bigrams(text) for token in asked]]


def test_every_text_has_a_row() -> None:
    assert holdings(["额度", "期限"], ["额度300万元", "期限三年", "额度和期限"]) == [
        [True, False],
        [False, True],
        [True, True],
    ]
    assert holdings([], ["额度"]) == [[]]
    assert holdings(["额度"], []) == []


@pytest.mark.parametrize("above", ["", "第一章 總則\n额度：", "  "])
def test_a_text_below_another_has_the_key_of_both(above: str) -> None:
    text = "最高 ３００万元。\n"
    assert folded_below(above, text) == search_key(f"{above}\n{text}")


def test_tokens_are_read_once_a_text_and_encoder() -> None:
    one, other = Counting(), Counting()
    first = token_ids(["甲", "乙", "甲"], one, "one")
    again = token_ids(["乙", "丙"], one, "one")
    assert [ids.tolist() for ids in first] == [[ord("甲")], [ord("乙")], [ord("甲")]]
    assert [ids.tolist() for ids in again] == [[ord("乙")], [ord("丙")]]
    assert one.read == ["甲", "乙", "丙"]
    token_ids(["甲"], other, "other")
    assert other.read == ["甲"]


def test_the_tokens_read_longest_ago_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_TEXTS_HELD", 2)
    encoder = Counting()
    for text in ("甲", "乙", "甲", "丙", "甲", "乙"):
        token_ids([text], encoder, "one")
    assert encoder.read == ["甲", "乙", "丙", "乙"]


def test_more_texts_than_are_kept_are_all_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_TEXTS_HELD", 1)
    assert [ids.tolist() for ids in token_ids(["甲", "乙"], Counting(), "one")] == [[ord("甲")], [ord("乙")]]


def test_nothing_is_kept_once_texts_are_forgotten() -> None:
    encoder = Counting()
    token_ids(["甲"], encoder, "one")
    forget_texts()
    token_ids(["甲"], encoder, "one")
    assert encoder.read == ["甲", "甲"]
