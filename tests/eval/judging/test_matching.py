import pytest

from eval.judging.matching import coverage, normalise, rests_on, sentences


@pytest.mark.parametrize(
    ("text", "compared"),
    [
        ("３００ 万元\n（含）", "300万元(含)"),
        ("“揭榜”：甲；乙，丙", '"揭榜":甲;乙,丙'),
        ("2020—2022、2020–2022、2020－2022", "2020-2022、2020-2022、2020-2022"),
        ("\u3000一\t二\u00a0三", "一二三"),
        ("①", "1"),
        ("", ""),
    ],
)
def test_texts_are_compared_without_width_punctuation_forms_and_white_space(text: str, compared: str) -> None:
    assert normalise(text) == compared


def test_a_quote_falls_into_its_sentences_and_short_pieces_are_left_out() -> None:
    assert sentences("原则上不超过1年；可以。超过1年的，应当备案。") == ("原则上不超过1年;", "超过1年的,应当备案。")


def test_a_piece_of_four_characters_is_short_and_one_of_five_is_not() -> None:
    assert sentences("一二三。四五六七。") == ("四五六七。",)


def test_a_quote_of_short_pieces_only_stays_whole() -> None:
    assert sentences("可以。") == ("可以。",)


def test_every_sentence_must_stand_whole_in_one_text() -> None:
    quote = "原则上不超过1年；超过1年的，应当备案。"
    assert coverage([quote], ["原则上不超过 1 年；", "超过1年的，应当", "备案。"]) == 0.5


def test_sentences_of_several_quotes_weigh_the_same() -> None:
    quotes = ["第一句话在此；第二句话在此；第三句话在此。", "第四句话在此。"]
    assert coverage(quotes, ["第四句话在此。第一句话在此；"]) == 0.5


def test_no_quotes_are_covered_by_anything_and_no_text_covers_a_quote() -> None:
    assert coverage([], []) == 1.0
    assert coverage(["第一句话在此。"], []) == 0.0


@pytest.mark.parametrize(
    ("cited", "rests"),
    [
        ("第一句话在此；第二句话", True),
        ("二句话", True),
        ("第三句话在此。", False),
        ("第一句话在那", False),
    ],
)
def test_a_citation_rests_on_evidence_that_it_holds_a_sentence_of_or_lies_within(cited: str, rests: bool) -> None:
    assert rests_on(cited, ["第一句话在此；第二句话在此。"]) is rests
