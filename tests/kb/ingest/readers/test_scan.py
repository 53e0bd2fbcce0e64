"""Scans: what is done before and after recognition, recognition itself, and what is said where it is missing."""

import difflib
from pathlib import Path

import pytest
from PIL import Image

from eval.benchmarks.scan_maker import drawn, scanned, written
from kb.errors import EmptySource, SourceTooLarge, UnreadableSource
from kb.ingest.readers.pdf.paragraphs import Paragraph
from kb.ingest.readers.pdf.printed import PrintedLine
from kb.ingest.readers.positioned.assembly import Item
from kb.ingest.readers.scan.engine import FoundLine, lines_of
from kb.ingest.readers.scan.numbering import renumbered
from kb.ingest.readers.scan.picture import Picture, in_columns, pictures, skew_of, type_height
from kb.ingest.readers.scan.reader import read_image
from kb.ingest.readers.scan.tidy import tidied
from kb.raw import Box
from tests.kb.ingest.readers.recognition import require_recognition

TEXT = [
    "小微企业贷款贴息管理办法",
    "第一章 总则",
    "第一条 为了支持小型微型企业发展，缓解企业融资困难，根据有关法律、法规和国家有关规定，结合本市实际，制定本办法。",
    "第二条 申请贴息的企业应当符合下列条件：",
    "（一）在本市依法登记，正常经营1年以上；",
    "（二）上一年度营业收入不超过2000万元，没有被列入经营异常名录；",
    "（三）法律、法规规定的其他条件。",
    "第三条 贴息标准为贷款市场报价利率的50%，单户企业每年最高不超过10万元。",
    "第四条 本办法自2024年7月1日起施行，有效期3年。",
]

_HEAD = ("level", "page", "block", "par", "line", "word", "left", "top", "width", "height", "conf", "text")


@pytest.mark.parametrize(
    ("found", "text"),
    [
        ("第一条 为规范银行业务行为,加强管理,制定本办法。", "第一条 为规范银行业务行为，加强管理，制定本办法。"),
        ("第 二 条 本办法所称企业(以下简称企业),是指", "第二条 本办法所称企业（以下简称企业），是指"),
        ("申请企业应当符合下列条件 :", "申请企业应当符合下列条件："),
        ("应当遵循依法合规、 审慎经营 。", "应当遵循依法合规、审慎经营。"),
        ("自 2024 年 7 月 1 日起施行)", "自2024年7月1日起施行）"),
        ("(2024年1月30日公布", "（2024年1月30日公布"),
        ("贷 款 人 应 当 建 立 制 度", "贷款人应当建立制度"),
        ("利率为 4.35%,期限 1,000 天", "利率为4.35%，期限1,000天"),
        ("条件如下:", "条件如下："),
        ("9:30至17:00", "9:30至17:00"),
        ("1. 总则", "1. 总则"),
        ("第一章总 则", "第一章 总 则"),
        ("高等教育〈大学专科、大学本科)和(一〉", "高等教育（大学专科、大学本科）和（一）"),
        ("《关于<办法(试行)>的通知》", "《关于<办法（试行）>的通知》"),
        ("（财金【2017] 17号）", "（财金〔2017〕17号）"),
        ("〈一)支持对象。", "（一）支持对象。"),
        ("《试行办法》(〈实施细则〉除外)", "《试行办法》（〈实施细则〉除外）"),
        ("LPR (Loan Prime Rate)", "LPR (Loan Prime Rate)"),
        ("一、 工作目标", "一、 工作目标"),
    ],
)
def test_blanks_and_narrow_marks_of_recognition_are_put_right(found: str, text: str) -> None:
    assert tidied(found) == text


def test_the_table_of_words_becomes_lines_with_the_blanks_of_the_plain_text() -> None:
    rows = [
        [
            "level",
            "page_num",
            "block_num",
            "par_num",
            "line_num",
            "word_num",
            "left",
            "top",
            "width",
            "height",
            "conf",
            "text",
        ],
        ["4", "1", "1", "1", "1", "0", "100", "200", "300", "40", "-1", ""],
        ["5", "1", "1", "1", "1", "1", "100", "200", "120", "40", "90.0", "第一章"],
        ["5", "1", "1", "1", "1", "2", "240", "200", "160", "40", "80.0", "总则"],
        ["4", "1", "1", "1", "2", "0", "100", "300", "50", "40", "-1", ""],
        ["5", "1", "1", "1", "2", "1", "100", "300", "50", "40", "50", "甲"],
    ]
    said = "\n".join("\t".join(row) for row in rows) + "\n第一章  总则\n甲\n\f"
    assert list(lines_of(said)) == [
        FoundLine("第一章 总则", 100, 200, 400, 240, 0.86),
        FoundLine("甲", 100, 300, 150, 340, 0.5),
    ]


def _paragraphs(*texts: str) -> list[Item]:
    return [Paragraph([PrintedLine(text, (), 1, 0, 1, 1, 1, (0, ()))]) for text in texts]


def _texts(items: list[Item]) -> list[str]:
    return [item.lines[0].text for item in items if isinstance(item, Paragraph)]


def test_misread_numbers_between_sound_ones_are_put_right_and_told() -> None:
    items, told = renumbered(
        _paragraphs("（一）甲；", "人三）乙；", "（三）丙；", "（四）丁；", "（入）戊。", "第五条 己")
    )
    assert _texts(items) == ["（一）甲；", "（二）乙；", "（三）丙；", "（四）丁；", "（五）戊。", "第五条 己"]
    assert told == ["第 1 页的编号按前后次序改正：“人三）”改作“（二）”、“（入）”改作“（五）”"]


def test_articles_are_counted_too_and_what_is_in_order_is_left() -> None:
    items, told = renumbered(_paragraphs("第九条 甲", "第+条 乙", "第十一条 丙"))
    assert _texts(items) == ["第九条 甲", "第十条 乙", "第十一条 丙"]
    assert told == ["第 1 页的编号按前后次序改正：“第+条”改作“第十条”"]
    sound = _paragraphs("一、甲", "（一）乙", "（二）丙", "（四）丁", "二、戊", "（一）己")
    assert renumbered(sound) == (sound, [])


def test_skew_and_the_height_of_type_are_measured() -> None:
    require_recognition()
    page = drawn(TEXT)
    assert skew_of(page) == pytest.approx(0, abs=0.11)
    assert skew_of(scanned(page, angle=0.7)) == pytest.approx(-0.7, abs=0.11)
    assert skew_of(scanned(page, angle=-2.2)) == pytest.approx(2.2, abs=0.11)
    height = type_height(page)
    assert height is not None
    assert 38 <= height <= 46
    assert type_height(Picture(page, 200).sized().image) == pytest.approx(29, abs=2)
    assert type_height(Image.new("L", (100, 100), 255)) is None
    assert not in_columns(page)


def test_a_gutter_makes_columns() -> None:
    page = Image.new("L", (800, 1100), 255)
    for row in range(100, 1000, 40):
        page.paste(0, (60, row, 370, row + 20))
        page.paste(0, (430, row, 740, row + 20))
    assert in_columns(page)


def test_a_box_is_led_back_to_where_it_stood_before_straightening() -> None:
    page = Image.new("L", (1000, 1000), 255)
    page.paste(0, (900, 480, 920, 500))
    turned = page.rotate(2, Image.Resampling.BICUBIC, fillcolor=255)
    skewed = Picture(turned, 100)
    straight = Picture(turned.rotate(-2, Image.Resampling.BICUBIC, fillcolor=255), 100, -2)
    assert skewed.original(_box(900, 480, 920, 500)) == _box(900, 480, 920, 500)
    found = straight.original(_box(900, 480, 920, 500))
    ink = turned.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert ink is not None
    assert found.left == pytest.approx(ink[0], abs=2)
    assert found.top == pytest.approx(ink[1], abs=2)


def _box(left: float, top: float, right: float, bottom: float) -> Box:
    return Box(left, top, right, bottom)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "BMP"])
def test_images_of_each_kind_are_opened(form: str) -> None:
    (picture,) = pictures(written(Image.new("RGB", (827, 1169), "white"), form), "a")
    assert picture.image.mode == "L"
    assert picture.dpi == pytest.approx(200, abs=1)


def test_what_is_no_image_or_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableSource, match=r"“坏\.png”不是完好的图片文件"):
        read_image(b"no image", "坏.png")
    cut = written(Image.effect_noise((300, 300), 50))[:-5000]
    with pytest.raises(UnreadableSource, match=r"“坏\.png”不是完好的图片文件"):
        read_image(cut, "坏.png")
    monkeypatch.setattr("kb.ingest.readers.scan.picture.MOST_PIXELS", 10_000)
    with pytest.raises(SourceTooLarge, match="300×300 个像素"):
        read_image(written(Image.new("L", (300, 300))), "大.png")


def test_without_the_program_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EmptySource) as refused:
        read_image(written(Image.new("L", (300, 300), 255)), "扫描.png")
    assert refused.value.message == (
        "“扫描.png”是图片，没有认出文字：没有找到文字识别程序。识别图片里的文字需要 Tesseract 和它的简体中文模型。"
        "Debian/Ubuntu：apt install tesseract-ocr tesseract-ocr-chi-sim；"
        "Windows：安装 UB Mannheim 的 Tesseract 安装包，勾选 Chinese (Simplified)，并把安装目录加入 PATH；"
        "装好后重新导入"
    )


def _likeness(text: str) -> float:
    return difflib.SequenceMatcher(None, "\n".join(TEXT), text, autojunk=False).ratio()


def test_a_scan_is_read_into_its_paragraphs() -> None:
    require_recognition()
    raw = read_image(written(scanned(drawn(TEXT, number="- 1 -"))), "扫描.png")
    assert _likeness(raw.text) >= 0.95
    assert len(raw.text.split("\n")) == len(TEXT)
    assert [line[:3] for line in raw.text.split("\n")[1:]] == [line[:3] for line in TEXT[1:]]
    (page,) = raw.pages
    assert page.confidence is not None
    assert page.confidence >= 0.85
    assert (raw.format, raw.is_reflowed) == ("scan", True)
    first = raw.placed[0].box
    assert first is not None
    assert 95 <= first.top <= 125


def test_a_page_that_lies_on_its_side_is_turned_and_its_boxes_laid_back() -> None:
    require_recognition()
    page = drawn(TEXT)
    raw = read_image(written(page.transpose(Image.Transpose.ROTATE_90)), "横.png")
    assert _likeness(raw.text) >= 0.95
    assert raw.warnings[0] == "第 1 页是横放的，转正后识别"
    assert raw.pages[0].width > raw.pages[0].height
    box = raw.placed[0].box
    assert box is not None
    # The title stands at the left edge of the page as it lies, and runs upwards.
    assert box.left < 130
    assert box.bottom - box.top > 3 * (box.right - box.left)


def test_a_page_without_print_is_refused() -> None:
    require_recognition()
    with pytest.raises(EmptySource, match="请确认图片清晰、方向正确"):
        read_image(written(Image.new("L", (827, 1169), 255)), "白.png")
