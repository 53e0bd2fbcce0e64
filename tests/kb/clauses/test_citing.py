import pytest

from kb.clauses.parse import parse_clauses
from kb.clauses.references.stated import Citing, find_citings

Found = tuple[str, str, str | None, str | None]

BODY = """清河市贷款办法
第一条　为了规范贷款，制定本办法。
第二条　有下列情形之一的，可以申请：
（一）在本市注册的；
（二）{item}
{second}
{third}
第三条　{article}
第四条　本办法自发布之日起施行。
"""


def _text(item: str = "乙类的；", second: str = "甲。", third: str = "乙。", article: str = "丙。") -> str:
    return BODY.format(item=item, second=second, third=third, article=article)


def _found(text: str, title: str = "清河市贷款办法", number: str | None = None) -> list[Found]:
    """Return the citing clause, the words, the title or number, and the address of each reference."""
    tree = parse_clauses(text)
    citings = find_citings(text, tree, title, number)
    return [
        (tree.clauses[one.position].address, one.span.of(text), one.title or one.number, one.address) for one in citings
    ]


def _in_article(words: str) -> list[tuple[str, str | None, str | None]]:
    return [(text, title, address) for _, text, title, address in _found(_text(article=words))]


@pytest.mark.parametrize(
    ("words", "text", "address"),
    [
        ("依照本办法第八条办理。", "本办法第八条", "第八条"),
        ("依照本办法第二条第一款第（二）项办理。", "本办法第二条第一款第（二）项", "第二条第一款第二项"),
        ("依照第二条办理。", "第二条", "第二条"),
        ("依照本办法第十二条之一办理。", "本办法第十二条之一", "第十二条之一"),
        ("依照本办法第12条第2款办理。", "本办法第12条第2款", "第十二条第二款"),
        ("依照本法第三章办理。", "本法第三章", "第三章"),
        ("依照本办法（试行）第五条办理。", "本办法（试行）第五条", "第五条"),
        ("依照本条第二款办理。", "本条第二款", "第三条第二款"),
        ("依照第二款办理。", "第二款", "第三条第二款"),
        ("依照前条办理。", "前条", "第二条"),
        ("依照前条第一款办理。", "前条第一款", "第二条第一款"),
        ("见附件2。", "附件2", "附件2"),
        ("依照第12.4.9 条办理。", "第12.4.9 条", "12.4.9"),
        ("依照第12.4.9 条第一款办理。", "第12.4.9 条第一款", "12.4.9第1款"),
    ],
)
def test_a_text_names_its_own_clauses(words: str, text: str, address: str) -> None:
    assert _in_article(words) == [(text, None, address)]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("依照本办法第一条、第二条和第四条办理。", ["第一条", "第二条", "第四条"]),
        ("依照本办法第一条至第四条办理。", ["第一条", "第二条", "第三条", "第四条"]),
        ("依照第二条第一款、第三款办理。", ["第二条第一款", "第二条第三款"]),
        ("依照第二条第一款第（一）、（二）项办理。", ["第二条第一款第一项", "第二条第一款第二项"]),
        ("依照第二条第一款第一项至第三项办理。", ["第二条第一款第一项", "第二条第一款第二项", "第二条第一款第三项"]),
        ("依照第一、二条办理。", ["第一条", "第二条"]),
        ("依照第一条，第二条第二款办理。", ["第一条", "第二条第二款"]),
        ("依照第二条第（二）项和第四条办理。", ["第二条第二项", "第四条"]),
    ],
)
def test_enumerations_and_ranges_name_each_of_their_clauses(words: str, expected: list[str]) -> None:
    assert [address for _, _, address in _in_article(words)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (_text(second="前款规定不适用。"), ("第二条第二款", "前款", None, "第二条第一款")),
        (_text(third="前款规定不适用。"), ("第二条第三款", "前款", None, "第二条第二款")),
        (_text(third="按前款第（一）项办理。"), ("第二条第三款", "前款第（一）项", None, "第二条第二款第一项")),
        (_text(item="前项以外的；"), ("第二条第一款第二项", "前项", None, "第二条第一款第一项")),
        (_text(third="有第（二）项情形的除外。"), ("第二条第三款", "第（二）项", None, "第二条第一款第二项")),
        (_text(article="前款规定不适用。"), ("第三条", "前款", None, "前款")),
    ],
)
def test_what_stands_before_is_told_by_its_actual_place(text: str, expected: Found) -> None:
    assert _found(text) == [expected]


def test_the_two_paragraphs_before_are_both_named() -> None:
    assert _found(_text(third="前两款规定不适用。")) == [
        ("第二条第三款", "前两款", None, "第二条第一款"),
        ("第二条第三款", "前两款", None, "第二条第二款"),
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "依照《清河市某某条例》（清政发〔2010〕1号）第五条第（二）项和第六条办理。",
            [
                ("《清河市某某条例》（清政发〔2010〕1号）第五条第（二）项", "清河市某某条例", "第五条第二项"),
                ("第六条", "清河市某某条例", "第六条"),
            ],
        ),
        ("依照《某某条例》办理。", [("《某某条例》", "某某条例", None)]),
        ("依照《某某条例》的第五条办理。", [("《某某条例》的第五条", "某某条例", "第五条")]),
        ("依照刑法第一百三十三条之一办理。", [("刑法第一百三十三条之一", "刑法", "第一百三十三条之一")]),
        ("触犯刑法分则第九章的除外。", [("刑法分则第九章", "刑法", "第九章")]),
        ("适用公司法第三条。", [("公司法第三条", "公司法", "第三条")]),
        (
            "根据合同法第四十七条、第四十八条办理。",
            [("合同法第四十七条", "合同法", "第四十七条"), ("第四十八条", "合同法", "第四十八条")],
        ),
        ("有对外贸易法第十六条情形的除外。", [("对外贸易法第十六条", "对外贸易法", "第十六条")]),
        ("根据刑法和民事诉讼法第九条办理。", [("民事诉讼法第九条", "民事诉讼法", "第九条")]),
        (
            "违反国有土地上房屋征收与补偿条例第九条的，依法处理。",
            [("国有土地上房屋征收与补偿条例第九条", "国有土地上房屋征收与补偿条例", "第九条")],
        ),
        ("依照中华人民共和国宪法第九条。", [("中华人民共和国宪法第九条", "中华人民共和国宪法", "第九条")]),
        ("按照清财〔2020〕3号文件执行。", [("清财〔2020〕3号", "清财〔2020〕3号", None)]),
        (
            "依照《香港特别行政区基本法》第九十五条办理。",
            [("《香港特别行政区基本法》第九十五条", "香港特别行政区基本法", "第九十五条")],
        ),
        (
            "依照《甲条例》第九条，该条例第十条除外。",
            [("《甲条例》第九条", "甲条例", "第九条"), ("该条例第十条", "甲条例", "第十条")],
        ),
        ("依照《清河市贷款办法》第四条办理。", [("《清河市贷款办法》第四条", None, "第四条")]),
        (
            "构成刑法第九十条规定的甲罪，第九十一条规定的乙罪。",
            [("刑法第九十条", "刑法", "第九十条"), ("第九十一条", "刑法", "第九十一条")],
        ),
    ],
)
def test_other_documents_are_named_with_and_without_title_marks(
    words: str, expected: list[tuple[str, str | None, str | None]]
) -> None:
    assert _in_article(words) == expected


def test_a_short_name_stands_for_the_title_that_it_was_introduced_for() -> None:
    text = _text(
        second="根据《中华人民共和国劳动法》（以下简称劳动法）和《清河市补贴办法》（清财〔2019〕2号，以下简称《补贴办法》）办理。",
        article="依照劳动法第四十条和《补贴办法》第五条办理，应当具备补贴办法第六条的条件，并遵守劳动法。",
    )
    assert [(words, title, address) for _, words, title, address in _found(text)] == [
        ("《中华人民共和国劳动法》", "中华人民共和国劳动法", None),
        ("《清河市补贴办法》", "清河市补贴办法", None),
        ("劳动法第四十条", "中华人民共和国劳动法", "第四十条"),
        ("《补贴办法》第五条", "清河市补贴办法", "第五条"),
        ("补贴办法第六条", "清河市补贴办法", "第六条"),
        ("劳动法", "中华人民共和国劳动法", None),
    ]


@pytest.mark.parametrize(
    "words",
    [
        "本条自发布之日起施行。",
        "本办法所称企业，是指小微企业。",
        "第一批项目已经公布，目前两项工作正在进行。",
        "提前条件成熟的可以先行办理。",
        "第三条生产线和第二款式样不在此列。",
        "持有《营业执照》和《申请表》。",
        "第十三届全国人民代表大会第一次会议通过。",
        "将第一项目列入计划，参加第二节课。",
        "适用香港法例第178章。",
        "依照方法第一条以外的做法。",
    ],
)
def test_words_that_only_look_like_references_are_none(words: str) -> None:
    assert [one for one in _in_article(words) if one[2] != "第一条"] == []


def test_labels_headings_contents_and_notes_cite_nothing() -> None:
    text = (
        "# 清河市贷款办法\n\n2014年《甲办法》第一条公布\n\n目录\n第一章　总则\n第二章　附则\n\n"
        "## 第一章　总则\n\n第一条　甲。\n\n## 第二章　附则\n\n第二条　乙。\n"
    )
    assert _found(text) == []


def test_a_line_that_begins_with_a_label_is_no_reference_unless_it_speaks_of_the_clause() -> None:
    text = "清河市某某准则\n## 第一章 总则\n\n第一条企业应当守信。\n\n第二条企业应当纳税。\n\n第一条规定的企业除外。\n"
    assert [words for _, words, _, _ in _found(text, "清河市某某准则")] == ["第一条"]
    assert find_citings(text, parse_clauses(text))[0].span.start == text.rindex("第一条")


def test_an_amending_decision_speaks_of_the_clauses_of_what_it_amends() -> None:
    text = (
        "关于修改《清河市贷款办法》的决定\n一、将第五条修改为：“第五条　依照前款第二项办理。”\n"
        "二、删去第六条第二款。\n三、本决定第一条自发布之日起施行。\n"
    )
    assert [
        (words, title, address) for _, words, title, address in _found(text, "关于修改《清河市贷款办法》的决定")
    ] == [
        ("第五条", "清河市贷款办法", "第五条"),
        ("第六条第二款", "清河市贷款办法", "第六条第二款"),
        ("本决定第一条", None, "第一条"),
    ]


def test_an_item_broken_goes_on_from_the_article_named_before() -> None:
    text = (
        "清河市某某条例\n第一条　禁止下列行为：\n（一）甲；\n（二）乙。\n"
        "第二条　违反本条例第一条规定的，按下列规定处罚：\n"
        "（一）违反第一项规定的，罚款；\n（二）违反第二项规定的，警告。\n"
    )
    assert [(words, address) for _, words, _, address in _found(text, "清河市某某条例")] == [
        ("本条例第一条", "第一条"),
        ("第一项", "第一条第一项"),
        ("第二项", "第一条第二项"),
    ]


def test_a_document_does_not_cite_its_own_number() -> None:
    text = _text(article="按照清财〔2020〕3号和清财〔2021〕9号文件执行。")
    assert [title for _, _, title, _ in _found(text, number="清财[2020]3号")] == ["清财〔2021〕9号"]


def test_each_reference_has_the_span_of_its_words() -> None:
    text = _text(article="依照本办法第一条办理。")
    (found,) = find_citings(text, parse_clauses(text), "清河市贷款办法")
    assert isinstance(found, Citing)
    assert text[found.span.start : found.span.end] == "本办法第一条"
