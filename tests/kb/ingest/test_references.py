"""References to documents and their numbers, and bylines."""

import pytest

from kb.ingest.newspaper.bylines import byline_text, glued_caption, is_byline, is_names, trailing_byline
from kb.ingest.references import NUMBER, find_references, normal_number, split_reference


def test_titles_are_found_with_their_numbers() -> None:
    text = (
        "《关于印发<某市科技支行实施办法（试行）>的通知》（某科技〔2017〕10号）和《关于修改〈某条例〉的决定》同时废止"
    )
    assert [reference.value for reference in find_references(text)] == [
        "《关于印发<某市科技支行实施办法（试行）>的通知》（某科技〔2017〕10号）",
        "《关于修改〈某条例〉的决定》",
    ]
    first = next(find_references(text))
    assert text[first.start : first.end] == "《关于印发<某市科技支行实施办法（试行）>的通知》（某科技〔2017〕10号）"


def test_white_space_and_other_brackets_are_made_official() -> None:
    reference = next(find_references("《企业集团 财务公司办法》(银监发[2006]96号)"))
    assert (reference.title, reference.number) == ("企业集团财务公司办法", "银监发〔2006〕96号")


def test_an_unclosed_title_hides_nothing_after_it() -> None:
    assert [reference.title for reference in find_references("见《甲办法和《乙条例》")] == ["乙条例"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("国办发〔2019〕6号", "国办发〔2019〕6号"),
        ("国办发[2019]6号", "国办发〔2019〕6号"),
        ("国办发（2019）6号", "国办发〔2019〕6号"),
        ("国办发【2019】 6 号", "国办发〔2019〕6号"),
        ("嘉委办发〔2021〕72号", "嘉委办发〔2021〕72号"),
        ("中华人民共和国国务院令第541号", "中华人民共和国国务院令第541号"),
        ("国家金融监督管理总局令2024年第3号", "国家金融监督管理总局令2024年第3号"),
        ("中国人民银行公告〔2021〕第3号", "中国人民银行公告〔2021〕第3号"),
        ("中华人民共和国主席令第五十号", "中华人民共和国主席令第五十号"),
    ],
)
def test_numbers_are_known_in_every_form(text: str, number: str) -> None:
    assert NUMBER.fullmatch(text) is not None
    assert normal_number(text) == number


def test_a_reference_is_parted_again() -> None:
    assert split_reference("《某办法（试行）》（某发〔2017〕10号）") == ("某办法（试行）", "某发〔2017〕10号")
    assert split_reference("《某办法（试行）》") == ("某办法（试行）", None)
    with pytest.raises(ValueError, match="某办法"):
        split_reference("某办法")


@pytest.mark.parametrize(
    "line",
    [
        "本报记者 王小明",
        "■通讯员 李雅婷",
        "通讯员 张全 本报记者 徐慧敏",
        "□某省科技厅党组书记 陈桂莉",
        "**本报记者 林洁**",
        "记者 张 展",
        "（记者 李明 通讯员 王芳）",
    ],
)
def test_bylines_on_lines_of_their_own(line: str) -> None:
    assert is_byline(line)


@pytest.mark.parametrize(
    "line", ["记者走进车间，两条生产线运行顺畅", "■要闻", "通讯设备制造业", "全省科技工作会议召开", "本报讯 近日"]
)
def test_lines_that_are_no_bylines(line: str) -> None:
    assert not is_byline(line)


@pytest.mark.parametrize(
    ("text", "byline"),
    [
        ("评估行动成效。 本报记者 王小明", "本报记者 王小明"),
        ("含“绿”量。 林上军 陈泽云", "林上军 陈泽云"),
        ("重磅活动。 **本报记者 林洁 通讯员 肖鳍**", "本报记者 林洁 通讯员 肖鳍"),
        ("高质量发展。 ■摄影 张晓瑜", "■摄影 张晓瑜"),
        ("检测技术。刘成贺 摄", "刘成贺 摄"),
        ("一等奖”。 **王哲**", "王哲"),
    ],
)
def test_bylines_at_the_end_of_a_paragraph(text: str, byline: str) -> None:
    span = trailing_byline(text)
    assert span is not None
    assert text[slice(*span)] == byline


@pytest.mark.parametrize(
    "text", ["若干措施的通知》（以下简称", "其中，出口增长。进口下降", "他说：“好。”记者了解到，", "（试行）"]
)
def test_sentences_that_end_with_no_byline(text: str) -> None:
    assert trailing_byline(text) is None


def test_marks_around_a_byline_are_no_part_of_it() -> None:
    assert byline_text("■摄影 张晓瑜") == "摄影 张晓瑜"
    assert byline_text("**王哲**") == "王哲"


def test_names_alone_need_family_names() -> None:
    assert is_names("林上军 陈泽云")
    assert not is_names("产业集聚 人才集聚")


def test_a_caption_glued_to_a_byline_is_cut_off() -> None:
    text = "发展更加可持续。 本报记者 王小图为某企业首创检测技术。刘成贺 摄"
    at = glued_caption(text)
    assert at is not None
    assert text[at:] == "图为某企业首创检测技术。刘成贺 摄"
