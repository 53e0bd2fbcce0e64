from kb.text.folding import Folded, fold, splits
from kb.types import Span


def test_widths_case_traditional_characters_and_white_space_fold_away() -> None:
    assert fold("補 貼\n１,０００ 萬元、LPR ＋９０ＢＰ") == "补贴1000万元、lpr+90bp"
    assert fold("阿里·巴巴\u200b集团") == "阿里巴巴集团"


def test_only_grouping_commas_are_dropped() -> None:
    assert fold("1,000万元，3,4项，1,0000") == "1000万元,3,4项,1,0000"


def test_places_in_the_folding_lead_back_to_the_text() -> None:
    text = "见Ⅲ、\n\n１,０００ 元…止"
    folded = Folded(text)
    assert folded.key == "见iii、1000元...止"
    place = folded.key.index("1000元")
    assert folded.span(place, place + 5) == Span(5, 12)
    assert Span(5, 12).of(text) == "１,０００ 元"
    assert folded.find_all("i") == [1, 2, 3]
    assert folded.span(1, 4) == Span(1, 2)


def test_a_piece_of_a_number_or_word_is_widened_to_all_of_it() -> None:
    folded = Folded("最高25万元，百分之五十，LPR加点3.45%")
    assert folded.whole(3, 6) == (2, 6)
    assert folded.key[7:11] == "百分之五"
    assert folded.whole(7, 11) == (7, 12)
    start = folded.key.index("pr")
    assert folded.whole(start, start + 2) == (start - 1, start + 2)
    start = folded.key.index("45")
    assert folded.whole(start, start + 2) == (start - 2, start + 3)


def test_numeral_characters_that_are_no_number_together_are_not_widened() -> None:
    assert not splits("一一对应", 1)
    assert not splits("统一一致", 2)
    assert splits("二十日", 1)
