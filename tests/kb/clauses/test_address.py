import pytest

from kb.clauses.address import Address, AddressBook, Step, format_address, parse_address, resolve
from kb.clauses.parse import parse_clauses
from kb.errors import ClauseReferenceError

LAW = """第一章 总则
第七条 庚。
第八条 有下列情形的：
（一）子：
1.甲；
2.乙。
（二）丑。
前款所列，适用下列规定：
（一）寅；
（二）卯。
第八条之一 下列人员：
（一）辰；
（二）巳。
第九条 午。
"""


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("五（二）", "五、（二）"),
        ("五、(二)", "五、（二）"),
        ("五、㈡", "五、（二）"),
        ("二（一）3.", "二、（一）3"),
        ("二、（一）第2款", "二、（一）第2款"),
        ("第8条第2款第3项", "第八条第二款第三项"),
        ("第八条 第二款 第(三)项", "第八条第二款第三项"),
        ("8条", "第八条"),
        ("第八条之一", "第八条之一"),
        ("第十二条之二十", "第十二条之二十"),
        ("１０７９条", "第一千零七十九条"),
        ("第二章第一节", "第二章第一节"),
        ("第5部分", "第五部分"),
        ("附件二第一条", "附件2第一条"),
        ("附件2、1", "附件2、1"),
        ("附件：一、", "附件：一、"),
        ("附录A1", "附录A1"),
        ("8.2.3", "8.2.3"),
        ("第8.2.3条", "8.2.3"),
        ("六、1⑴①", "六、1（1）①"),
        ("一、〔2〕（一）", "一、〔2〕（一）"),
        ("引言第2段", "引言第2段"),
        ("【裁判要旨】第3段", "【裁判要旨】第3段"),
        ("一、表1第2行", "一、表1第2行"),
        ("第3段", "第3段"),
    ],
)
def test_prints_one_canonical_form(written: str, canonical: str) -> None:
    assert format_address(parse_address(written)) == canonical
    assert format_address(parse_address(canonical)) == canonical


def test_an_address_is_its_steps() -> None:
    assert parse_address("第八条第二款第三项") == Address((Step("条", (8,)), Step("款", (2,)), Step("项", (3,))))
    assert parse_address("五、（二）") == Address((Step("一、", (5,)), Step("（一）", (2,))))


@pytest.mark.parametrize("text", ["", "  ", "怎么贷款", "第八条怎么说", "第条", "第一百五条"])
def test_refuses_what_is_no_address_and_names_it(text: str) -> None:
    with pytest.raises(ClauseReferenceError) as caught:
        parse_address(text)
    assert text in str(caught.value)
    assert caught.value.detail == {"reference": text}


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("第八条第二款第二项", ["第八条第二款第二项"]),
        ("8条2款（二）", ["第八条第二款第二项"]),
        ("第八条第一款", ["第八条"]),
        ("第八条第一款第(一)项第2目", ["第八条第一款第一项第二目"]),
        ("第八条（一）2", ["第八条第一款第一项第二目"]),
        ("第八条第二项", ["第八条第一款第二项"]),
        ("第八条第二款第一项", ["第八条第二款第一项"]),
        ("第八条之一第一款第二项", ["第八条之一第二项"]),
        ("第8条之1（二）", ["第八条之一第二项"]),
        ("第一章第八条", ["第八条"]),
        ("第九条第一款", ["第九条"]),
        ("第九条第二款", []),
        ("第八条第五项", []),
        ("第十条", []),
    ],
)
def test_resolves_every_way_of_writing(written: str, found: list[str]) -> None:
    tree = parse_clauses(LAW)
    assert [tree.clauses[position].address for position in resolve(tree, written)] == found


def test_returns_all_clauses_that_fit_equally() -> None:
    tree = parse_clauses("一、甲\n（一）子。\n二、乙\n（一）丑。\n")
    assert [tree.clauses[p].address for p in resolve(tree, "（一）")] == ["一、（一）", "二、（一）"]


def test_an_exact_address_means_its_clause_alone() -> None:
    tree = parse_clauses("第八条 甲。\n第八条 乙。\n")
    assert resolve(tree, "第八条") == [0]
    assert resolve(tree, "第八条〔2〕") == [1]


def test_a_whole_heading_counts_before_one_that_holds_it() -> None:
    text = "某法\n\n## 修正案\n\n一、甲。\n\n## 修正案（二）\n\n一、乙。\n"
    tree = parse_clauses(text)
    found = [tree.clauses[one].own.of(text).strip() for one in resolve(tree, "【修正案】第一部分")]
    assert found == ["一、甲。"]
    assert len(resolve(tree, "【修正】第一部分")) == 2


def test_from_one_clause_to_another_of_another_kind_is_all_that_stands_between() -> None:
    tree = parse_clauses("一、甲\n（一）子。\n（二）丑。\n二、乙。\n三、丙\n（一）寅。\n（二）卯。\n四、丁。\n")
    book = AddressBook(tree)
    at = {clause.address: position for position, clause in enumerate(tree.clauses)}
    between = [tree.clauses[one].address for one in book.between(at["一、（二）"], at["三、"])]
    assert between == ["一、（二）", "二、", "三、"]
    assert [tree.clauses[one].address for one in book.between(at["二、"], at["三、（一）"])] == ["二、", "三、（一）"]
    assert [tree.clauses[one].address for one in book.between(at["一、"], at["三、"])] == ["一、", "二、", "三、"]
