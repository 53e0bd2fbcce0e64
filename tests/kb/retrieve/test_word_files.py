"""The dictionary in files: what is read, and every line that says nothing by its number."""

import pytest

from kb.errors import EmptySource, UnreadableSource
from kb.retrieve.words.entries import WordEntry, WordFault, WordState
from kb.retrieve.words.files import WordFile, comma_separated, read_words, tsv

ADDED = (("贷款贴息", "补利息"), ("贷款贴息", "政府帮还利息"), ("融资担保", "找人作保"))
ENTRIES = [
    WordEntry("融资担保", "找人作保", WordState.OWN),
    WordEntry("贷款贴息", "补利息", WordState.OWN),
    WordEntry("贷款贴息", "利息钱", WordState.REMOVED),
    WordEntry("贷款贴息", "政府帮还利息", WordState.SHIPPED),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(
    "text",
    [
        "贷款贴息\t补利息|政府帮还利息\n融资担保\t找人作保\n",
        "贷款贴息,补利息|政府帮还利息\r\n融资担保,找人作保\r\n",
        '术语,说法\n"贷款贴息","补利息|政府帮还利息"\n融资担保,找人作保,,\n',
        "# 自己的词\n\n 贷款贴息 \t 补利息 || 政府帮还利息 \n融资担保\t找人作保\t\n",
    ],
)
def test_two_columns_are_read_in_every_usual_encoding(text: str, encoding: str) -> None:
    assert read_words(text.encode(encoding), "词.csv") == WordFile(ADDED, (), ())


def test_every_bad_line_is_named_and_the_others_are_read() -> None:
    lines = [
        "贷款贴息\t补利息|利|政府帮还利息",
        "没有制表符",
        "一\t二\t三",
        "\t补利息",
        "融资担保\t",
        "担保\t担保|怎么办",
        "看不见\t补\u200b利息",
        "长\t" + "话" * 61,
        "融资担保\t找人作保",
    ]
    found = read_words("\n".join(lines).encode(), "词.tsv")
    assert (found.added, found.removed) == (ADDED, ())
    assert found.faults == (
        WordFault(1, lines[0], "说法“利”只有一个字，会在很多词里误中；请写至少 2 个字"),
        WordFault(2, lines[1], "应是“术语”和“说法”两列，用制表符（Tab）隔开，这一行有 1 列"),
        WordFault(3, lines[2], "应是“术语”和“说法”两列，用制表符（Tab）隔开，这一行有 3 列"),
        WordFault(4, lines[3], "术语是空的"),
        WordFault(5, lines[4], "说法是空的"),
        WordFault(6, lines[5], "术语和说法相同，都是“担保”；说法应是群众的口语"),
        WordFault(6, lines[5], "说法“怎么办”只是问话用词，说明不了在问什么；请写所问的事"),
        WordFault(7, lines[6], "说法“补\u200b利息”里有看不见的字符（U+200B）；请删去后重新输入"),
        WordFault(8, lines[7], "说法“" + "话" * 20 + "…”有 61 个字，超过 60 个字"),
    )


def test_a_quotation_mark_that_is_not_closed_spoils_its_own_line_only() -> None:
    found = read_words('"贷款贴息,补利息\n融资担保,找人作保\n'.encode(), "词.csv")
    assert found == WordFile((ADDED[2],), (), (WordFault(1, '"贷款贴息,补利息', "引号不成对"),))


def test_a_term_behind_a_minus_is_taken_out() -> None:
    assert read_words("-贷款贴息\t利息钱|补利息\n".encode(), "词.tsv") == WordFile(
        (), (("贷款贴息", "利息钱"), ("贷款贴息", "补利息")), ()
    )
    assert read_words("--贷款贴息\t利息钱\n".encode(), "词.tsv").faults == (
        WordFault(1, "--贷款贴息\t利息钱", "术语“-贷款贴息”以“-”开头，文件里的“-”表示移除；请去掉"),
    )


@pytest.mark.parametrize("data", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest"])
def test_a_workbook_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(
        UnreadableSource, match=r"“词\.xlsx”是 Excel 工作簿：请在 Excel 里另存为“CSV（逗号分隔）”再导入"
    ):
        read_words(data, "词.xlsx")


def test_a_file_of_nothing_is_refused() -> None:
    with pytest.raises(EmptySource):
        read_words(b" \n", "词.tsv")


def test_what_is_written_is_what_is_read() -> None:
    assert tsv(ENTRIES) == "融资担保\t找人作保\n贷款贴息\t政府帮还利息|补利息\n-贷款贴息\t利息钱\n"
    assert comma_separated(ENTRIES) == "融资担保,找人作保\n贷款贴息,政府帮还利息|补利息\n-贷款贴息,利息钱\n"
    for text in (tsv(ENTRIES), comma_separated(ENTRIES)):
        found = read_words(text.encode("utf-8-sig"), "词.csv")
        assert (sorted(found.added), found.removed) == (sorted(ADDED), (("贷款贴息", "利息钱"),))
        assert found.faults == ()


def test_a_comma_or_quotation_mark_inside_a_cell_is_kept() -> None:
    entries = [WordEntry("甲,乙", '叫"补,贴"', WordState.OWN)]
    assert read_words(comma_separated(entries).encode(), "词.csv").added == (("甲,乙", '叫"补,贴"'),)
