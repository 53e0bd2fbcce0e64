import pytest

from eval.html_report.marking import found_at, in_script_units
from eval.judging.matching import sentences


@pytest.mark.parametrize(
    ("text", "wanted", "held"),
    [
        ("甲。最高２０ 万元。乙", "最高20万元。", ["最高２０ 万元。"]),
        ("单户（每年）\n最高；其他", "单户(每年)最高;", ["单户（每年）\n最高；"]),
        ("其他内容", "最高20万元。", []),
        ("㎏abcde和㎏abcde", "kgabcde", ["㎏abcde", "㎏abcde"]),
    ],
)
def test_a_sentence_is_found_where_it_is_written_otherwise(text: str, wanted: str, held: list[str]) -> None:
    assert [text[start:end] for start, end in found_at(text, sentences(wanted))] == held


def test_neighbouring_and_overlapping_sentences_are_joined() -> None:
    assert found_at("一二三四五六七八", ["一二三四", "五六", "六七"]) == ((0, 7),)
    assert found_at("一二三", ["", "四"]) == ()


def test_ranges_are_told_as_a_script_counts() -> None:
    assert in_script_units("😀二三", ((1, 2), (0, 3))) == [[2, 3], [0, 4]]
