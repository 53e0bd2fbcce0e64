"""What changed between two texts: made ones with one kind of change each, and three real revisions."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from kb.clauses.diff.html import Heading, diff_page, style
from kb.clauses.diff.texts import Change, ChangeKind, Diff, diff
from kb.clauses.diff.word_runs import Run, RunKind, word_runs
from kb.clauses.parse import parse_clauses
from kb.ingest.source import parse_source
from kb.text.html import Markup
from kb.text.words import words
from tests.corpus import corpus_dir
from tests.kb.homes import policy

KEPT, GONE, CAME = RunKind.EQUAL, RunKind.REMOVED, RunKind.ADDED
ARTICLES = (
    "为了缓解小微企业融资困难，制定本办法。",
    "贴息对象为在本市登记注册、正常纳税满一年的小微企业。",
    "贴息标准为贷款利息的百分之五十，单户每年最高1000万元。",
    "申请人应当在每年三月底前向市金融办提出书面申请。",
    "市金融办应当自受理申请之日起二十个工作日内作出决定并公示。",
    "骗取贴息资金的，责令退回，三年内不再受理其申请。",
)


def _diff(old: str, new: str) -> Diff:
    return diff(old, parse_clauses(old), new, parse_clauses(new))


def _articles(*old: str, to: Sequence[str]) -> Diff:
    return _diff(policy("清河市贷款办法", *old), policy("清河市贷款办法", *to))


def _told(found: Diff) -> list[tuple[str, str | None, str | None]]:
    return [
        (one.kind.value, one.old.address if one.old else None, one.new.address if one.new else None)
        for one in found.changes
        if one.kind is not ChangeKind.UNCHANGED
    ]


def _at(found: Diff, address: str) -> Change:
    return next(one for one in found.changes if one.new is not None and one.new.address == address)


def test_the_same_text_has_no_change_and_white_space_and_widths_are_none() -> None:
    found = _articles(*ARTICLES, to=[one.replace("1000", "１０００") + " " for one in ARTICLES])
    assert _told(found) == []
    assert found.counts == {"unchanged": 7, "renumbered": 0, "moved": 0, "changed": 0, "added": 0, "removed": 0}


def test_an_inserted_article_renumbers_those_after_it_and_changes_none() -> None:
    found = _articles(*ARTICLES, to=[*ARTICLES[:2], "本办法所称贴息，是指对贷款利息的补助。", *ARTICLES[2:]])
    assert _told(found) == [
        ("added", None, "第三条"),
        ("renumbered", "第三条", "第四条"),
        ("renumbered", "第四条", "第五条"),
        ("renumbered", "第五条", "第六条"),
        ("renumbered", "第六条", "第七条"),
    ]


def test_a_removed_article_stands_where_it_was() -> None:
    found = _articles(*ARTICLES, to=[*ARTICLES[:3], *ARTICLES[4:]])
    assert _told(found) == [
        ("removed", "第四条", None),
        ("renumbered", "第五条", "第四条"),
        ("renumbered", "第六条", "第五条"),
    ]


def test_an_article_that_moved_is_followed() -> None:
    found = _articles(*ARTICLES, to=[*ARTICLES[:1], *ARTICLES[2:], ARTICLES[1]])
    assert ("moved", "第二条", "第六条") in _told(found)
    assert _at(found, "第六条").renumbered
    assert found.counts["changed"] == found.counts["added"] == found.counts["removed"] == 0


def test_a_change_and_a_new_number_are_told_together_with_the_words_that_changed() -> None:
    new = ARTICLES[2].replace("百分之五十", "百分之六十").replace("1000万元", "1200万元")
    change = _at(_articles(*ARTICLES, to=[*ARTICLES[:1], new, *ARTICLES[3:]]), "第二条")
    assert (change.kind, change.old and change.old.address, change.renumbered) == (ChangeKind.CHANGED, "第三条", True)
    marked = [(run.kind, run.text) for run in change.runs if run.kind is not KEPT]
    assert marked == [
        (GONE, "第三条　"),
        (CAME, "第二条　"),
        (GONE, "百分之五十"),
        (CAME, "百分之六十"),
        (GONE, "1000万元"),
        (CAME, "1200万元"),
    ]


def test_a_clause_that_was_split_off_and_one_that_was_merged_name_the_other() -> None:
    both = ARTICLES[3] + ARTICLES[4]
    split = _articles(*ARTICLES[:3], both, ARTICLES[5], to=ARTICLES)
    assert [(one.new and one.new.address, one.split_from) for one in split.changes if one.split_from] == [
        ("第五条", "第四条")
    ]
    merged = _articles(*ARTICLES, to=[*ARTICLES[:3], both, ARTICLES[5]])
    assert [one.merged_into for one in merged.changes if one.merged_into] == ["第四条"]


def test_a_rewritten_article_between_two_that_stayed_is_changed_and_not_removed_and_added() -> None:
    new = "申请贴息的企业每年可以通过政务服务平台提出一次申请。"
    found = _articles(*ARTICLES, to=[*ARTICLES[:3], new, *ARTICLES[4:]])
    assert _told(found) == [("changed", "第四条", "第四条")]


def test_clauses_of_other_numbering_and_paragraphs_are_aligned_too() -> None:
    old = "清河市办法\n\n一、对象\n（一）在本市登记的企业。\n（二）在本市居住的个人。\n二、标准\n按月发放补贴三百元。\n"
    new = (
        "清河市办法\n\n一、原则\n坚持公开公平公正。\n"
        "二、对象\n（一）在本市居住的个人。\n三、标准\n按月发放补贴五百元。\n"
    )
    told = _told(_diff(old, new))
    assert ("removed", "一、（一）", None) in told
    assert ("renumbered", "一、（二）", "二、（一）") in told
    change = _at(_diff(old, new), "三、")
    assert change.kind is ChangeKind.CHANGED
    assert [run.text for run in change.runs if run.kind is not KEPT][-2:] == ["三百元", "五百元"]


@pytest.mark.parametrize(
    ("old", "new", "runs"),
    [
        (
            "处五千元以下罚款。",
            "处五万元以下罚款。",
            [(KEPT, "处"), (GONE, "五千元"), (CAME, "五万元"), (KEPT, "以下罚款。")],
        ),
        ("LPR加90个基点", "LPR加120个基点", [(KEPT, "LPR加"), (GONE, "90个"), (CAME, "120个"), (KEPT, "基点")]),
        (
            "依照第十二条处理。",
            "依照第二十条处理。",
            [(KEPT, "依照"), (GONE, "第十二条"), (CAME, "第二十条"), (KEPT, "处理。")],
        ),
        ("甲，乙。", "甲，乙。", [(KEPT, "甲，乙。")]),
        ("", "新增。", [(CAME, "新增。")]),
    ],
)
def test_words_are_marked_whole_and_no_number_is_cut(old: str, new: str, runs: list[tuple[RunKind, str]]) -> None:
    assert [(run.kind, run.text) for run in word_runs(old, new)] == runs


def test_the_runs_give_both_texts_back() -> None:
    for old, new in (
        ("第一条　甲方 应当付款。\n\n第二款。", "第一条 乙方应当收款。\n第二款。"),
        ("１００万元以下", "100万元以上"),
        ("完全不同的一句话", "另外写的四个字"),
    ):
        runs = word_runs(old, new)
        assert "".join(run.text for run in runs if run.kind is not CAME) == old
        here = [run.new_text if run.new_text is not None else run.text for run in runs if run.kind is not GONE]
        assert "".join(here) == new


def test_words_are_those_of_policies_and_give_the_text_back() -> None:
    text = "市人民政府自收到申请之日起三十日内，给予最高1,000.5万元贷款贴息；一致、统一，百分之六十，（三）第十二条之一"
    found = words(text)
    assert "".join(found) == text
    assert {
        "人民政府",
        "三十日",
        "1,000.5万元",
        "贷款贴息",
        "一致",
        "统一",
        "百分之六十",
        "（三）",
        "第十二条之一",
    } <= set(found)
    assert words("") == []


@dataclass(frozen=True)
class Revision:
    """A real revision, and what a reader finds who lays the two texts side by side."""

    title: str
    old: str
    new: str
    counts: dict[str, int]
    renumbered: list[tuple[str, str]]
    others: list[tuple[str, str | None, str | None]]
    marked: tuple[str, list[tuple[RunKind, str]]]


REVISIONS = (
    Revision(
        "上海市音像制品管理条例",
        "2021-08-25",
        "2024-12-31",
        {"unchanged": 30, "renumbered": 8, "moved": 0, "changed": 9, "added": 1, "removed": 3},
        [
            ("第三十一条", "第三十条"),
            ("第三十四条", "第三十三条"),
            ("第三十五条", "第三十四条"),
            ("第三十七条", "第三十六条"),
            ("第三十八条", "第三十七条"),
            ("第三十九条", "第三十八条"),
            ("第四十条", "第三十九条"),
            ("第四十二条", "第四十条"),
        ],
        [
            ("changed", "题注", "题注"),
            ("changed", "第九条", "第九条"),
            ("changed", "第十一条", "第十一条"),
            ("changed", "第二十条", "第二十条"),
            ("changed", "第二十三条", "第二十三条"),
            ("changed", "第二十五条", "第二十五条"),
            ("changed", "第二十九条", "第二十九条"),
            ("removed", "第三十条", None),
            ("changed", "第三十二条", "第三十一条"),
            ("changed", "第三十三条", "第三十二条"),
            ("removed", "第三十六条", None),
            ("added", None, "第三十五条"),
            ("removed", "第四十一条", None),
        ],
        ("第二十条", [(GONE, "、制作"), (GONE, "审批手续"), (CAME, "相关手续")]),
    ),
    Revision(
        "北京市机动车停车条例",
        "2021-09-24",
        "2024-03-29",
        {"unchanged": 46, "renumbered": 0, "moved": 0, "changed": 4, "added": 0, "removed": 0},
        [],
        [
            ("changed", "题注", "题注"),
            ("changed", "第二十三条", "第二十三条"),
            ("changed", "第二十九条", "第二十九条"),
            ("changed", "第三十九条", "第三十九条"),
        ],
        ("第三十九条", [(CAME, "中华人民共和国治安管理处罚法")]),
    ),
    Revision(
        "北京市制定地方性法规条例",
        "2017-01-20",
        "2023-07-28",
        {"unchanged": 3, "renumbered": 21, "moved": 8, "changed": 38, "added": 16, "removed": 6},
        [
            ("第五条", "第六条"),
            ("第十三条", "第十九条"),
            ("第十六条", "第二十一条"),
            ("第十九条", "第二十三条"),
            ("第二十二条", "第二十六条"),
            ("第二十三条", "第二十七条"),
            ("第二十四条", "第二十八条"),
            ("第二十六条", "第三十条"),
            ("第二十七条", "第三十一条"),
            ("第二十八条", "第三十二条"),
            ("第二十九条", "第三十三条"),
            ("第三十条", "第三十四条"),
            ("第三十四条", "第三十八条"),
            ("第四十三条", "第四十八条"),
            ("第四十八条", "第五十三条"),
            ("第四十九条", "第六十条"),
            ("第五十一条", "第六十二条"),
            ("第五十二条", "第六十三条"),
            ("第五章", "第八章"),
            ("第六十五条", "第七十五条"),
            ("第六十六条", "第七十六条"),
        ],
        [],
        ("第三十九条", [(GONE, "第三十五条 "), (CAME, "第三十九条 "), (GONE, "7日前将"), (CAME, "七日前将")]),
    ),
)


def _revision(revision: Revision) -> Diff:
    laws = corpus_dir() / "laws"
    rows = map(json.loads, (laws / "meta.jsonl").read_text(encoding="utf-8").splitlines())
    paths = {row["date"]: laws / row["path"] for row in rows if row["title"] == revision.title}
    old, new = (parse_source(paths[day].read_bytes(), paths[day].name) for day in (revision.old, revision.new))
    return _diff(old.documents[0].text, new.documents[0].text)


@pytest.mark.parametrize("revision", REVISIONS, ids=lambda revision: revision.title)
def test_a_real_revision_is_what_a_reader_finds_it_to_be(revision: Revision) -> None:
    found = _revision(revision)
    assert dict(found.counts) == revision.counts
    renumbered = [(one[1], one[2]) for one in _told(found) if one[0] == "renumbered"]
    assert renumbered == revision.renumbered
    if revision.others:
        assert [one for one in _told(found) if one[0] != "renumbered"] == revision.others
    address, marked = revision.marked
    assert [(run.kind, run.text) for run in _at(found, address).runs if run.kind is not KEPT] == marked


def test_the_chapter_that_moved_behind_is_followed_with_its_articles() -> None:
    found = _revision(REVISIONS[2])
    moved = [(one.old and one.old.address, one.new and one.new.address) for one in found.changes if one.moved]
    assert moved == [
        ("第十七条", "第十七条"),
        ("第四章", "第六章"),
        ("第五十八条", "第五十四条"),
        ("第五十九条", "第五十五条"),
        ("第六十条", "第五十六条"),
        ("第六十一条", "第五十七条"),
        ("第六十二条", "第五十八条"),
        ("第六十三条", "第五十九条"),
        ("第六十四条", "第六十六条"),
    ]
    assert _at(found, "第十一条").split_from == "第四条"


def test_a_code_of_1260_articles_with_a_change_in_nearly_all_takes_less_than_four_seconds() -> None:
    laws = corpus_dir() / "laws"
    rows = map(json.loads, (laws / "meta.jsonl").read_text(encoding="utf-8").splitlines())
    (path,) = (laws / row["path"] for row in rows if row["title"] == "中华人民共和国民法典" and row["articles"] > 1000)
    text = parse_source(path.read_bytes(), path.name).documents[0].text
    changed = text.replace("的", "之").replace("有权", "可以")
    old, new = parse_clauses(text), parse_clauses(changed)
    words("一")
    started = time.process_time()
    found = diff(text, old, changed, new)
    assert time.process_time() - started < 4
    assert found.counts["changed"] > 1100
    # One heading of four words, three of which changed.
    assert (found.counts["added"], found.counts["removed"], found.counts["moved"]) == (1, 1, 0)


def test_the_page_escapes_every_text_and_marks_words() -> None:
    old = policy("<b>办法</b>", "每户<i>补贴</i>一万元，按月发放到个人账户。")
    new = policy("<b>办法</b>", "每户<i>补贴</i>两万元，按月发放到个人账户。")
    sides = Heading("第 1 版", ("现行<有效>",)), Heading("第 2 版", (), "/d/x?a=1&b=2")
    page = diff_page("《<b>办法</b>》", _diff(old, new), *sides, head=style(), link=lambda which, side: f"/{which}")
    assert "<b>" not in page.replace("&lt;b&gt;", "")
    assert "<i>" not in page
    assert "<del>一万元</del>" in page
    assert "<ins>两万元</ins>" in page
    assert 'href="/d/x?a=1&amp;b=2"' in page
    assert "现行&lt;有效&gt;" in page
    assert isinstance(style(), Markup)


def test_a_run_is_told_as_what_it_is() -> None:
    assert word_runs("甲，乙", "甲, 乙") == (Run(KEPT, "甲，乙", "甲, 乙"),)
