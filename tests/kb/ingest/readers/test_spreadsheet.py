import datetime
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook

from kb.errors import EmptySource, SourceTooLarge, UnreadableSource
from kb.ingest.readers.spreadsheet.delimited import read_delimited
from kb.ingest.readers.spreadsheet.number_formats import displayed
from kb.ingest.readers.spreadsheet.reader import MAX_ROWS, read_workbook
from kb.ingest.source import parse_source


def saved(book: Workbook) -> bytes:
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def standards() -> Workbook:
    book = Workbook()
    sheet = book.active
    sheet.title = "补贴标准"
    sheet["A1"] = "2024年度补贴标准表"
    sheet.merge_cells("A1:E1")
    sheet["E2"] = "单位：万元"
    sheet.append(["序号", "类别", "上限", None, "比例"])
    sheet.append([None, None, "企业", "个人", None])
    sheet.append([1, "甲类", 1234.5, 20, 0.125])
    sheet.append([2, None, 50, 30, 0.5])
    for row in (5, 6):
        sheet.cell(row, 3).number_format = "#,##0.00"
        sheet.cell(row, 5).number_format = "0.0%"
    for area in ("C3:D3", "A3:A4", "B3:B4", "E3:E4", "B5:B6"):
        sheet.merge_cells(area)
    sheet["A7"] = "注：以上为年度数"
    sheet.merge_cells("A7:E7")
    return book


def test_a_sheet_is_a_heading_and_a_table_with_merged_cells_filled() -> None:
    raw = read_workbook(saved(standards()), "a.xlsx")
    assert raw.text.split("\n") == [
        "## 工作表：补贴标准",
        "2024年度补贴标准表",
        "单位：万元",
        "| 序号 | 类别 | 上限 企业 | 上限 个人 | 比例 |",
        "| --- | --- | --- | --- | --- |",
        "| 1 | 甲类 | 1,234.50 | 20 | 12.5% |",
        "| 2 | 甲类 | 50.00 | 30 | 50.0% |",
        "注：以上为年度数",
        "",
    ]
    assert (raw.format, raw.is_reflowed, raw.warnings) == ("xlsx", True, ())


def test_hidden_parts_are_read_and_told_of_and_formulas_without_a_result_too() -> None:
    book = standards()
    sheet = book.create_sheet("旧 表")
    sheet.sheet_state = "hidden"
    sheet.append(["名称", "数额", "合计"])
    sheet.append(["甲", 1, "=B2*2"])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    raw = read_workbook(saved(book), "a.xlsx")
    assert raw.text.split("\n")[8:] == [
        "## 工作表：旧 表",
        "| 名称 | 数额 | 合计 |",
        "| --- | --- | --- |",
        "| 甲 | 1 |  |",
        "",
    ]
    assert raw.warnings == (
        "工作表“旧 表”是隐藏的，已照样读取",
        "工作表“旧 表”有1 个隐藏行、1 个隐藏列区，已照样读取",
        "工作表“旧 表”有 1 个公式没有保存结果，读作空白：请用表格软件打开，重新计算并保存后再导入",
    )


def test_a_heading_of_two_rows_is_joined_also_where_only_its_groups_are_merged() -> None:
    book = Workbook()
    sheet = book.active
    for row in (["地区", "任务", None], [None, "2023年", "2024年"], ["甲", 1, 2], ["乙", 3, 4]):
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    assert read_workbook(saved(book), "a.xlsx").text.split("\n")[:3] == [
        "| 地区 | 任务 2023年 | 任务 2024年 |",
        "| --- | --- | --- |",
        "| 甲 | 1 | 2 |",
    ]


def test_a_table_of_figures_alone_has_an_empty_heading() -> None:
    book = Workbook()
    for row in ([1, 2], [3, 4]):
        book.active.append(row)
    assert read_workbook(saved(book), "a.xlsx").text == "|  |  |\n| --- | --- |\n| 1 | 2 |\n| 3 | 4 |\n"


def test_a_second_title_behind_an_empty_row_opens_another_table() -> None:
    book = Workbook()
    for row in (["表1 甲", None], ["a项", "b项"], ["x", "y"], [], ["表2 乙"], ["c项", "d项"], ["z", "w"]):
        book.active.append(row)
    assert read_workbook(saved(book), "a.xlsx").text.split("\n") == [
        "表1 甲",
        *("| a项 | b项 |", "| --- | --- |", "| x | y |"),
        "表2 乙",
        *("| c项 | d项 |", "| --- | --- |", "| z | w |"),
        "",
    ]


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0.125, "0%", "13%"),
        (0.125, "0.00%", "12.50%"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (-5.5, "#,##0.00_);(#,##0.00)", "(5.50)"),
        (12000, '"¥"#,##0', "¥12,000"),
        (12000, "[$¥-804]#,##0.0", "¥12,000.0"),
        (7, "000", "007"),
        (0.5, "#.##", ".5"),
        (35000, '0.0,"千元"', "35.0千元"),
        (0, '0;-0;"—"', "—"),
        (120, '[>100]"多";0', "多"),
        (0.1 + 0.2, "General", "0.3"),
        (100, "General", "100"),
        (12345.678, "0.00E+00", "1.23E+04"),
        (300, '0"万元"', "300万元"),
        (True, "General", "TRUE"),
        (datetime.datetime(2024, 3, 5), "mm-dd-yy", "2024/3/5"),
        (datetime.datetime(2024, 3, 5), 'yyyy"年"m"月"d"日"', "2024年3月5日"),
        (datetime.datetime(2024, 3, 5, 14, 7), "yyyy-mm-dd hh:mm", "2024-03-05 14:07"),
        (datetime.datetime(2024, 3, 5, 14, 7), "h:mm AM/PM", "2:07 PM"),
        (datetime.time(9, 5), "h:mm", "9:05"),
        (datetime.timedelta(hours=30), "[h]:mm:ss", "30:00:00"),
        (" 多\n行 ", "@", "多 行"),
    ],
)
def test_values_are_shown_as_the_sheet_shows_them(value: object, number_format: str, shown: str) -> None:
    assert displayed(value, number_format) == shown


def test_the_title_is_the_sheets_own_or_the_files() -> None:
    titled = parse_source(saved(standards()), "x.xlsx").documents[0]
    assert titled.metadata.title == "2024年度补贴标准表"
    plain = Workbook()
    plain.active.title = "明细"
    for row in (["项目", "数额"], ["甲", "1"]):
        plain.active.append(row)
    assert parse_source(saved(plain), "企业奖补标准.xlsx").documents[0].metadata.title == "企业奖补标准"


def test_text_tables_by_comma_tab_and_semicolon() -> None:
    lines = '| 序号 | 名称 |\n| --- | --- |\n| 1 | 甲,"乙" |\n| 2 | 多 行 |\n'
    assert read_delimited('序号,名称\n1,"甲,""乙"""\n2,"多\n行"\n'.encode("gbk"), "a.csv").text == lines
    assert read_delimited('序号\t名称\n1\t"甲,""乙"""\n2\t"多\n行"\n'.encode(), "a.tsv").text == lines
    raw = read_delimited('\ufeff序号;名称\r\n1;"甲,""乙"""\r\n2;"多\n行"\r\n'.encode(), "a.csv")
    assert (raw.text, raw.encoding, raw.format) == (lines, "utf-8", "csv")


def test_limits_are_named() -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("大")
    for number in range(MAX_ROWS + 1):
        sheet.append([number])
    with pytest.raises(SourceTooLarge, match=f"“大”超过 {MAX_ROWS} 行，没有读取：请筛选"):
        read_workbook(saved(book), "a.xlsx")
    with pytest.raises(SourceTooLarge, match=f"超过 {MAX_ROWS} 行"):
        read_delimited(b"a,b\n" * (MAX_ROWS + 1), "a.csv")


def test_unreadable_files_say_why() -> None:
    with pytest.raises(UnreadableSource, match="ZIP 结构读不出来"):
        read_workbook(b"no workbook", "a.xlsx")
    with pytest.raises(UnreadableSource, match="打开密码"):
        read_workbook(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx")
    with pytest.raises(EmptySource, match="没有内容"):
        read_workbook(saved(Workbook()), "a.xlsx")
    with pytest.raises(UnreadableSource, match="外部实体"):
        read_workbook(_with_entity(saved(standards())), "a.xlsx")


def _with_entity(data: bytes) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            member = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                member = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + member
            new.writestr(name, member)
    return written.getvalue()
