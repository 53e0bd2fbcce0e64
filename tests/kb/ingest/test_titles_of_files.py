"""Which title a file's document gets: that of its text, and of its name only what is a title."""

import pytest

from kb.ingest.file_names import title_of_name
from kb.ingest.head import read_head
from kb.ingest.metadata.statements import describe

TITLE = "清河市小微企业贷款贴息办法"
BODY = "\n\n第一条　为了缓解小微企业融资困难，制定本办法。\n第二条　贴息标准为贷款利息的百分之五十。\n"
NAMES = (
    "清河市小微企业贷款贴息办法.md",
    "003_76691701a8012c4a.md",
    "12-清河市小微企业贷款贴息办法.md",
    "000_清河市小微企业贷款贴息办法（最终版）.md",
    "20240501_清河市小微企业贷款贴息办法 - 副本 (2).md",
    "贴息办法定稿.md",
    "关于印发贴息办法的通知.md",
)


@pytest.mark.parametrize("head", [TITLE, f"# {TITLE}", f"\n\n**{TITLE}**", f"> # {TITLE}"])
@pytest.mark.parametrize("name", NAMES)
def test_whatever_a_file_is_called_its_text_says_the_title(head: str, name: str) -> None:
    found = read_head(head + BODY, name)
    assert found.title == TITLE
    assert found.title_span is not None
    assert found.title_span.of(head + BODY) == TITLE


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("12-清河市贴息办法.md", "清河市贴息办法"),
        ("000_清河市贴息办法.txt", "清河市贴息办法"),
        ("（3）清河市贴息办法.docx", "清河市贴息办法"),
        ("三、清河市贴息办法.md", "清河市贴息办法"),
        ("附件1：清河市贴息办法.pdf", "清河市贴息办法"),
        ("20240501清河市贴息办法.md", "清河市贴息办法"),
        ("2024-05-01_清河市贴息办法.md", "清河市贴息办法"),
        ("清河市贴息办法_20240501.md", "清河市贴息办法"),
        ("清河市贴息办法（2024-05-01）.md", "清河市贴息办法"),
        ("清河市贴息办法 - 副本.md", "清河市贴息办法"),
        ("清河市贴息办法 - 副本 (2).md", "清河市贴息办法"),
        ("复件 清河市贴息办法.doc", "清河市贴息办法"),
        ("清河市贴息办法(1).md", "清河市贴息办法"),
        ("清河市贴息办法（最终版）.md", "清河市贴息办法"),
        ("清河市贴息办法最终稿2.md", "清河市贴息办法"),
        ("清河市贴息办法-定稿_v2.1.md", "清河市贴息办法"),
        ("清河市贴息办法【盖章版】扫描件.pdf", "清河市贴息办法"),
        ("76691701a8012c4a_清河市贴息办法.html", "清河市贴息办法"),
        ("清河市_小微企业_贴息办法.md", "清河市 小微企业 贴息办法"),
        ("清河市贴息办法.docx.md", "清河市贴息办法"),
        # What belongs to a title stays.
        ("清河市贴息办法（试行）.md", "清河市贴息办法（试行）"),
        ("清河市贴息办法（征求意见稿）.md", "清河市贴息办法（征求意见稿）"),
        ("关于适用贴息办法若干问题的规定（二）.md", "关于适用贴息办法若干问题的规定（二）"),
        ("2024年清河市贴息名单.md", "2024年清河市贴息名单"),
        ("清河市贴息规划（2021-2025年）.md", "清河市贴息规划（2021-2025年）"),
        ("清河市十四五规划2021-2025.md", "清河市十四五规划2021-2025"),
        ("3号公告.md", "3号公告"),
        ("A类企业名单.md", "A类企业名单"),
        # Of a name that says nothing nothing is left.
        ("003_76691701a8012c4a.txt", ""),
        ("20240501.md", ""),
        ("P020240501123456789.pdf", ""),
        ("001.md", ""),
    ],
)
def test_what_of_a_files_name_is_a_title(name: str, title: str) -> None:
    assert title_of_name(name) == title


def test_the_lines_above_a_title_are_of_the_head() -> None:
    text = (
        "000123\n特急\n清河市财政局文件\n清财金〔2024〕5号　　签发人：王芳\n\n"
        f"关于印发《{TITLE}》的通知\n\n各区县财政局：\n现将办法印发给你们。\n"
    )
    found = describe(text, "扫描0001.md")
    assert found.title == f"关于印发《{TITLE}》的通知"
    assert found.doc_number is not None and found.doc_number.span is not None
    assert found.doc_number.value == found.doc_number.span.of(text) == "清财金〔2024〕5号"


def test_a_field_above_the_text_tells_the_title() -> None:
    text = (
        f"索引号：000014349/2024-00012\n标　　题：{TITLE}\n发布日期：2024年5月1日\n\n第一条　为了规范，制定本办法。\n"
    )
    found = read_head(text, "a.md")
    assert found.title == TITLE
    assert found.title_span is not None and found.title_span.of(text) == TITLE


@pytest.mark.parametrize(
    "line",
    [
        f"{TITLE}清财金〔2024〕5号",
        f"{TITLE} 首页 政务公开 政民互动 公众服务 " + "栏目名称 " * 20,
        f"{TITLE}清河市人民政府令第7号《{TITLE}》已经市政府常务会议通过，现予公布。",
    ],
)
def test_a_title_that_other_words_are_glued_behind(line: str) -> None:
    text = line + BODY
    found = read_head(text, "003_76691701a8012c4a.md")
    assert found.title == TITLE
    assert found.title_span is not None and found.title_span.of(text) == TITLE


def test_a_title_broken_by_blanks_on_a_line_of_everything() -> None:
    line = (
        "清河市人民政府关于同意以甲乡名义 申办第二十届世界 运动会的复函 清政函〔2004〕36号 甲乡人民政府： "
        + "收悉。" * 30
    )
    found = read_head(line, "003_76691701a8012c4a.md")
    assert found.title == "清河市人民政府关于同意以甲乡名义 申办第二十届世界 运动会的复函"


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        # A text without a title of its own: what the name says, else how it begins.
        ("第一条　为了规范，制定本办法。\n第二条　略。\n", "12-清河市贴息办法.md", "清河市贴息办法"),
        ("各区县财政局：\n现将有关事项通知如下。\n", "7_清河市贴息的通知.md", "清河市贴息的通知"),
        ("一、总体要求\n坚持稳中求进。\n", "003_76691701a8012c4a.md", "总体要求"),
        (
            "为了支持企业发展，按每户五万元给予补助。补助由财政局拨付。\n",
            "001.md",
            "为了支持企业发展，按每户五万元给予补助",
        ),
    ],
)
def test_texts_without_a_title(text: str, name: str, title: str) -> None:
    found = read_head(text, name)
    assert found.title == title
