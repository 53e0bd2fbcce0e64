"""Automatic numbering, written out as it prints."""

import os
import random
from itertools import pairwise

import pytest

from eval.benchmarks.docx_maker import level, make_docx, numbering, paragraph
from eval.benchmarks.numbered_docx import numbered_docx
from kb.clauses.parse import parse_clauses
from kb.ingest.readers.docx.reader import read_docx
from kb.ingest.readers.office import convert, find_office
from kb.ingest.source import parse_source
from kb.raw import RawDocument
from tests.corpus import ROOT, corpus_dir

_SINGLE = {1: (0, "")}


def _read(body: str, lists: str, styles: str = "") -> RawDocument:
    parts = {"numbering": lists, **({"styles": styles} if styles else {})}
    return read_docx(make_docx(body, parts), "办法.docx")


def _lines(body: str, lists: str, styles: str = "") -> list[str]:
    return _read(body, lists, styles).text.split("\n")


def _numbered(*levels: int, list_id: int = 1) -> str:
    return "".join(paragraph("甲", number=(list_id, at)) for at in levels)


def test_levels_count_within_the_level_above() -> None:
    levels = (
        level(0, "chineseCountingThousand", "第%1条　")
        + level(1, "chineseCounting", "（%2）")
        + level(2, "decimal", "%3.", gap="space")
        + level(3, "decimalEnclosedCircle", "%4")
    )
    lines = _lines(_numbered(0, 1, 1, 2, 2, 1, 2, 3, 3, 0, 1), numbering({0: levels}, _SINGLE))
    assert lines == [
        *("第一条　甲", "（一）甲", "（二）甲", "1. 甲", "2. 甲", "（三）甲", "1. 甲", "①甲", "②甲"),
        *("第二条　甲", "（一）甲"),
    ]


@pytest.mark.parametrize(
    ("text", "gap", "line"),
    [
        ("第%1条", "tab", "第一条 甲"),
        ("第%1条", "space", "第一条 甲"),
        ("第%1条", "nothing", "第一条甲"),
        ("第%1条　", "tab", "第一条　甲"),
        ("%1、", "tab", "一、甲"),
        ("（%1）", "space", "（一）甲"),
        ("(%1)", "tab", "(一) 甲"),
    ],
)
def test_a_label_keeps_its_distance(text: str, gap: str, line: str) -> None:
    assert _lines(_numbered(0), numbering({0: level(0, "chineseCounting", text, gap=gap)}, _SINGLE)) == [line]


def test_a_label_may_hold_the_numbers_above() -> None:
    levels = "".join(level(at, "decimal", ".".join(f"%{n + 1}" for n in range(at + 1)), gap="space") for at in range(3))
    lines = _lines(_numbered(0, 1, 2, 2, 0, 1), numbering({0: levels}, _SINGLE))
    assert lines == ["1 甲", "1.1 甲", "1.1.1 甲", "1.1.2 甲", "2 甲", "2.1 甲"]


def test_legal_levels_write_all_numbers_decimal() -> None:
    levels = level(0, "chineseCounting", "第%1章", gap="space") + level(1, "decimal", "%1.%2", more="<w:isLgl/>")
    assert _lines(_numbered(0, 1, 0, 1), numbering({0: levels}, _SINGLE)) == [
        "第一章 甲",
        "1.1甲",
        "第二章 甲",
        "2.1甲",
    ]


def test_a_level_that_was_skipped_counts_as_begun() -> None:
    levels = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2")
    assert _lines(_numbered(1, 1, 0), numbering({0: levels}, _SINGLE)) == ["1.1甲", "1.2甲", "2.甲"]


@pytest.mark.parametrize(
    ("restart", "labels"),
    [
        ("", ["一章", "第1条", "第2条", "二章", "第1条"]),
        ('<w:lvlRestart w:val="0"/>', ["一章", "第1条", "第2条", "二章", "第3条"]),
    ],
)
def test_articles_may_count_on_through_chapters(restart: str, labels: list[str]) -> None:
    levels = level(0, "chineseCounting", "%1章") + level(1, "decimal", "第%2条", more=restart)
    lines = _lines(_numbered(0, 1, 1, 0, 1), numbering({0: levels}, _SINGLE))
    assert lines == [f"{label}甲" for label in labels]


def test_a_level_may_restart_after_an_outer_one_only() -> None:
    restart = '<w:lvlRestart w:val="1"/>'
    levels = level(0, "decimal", "%1章") + level(1, "decimal", "%2节") + level(2, "decimal", "%3条", more=restart)
    lines = _lines(_numbered(0, 1, 2, 1, 2, 0, 1, 2), numbering({0: levels}, _SINGLE))
    assert lines == ["1章甲", "1节甲", "1条甲", "2节甲", "2条甲", "2章甲", "1节甲", "1条甲"]


def test_lists_of_one_family_count_on_and_an_override_starts_anew() -> None:
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    lists = numbering({0: level(0, "decimal", "%1.")}, {1: (0, ""), 2: (0, ""), 3: (0, override)})
    body = _numbered(0, 0) + _numbered(0, list_id=2) + _numbered(0, 0, list_id=3) + _numbered(0)
    assert _lines(body, lists) == ["1.甲", "2.甲", "3.甲", "5.甲", "6.甲", "7.甲"]


def test_an_override_may_replace_a_level() -> None:
    override = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1)")}</w:lvlOverride>'
    lists = numbering({0: level(0, "decimal", "%1.")}, {1: (0, override)})
    assert _lines(_numbered(0, 0), lists) == ["I)甲", "II)甲"]


def test_a_style_may_number_its_paragraphs() -> None:
    linked = level(0, "chineseCounting", "第%1章", gap="space", more='<w:pStyle w:val="Chapter"/>') + level(
        1, "chineseCounting", "第%2条", gap="space", more='<w:pStyle w:val="Article"/>'
    )
    styles = (
        _style("Chapter", '<w:numPr><w:numId w:val="1"/></w:numPr>')
        + _style("Article", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>')
        + '<w:style w:type="paragraph" w:styleId="Quiet"><w:basedOn w:val="Article"/></w:style>'
    )
    none = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
    body = (
        paragraph("总则", style="Chapter")
        + paragraph("甲", style="Article")
        + paragraph("乙", style="Quiet")
        + paragraph("丙", style="Article", properties=none)
        + paragraph("附则", style="Chapter")
        + paragraph("丁", style="Article")
    )
    assert _lines(body, numbering({0: linked}, _SINGLE), styles) == [
        *("第一章 总则", "第一条 甲", "第二条 乙", "丙", "第二章 附则", "第一条 丁"),
    ]


def test_a_style_of_lists_lends_its_levels() -> None:
    levels = '<w:styleLink w:val="Laws"/>' + level(0, "decimal", "%1)")
    lists = numbering({0: levels, 1: '<w:numStyleLink w:val="Laws"/>'}, {1: (0, ""), 2: (1, "")})
    assert _lines(_numbered(0) + _numbered(0, list_id=2), lists) == ["1)甲", "2)甲"]


def test_formats_of_word_s_own_have_leading_zeros() -> None:
    custom = (
        '<w:lvl w:ilvl="0"><w:start w:val="9"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/>'
        '</mc:Fallback></mc:AlternateContent><w:suff w:val="nothing"/><w:lvlText w:val="%1号"/></w:lvl>'
    )
    assert _lines(_numbered(0, 0), numbering({0: custom}, _SINGLE)) == ["009号甲", "010号甲"]


def test_bullets_are_characters_and_unknown_styles_are_told() -> None:
    bullet = level(0, "bullet", "\uf0b7", gap="tab", more="")
    raw = _read(_numbered(0), numbering({0: bullet}, _SINGLE))
    assert (raw.text, raw.warnings) == ("• 甲", ())
    raw = _read(_numbered(0, 0), numbering({0: level(0, "thaiLetters", "%1.")}, _SINGLE))
    assert (raw.text, raw.warnings) == ("1.甲\n2.甲", ("有不认识的编号样式，已按阿拉伯数字写出：thaiLetters",))


def test_deleted_and_empty_paragraphs_are_counted_as_they_print() -> None:
    gone = '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>'
    body = (
        paragraph("甲", number=(1, 0))
        + f'<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>{gone}</w:pPr>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>乙</w:delText></w:r></w:del></w:p>'
        + paragraph("", number=(1, 0))
        + paragraph("丙", number=(1, 0))
    )
    raw = _read(body, numbering({0: level(0, "decimal", "%1.", gap="space")}, _SINGLE))
    assert raw.text == "1. 甲\n2.\n3. 丙"


def test_the_measures_of_the_samples_keep_their_clauses() -> None:
    measures = next(
        document
        for file in sorted((ROOT / "seeds").glob("*.txt"))
        for document in parse_source(file.read_bytes(), file.name).documents
        if (document.metadata.title or "").endswith("实施办法")
    )
    data, counted = numbered_docx(measures.text)
    raw = read_docx(data, "办法.docx")
    assert counted == 35
    assert _without_blanks(raw.text) == _without_blanks(measures.text)
    assert _clauses(raw.text) == _clauses(measures.text)


@pytest.mark.corpus
def test_published_rules_keep_their_clauses() -> None:
    files = sorted((corpus_dir() / "policy" / "nfra").glob("*.md"))[::4]
    counted = 0
    for file in files:
        text = file.read_text(encoding="utf-8").replace("# ", "")
        data, numbers = numbered_docx(text)
        raw = read_docx(data, file.name)
        counted += numbers
        assert _without_blanks(raw.text) == _without_blanks(text), file.name
        assert _clauses(raw.text) == _clauses(text), file.name
    assert counted > 500


def test_labels_agree_with_those_of_libreoffice() -> None:
    if find_office() is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice (soffice) is not installed")
        pytest.skip("LibreOffice (soffice) is not installed")
    chance = random.Random(8)
    families = {family: _random_levels(chance) for family in range(12)}
    body = ""
    for family in families:
        at = 0
        for _ in range(25):
            at = chance.randint(0, 3 if family % 2 else min(3, at + 1))
            body += paragraph("甲", number=(family + 1, at))
    data = make_docx(body, {"numbering": numbering(families, {family + 1: (family, "") for family in families})})
    printed = convert(data, ".docx", "txt:Text (encoded):UTF8", "编号.docx")
    assert printed is not None
    theirs = [_without_blanks(line) for line in printed.decode("utf-8-sig").splitlines()]
    assert [_without_blanks(line) for line in read_docx(data, "编号.docx").text.split("\n")] == theirs
    assert len(theirs) == 300


def _random_levels(chance: random.Random) -> str:
    levels = ""
    for at in range(4):
        style = chance.choice(("decimal", "chineseCountingThousand", "lowerLetter", "decimalEnclosedCircle"))
        outline = ".".join(f"%{above + 1}" for above in range(at + 1)) + "."
        label = chance.choice((f"%{at + 1}.", f"（%{at + 1}）", f"第%{at + 1}条", outline))
        levels += level(at, style, label, start=chance.choice((1, 1, 1, 3)))
    return levels


def _style(name: str, properties: str) -> str:
    return f'<w:style w:type="paragraph" w:styleId="{name}"><w:pPr>{properties}</w:pPr></w:style>'


def _without_blanks(text: str) -> str:
    return "".join(text.split())


def _clauses(text: str) -> list[tuple[str, str]]:
    tree = parse_clauses(text)
    assert all(one.own.end == other.own.start for one, other in pairwise(tree.clauses))
    return [(clause.address, _without_blanks(text[clause.own.start : clause.own.end])) for clause in tree.clauses]
