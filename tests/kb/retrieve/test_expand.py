from pathlib import Path

import pytest

from kb.retrieve.expand import PlainWords, bundled_plain_words
from kb.types import Expansion

WORDS = PlainWords(
    {
        "贷款利率": ("利息", "利息钱"),
        "贷款贴息": ("利息补贴", "利息"),
        "抵押物": ("抵押",),
        "还款": ("还",),
        "LPR": ("基准 利率",),
        "医疗保险": ("Ａ保",),
    }
)


@pytest.mark.parametrize(
    ("question", "expansions"),
    [
        ("利息多少", [Expansion("利息", ("贷款利率", "贷款贴息"))]),
        ("利息钱多少", [Expansion("利息钱", ("贷款利率",))]),
        ("有利息补贴吗", [Expansion("利息补贴", ("贷款贴息",))]),
        ("没抵押要多少利息", [Expansion("抵押", ("抵押物",)), Expansion("利息", ("贷款利率", "贷款贴息"))]),
        ("贷款利率和利息", [Expansion("利息", ("贷款贴息",))]),
        ("抵押物怎么算", []),
        ("还不上怎么办", []),
        ("基准 利率是多少", [Expansion("基准 利率", ("LPR",))]),
        ("a保怎么办", [Expansion("a保", ("医疗保险",))]),
        ("利", []),
        ("", []),
    ],
)
def test_the_longest_plain_words_from_the_left_are_expanded(question: str, expansions: list[Expansion]) -> None:
    assert WORDS.expansions(question) == expansions


def test_words_that_the_documents_use_themselves_are_left_alone() -> None:
    found = WORDS.expansions("没抵押要多少利息", lambda words: words == "利息")
    assert found == [Expansion("抵押", ("抵押物",))]


def test_words_that_stand_for_too_many_terms_say_nothing() -> None:
    terms = {f"术语{number}": ("钱",) if number == 9 else ("补钱",) for number in range(8)}
    assert PlainWords(terms).expansions("补钱吗") == []
    assert len(PlainWords(dict(list(terms.items())[:6])).expansions("补钱吗")[0].targets) == 6


def test_a_dictionary_of_nothing_expands_nothing() -> None:
    assert PlainWords({}).expansions("利息") == []


def test_the_bundled_dictionary_expands_everyday_words() -> None:
    (found,) = bundled_plain_words().expansions("一张证就能开店吗")
    assert found == Expansion("一张证就能开店", ("一业一证",))


def test_a_malformed_line_of_the_dictionary_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "words.tsv"
    file.write_text("贷款\t借钱\n没有制表符\n", encoding="utf-8")
    monkeypatch.setattr("kb.retrieve.expand._DICTIONARY", file)
    with pytest.raises(ValueError, match=r"words\.tsv line 2 is not"):
        bundled_plain_words.__wrapped__()


def test_words_that_only_ask_are_not_expanded() -> None:
    words = PlainWords({"因素": ("为什么",), "天数": ("几天",), "办结": ("办完",)})
    assert words.expansions("为什么几天办完") == [Expansion("办完", ("办结",))]
