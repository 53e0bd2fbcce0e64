from collections import Counter
from pathlib import Path

import pytest

from kb.errors import InvalidSetting
from kb.rules.applicant.levels import level_of, level_of_place
from kb.rules.applicant.qualifications import Names, bundled_names, names_of_home


def found(text: str, names: Names | None = None) -> list[tuple[str, str, str | None]]:
    """The names in a text: the words, the official name, the level."""
    return [(text[one.start : one.end], one.named.name, one.level) for one in (names or bundled_names()).mentions(text)]


def test_no_form_of_the_shipped_names_means_two_things() -> None:
    forms = Counter(form for entry in bundled_names() for form in dict.fromkeys((entry.name, *entry.aliases)))
    assert [form for form, count in forms.items() if count > 1] == []
    assert len(bundled_names()) > 120


def test_every_form_of_a_shipped_name_is_found_as_that_name() -> None:
    for entry in bundled_names():
        for form in (entry.name, *entry.aliases):
            mention = bundled_names().whole(form)
            assert mention is not None, form
            assert mention.named.name == entry.name, form


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国家高企", [("国家高企", "高新技术企业", "国家级")]),
        ("省级专精特新", [("省级专精特新", "专精特新中小企业", "省级")]),
        ("专精特新“小巨人”企业", [("专精特新“小巨人”企业", "专精特新“小巨人”企业", "国家级")]),
        ("省“专精特新”中小企业", [("省“专精特新”中小企业", "专精特新中小企业", "省级")]),
        ("昆明市“瞪羚企业”", [("昆明市“瞪羚企业”", "瞪羚企业", "市级")]),
        ("重庆市瞪羚企业", [("重庆市瞪羚企业", "瞪羚企业", "省级")]),
        ("昆明市高新技术企业", [("昆明市高新技术企业", "高新技术企业", "国家级")]),
        ("省级小巨人", [("省级小巨人", "专精特新“小巨人”企业", "省级")]),
        ("区里评的老字号", [("区里评的老字号", "老字号企业", "县级")]),
        ("隐形冠军（市级）", [("隐形冠军（市级）", "隐形冠军企业", "市级")]),
        ("高企、市级研发中心", [("高企", "高新技术企业", "国家级"), ("市级研发中心", "企业研究开发中心", "市级")]),
        ("省级高企研发中心", [("省级高企研发中心", "高新技术企业研究开发中心", "省级")]),
        ("隐形冠军培育企业", [("隐形冠军培育企业", "隐形冠军培育企业", None)]),
        ("高薪技术企业", [("高薪技术企业", "高新技术企业", "国家级")]),
        ("瞪羚", [("瞪羚", "瞪羚企业", None)]),
        ("aeo认证", [("aeo认证", "AEO高级认证企业", None)]),
        ("高新区的企业", []),
        ("技术很好的企业", []),
    ],
)
def test_names_are_found_with_their_level(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("word", "level"),
    [
        ("国家级", "国家级"), ("省", "省级"), ("自治区级", "省级"), ("设区市级", "市级"), ("区级", "县级"),
        ("县（区）级", "县级"), ("旗", "县级"), ("宇宙级", None), ("", None),
    ],
)  # fmt: skip
def test_words_for_levels(word: str, level: str | None) -> None:
    assert level_of(word) == level


@pytest.mark.parametrize(
    ("name", "level"),
    [("四川省", "省级"), ("上海市", "省级"), ("昆明市", "市级"), ("仙居县", "县级"), ("某某区", "县级")],
)
def test_the_level_at_which_a_place_gives_names(name: str, level: str) -> None:
    assert level_of_place(name) == level


def test_a_home_without_a_file_has_the_shipped_names(tmp_path: Path) -> None:
    assert names_of_home(tmp_path) is bundled_names()


def test_a_home_adds_names_and_aliases_and_takes_names_out(tmp_path: Path) -> None:
    (tmp_path / "qualifications.tsv").write_text(
        "\ufeff# 本县自己的称号\n\n春笋企业\t资质\t县级\t春笋|春笋计划\n"
        "高新技术企业\t资质\t国家级\t老高企\n- 哪吒企业\n手艺人\t身份\t-\t-\n",
        encoding="utf-8",
    )
    names = names_of_home(tmp_path)
    assert found("我们是春笋，也是老高企、高企、哪吒", names) == [
        ("春笋", "春笋企业", "县级"),
        ("老高企", "高新技术企业", "国家级"),
        ("高企", "高新技术企业", "国家级"),
    ]
    assert [mention.named.fact for mention in names.mentions("手艺人")] == ["identities"]
    assert found("哪吒") == [("哪吒", "哪吒企业", None)]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("春笋企业\t资质\t县级", "这一行有 3 列"),
        ("春笋企业\t称号\t县级\t春笋", "第二列是“称号”"),
        ("春笋企业\t资质\t镇级\t春笋", "第三列是“镇级”"),
        ("春笋企业\t资质\t县级\t春", "“春”只有一个字"),
        ("\t资质\t县级\t春笋", "应是“名称"),
    ],
)
def test_a_line_that_is_none_is_named_with_its_fault(tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "qualifications.tsv").write_text(f"春芽企业\t资质\t-\t春芽\n{line}\n", encoding="utf-8")
    with pytest.raises(InvalidSetting) as raised:
        names_of_home(tmp_path)
    assert "第 2 行" in raised.value.message
    assert reason in raised.value.message


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "qualifications.tsv").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(InvalidSetting, match="请存为 UTF-8"):
        names_of_home(tmp_path)
