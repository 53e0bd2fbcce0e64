"""PDF: lines, paragraphs, columns, tables and what is left out, on files written by hand."""

import pytest

from kb.errors import EmptySource, SourceTooLarge, UnreadableSource
from kb.ingest.readers.pdf import library
from kb.ingest.readers.pdf.reader import read_pdf
from kb.ingest.readers.pdf.rendering import render_page
from tests.kb.ingest.readers.pdf_maker import HEIGHT, WIDTH, Page, locked_pdf, pdf

# A column of 20 characters of 12 points, from 72 to 312.
_FULL = "为规范专项资金的使用和管理提高资金效益好"
_SHORT = "按照有关规定办理。"


def _text(*pages: Page) -> str:
    return read_pdf(pdf(*pages), "办法.pdf").text


def _body(page: Page, mark: str = "为") -> Page:
    """Print enough lines to say where the column ends, each paragraph with its first line set in."""
    for number in range(3):
        page.lines(72, 100 + 60 * number, [mark + _FULL[1:18], _FULL, _SHORT], first=24)
    return page


_PARAGRAPH = _FULL[:18] + _FULL + _SHORT


def test_lines_are_joined_to_paragraphs_by_indentation() -> None:
    assert _text(_body(Page())) == "\n".join([_PARAGRAPH] * 3)


def test_without_indentation_a_short_line_ends_a_paragraph() -> None:
    page = Page()
    for number in range(3):
        page.lines(72, 100 + 60 * number, [_FULL, _FULL, _SHORT])
    assert _text(page) == "\n".join([_FULL + _FULL + _SHORT] * 3)


def test_a_label_begins_a_paragraph_where_nothing_is_set_in() -> None:
    page = Page().lines(
        72, 100, [_FULL, _SHORT, "第二条 " + _FULL[:16] + "：", "（一）" + _FULL[:16] + "；", "（二）" + _SHORT]
    )
    assert _text(page).split("\n")[1:] == [
        "第二条 " + _FULL[:16] + "：",
        "（一）" + _FULL[:16] + "；",
        "（二）" + _SHORT,
    ]


def test_a_number_at_a_lines_start_in_mid_sentence_begins_nothing() -> None:
    page = _body(Page()).lines(72, 280, [_FULL[:16] + "依照", "第三条 的规定执行。"], first=24)
    assert _text(page).split("\n")[-1] == _FULL[:16] + "依照第三条 的规定执行。"


def test_a_paragraph_goes_on_overleaf_and_running_lines_are_dropped() -> None:
    pages = []
    for number in range(1, 4):
        page = Page().text(72, 50, "清河市人民政府公报", 9).text(280, 800, f"— {number} —", 9)
        pages.append(page.lines(72, 100, ["甲乙丙丁"[number] + _FULL[1:], _FULL]))
    pages[0].text(72, 80, "标题", 12)
    pages[-1].text(72, 140, _SHORT)
    whole = "".join(mark + _FULL[1:] + _FULL for mark in "乙丙丁")
    assert _text(*pages) == f"标题\n{whole}{_SHORT}"


def test_numbers_that_count_pages_are_dropped_and_other_numbers_stay() -> None:
    pages = [_body(Page(), "甲乙丙丁"[at]).text(280, 800, str(7 + at), 9) for at in range(4)]
    pages[1].text(72, 60, "2024", 12)
    assert _text(*pages).count("2024") == 1
    assert [line for line in _text(*pages).split("\n") if len(line) < 4] == []


def test_annexes_counted_at_the_heads_of_pages_stay() -> None:
    pages = [_body(Page().text(72, 60, f"附件{number}"), "甲乙丙丁戊"[number]) for number in (1, 2, 3, 4)]
    assert [line for line in _text(*pages).split("\n") if line.startswith("附件")] == [
        "附件1",
        "附件2",
        "附件3",
        "附件4",
    ]


def test_a_title_over_two_centred_lines_is_one() -> None:
    page = _body(Page().text(102, 40, "清河市人民政府关于印", 18).text(120, 66, "发测试办法的通知", 18))
    assert _text(page).split("\n")[0] == "清河市人民政府关于印发测试办法的通知"


def test_two_columns_are_read_one_after_the_other_under_their_heading() -> None:
    page = Page().text(210, 60, "两栏的公报", 18)
    page.lines(40, 100, [_FULL, _FULL, _FULL, _SHORT, _FULL, _SHORT])
    page.lines(310, 100, ["右" + _FULL[1:], _FULL, _FULL, _SHORT, _FULL, _SHORT])
    assert _text(page).split("\n") == [
        "两栏的公报",
        _FULL * 3 + _SHORT,
        _FULL + _SHORT,
        "右" + _FULL[1:] + _FULL * 2 + _SHORT,
        _FULL + _SHORT,
    ]


def test_a_note_at_the_foot_does_not_tear_a_paragraph() -> None:
    first = _body(Page()).lines(72, 700, [_FULL[:18], _FULL], first=24).text(72, 780, "① 见统计公报。", 9)
    assert _text(first, _body(Page().text(72, 80, _SHORT), "右")).split("\n")[3:5] == [_PARAGRAPH, "① 见统计公报。"]


def test_a_ruled_table_is_markdown_with_merged_cells_filled() -> None:
    page = Page().text(72, 80, "表1 补助标准").grid((72, 172, 272, 372), (100, 120))
    page.rule(72, 160, 372, 160).rule(172, 140, 372, 140)
    for column in (72, 172, 272, 372):
        page.rule(column, 120, column, 160)
    for column, words in zip((76, 176, 276), ("类别", "项目", "a|b"), strict=True):
        page.text(column, 114, words)
    page.text(76, 144, "研发").text(176, 134, "设备").text(276, 134, "30%").text(176, 154, "人员").text(276, 154, "20%")
    raw = read_pdf(pdf(page), "表.pdf")
    assert raw.text.split("\n") == [
        "表1 补助标准",
        "| 类别 | 项目 | a\\|b |",
        "| --- | --- | --- |",
        "| 研发 | 设备 | 30% |",
        "| 研发 | 人员 | 20% |",
    ]
    assert [raw.text[run.start : run.start + run.length] for run in raw.placed] == [
        *("表1 补助标准", "类别", "项目", "a", "|b", "研发", "设备", "30%", "研发", "人员", "20%")
    ]


def test_a_table_goes_on_overleaf_without_its_head() -> None:
    def page(first: int) -> Page:
        drawn = Page().grid((72, 172, 272), (100, 120, 140)).text(76, 114, "序号").text(176, 114, "事项")
        return drawn.text(76, 134, str(first)).text(176, 134, "补助").text(280, 800, f"- {first} -", 9)

    assert _text(page(1), page(2)) == "| 序号 | 事项 |\n| --- | --- |\n| 1 | 补助 |\n| 2 | 补助 |"


def test_lines_break_in_cells_as_words_do() -> None:
    page = Page().grid((72, 136, 300), (100, 140, 160))
    page.text(76, 114, "专项资金的").text(76, 130, "用途").text(142, 114, "甲").text(142, 130, "乙")
    page.text(76, 154, "一").text(142, 154, "二")
    assert _text(page).split("\n")[0] == "| 专项资金的用途 | 甲 乙 |"


def test_a_frame_and_lone_rules_are_no_table() -> None:
    page = _body(Page().grid((40, 400), (60, 400)).rule(72, 90, 300, 90))
    assert _text(page) == "\n".join([_PARAGRAPH] * 3)


def test_radicals_are_read_as_characters_and_full_width_signs_stay() -> None:
    assert _text(Page().text(72, 100, "⼈⺠⻔（１）①")) == "人民门（１）①"


def test_bold_made_by_printing_twice_is_read_once() -> None:
    page = Page().text(72, 100, "第一条 总则").text(72.4, 100, "第一条 总则")
    assert _text(page) == "第一条 总则"


def test_raised_characters_stand_in_their_line() -> None:
    page = Page().text(72, 100, "长度100t").text(120, 95, "2", 7).text(124, 100, "以上")
    assert _text(page) == "长度100t2以上"


def test_slanted_watermarks_are_left_out_and_counted() -> None:
    raw = read_pdf(pdf(_body(Page().text(200, 300, "内部资料", 40, angle="0.7 0.7 -0.7 0.7"))), "水印.pdf")
    assert raw.text == "\n".join([_PARAGRAPH] * 3)
    assert raw.warnings == ("4 个斜排的字符（多为水印或印章）没有收入",)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_stand_where_the_turned_page_shows_them(rotation: int) -> None:
    raw = read_pdf(pdf(Page(rotation=rotation).text(72, 100, "测试办法")), "转.pdf")
    (run,) = raw.placed
    across, down = {
        0: (96, 95),
        90: (HEIGHT - 95, 96),
        180: (WIDTH - 96, HEIGHT - 95),
        270: (95, WIDTH - 96),
    }[rotation]
    assert run.box is not None
    assert run.box.left <= across <= run.box.right
    assert run.box.top <= down <= run.box.bottom
    sizes = {(page.width, page.height) for page in raw.pages}
    assert sizes == {(WIDTH, HEIGHT) if rotation in (0, 180) else (HEIGHT, WIDTH)}
    assert raw.text == "测试办法"


def test_the_cropped_part_is_the_page() -> None:
    raw = read_pdf(pdf(Page(extra="/CropBox [50 100 595 800]").text(72, 100, "测试")), "裁.pdf")
    assert raw.pages[0].height == 700
    box = raw.placed[0].box
    assert box is not None
    assert (22 <= box.left <= 24, 46 <= box.top <= 58) == (True, True)


def test_pages_without_text_are_counted() -> None:
    raw = read_pdf(pdf(_body(Page()), Page(), Page()), "半.pdf")
    assert [page.characters for page in raw.pages] == [len(_PARAGRAPH) * 3, 0, 0]
    assert raw.warnings == ("第 2、3 页没有文字（共 3 页）",)


def test_a_file_without_text_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EmptySource, match=r"“空.pdf”共 1 页，没有文字层.*空白"):
        read_pdf(pdf(Page()), "空.pdf")
    with pytest.raises(
        EmptySource, match=r"“扫描.pdf”共 2 页，没有文字层（多为扫描件）：没有找到文字识别程序.*apt install"
    ):
        read_pdf(pdf(Page().image(), Page().image()), "扫描.pdf")


def test_what_is_no_pdf_or_cut_off_is_named() -> None:
    whole = pdf(_body(Page()))
    for data, why in (
        (b"GIF89a", "不是 PDF 文件"),
        (whole[: len(whole) // 2], "不完整.*重新下载"),
        (b"%PDF-1.7\n%%EOF", "已损坏"),
    ):
        with pytest.raises(UnreadableSource, match=f"“坏.pdf”{why}"):
            read_pdf(data, "坏.pdf")


def test_a_password_is_asked_for_by_name() -> None:
    with pytest.raises(UnreadableSource, match=r"“密.pdf”有打开密码：请用密码打开后另存为.*再导入") as refused:
        read_pdf(locked_pdf("1234"), "密.pdf")
    assert refused.value.detail["reason"] == "password"
    # A file that only its owner's password protects opens, here to an empty page.
    with pytest.raises(EmptySource):
        read_pdf(locked_pdf(""), "开.pdf")


def test_fonts_without_characters_are_told_instead_of_rubbish() -> None:
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] /FontMatrix [1 0 0 1 0 0] /FirstChar 0 /LastChar 255"
        " /Widths [" + "1 " * 256 + "] /Encoding << /Type /Encoding /Differences [0 /g0] >> /CharProcs << >> >>"
    )
    with pytest.raises((UnreadableSource, EmptySource), match=r"“乱.pdf”"):
        read_pdf(pdf(Page().text(72, 100, "\u0001\u0002"), font=font), "乱.pdf")


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "MOST_PAGES", 2)
    with pytest.raises(SourceTooLarge, match="有 3 页，超过上限 2 页"):
        read_pdf(pdf(*[Page()] * 3), "长.pdf")


def test_a_page_is_drawn_at_its_scale() -> None:
    png = render_page(pdf(Page().text(72, 100, "测试")), 1, 2.0)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (2 * WIDTH, 2 * HEIGHT)
    with pytest.raises(UnreadableSource, match=r"“短.pdf”没有第 2 页（共 1 页）"):
        render_page(pdf(Page()), 2, 1.0, "短.pdf")
