from itertools import pairwise
from pathlib import Path

import pytest

from kb.text.sentences import sentence_spans
from kb.types import Span
from tests.kb.homes import SEEDS


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        (" \n　\n", []),
        ("甲。乙！丙？", ["甲。", "乙！", "丙？"]),
        ("甲；乙;丙", ["甲；", "乙;", "丙"]),
        ("他说：“行。”然后走。", ["他说：“行。”", "然后走。"]),
        ("（好。）下", ["（好。）", "下"]),
        ("一、\n\n  二；三", ["一、", "二；", "三"]),
        ("真的？！是……", ["真的？！", "是……"]),
        ("3.5%以内", ["3.5%以内"]),
        ("没有句号", ["没有句号"]),
    ],
)
def test_sentences_end_at_their_marks_and_at_line_breaks(text: str, sentences: list[str]) -> None:
    assert [span.of(text) for span in sentence_spans(text)] == sentences


def test_only_the_given_part_is_read() -> None:
    assert sentence_spans("甲。乙。丙。", Span(2, 5)) == [Span(2, 4), Span(4, 5)]


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name)
def test_every_character_but_white_space_is_in_exactly_one_sentence(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    spans = sentence_spans(text)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert "".join("".join(span.of(text) for span in spans).split()) == "".join(text.split())
