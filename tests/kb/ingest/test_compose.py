"""A version's text and the way back to the file are exact."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import SourceError
from kb.ingest.compose import compose, whole
from kb.ingest.source import parse_source
from kb.raw import ParsedDocument
from kb.types import SourceMap, SourceRun, Span


def assert_exact(text: str, source_map: SourceMap, raw: str) -> None:
    """Every run is the file's, runs are in order, and what stands between runs is no word."""
    done = 0
    for run in source_map.runs:
        assert run.length > 0
        assert text[done : run.start].strip() == ""
        assert text[run.start : run.start + run.length] == raw[run.source_start : run.source_start + run.length]
        done = run.start + run.length
    assert text[done:].strip() == ""


def test_stray_blanks_between_chinese_and_digits_are_left_out() -> None:
    raw = "自 2022年 6月 26日起施行。"
    text, source_map = compose(raw, [[(0, len(raw))]])
    assert text == "自2022年6月26日起施行。"
    assert [(run.start, run.source_start, run.length) for run in source_map.runs] == [
        (0, 0, 1),
        (1, 2, 5),
        (6, 8, 2),
        (8, 11, 7),
    ]
    assert source_map.ranges(Span(1, 8)) == ((2, 7), (8, 10))


def test_blanks_of_names_words_and_numbers_stay() -> None:
    raw = "1 总则 张 展 说，本报讯 5月 Sci-Tech & Finance Times 100 200"
    text, _ = compose(raw, [[(0, len(raw))]])
    assert text == "1 总则 张 展 说，本报讯 5月Sci-Tech & Finance Times 100 200"


def test_pieces_are_joined_and_paragraphs_parted() -> None:
    raw = "第一行，\n第二行。\nword\nnext"
    text, source_map = compose(raw, [[(0, 4), (5, 9)], [(10, 14), (15, 19)]])
    assert text == "第一行，第二行。\nword next"
    assert_exact(text, source_map, raw)


def test_a_text_without_carriage_returns_is_the_file_itself() -> None:
    raw = "# 条例\n\n第一条 内容。\n"
    assert whole(raw) == (raw, SourceMap((SourceRun(0, 0, len(raw)),)))


def test_line_ends_become_one_character() -> None:
    raw = "甲\r\n\r\n乙\r丙\n"
    text, source_map = whole(raw)
    assert text == "甲\n\n乙\n丙\n"
    assert_exact(text, source_map, raw)
    assert source_map.ranges(Span(3, 4)) == ((5, 6),)


_WORDS = st.sampled_from(
    [
        "本报讯 ",
        "记者",
        "第一条 ",
        "一、",
        "（一）",
        "1.",
        "2022年 6月",
        "《办法》",
        "施行。",
        "，",
        "：",
        "GDP ",
        "增长5.2%",
        "本报记者 张三",
        "（下转A2版）",
        "电话：0571-1",
        "企业贷款支持",
        "金融服务实体经济",
    ]
)
_LINES = st.lists(_WORDS, max_size=8).map("".join)
_PAGES = st.lists(_LINES, max_size=14).map("\n".join) | st.lists(_LINES, max_size=8).map("\r\n\r\n".join)


@settings(max_examples=150, deadline=None)
@given(_PAGES)
def test_no_character_is_lost_or_doubled_whatever_the_file(raw: str) -> None:
    try:
        parsed = parse_source(raw.encode(), "a.txt")
    except SourceError:
        assert not raw.strip()
        return
    used: list[int] = []
    for document in parsed.documents:
        assert_exact(document.text, document.source_map, raw)
        used += _places(document)
    assert len(used) == len(set(used))
    shown = " ".join(
        f"{document.metadata.title} {document.metadata.subtitle} {document.metadata.byline}"
        for document in parsed.documents
    )
    reported = "".join(parsed.warnings)
    kept = set(used) | {at for start, end in parsed.unassigned for at in range(start, end)}
    for match in re.finditer(r"[\u4e00-\u9fff]", raw):
        assert match.start() in kept or match[0] in shown or match[0] in reported


def _places(document: ParsedDocument) -> list[int]:
    return [at for run in document.source_map.runs for at in range(run.source_start, run.source_start + run.length)]
