from kb.clauses.citation import clause_part
from kb.clauses.parse import parse_clauses
from kb.clauses.split import embedding_text, split_passages
from kb.clauses.tables import LONGEST_HEADER, caption_of, cells_of, header_of

TABLE = "| 类别 | 上限 |\n| --- | --- |\n| 甲类 | 100万元 |\n| 乙类 | 50万元 |\n"


def test_a_row_stands_below_its_caption_and_the_names_of_its_columns() -> None:
    text = f"附件1\n补贴名录\n表3 补贴标准\n单位：万元\n{TABLE}"
    tree = parse_clauses(text)
    row = tree.clauses[-1]
    assert (row.address, row.kind) == ("附件1表3第2行", "row")
    assert row.heading_path == ("附件1 补贴名录", "表3 补贴标准", "类别｜上限")
    assert clause_part(row) == "附件1表3第2行"
    passage = split_passages("d", 1, text, tree)[-1]
    assert (passage.clause_address, passage.text, passage.lead_in) == (row.address, "| 乙类 | 50万元 |", "类别｜上限")
    assert embedding_text("某办法", passage, row) == (
        "某办法\n附件1 补贴名录\n表3 补贴标准\n类别｜上限\n| 乙类 | 50万元 |"
    )


def test_tables_without_a_holder_are_counted() -> None:
    text = f"名单如下。\n{TABLE}另有一表。\n{TABLE}"
    rows = [clause.address for clause in parse_clauses(text).clauses if clause.kind == "row"]
    assert rows == ["正文表1第1行", "正文表1第2行", "正文表2第1行", "正文表2第2行"]
    assert [clause.address for clause in parse_clauses(TABLE).clauses] == [
        "正文",
        "正文表1",
        "正文表1第1行",
        "正文表1第2行",
    ]


def test_a_wide_heading_is_cut_and_long_rows_keep_within_the_limit() -> None:
    names = [f"第{number}列的名称相当长相当长" for number in range(40)]
    row = "| " + " | ".join(["内容" * 20] * 40) + " |"
    rule = "|" + " --- |" * 40
    text = f"附件1\n名录\n| {' | '.join(names)} |\n{rule}\n{row}\n"
    found = split_passages("d", 1, text, parse_clauses(text))
    assert max(len(passage.text) for passage in found) <= 500
    assert {len(passage.lead_in) for passage in found if "内容" in passage.text} == {LONGEST_HEADER - 1}
    assert "".join(p.text for p in found).count("第39列的名称相当长相当长") == 1


def test_a_table_without_names_of_columns_has_none_above_its_rows() -> None:
    text = "附件1\n名录\n|  |  |\n| --- | --- |\n| 1 | 2 |\n"
    tree = parse_clauses(text)
    assert tree.clauses[-1].heading_path == ("附件1 名录",)
    assert split_passages("d", 1, text, tree)[-1].lead_in == ""


def test_sheets_of_a_workbook_head_their_tables() -> None:
    text = f"## 工作表：甲表\n{TABLE}## 工作表：乙表\n{TABLE}"
    rows = [clause for clause in parse_clauses(text).clauses if clause.kind == "row"]
    assert rows[0].address == "【工作表：甲表】表1第1行"
    assert rows[0].heading_path == ("工作表：甲表", "类别｜上限")
    assert rows[3].address == "【工作表：乙表】表1第2行"


def test_cells_and_captions_are_read() -> None:
    assert cells_of("| a \\| b |  | c |") == ["a | b", "", "c"]
    assert cells_of("| a | b") == ["a", "b"]
    assert header_of("|  |  |") == ""
    assert caption_of(["表2 名单", "（单位：人）"]) == "表2 名单"
    assert caption_of(["按下表执行。"]) == ""


def test_a_first_row_that_names_no_columns_is_a_row_of_its_own() -> None:
    first = "| 1 | 甲 | 给予补贴，最高不超过一百万元。 |"
    text = f"附件1\n名录\n{first}\n| 2 | 乙 | 另行规定。 |\n"
    tree = parse_clauses(text)
    assert tree.clauses[-1].heading_path == ("附件1 名录",)
    assert [p.text for p in split_passages("d", 1, text, tree)] == ["附件1\n名录", first, "| 2 | 乙 | 另行规定。 |"]
