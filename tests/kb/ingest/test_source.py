"""Files to documents: what is supported, what stays as it is, what is re-joined."""

import random

import pytest

from kb.errors import EmptySource, UnreadableSource, UnsupportedSource
from kb.ingest.source import is_supported, parse_source
from kb.types import DocumentKind, SourceMap, SourceRun
from tests.corpus import corpus_dir

LAW = (
    "# 某市绿化条例\n\n2020年11月27日 某市人民代表大会常务委员会通过\n\n"
    "## 第一章 总则\n\n第一条 为了绿化，制定本条例。\n"
)


def test_names_tell_what_is_supported() -> None:
    assert is_supported("a.txt")
    assert is_supported("a.MD")
    assert not is_supported("a.exe")


def test_an_unsupported_file_is_refused_with_what_can_be_read() -> None:
    told = r"“表.dbf”的文件格式：请另存为 Word、PDF、Excel、网页、OFD、图片或纯文本"
    with pytest.raises(UnsupportedSource, match=told) as caught:
        parse_source(b"x", "表.dbf")
    assert caught.value.detail["name"] == "表.dbf"


def test_unreadable_and_empty_files_are_refused() -> None:
    with pytest.raises(EmptySource):
        parse_source(b"\n\n", "a.txt")
    with pytest.raises(UnreadableSource):
        parse_source(b"\x00\x01\x02", "a.md")


def test_a_law_with_one_paragraph_a_line_is_the_file_itself() -> None:
    parsed = parse_source(LAW.encode(), "某市绿化条例(2020-11-27).md")
    (document,) = parsed.documents
    assert document.text == LAW
    assert document.source_map == SourceMap((SourceRun(0, 0, len(LAW)),))
    assert (document.metadata.title, document.metadata.kind) == ("某市绿化条例", DocumentKind.LAW)
    assert (parsed.raw.encoding, parsed.unassigned, parsed.warnings) == ("utf-8", (), ())


def test_a_policy_wrapped_at_a_width_is_rejoined() -> None:
    text = (
        "某市贷款贴息办法\n\n为进一步优化全市企业融资环境，强化对小微企\n业创新创业的金融支持，制定本办法。\n"
        "一、贴息对象\n在本市登记注册、依法经营并符合下列条件的小\n微企业和个体工商户，按照先到先得的原则给予\n贴息支持。\n"
        "二、附则\n本办法自 2022年 6月 26日起施行，由市财政局\n负责解释。\n"
    )
    (document,) = parse_source(text.encode("gb18030"), "a.txt").documents
    assert document.text.split("\n") == [
        "某市贷款贴息办法",
        "为进一步优化全市企业融资环境，强化对小微企业创新创业的金融支持，制定本办法。",
        "一、贴息对象",
        "在本市登记注册、依法经营并符合下列条件的小微企业和个体工商户，按照先到先得的原则给予贴息支持。",
        "二、附则",
        "本办法自2022年6月26日起施行，由市财政局负责解释。",
    ]
    assert document.metadata.effective_from is not None
    assert document.metadata.effective_from.value == "2022-06-26"


@pytest.mark.corpus
def test_law_files_are_single_documents_left_as_they_are() -> None:
    files = sorted((corpus_dir() / "laws").rglob("*.md"))
    assert len(files) == 3777
    for path in random.Random(3).sample(files, 120):
        parsed = parse_source(path.read_bytes(), path.name)
        (document,) = parsed.documents
        assert document.text == parsed.raw.text, path.name
        assert len(document.source_map.runs) == 1


def test_a_file_with_one_news_item_is_news_named_as_printed() -> None:
    text = (
        "台风过后三天赔款到账 蚝农吃下定心丸\n　　本报讯（记者 覃江）9月11日，某县蚝农的手机收到一条短信：赔款到账。\n"
        "　　县里今年印发《牡蛎风力指数保险试点办法》，截至2024年8月末，投保蚝排240排。\n"
    )
    (item,) = parse_source(text.encode(), "台风过后三天赔款到账 蚝农吃下定心丸.txt").documents
    metadata = item.metadata
    assert (metadata.title, metadata.kind) == ("台风过后三天赔款到账 蚝农吃下定心丸", DocumentKind.NEWS)
    assert metadata.byline == "记者 覃江"
    assert [one.value for one in metadata.reports_on] == ["《牡蛎风力指数保险试点办法》"]
    assert metadata.published is not None
    assert (metadata.published.value, metadata.published.inferred) == ("2024-09-11", True)
