import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.clauses.parse import parse_clauses
from kb.clauses.split import embedding_text, split_passages
from kb.clauses.tables import header_of
from kb.types import Passage


def passages(text: str, max_chars: int = 500) -> list[Passage]:
    return split_passages("d7", 2, text, parse_clauses(text), max_chars=max_chars)


def test_numbers_passages_in_text_order_and_quotes_them_exactly() -> None:
    text = "某办法\n\n第一条 甲。\n\n第二条 乙：\n（一）子；\n（二）丑。\n"
    found = passages(text)
    assert [(p.passage_id, p.clause_address, p.text) for p in found] == [
        ("d7@2:1", "第一条", "第一条 甲。"),
        ("d7@2:2", "第二条", "第二条 乙：\n（一）子；\n（二）丑。"),
    ]
    assert all(p.span.of(text) == p.text and (p.document_id, p.version) == ("d7", 2) for p in found)


def test_marks_around_blocks_of_code_are_in_no_passage() -> None:
    text = "# 某法\n```markdown\n（2020年1月1日通过）\n```\n## 第一章 总则\n第一条 甲。\n```\n```\n"
    assert [p.text for p in passages(text)] == ["（2020年1月1日通过）", "第一条 甲。"]


def test_articles_are_never_merged_and_bare_headings_are_no_passage() -> None:
    text = "第一章 总则\n第一条 甲。\n第二条 乙。\n一、标题\n"
    assert [p.text for p in passages("第一章 总则\n第一条 甲。\n第二条 乙。\n")] == ["第一条 甲。", "第二条 乙。"]
    assert passages(text)[0].clause_address == "第一条"


def test_a_list_that_does_not_fit_gives_its_items_with_the_lead_in() -> None:
    text = "第一条 有下列情形之一的，给予奖励：\n（一）" + "甲" * 30 + "；\n（二）" + "乙" * 30 + "。\n按年发放。\n"
    found = passages(text, max_chars=60)
    lead = "第一条 有下列情形之一的，给予奖励："
    assert [(p.clause_address, p.lead_in) for p in found] == [
        ("第一条", ""),
        ("第一条第一款第一项", lead),
        ("第一条第一款第二项", lead),
        ("第一条第二款", ""),
    ]


def test_a_long_leaf_is_cut_at_sentence_ends() -> None:
    text = "一、甲\n" + "这里是第一句话。" * 20 + "\n"
    found = passages(text, max_chars=50)
    assert "".join(p.text for p in found) == "这里是第一句话。" * 20
    assert all(p.text.endswith("。") and len(p.text) <= 50 for p in found)
    assert {p.clause_address for p in found} == {"一、"}


def test_plain_paragraphs_are_gathered_up_to_the_limit() -> None:
    text = "标题在此\n" + "\n".join("这是一个段落。" * 3 for _ in range(6)) + "\n"
    found = passages(text, max_chars=70)
    assert [len(p.text) for p in found] == [65, 65]
    assert {p.clause_address for p in found} == {"正文"}


def test_rows_of_a_long_table_come_with_their_header() -> None:
    rows = "\n".join(f"| 第{n}档 | {n}0万元 |" for n in range(1, 9))
    found = passages(f"一、标准\n| 档次 | 金额 |\n| --- | --- |\n{rows}\n", max_chars=60)
    assert [p.text for p in found] == rows.split("\n")
    assert {p.lead_in for p in found} == {"档次｜金额"}
    assert [p.clause_address for p in found[:2]] == ["一、表1第1行", "一、表1第2行"]


def test_embeds_title_headings_and_lead_in_before_the_text() -> None:
    text = "一、对象\n（一）条件。符合下列之一：\n1." + "甲" * 30 + "；\n2." + "乙" * 30 + "。\n"
    tree = parse_clauses(text)
    found = split_passages("d", 1, text, tree, max_chars=50)
    passage = found[-1]
    clause = next(c for c in tree.clauses if c.address == passage.clause_address)
    assert embedding_text("某办法", passage, clause) == (
        "某办法\n一、对象\n（一）条件\n（一）条件。符合下列之一：\n2." + "乙" * 30 + "。"
    )


def test_embeds_the_clause_heading_where_a_piece_does_not_begin_with_it() -> None:
    text = "一、甲项工作\n" + "这里是一句话。" * 20
    tree = parse_clauses(text)
    last = split_passages("d", 1, text, tree, max_chars=50)[-1]
    assert embedding_text("某办法", last, tree.clauses[0]) == f"某办法\n一、甲项工作\n{last.text}"


def test_nothing_comes_of_nothing() -> None:
    assert passages("") == []
    assert passages(" \n\n") == []


_WORDS = st.lists(
    st.sampled_from(
        [
            "第一条 ",
            "第二条 ",
            "一、",
            "（一）",
            "（二）",
            "1.",
            "甲乙丙。",
            "丁戊：",
            "己，",
            "\n",
            "\n\n",
            "附件1\n",
            "| a | b |\n",
        ]
    ),
    max_size=60,
)


@settings(deadline=None, max_examples=150)
@given(_WORDS, st.integers(min_value=5, max_value=60))
def test_every_character_that_is_no_heading_is_in_exactly_one_passage(words: list[str], max_chars: int) -> None:
    text = "".join(words)
    tree = parse_clauses(text)
    found = split_passages("d", 1, text, tree, max_chars=max_chars)
    covered = [0] * len(text)
    for passage in found:
        assert passage.span.of(text) == passage.text != ""
        assert len(passage.text) <= max_chars
        holder = next(clause for clause in tree.clauses if clause.address == passage.clause_address)
        assert holder.span.contains(passage.span)
        for offset in range(passage.span.start, passage.span.end):
            covered[offset] += 1
    assert max(covered, default=0) <= 1
    for clause in tree.clauses:
        names_columns = clause.kind == "table" and header_of(clause.own.of(text))
        if clause.title is None and clause.kind not in ("title", "contents") and not names_columns:
            for offset in range(clause.own.start, clause.own.end):
                assert covered[offset] or text[offset].isspace()


@pytest.mark.parametrize("max_chars", [1, 2, 500])
def test_holds_for_any_limit(max_chars: int) -> None:
    text = "第一条 甲乙丙，丁戊己。\n"
    assert "".join(p.text for p in passages(text, max_chars)).replace(" ", "") == text.strip().replace(" ", "")
