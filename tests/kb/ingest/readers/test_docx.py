"""What a DOCX prints, element by element."""

import inspect
import sys
import zipfile
from io import BytesIO

import pytest

from eval.benchmarks.docx_maker import cell, level, make_docx, numbering, paragraph, run, table, zipped
from kb.errors import EmptySource, SourceError, SourceTooLarge, UnreadableSource
from kb.ingest.readers.docx.reader import OLE_MAGIC, read_docx
from kb.raw import RawDocument

_BREAK = "<w:r><w:br/></w:r>"


def _read(body: str, **parts: str) -> RawDocument:
    return read_docx(make_docx(body, parts), "通知.docx")


def _text(body: str, **parts: str) -> str:
    return _read(body, **parts).text


def _p(*inner: str) -> str:
    return f"<w:p>{''.join(inner)}</w:p>"


def _field(instruction: str, result: str | None = None) -> str:
    shown = f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(result)}' if result is not None else ""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>{shown}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _form(instruction: str, data: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
        f'<w:r><w:instrText>{instruction}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_paragraphs_are_lines_as_they_are_printed() -> None:
    raw = _read(paragraph("关于印发《办法》的通知", style="Title") + paragraph("") + paragraph("各有关单位：ＡＢ①"))
    assert raw == RawDocument(
        text="关于印发《办法》的通知\n\n各有关单位：ＡＢ①", encoding="utf-8", format="docx", is_reflowed=True
    )


def test_radicals_are_characters_again() -> None:
    assert _text(paragraph("⼈⺠政府")) == "人民政府"


def test_line_breaks_tabs_and_hyphens() -> None:
    body = _p(run("市政府办公室"), _BREAK, run("关于印发的通知"))
    body += _p(run("一"), "<w:r><w:tab/></w:r>", run("二"), "<w:r><w:noBreakHyphen/></w:r>", run("三"))
    body += _p(run("甲"), '<w:r><w:br w:type="page"/></w:r>', run("乙"), "<w:r><w:cr/><w:softHyphen/></w:r>", run("丙"))
    assert _text(body) == "市政府办公室\n关于印发的通知\n一 二-三\n甲\n乙\n丙"


def test_content_controls_links_and_smart_tags_are_transparent() -> None:
    inner = f"<w:sdt><w:sdtPr/><w:sdtContent>{run('甲')}</w:sdtContent></w:sdt>"
    inner += f'<w:hyperlink r:id="rId9">{run("乙")}</w:hyperlink><w:smartTag>{run("丙")}</w:smartTag>'
    body = f"<w:sdt><w:sdtContent>{_p(inner)}{paragraph('丁')}</w:sdtContent></w:sdt>"
    assert _text(body) == "甲乙丙\n丁"


def test_tracked_changes_read_as_accepted_with_a_warning() -> None:
    deleted = '<w:del w:id="1" w:author="a"><w:r><w:delText>五</w:delText></w:r></w:del>'
    body = _p(run("补助"), deleted, f'<w:ins w:id="2" w:author="a">{run("十")}</w:ins>', run("万元"))
    body += _p(f'<w:moveFrom w:id="3" w:author="a">{run("旧处")}</w:moveFrom>', run("。"))
    body += _p(f'<w:moveTo w:id="4" w:author="a">{run("新处")}</w:moveTo>')
    raw = _read(body)
    assert raw.text == "补助十万元\n。\n新处"
    assert raw.warnings == (
        "文件带有未确认的修订（插入 2 处、删除 2 处）：已按接受全部修订后的文字读入，请核对是否为定稿",
    )


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    gone = '<w:pPr><w:rPr><w:del w:id="1" w:author="a"/></w:rPr></w:pPr>'
    assert _text(_p(gone, run("前半句，")) + paragraph("后半句。")) == "前半句，后半句。"


def test_rows_that_were_deleted_are_dropped() -> None:
    rows = (
        f"<w:tr>{cell('项目')}{cell('金额')}</w:tr><w:tr>{cell('甲')}{cell('一')}</w:tr>"
        f'<w:tr><w:trPr><w:del w:id="1" w:author="a"/></w:trPr>{cell("乙")}{cell("二")}</w:tr>'
    )
    assert _text(f"<w:tbl>{rows}</w:tbl>") == "| 项目 | 金额 |\n| --- | --- |\n| 甲 | 一 |"


def test_fields_show_their_result_but_no_page_numbers() -> None:
    contents = _p(
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>',
        run("第一章 总则"),
        "<w:r><w:tab/></w:r>",
        _field("PAGEREF _Toc1 \\h", "3"),
    )
    contents += _p(run("第二章 附则"), "<w:r><w:tab/></w:r>", _field("PAGEREF _Toc2 \\h", "5"))
    contents += _p('<w:r><w:fldChar w:fldCharType="end"/></w:r>', run("正文"))
    body = contents + _p(run("表 "), f'<w:fldSimple w:instr=" SEQ 表 ">{run("1")}</w:fldSimple>', run(" 标准"))
    body += _p(run("第"), f'<w:fldSimple w:instr="PAGE">{run("4")}</w:fldSimple>', run("页"))
    assert _text(body) == "第一章 总则\n第二章 附则\n正文\n表 1 标准\n第页"


def test_a_field_that_is_never_closed_hides_its_own_paragraph_only() -> None:
    torn = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
    assert _text(_p(run("甲"), torn, run("4")) + paragraph("乙")) == "甲\n乙"


def test_circled_figures_and_form_fields_are_characters() -> None:
    circled = _field("eq \\o\\ac(○,3)")
    box = "<w:checkBox><w:default w:val='0'/>{}</w:checkBox>"
    choices = "<w:listEntry w:val='甲'/><w:listEntry w:val='乙'/>"
    chosen = _form("FORMDROPDOWN", f"<w:ddList><w:result w:val='1'/>{choices}</w:ddList>")
    empty, full = (_form("FORMCHECKBOX", box.format(state)) for state in ("", "<w:checked/>"))
    assert _text(_p(circled, run("是"), empty, run("否"), full, chosen)) == "③是□否☑乙"


def test_hidden_text_is_dropped_with_a_warning() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = _p(run("甲"), run("藏", "<w:vanish/>"), run("乙", '<w:vanish w:val="0"/>'))
    body += _p(run("藏", '<w:rStyle w:val="Secret"/>'), run("丙"))
    body += paragraph("藏", style="Ghost")
    raw = _read(body, styles=styles)
    assert raw.text == "甲乙\n丙"
    assert raw.warnings == ("隐藏文字 3 处没有读入（打印时也不出现）",)


def test_symbols_are_characters_of_their_meaning() -> None:
    body = _p(
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
        run("是"),
        '<w:r><w:sym w:font="Wingdings 2" w:char="F0A3"/></w:r>',
        run("否"),
        run("\uf0b3", '<w:rFonts w:ascii="Symbol"/>'),
        '<w:r><w:sym w:font="Webdings" w:char="F021"/></w:r>',
    )
    raw = _read(body)
    assert raw.text == "☑是□否≥"
    assert raw.warnings == ("符号字体里有认不出的字符，已略去：Webdings F021",)


def test_formulas_are_written_on_one_line() -> None:
    ratio = "<m:f><m:fPr/><m:num><m:r><m:t>贷款余额</m:t></m:r></m:num><m:den><m:r><m:t>a+b</m:t></m:r></m:den></m:f>"
    power = "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    assert _text(_p(run("率＝"), f"<m:oMath>{ratio}{power}</m:oMath>")) == "率＝贷款余额/(a+b)x^2"


def test_a_reading_aid_stands_in_brackets() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('yuè')}</w:rt><w:rubyBase>{run('曰')}</w:rubyBase></w:ruby></w:r>"
    assert _text(_p(ruby, run("文"))) == "曰（yuè）文"


def test_text_boxes_are_read_once_beside_their_paragraph() -> None:
    def boxed(*lines: str) -> str:
        content = f"<w:txbxContent>{''.join(paragraph(line) for line in lines)}</w:txbxContent>"
        choice = f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{content}</wps:txbx></w:drawing></mc:Choice>'
        fallback = f"<mc:Fallback><w:pict><v:textbox>{content}</v:textbox></w:pict></mc:Fallback>"
        return f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>"

    heading = '<w:r><w:pict><v:shape><v:textpath string="清河市人民政府文件"/></v:shape></w:pict></w:r>'
    body = _p(boxed("机密", "特急"), run("第一段")) + _p(run("第二段"), boxed("附注")) + _p(heading)
    assert _text(body) == "机密\n特急\n第一段\n第二段\n附注\n清河市人民政府文件"


def test_pictures_comments_and_embedded_files_are_told() -> None:
    picture = '<w:r><w:drawing><a:blip r:embed="rId1"/></w:drawing></w:r>'
    body = _p(run("甲"), picture, "<w:r><w:object/></w:r>") + '<w:altChunk r:id="rId5"/>'
    raw = _read(body, comments='<w:comment w:id="0"><w:p/></w:comment>')
    assert raw.text == "甲"
    assert raw.warnings == (
        "批注 1 条没有读入",
        "图片 1 张：图片里的文字没有读入",
        "嵌入的文件或对象 2 个没有读入：请把它们另存为单独的文件再导入",
    )


def test_notes_are_marked_and_told_at_the_end() -> None:
    def refer(kind: str, number: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'

    notes = '<w:{0} w:id="-1" w:type="separator"><w:p/></w:{0}>'
    notes += '<w:{0} w:id="7"><w:p><w:r><w:{0}Ref/></w:r>' + run(" 依据一。") + "</w:p></w:{0}>"
    notes += '<w:{0} w:id="8">' + paragraph("依据二。") + paragraph("续。") + "</w:{0}>"
    body = _p(run("甲"), refer("footnote", 7), run("，乙"), refer("endnote", 8), run("，丙"), refer("footnote", 8))
    body += paragraph("正文完。")
    text = _text(body, footnotes=notes.format("footnote"), endnotes=notes.format("endnote"))
    assert text == "甲[1]，乙[i]，丙[2]\n正文完。\n\n注[1]：依据一。\n注[2]：依据二。\n续。\n注[i]：依据二。\n续。"


def test_notes_are_numbered_as_the_document_says() -> None:
    stated = '<w:footnotePr><w:numFmt w:val="decimalEnclosedCircle"/><w:numRestart w:val="eachPage"/></w:footnotePr>'
    footnotes = f'<w:footnote w:id="1">{paragraph("依据。")}</w:footnote>'
    custom = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="1"/><w:t>※</w:t></w:r>'
    plain = '<w:r><w:footnoteReference w:id="1"/></w:r>'
    raw = _read(_p(run("甲"), plain) + f"<w:sectPr>{stated}</w:sectPr>", footnotes=footnotes)
    assert raw.text == "甲①\n\n注①：依据。"
    assert raw.warnings == ("脚注按页重新编号，而分页只有打印时才知道：这里改为全文连续编号",)
    assert _text(_p(run("甲"), custom), footnotes=footnotes) == "甲※\n\n注※：依据。"


def test_tables_are_markdown_with_merged_cells_filled() -> None:
    restart, goes_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = paragraph("表1 标准") + table(
        cell("类别") + cell("项目|甲") + cell("金额"),
        cell("企业", restart) + cell("贷款") + cell("第一行"),
        cell("", goes_on) + cell(paragraph("房租") + paragraph("补助")) + cell("二"),
        cell("个人") + cell("合计", '<w:gridSpan w:val="2"/>'),
    )
    assert _text(body).split("\n") == [
        "表1 标准",
        "| 类别 | 项目\\|甲 | 金额 |",
        "| --- | --- | --- |",
        "| 企业 | 贷款 | 第一行 |",
        "| 企业 | 房租 补助 | 二 |",
        "| 个人 | 合计 | 合计 |",
    ]


def test_columns_that_no_cell_sets_apart_are_one() -> None:
    wide = '<w:gridSpan w:val="3"/>'
    body = table(cell("项目", wide) + cell("金额"), cell("甲", wide) + cell("一"))
    assert _text(body) == "| 项目 | 金额 |\n| --- | --- |\n| 甲 | 一 |"


def test_a_row_may_begin_later_than_its_table() -> None:
    row = f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell("一")}</w:tr>'
    body = f"<w:tbl><w:tr>{cell('项目')}{cell('金额')}</w:tr><w:tr>{cell('甲')}{cell('二')}</w:tr>{row}</w:tbl>"
    assert _text(body) == "| 项目 | 金额 |\n| --- | --- |\n| 甲 | 二 |\n|  | 一 |"


def test_automatic_numbers_stand_in_cells_too() -> None:
    lists = numbering({0: level(0, "decimal", "%1")}, {1: (0, "")})
    number = paragraph("", number=(1, 0))
    body = table(cell("序号") + cell("项目"), cell(number) + cell("甲"), cell(number) + cell("乙"))
    assert _text(body, numbering=lists) == "| 序号 | 项目 |\n| --- | --- |\n| 1 | 甲 |\n| 2 | 乙 |"


def test_nested_tables_go_into_their_cell_with_a_warning() -> None:
    inner = table(cell("上限") + cell("十万"), cell("下限") + cell("一万"))
    raw = _read(table(cell("项目") + cell("标准"), cell("贷款") + cell(paragraph("见右：") + inner + "<w:p/>")))
    assert raw.text == "| 项目 | 标准 |\n| --- | --- |\n| 贷款 | 见右： 上限 十万 下限 一万 |"
    assert raw.warnings == ("表格里另有 1 个表格：其文字已并入所在的单元格，行列不再分开",)


def test_a_frame_around_text_is_no_table() -> None:
    assert _text(table(cell(paragraph("第一条 甲。") + paragraph("第二条 乙。")))) == "第一条 甲。\n第二条 乙。"


def test_the_strict_kind_of_docx_is_read() -> None:
    data = make_docx(paragraph("甲"))
    with zipfile.ZipFile(BytesIO(data)) as package:
        members = {place: package.read(place) for place in package.namelist()}
    strict = {
        place: content.replace(
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ).replace(
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        )
        for place, content in members.items()
    }
    assert read_docx(zipped(strict), "甲.docx").text == "甲"


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (OLE_MAGIC + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), UnreadableSource, "设有打开密码"),
        (OLE_MAGIC + b"\0" * 600, UnreadableSource, "其实是旧版 Word 文件"),
        (b"PK\x03\x04" + b"\0" * 100, UnreadableSource, "ZIP 结构读不出来"),
        (make_docx(paragraph("甲"))[:-30], UnreadableSource, "ZIP 结构读不出来"),
        (zipped({"content.xml": b"<a/>"}), UnreadableSource, "里没有 Word 正文"),
        (zipped({"word/document.xml": b"<a/>"}), UnreadableSource, "里没有 Word 正文"),
        (zipped({"word/document.xml": b"<w:document"}), UnreadableSource, "不是完整的 XML"),
        (
            zipped({"word/document.xml": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'}),
            UnreadableSource,
            "文档类型声明",
        ),
        (zipped({"word/document.xml": b"<a>" + b" " * 70_000_000}), SourceTooLarge, "展开后超过"),
        (make_docx(paragraph("")), EmptySource, "没有文字"),
        (make_docx(_p('<w:r><w:drawing><a:blip r:embed="r"/></w:drawing></w:r>')), EmptySource, "多半是扫描件"),
    ],
    ids=["password", "old", "no-zip", "cut", "other", "no-body", "torn-xml", "entity", "bomb", "empty", "scan"],
)
def test_what_cannot_be_read_is_named(data: bytes, error: type[SourceError], said: str) -> None:
    with pytest.raises(error) as refused:
        read_docx(data, "通知.docx")
    assert "“通知.docx”" in refused.value.message
    assert said in refused.value.message


def test_xml_nested_beyond_sense_is_refused() -> None:
    with pytest.raises(UnreadableSource, match="不是完整的 XML"):
        _text("<w:sdt><w:sdtContent>" * 500 + paragraph("甲") + "</w:sdtContent></w:sdt>" * 500)


def test_spans_beyond_sense_are_bounded() -> None:
    huge = '<w:gridSpan w:val="100000"/>'
    body = table(cell("项目") + cell("金额"), cell("甲") + cell("一"), cell("合计", huge))
    assert _text(body) == "| 项目 | 金额 |\n| --- | --- |\n| 甲 | 一 |\n| 合计 |  |"


def _nested(depth: int) -> str:
    held = paragraph("甲")
    for _ in range(depth):
        held = table(cell(held + "<w:p/>"))
    return held


def test_formulas_and_tables_are_read_nested_deep() -> None:
    assert _text(_p("<m:oMath>" + "<m:e>" * 100 + "<m:r><m:t>x</m:t></m:r>" + "</m:e>" * 100 + "</m:oMath>")) == "x"
    assert _text(_nested(40)) == "甲"


def test_nesting_that_wants_more_room_than_there_is_is_refused() -> None:
    data = make_docx(_nested(80))
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 120)
    try:
        with pytest.raises(UnreadableSource, match="层数超出常理"):
            read_docx(data, "通知.docx")
    finally:
        sys.setrecursionlimit(limit)
