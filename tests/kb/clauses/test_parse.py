import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.clauses.address import format_address, parse_address, resolve
from kb.clauses.parse import parse_clauses
from kb.clauses.split import split_passages
from kb.types import ClauseTree


def addresses(text: str) -> list[str]:
    return [clause.address for clause in parse_clauses(text).clauses]


def own_texts(text: str) -> dict[str, str]:
    return {clause.address: clause.own.of(text).strip() for clause in parse_clauses(text).clauses}


def titles(text: str) -> dict[str, str | None]:
    return {clause.address: clause.title for clause in parse_clauses(text).clauses}


LAW = """某某条例

（2020年1月1日某某会议通过）

目　录

第一章　总　则
第二章　附　则

第一章　总　则

第一条　为了规范某事，制定本条例。

第二条　有下列情形之一的，适用本条例：

（一）甲情形；

（二）乙情形：

1.子；

2.丑。

前款规定的情形，由某某部门认定：

（一）寅；

（二）卯。

第二章　附　则

第三条　本条例自公布之日起施行。
"""


def test_parses_a_law_with_contents_chapters_articles_paragraphs_and_items() -> None:
    assert addresses(LAW) == [
        "标题",
        "题注",
        "目录",
        "第一章",
        "第一条",
        "第二条",
        "第二条第一款第一项",
        "第二条第一款第二项",
        "第二条第一款第二项第一目",
        "第二条第一款第二项第二目",
        "第二条第二款",
        "第二条第二款第一项",
        "第二条第二款第二项",
        "第二章",
        "第三条",
    ]
    assert parse_clauses(LAW).gaps == ()
    assert titles(LAW)["第一章"] == "总则"
    item = next(c for c in parse_clauses(LAW).clauses if c.address == "第二条第二款第一项")
    assert (item.kind, item.label, item.depth, item.heading_path) == ("item", "（一）", 3, ("第一章 总则",))


def test_own_text_ends_where_the_first_child_starts() -> None:
    assert own_texts(LAW)["第二条"] == "第二条　有下列情形之一的，适用本条例："
    tree = parse_clauses(LAW)
    second = next(c for c in tree.clauses if c.address == "第二条")
    assert second.span.of(LAW).strip().endswith("（二）卯。")


@pytest.mark.parametrize(
    "line",
    [
        "第八条规定的情形消失后，恢复执行。",
        "第八条、第九条所称的单位，是指依法登记的单位。",
        "第八条第二款的规定适用于个人。",
        "第八条的规定不适用于个人。",
        "第八条 规定的情形消失后，恢复执行。",
        "第八条和第九条不适用于个人。",
    ],
)
def test_an_article_that_is_spoken_of_is_no_heading(line: str) -> None:
    text = f"第七条　甲。\n\n{line}\n\n第八条　乙。\n"
    assert addresses(text) == ["第七条", "第七条第二款", "第八条"]


@pytest.mark.parametrize(
    ("line", "address"),
    [
        ("第一千二百五十四条　禁止从建筑物中抛掷物品。", "第一千二百五十四条"),
        ("第十二条之一　资助他人的，处罚款。", "第十二条之一"),
        ("第一条　为了规范", "第一条"),
        ("第一条  为了规范", "第一条"),
        ("第一条【立法目的】为了规范", "第一条"),
        ("第一条（立法目的）为了规范", "第一条"),
        ("**第一条** 为了规范", "第一条"),
        ("第1条 为了规范", "第一条"),
        ("第 １ 条 为了规范", "第一条"),
        ("第 1 2 条 为了规范", "第十二条"),
        ("第一条为了规范", "第一条"),
        ("第八条", "第八条"),
    ],
)
def test_ways_of_printing_an_article(line: str, address: str) -> None:
    assert addresses(f"{line}\n") == [address]


def test_a_bare_article_line_takes_the_next_paragraph_as_its_own() -> None:
    text = "第八条\n有下列情形的，不予受理：\n（一）甲；\n（二）乙。\n第九条\n丙。\n"
    assert own_texts(text)["第八条"] == "第八条\n有下列情形的，不予受理："
    assert addresses(text) == ["第八条", "第八条第一项", "第八条第二项", "第九条"]


def test_titles_of_articles() -> None:
    text = (
        "第一条【立法目的】为了规范。\n第二条（适用范围）本市适用。\n第三条　【职责】\n"
        "某部门负责。\n第四条（一）、（二）两项除外。\n"
    )
    found = titles(text)
    assert (found["第一条"], found["第二条"], found["第三条"]) == ("立法目的", "适用范围", "职责")


def test_official_document_levels_follow_the_text() -> None:
    text = "\n".join(
        [
            "一、总体要求",
            "各地要落实。",
            "（一）目标。到明年完成：",
            "1.甲；",
            "（1）子；",
            "①天；",
            "②地。",
            "（2）丑。",
            "2.乙。",
            "（二）原则。坚持实效。",
            "二、流程",
            "按下列步骤办理：",
            "1.申请：提交材料；",
            "2.审核：三日内完成。",
        ]
    )
    assert addresses(text) == [
        "一、",
        "一、（一）",
        "一、（一）1",
        "一、（一）1（1）",
        "一、（一）1（1）①",
        "一、（一）1（1）②",
        "一、（一）1（2）",
        "一、（一）2",
        "一、（二）",
        "二、",
        "二、1",
        "二、2",
    ]
    found = titles(text)
    assert found["一、"] == "总体要求"
    assert found["一、（一）"] == "目标"
    assert found["二、1"] == "申请"
    assert found["一、（一）1"] is None


def test_full_width_and_mixed_brackets_are_the_same_marks() -> None:
    text = "第一条　下列情形：\n(一)甲；\n（二)乙；\n㈢丙。\n第二条　下列情形：\n１．甲；\n2、乙；\n⒊丙。\n"
    assert addresses(text) == [
        "第一条",
        "第一条第一项",
        "第一条第二项",
        "第一条第三项",
        "第二条",
        "第二条第一项",
        "第二条第二项",
        "第二条第三项",
    ]
    assert parse_clauses(text).gaps == ()


def test_marks_inside_a_line_are_no_clauses() -> None:
    text = "第一条　一是甲；二是乙；（一）丙、（二）丁。\n第二条　戊。\n"
    assert addresses(text) == ["第一条", "第二条"]


def test_wrapped_lines_that_begin_like_a_mark() -> None:
    text = (
        "第一条　依照本办法第三条第一款第\n（二）项规定处理。\n第二条　有效期自\n"
        "2024年1月1日起，费用\n1.5万元，按\n第八条 的办法执行。\n第三条　甲。\n"
    )
    tree = parse_clauses(text)
    assert [c.address for c in tree.clauses if c.kind in ("article", "item")] == ["第一条", "第二条", "第三条"]


def test_a_part_may_begin_with_a_year() -> None:
    text = "某安排\n\n一、1996年情况\n\n甲。\n\n二、申请期限\n\n乙。\n\n三、1997年7月1日以后申请的，按本安排执行。\n"
    assert addresses(text) == ["标题", "一、", "二、", "三、"]


def test_numbers_that_count_are_no_marks() -> None:
    text = "一、数据\n二、三月份的数据如下。\n二、结论\n好。\n"
    assert [c.address for c in parse_clauses(text).clauses if c.kind == "point"] == ["一、", "二、"]


def test_gaps_and_repeats_are_reported() -> None:
    text = "第一条　甲。\n第二条　下列：\n（一）子；\n（三）丑。\n第四条　乙。\n第八条　丙。\n第八条　丁。\n"
    assert parse_clauses(text).gaps == (
        "第二条之下，（一）之后是（三），缺（二）",
        "第二条之后是第四条，缺第三条",
        "第四条之后是第八条，缺第五条、第六条、第七条",
        "第八条重复出现",
    )
    assert addresses(text)[-2:] == ["第八条", "第八条〔2〕"]


def test_one_missing_article_is_named() -> None:
    assert parse_clauses("第七条　甲。\n第九条　乙。\n").gaps[-1] == "第七条之后是第九条，缺第八条"


def test_inserted_articles_and_running_numbers_are_no_gaps() -> None:
    text = "第一条　甲。\n第一条之一　乙。\n第一条之二　丙。\n第二条　丁。\n"
    assert parse_clauses(text).gaps == ()
    sections = "一、甲\n1.子。\n2.丑。\n二、乙\n3.寅。\n4.卯。\n"
    assert parse_clauses(sections).gaps == ()
    assert addresses(sections)[-1] == "二、4"


def test_articles_that_begin_anew_in_each_chapter_carry_the_chapter() -> None:
    text = "第一章 甲\n第一条 子。\n第二条 丑。\n第二章 乙\n第一条 寅。\n"
    assert addresses(text) == ["第一章", "第一章第一条", "第二条", "第二章", "第二章第一条"]
    tree = parse_clauses(text)
    assert resolve(tree, "第一条") == [1, 4]


def test_attachments_open_their_own_numbering() -> None:
    text = (
        "第一条 甲。\n第二条 乙。\n附件1\n申报表\n一、子\n填写。\n附件2：收费标准\n第一条 丙。\n"
        "附件\n一、丁\n附录A 说明\n1.戊。\n"
    )
    assert addresses(text) == [
        "第一条", "第二条", "附件1", "附件1一、", "附件2", "附件2第一条", "附件", "附件：一、", "附录A", "附录A1",
    ]  # fmt: skip
    found = titles(text)
    assert (found["附件1"], found["附件2"], found["附录A"]) == ("申报表", "收费标准", "说明")
    assert resolve(parse_clauses(text), "第一条") == [0]


def test_a_notice_with_the_document_it_issues() -> None:
    text = "\n".join(
        [
            "某办关于印发某方案的通知",
            "各单位：",
            "现将方案印发给你们。",
            "附件：1.分工表",
            "2.时间表",
            "某办公室",
            "2024年1月8日",
            "（此件公开发布）",
            "某工作方案",
            "一、目标",
            "达成。",
            "附件1",
            "分工表",
            "甲负责。",
        ]
    )
    assert addresses(text) == [
        "标题", "正文", "第1段", "第2段", "附件说明", "落款", "【某工作方案】", "【某工作方案】一、", "附件1",
    ]  # fmt: skip
    assert own_texts(text)["落款"] == "某办公室\n2024年1月8日\n（此件公开发布）"
    assert resolve(parse_clauses(text), "一、") == [7]


def test_markdown_headings_nest_by_their_level() -> None:
    text = "# 案例\n\n## 案情\n\n甲。\n\n乙。\n\n### 一审\n\n丙。\n\n## 解析\n\n1.丁。\n2.戊。\n"
    assert addresses(text) == ["标题", "【案情】", "【案情】第2段", "【一审】", "【解析】", "1", "2"]
    assert [c.depth for c in parse_clauses(text).clauses] == [0, 0, 1, 1, 0, 1, 1]


def test_outline_numbers_nest_by_their_parts() -> None:
    text = (
        "1 总则\n1.1 目的\n为了应急。\n1.2 等级划分\n1.2.1 一级：甲。\n"
        "1.2.2 二级：乙，增长1.5倍。\n2 职责\n2.1 指挥部\n下列：\n（1）丙；\n（2）丁。\n"
    )
    assert addresses(text) == [
        "1", "1.1", "1.2", "1.2.1", "1.2.2", "2", "2.1", "2.1（1）", "2.1（2）",
    ]  # fmt: skip
    assert [c.depth for c in parse_clauses(text).clauses] == [0, 1, 1, 2, 2, 0, 1, 2, 2]


RULES = """交易所上市规则

第八章 重大事项

8.1 本章规定适用于上市公司。

第二节 行业信息

8.2.1 公司应当披露下列信息：

（一）行业地位；

（二）经营风险。

公司应当说明理由。

8.2.2 本节所称行业，按照第
8.2.1 条、第8.2.3 条的规定确定。

8.2.3　公司应当及时披露下列数额：

1.5亿元以上的合同；

8.2.4《公司法》另有规定的，从其规定。

第九章 附则

9.1 本规则由本所解释。

9.3.1 没有第二节。
"""


def test_decimal_numbers_below_chapters_and_sections_are_clauses() -> None:
    own = own_texts(RULES)
    assert list(own) == [
        "标题", "第八章", "8.1", "第八章第二节", "8.2.1", "8.2.1（一）", "8.2.1（二）", "8.2.1第2款", "8.2.2",
        "8.2.3", "8.2.3第2款", "8.2.4", "第九章", "9.1", "9.3.1",
    ]  # fmt: skip
    assert own["8.2.2"] == "8.2.2 本节所称行业，按照第\n8.2.1 条、第8.2.3 条的规定确定。"
    assert own["8.2.3第2款"] == "1.5亿元以上的合同；"
    tree = parse_clauses(RULES)
    paths = {clause.address: clause.heading_path for clause in tree.clauses}
    assert paths["8.2.1"] == ("第八章 重大事项", "第二节 行业信息")
    wanted = list(own).index("8.2.1（二）")
    assert [resolve(tree, one) for one in ("8.2.1（二）", "第8.2.1条第（二）项", "8．2．1第二项")] == [[wanted]] * 3


def test_decimal_numbers_printed_as_articles() -> None:
    text = "规则\n第1.1条 为了规范，制定本规则。\n第1.2条 本规则适用于本所，依照第1.1条办理。\n第2.1.1条【条件】甲。\n"
    assert addresses(text) == ["标题", "1.1", "1.2", "2.1.1"]
    assert resolve(parse_clauses(text), "第1.2条") == [2]


@pytest.mark.parametrize(
    "line", ["1.2.2 条规定的情形", "1.2.2 节、第1.2.3节所称", "1.2.2%的份额", "1.2 亿元。", "1.2.4 丁。"]
)
def test_a_decimal_number_that_is_spoken_of_or_measures_or_leaps_is_no_clause(line: str) -> None:
    text = f"规则\n\n1.1 甲。\n\n1.2.1 乙。\n\n{line}\n\n1.2.2 丙。\n"
    assert own_texts(text) == {
        "标题": "规则", "1.1": "1.1 甲。", "1.2.1": "1.2.1 乙。", "1.2.1第2款": line, "1.2.2": "1.2.2 丙。"
    }  # fmt: skip


def test_marks_around_blocks_of_code_name_nothing_and_are_kept() -> None:
    text = "# 某法\n```markdown\n（2020年1月1日通过）\n```\n## 第一章 总则\n第一条 甲。\n~~~\n第二条 乙。\n```\n"
    tree = parse_clauses(text)
    assert [clause.address for clause in tree.clauses] == ["标题", "题注", "第一章", "第一条", "第二条"]
    assert [clause.title for clause in tree.clauses] == ["某法", None, "总则", None, None]
    assert "".join(clause.own.of(text) for clause in tree.clauses) == text
    order = "# 某办法\n某委令第40号\n现予公布。\n某某委员会\n二○○七年一月三十日\n```\n## 第一章 总则\n第一条 甲。\n"
    assert addresses(order)[-2:] == ["第一章", "第一条"]


def test_parts_chapters_and_sections_carry_their_ancestors() -> None:
    text = "第一编 总则\n第一章 甲\n第一节 子\n第一条 天。\n第二编 分则\n第一分编 通则\n第一章 乙\n第二条 地。\n"
    assert addresses(text) == [
        "第一编",
        "第一编第一章",
        "第一编第一章第一节",
        "第一条",
        "第二编",
        "第二编第一分编",
        "第二编第一分编第一章",
        "第二条",
    ]


def test_contents_with_dot_leaders_stand_apart() -> None:
    text = (
        "规则\n目 录\n第一章 总 则 ............ 1\n第二章 附 则 ............ 9\n第一章 总 则\n"
        "第一条 甲。\n第二章 附 则\n第二条 乙。\n"
    )
    assert addresses(text) == ["标题", "目录", "第一章", "第一条", "第二章", "第二条"]


def test_plain_paragraphs_where_nothing_is_numbered() -> None:
    text = "某地举办活动\n\n昨日，甲在某地举行。\n乙出席活动。\n\n丙表示欢迎。\n"
    tree = parse_clauses(text)
    assert [(c.address, c.kind, c.depth) for c in tree.clauses] == [
        ("标题", "title", 0),
        ("正文", "body", 0),
        ("第1段", "paragraph", 1),
        ("第2段", "paragraph", 1),
        ("第3段", "paragraph", 1),
    ]
    assert len(tree.clauses[1].own) == 0


def test_tables_hold_rows() -> None:
    text = "一、标准\n| 档次 | 金额 |\n| --- | --- |\n| 一 | 5 |\n| 二 | 3 |\n二、说明\n甲。\n"
    assert addresses(text) == ["一、", "一、表1", "一、表1第1行", "一、表1第2行", "二、"]
    assert own_texts(text)["一、表1"] == "| 档次 | 金额 |\n| --- | --- |"


def test_paragraphs_after_a_list_belong_to_the_words_that_introduced_it() -> None:
    text = "一、对象\n（一）条件。符合下列之一：\n1.甲；\n2.乙。\n以上企业自动纳入。\n（二）名单。动态调整。\n"
    assert addresses(text) == ["一、", "一、（一）", "一、（一）1", "一、（一）2", "一、（一）第2款", "一、（二）"]


def test_paragraphs_inside_a_list_belong_to_their_item() -> None:
    text = "一、任务\n（一）甲。做好甲。\n甲的说明。\n（二）乙。做好乙。\n乙的说明。\n二、附则\n"
    assert addresses(text) == ["一、", "一、（一）", "一、（一）第2款", "一、（二）", "一、（二）第2款", "二、"]


@pytest.mark.parametrize("text", ["", "\n", " \n\u3000\n", "甲", "第一条", "、", "附件", "#", "**", "|", "（一）"])
def test_degenerate_texts_are_partitioned(text: str) -> None:
    _check(text, parse_clauses(text))


_PIECES = st.sampled_from(
    [
        "第一条",
        "第二条",
        "第十二条之一",
        "一、",
        "二、",
        "（一）",
        "（二）",
        "1.",
        "2．",
        "（1）",
        "①",
        "1.1",
        "1.2 ",
        "a)",
        "b)",
        "附件1",
        "附件：",
        "# ",
        "## ",
        "| a |",
        "第一章 ",
        "第一节 ",
        "目录",
        "甲",
        "乙。",
        "丙：",
        "丁；",
        "，",
        "\n",
        "\n\n",
        "　",
        " ",
        "2024年1月1日",
        "**",
        "\r\n",
    ]
)


@settings(deadline=None, max_examples=200)
@given(st.one_of(st.text(max_size=80), st.lists(_PIECES, max_size=40).map("".join)))
def test_any_text_is_partitioned_and_every_address_is_found(text: str) -> None:
    tree = parse_clauses(text)
    _check(text, tree)
    for position, clause in enumerate(tree.clauses):
        assert format_address(parse_address(clause.address)) == clause.address
        assert resolve(tree, clause.address) == [position]
    covered = split_passages("d", 1, text, tree, max_chars=20)
    assert all(passage.span.of(text) == passage.text and len(passage.text) <= 20 for passage in covered)


def _check(text: str, tree: ClauseTree) -> None:
    assert "".join(clause.own.of(text) for clause in tree.clauses) == text
    assert len({clause.address for clause in tree.clauses}) == len(tree.clauses)
    for position, clause in enumerate(tree.clauses):
        assert clause.span.contains(clause.own)
        if clause.parent is not None:
            assert clause.parent < position
            assert tree.clauses[clause.parent].span.contains(clause.span)
            assert clause.depth == tree.clauses[clause.parent].depth + 1


def test_a_title_over_two_lines_is_one_title() -> None:
    text = "某办公室对某会议\n第2741号提案的答复\n某函〔2005〕69号\n一、甲\n乙。\n"
    tree = parse_clauses(text)
    assert [(c.address, c.title) for c in tree.clauses] == [
        ("标题", "某办公室对某会议第2741号提案的答复"),
        ("题注", None),
        ("一、", "甲"),
    ]


def test_chapters_listed_before_they_begin_are_contents_even_without_a_heading() -> None:
    chapters = ("## 第一章 总 则", "## 第二章 附 则")
    text = "\n\n".join(["# 某条例", *chapters, chapters[0], "第一条 甲。", chapters[1], "第二条 乙。"])
    assert addresses(text) == ["标题", "目录", "第一章", "第一条", "第二章", "第二条"]


def test_lists_that_hold_themselves_do_not_nest_without_end() -> None:
    tree = parse_clauses("1.甲：\n" * 2000)
    assert max(clause.depth for clause in tree.clauses) == 1


def test_what_heads_the_last_articles_without_a_number_is_no_paragraph_of_the_article_before() -> None:
    tree = parse_clauses("渡口办法\n第一条 渡口应当登记。\n第二条 渡口应当检验。\n附　则\n第三条 由市政府解释。\n")
    assert [(one.address, one.heading_path) for one in tree.clauses[2:]] == [
        ("第二条", ()),
        ("【附则】", ()),
        ("第三条", ("附则",)),
    ]
    spoken = parse_clauses("渡口办法\n第一条 本办法分为三章：\n附则\n第二条 由市政府解释。\n")
    assert [one.address for one in spoken.clauses[1:]] == ["第一条", "第一条第二款", "第二条"]
