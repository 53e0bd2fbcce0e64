import pytest

from eval.readers.cells import Basis, bases, flag, items, references, says_nothing


@pytest.mark.parametrize(
    ("cell", "quote", "reference"),
    [
        ("单户最高500万元。", "单户最高500万元。", ""),
        ("“单户最高500万元。”", "单户最高500万元。", ""),
        ("“甲”“乙”两类企业", "“甲”“乙”两类企业", ""),
        ("《示例办法》第五条", "", "《示例办法》第五条"),
        ("见《示例办法》五、（二）", "", "《示例办法》五、（二）"),
        ("示例贷款办法第五条", "", "示例贷款办法第五条"),
        ("第三条第二款", "", "第三条第二款"),
        ("《示例办法》（示政发〔2021〕3号）第二条第（三）项", "", "《示例办法》第二条第（三）项"),
        ("《示例办法》第五条：“单户最高500万元。”", "单户最高500万元。", "《示例办法》第五条"),
        ("《示例办法》第五条规定，单户最高500万元。", "单户最高500万元。", "《示例办法》第五条"),
        ("《示例办法》第五条 单户最高500万元。", "单户最高500万元。", "《示例办法》第五条"),
        ("依据《示例办法》第五条第二款的规定，应当提交材料", "应当提交材料", "《示例办法》第五条第二款"),
        # A clause as it is printed, and what only looks like a reference.
        ("第五条 单户最高500万元。", "第五条 单户最高500万元。", ""),
        ("第五条第二款所称企业，是指小微企业", "第五条第二款所称企业，是指小微企业", ""),
        ("一、支持对象为企业；", "一、支持对象为企业；", ""),
        ("3个工作日内办结", "3个工作日内办结", ""),
        ("《示例通知》明确，单户最高500万元。", "《示例通知》明确，单户最高500万元。", ""),
    ],
)
def test_a_piece_of_evidence_is_a_quotation_a_clause_or_both(cell: str, quote: str, reference: str) -> None:
    assert bases(cell) == (Basis(quote, reference),)


def test_pieces_are_apart_by_line_breaks_and_double_semicolons() -> None:
    assert bases("甲句；有分号；；乙句\n\n丙句\r\n无") == (
        Basis("甲句；有分号", ""),
        Basis("乙句", ""),
        Basis("丙句", ""),
    )


@pytest.mark.parametrize(
    "cell",
    ["", " ", "无", "/", "—", "N/A", "材料未提及", "材料中没有提到。", "没有规定", "文件未明确规定", "无相关规定",
     "未提及。", "不涉及", "资料里没有写", "无法确定", "根据材料无法判断", "拒答"],
)  # fmt: skip
def test_what_says_that_there_is_nothing(cell: str) -> None:
    assert says_nothing(cell)
    assert bases(cell) == ()


@pytest.mark.parametrize("cell", ["不能", "没有抵押也可以申请", "无需担保", "未提及担保的企业也可申请", "0"])
def test_what_only_sounds_like_nothing(cell: str) -> None:
    assert not says_nothing(cell)


def test_yes_and_no() -> None:
    assert [flag(word) for word in ("是", "Ｙ", "TRUE", "1", "√")] == [True] * 5
    assert [flag(word) for word in ("否", "n", "False", "0", "不可回答")] == [False] * 5
    assert flag("大概") is None


def test_clauses_of_a_cell_get_the_document_of_their_row() -> None:
    assert references("第五条；《另一办法》第六条\nab12@1#第七条|无", "示例办法") == (
        "《示例办法》第五条",
        "《另一办法》第六条",
        "ab12@1#第七条",
    )
    assert references("第五条", "") == ("第五条",)


def test_items_of_a_list() -> None:
    assert items("300万元；1年| 备案\n") == ("300万元", "1年", "备案")
