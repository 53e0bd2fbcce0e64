from pathlib import Path

import pytest

from kb.retrieve.expand import PlainWords, bundled_plain_words, only_asks, shipped_words
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


@pytest.mark.parametrize(
    ("question", "expressions"),
    [
        ("材料凑不齐，能不能后头再补？", {"材料凑不齐": ("容缺受理",), "后头再补": ("容缺受理", "补齐")}),
        ("店门口修路围了半年，租公家的铺子能免吗？", {"门口修路": ("围挡施工",), "租公家的": ("国有房屋",)}),
        ("要老板签字担保吗？", {"老板签字担保": ("连带责任保证",)}),
        ("亏了以后各扛几成？", {"各扛几成": ("分担",)}),
    ],
)
def test_the_bundled_dictionary_knows_how_people_tell_of_rules(
    question: str, expressions: dict[str, tuple[str, ...]]
) -> None:
    found = {one.source: one.targets for one in bundled_plain_words().expansions(question)}
    assert {expression: found.get(expression) for expression in expressions} == expressions


def test_a_malformed_line_of_the_dictionary_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "words.tsv"
    file.write_text("贷款\t借钱\n没有制表符\n", encoding="utf-8")
    monkeypatch.setattr("kb.retrieve.expand.DICTIONARY", file)
    with pytest.raises(ValueError, match=r"words\.tsv line 2 is not"):
        shipped_words.__wrapped__()


def test_words_that_only_ask_are_not_expanded() -> None:
    words = PlainWords({"因素": ("为什么",), "天数": ("几天",), "办结": ("办完",)})
    assert words.expansions("为什么几天办完") == [Expansion("办完", ("办结",))]


def test_what_only_asks_is_told_from_what_is_asked_about() -> None:
    assert [only_asks(text) for text in ("怎么办", "多久", "為什麼", "办多久", "补钱")] == [
        True,
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("雇了25个人要办什么", []),
        ("雇了25 个人要办什么", []),
        ("三个人合伙", []),
        ("几个人能开", []),
        ("二十多个人", []),
        ("这个人欠我钱", []),
        ("每个人都签", []),
        ("同一个人又来", []),
        ("同一项目钱能领两次吗", ["项目钱"]),
        ("个人贷款多少", ["个人"]),
        ("统一个人账户", ["个人"]),
        ("25名个人股东", ["个人"]),
        ("完成3项目钱", []),
        ("一共25人才行", []),
        ("引进人才", ["人才"]),
        ("打到一半人才走", ["人才"]),
        ("2024年报几号交", ["年报"]),
        ("3年报一次", []),
        ("装gps", []),
        ("罚gp钱", ["gp"]),
        ("罚25%", []),
        ("罚5%", ["5%"]),
        ("罚3.5%", []),
        ("第一百条", []),
        ("得了第一奖多少", ["第一"]),
    ],
)
def test_words_cut_out_of_a_count_or_another_word_are_left_alone(question: str, sources: list[str]) -> None:
    words = PlainWords(
        {
            "自然人": ("个人",),
            "财政资金": ("项目钱",),
            "高层次专家": ("人才",),
            "年度报告": ("年报",),
            "普通合伙人": ("gp",),
            "百分之五": ("5%",),
            "头名": ("第一",),
        }
    )
    assert [found.source for found in words.expansions(question)] == sources


def test_a_shorter_word_is_taken_where_the_longer_one_is_cut() -> None:
    words = PlainWords({"甲": ("补助ab",), "乙": ("补助",)})
    assert words.expansions("补助abc") == [Expansion("补助", ("乙",))]


def test_own_words_stand_before_the_shipped_ones_and_removed_ones_are_gone() -> None:
    changed = WORDS.changed([("贴息资金", "利息"), ("ＬＰＲ", "利息"), ("贷款利率", "利息钱")], [("贷款贴息", "利息")])
    assert changed.terms_of("利息") == ("贴息资金", "ＬＰＲ", "贷款利率")
    assert changed.terms_of("利息钱") == ("贷款利率",)
    assert changed.terms_of("利息补贴") == ("贷款贴息",)
    assert WORDS.terms_of("利息") == ("贷款利率", "贷款贴息")
    assert WORDS.changed([], [("贷款贴息", "利息"), ("贷款利率", "利 息"), ("贷款利率", "利息")]).terms_of("利息") == ()


def test_an_own_word_that_is_shipped_too_is_there_once() -> None:
    assert WORDS.changed([("贷款利率", "利息")], []).terms_of("利息") == ("贷款利率", "贷款贴息")


def test_the_places_of_own_words_are_known() -> None:
    words = WORDS.changed([("随借随还产品", "随申贷")], [])
    assert words.own_places("想办随申贷,随申贷") == {2, 3, 4, 6, 7, 8}
    assert words.own_places("随借随还产品") == {0, 1, 2, 3, 4, 5}
    assert words.own_places("利息") == set()
    assert WORDS.own_places("利息") == set()
