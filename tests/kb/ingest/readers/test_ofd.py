"""OFD: hand-built packages to text with places, and what is refused with which words."""

import pytest

from eval.benchmarks.ofd_maker import package, page_xml, text_object, typeset, zipped
from kb.errors import EmptySource, SourceTooLarge, UnreadableSource
from kb.ingest.readers.ofd.reader import read_ofd
from kb.ingest.readers.ofd.text_objects import deltas

TEXT = [
    "关于进一步支持小型微型企业融资的实施办法",
    "第一章 总则",
    "第一条 为了支持小型微型企业发展，缓解企业融资困难，根据有关法律、法规和国家有关规定，结合本市实际，制定本办法。",
    "第二条 本办法所称小型微型企业（以下简称企业），应当符合下列条件：",
    "（一）在本市依法登记，正常经营1年以上；",
    "（二）上一年度营业收入不超过2000万元，从业人员不超过100人，没有被列入经营异常名录和严重违法失信名单；",
    "（三）法律、法规规定的其他条件。",
    "第三条 本办法自2024年7月1日起施行，有效期3年。",
]


def _text(objects: str) -> str:
    return read_ofd(package([page_xml(objects)]), "甲.ofd").text


def test_printed_lines_become_the_paragraphs_they_were() -> None:
    raw = read_ofd(typeset(TEXT), "甲.ofd")
    assert raw.text.split("\n") == TEXT
    assert (raw.format, raw.is_reflowed, raw.warnings) == ("ofd", True, ())


def test_pages_are_counted_and_paragraphs_go_on_over_them() -> None:
    long = [TEXT[0], *(TEXT[2] for _ in range(20)), TEXT[-1]]
    raw = read_ofd(typeset(long), "甲.ofd")
    assert raw.text.split("\n") == long
    assert len(raw.pages) == 3
    assert [round(raw.pages[0].width), round(raw.pages[0].height)] == [595, 842]
    assert {run.page for run in raw.placed} == {1, 2, 3}


def test_every_run_has_its_characters_and_its_box_in_points() -> None:
    raw = read_ofd(package([page_xml(text_object("第一条 内容", 28, 50))]), "甲.ofd")
    (run,) = raw.placed
    assert raw.text[run.start : run.start + run.length] == "第一条 内容"
    assert run.box is not None
    mm = 25.4 / 72
    assert [round(side * mm, 1) for side in (run.box.left, run.box.right)] == [28.0, 58.8]
    assert run.box.top * mm < 50 < run.box.bottom * mm + 0.01


def test_steps_between_characters_are_read_in_their_short_form() -> None:
    assert deltas("g 3 2.5 1 g 2 0.5", 10) == [2.5, 2.5, 2.5, 1.0, 0.5, 0.5]
    assert deltas("g 1000000000 1", 4) == [1.0, 1.0, 1.0, 1.0]
    assert deltas("g 2", 4) == []
    assert deltas(None, 4) == []


def test_objects_of_one_line_are_joined_and_a_gap_is_a_blank() -> None:
    apart = text_object("第一条", 28, 50) + text_object("总则", 28 + 4.2 * 5.6, 50)
    assert _text(apart) == "第一条 总则"
    assert _text(text_object("则", 33.6, 50) + text_object("总", 28, 50)) == "总则"


def test_a_transformation_moves_and_scales() -> None:
    moved = text_object("标题", 0, 10, CTM="2 0 0 2 40 40")
    raw = read_ofd(package([page_xml(moved)]), "甲.ofd")
    box = raw.placed[0].box
    assert box is not None
    mm = 25.4 / 72
    assert [round(box.left * mm, 1), round(box.right * mm, 1)] == [40.0, 62.4]


def test_slanted_watermarks_are_left_out_and_told() -> None:
    mark = text_object("内部资料", 60, 150, CTM="0.7 0.7 -0.7 0.7 0 0")
    raw = read_ofd(package([page_xml(mark + text_object("正文一行。", 28, 50))]), "甲.ofd")
    assert raw.text == "正文一行。"
    assert raw.warnings == ("第 1 页有 1 处斜排的文字（多为水印），没有收入",)


def test_words_printed_twice_to_look_bold_are_read_once() -> None:
    assert _text(text_object("通知", 28, 50) + text_object("通知", 28.2, 50)) == "通知"


def test_blocks_are_read_at_any_depth_and_hidden_objects_are_not() -> None:
    nested = f"<ofd:PageBlock><ofd:PageBlock>{text_object('深处的字。', 28, 50)}</ofd:PageBlock></ofd:PageBlock>"
    assert _text(nested + text_object("不显示", 28, 80, Visible="false")) == "深处的字。"
    assert _text(text_object("双层文件的文字层。", 28, 80, Visible="false")) == "双层文件的文字层。"


def test_glyphs_without_characters_are_told() -> None:
    bare = (
        '<ofd:TextObject ID="9" Font="3" Size="5" Boundary="28 60 20 6"><ofd:CGTransform CodePosition="0" CodeCount="1"'
        ' GlyphCount="1"><ofd:Glyphs>17</ofd:Glyphs></ofd:CGTransform><ofd:TextCode X="0" Y="5">\ue003</ofd:TextCode>'
        "</ofd:TextObject>"
    )
    raw = read_ofd(package([page_xml(bare + text_object("正文。", 28, 50))]), "甲.ofd")
    assert raw.text == "正文。"
    assert raw.warnings == ("第 1 页有 1 处文字只有字形、没有字符，读不出来；请对照原件",)


def test_a_template_of_one_page_is_its_text_and_one_of_several_is_not() -> None:
    head = page_xml(text_object("某市人民政府文件", 60, 60))
    body = [page_xml(text_object(f"第{n}页的正文。", 28, 120), templates=["T1"]) for n in "一二三"]
    assert read_ofd(package(body[:1], templates={"T1": head}), "甲.ofd").text == "某市人民政府文件\n第一页的正文。"
    several = read_ofd(package(body, templates={"T1": head}), "甲.ofd").text
    assert several.replace("\n", "") == "第一页的正文。第二页的正文。第三页的正文。"


def test_a_ruled_table_is_read_cell_by_cell() -> None:
    lines = "".join(
        f'<ofd:PathObject ID="5" Boundary="{x} {y} {w} {h}"><ofd:AbbreviatedData>M 0 0 L {w} {h}</ofd:AbbreviatedData>'
        "</ofd:PathObject>"
        for x, y, w, h in [(28, y, 120, 0) for y in (50, 60, 70)] + [(x, 50, 0, 20) for x in (28, 88, 148)]
    )
    cells = [("项目", 30, 57), ("标准", 90, 57), ("贴息", 30, 67), ("50%", 90, 67)]
    found = _text(lines + "".join(text_object(text, x, y, 4) for text, x, y in cells))
    assert found == "| 项目 | 标准 |\n| --- | --- |\n| 贴息 | 50% |"


def test_radicals_are_repaired_and_other_forms_kept() -> None:
    assert _text(text_object("⼈⺠（一）①", 28, 50)) == "人民（一）①"


def test_entities_are_refused() -> None:
    hostile = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        '<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content>&x;</ofd:Content></ofd:Page>'
    )
    with pytest.raises(UnreadableSource, match="带有实体定义"):
        read_ofd(package([hostile]), "甲.ofd")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no zip", "ZIP 结构读不出来"),
        (zipped({"a.txt": b"a"}), r"没有 OFD\.xml"),
        (zipped({"OFD.xml": b"<a/>"}), "没有文档（DocRoot）"),
        (zipped({"OFD.xml": b"<a"}), "不是完好的 XML"),
        (zipped({"OFD.xml": b"<a/>", "Encryptions.xml": b"<a/>"}), "是加密的 OFD"),
        (package(["<ofd:Page"]), "不是完好的 XML"),
    ],
)
def test_what_is_no_sound_package_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableSource, match=words) as refused:
        read_ofd(data, "甲.ofd")
    assert "甲.ofd" in refused.value.message


def test_pages_without_text_are_refused_as_scans() -> None:
    with pytest.raises(EmptySource, match=r"“甲\.ofd”里没有文字（可能是扫描件"):
        read_ofd(package([page_xml("")]), "甲.ofd")


def test_a_page_that_the_package_lacks_is_told() -> None:
    lacking = package([page_xml(text_object("正文。", 28, 50)), page_xml("")], without="Doc_0/Pages/Page_1/Content.xml")
    assert read_ofd(lacking, "甲.ofd").warnings == (
        "有 1 页在文件里缺失，没有读到：Doc_0/Pages/Page_1/Content.xml；请重新获取该文件",
    )


def test_a_bomb_is_refused() -> None:
    with pytest.raises(SourceTooLarge, match="压缩比超过 200 倍"):
        read_ofd(package([page_xml(" " * 20_000_000)]), "甲.ofd")
