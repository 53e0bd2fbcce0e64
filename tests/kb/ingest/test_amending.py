"""Clauses of other documents that a text ends or changes."""

import pytest

from kb.ingest.metadata.amending import amends

Found = list[tuple[str, tuple[str, ...], str, str | None]]


def found(text: str, title: str = "某某通知") -> Found:
    return [
        (one.named.value, one.addresses, one.change.value, one.day.value if one.day else None)
        for one in amends(text, title)
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "《清河市稳岗办法》（清人社发〔2023〕12号）第五条自2025年6月1日起停止执行。",
            [("《清河市稳岗办法》（清人社发〔2023〕12号）", ("第五条",), "repealed", "2025-06-01")],
        ),
        (
            "《清河市稳岗办法》第五条、第六条第二款同时废止。",
            [("《清河市稳岗办法》", ("第五条", "第六条第二款"), "repealed", None)],
        ),
        (
            "自2025年6月1日起，停止执行《清河市稳岗办法》第五条和第七条第（二）项。",
            [("《清河市稳岗办法》", ("第五条", "第七条第二项"), "repealed", "2025-06-01")],
        ),
        ("原《甲办法》中第四条的规定不再执行。", [("《甲办法》", ("第四条",), "repealed", None)]),
        (
            "《甲办法》第三条至第五条停止执行。",
            [("《甲办法》", ("第三条", "第四条", "第五条"), "repealed", None)],
        ),
        (
            "将《甲办法》第三条中“每人最高500元”调整为“每人最高800元”，自2025年5月1日起执行。",
            [("《甲办法》", ("第三条",), "changed", "2025-05-01")],
        ),
        (
            "将甲发〔2021〕3号文件第三条中的“10万元”修改为“20万元”。",
            [("甲发〔2021〕3号", ("第三条",), "changed", None)],
        ),
        (
            "停止执行甲发〔2021〕3号文件第二条第（一）项。",
            [("甲发〔2021〕3号", ("第二条第一项",), "repealed", None)],
        ),
        (
            "对《甲办法》部分条款予以修改。第六条修改为“略”。删除第七条。",
            [("《甲办法》", ("第六条",), "changed", None), ("《甲办法》", ("第七条",), "repealed", None)],
        ),
        (
            "甲发〔2021〕3号文件有效期延长至2028年4月30日，其中甲发〔2021〕3号文件第三条自2026年1月1日起停止执行。",
            [("甲发〔2021〕3号", ("第三条",), "repealed", "2026-01-01")],
        ),
        # The number that heads a text names no document of which its articles are.
        ("某县办法\n甲发〔2021〕3号\n第一条 自2024年5月1日起停止执行补贴。", []),
        (
            "本办法自2025年1月1日起施行。《甲办法》第三章同时废止，《乙办法》同时废止。",
            [("《甲办法》", ("第三章",), "repealed", None)],
        ),
    ],
)
def test_clauses_named_with_their_document(text: str, wanted: Found) -> None:
    assert found(text) == wanted


def test_a_decision_speaks_of_the_document_that_its_title_names() -> None:
    text = (
        "市政府决定对《清河市稳岗办法》作如下修改：\n一、将第三条修改为：“第三条　每人最高800元。第九条另说。”\n"
        "二、删去第八条。\n三、第五条第二款、第三款修改为：“款。”\n四、删去第七条中的“或者个人”。\n"
        "五、增加一条，作为第九条：“第九条　略”\n六、第十条改为第十一条。\n七、在第四条后增加一条。\n"
        "八、第二条增加一款，作为第二款：“略”\n本决定自2025年1月1日起施行。"
    )
    assert [(addresses, change) for _, addresses, change, _ in found(text, "关于修改《清河市稳岗办法》的决定")] == [
        (("第三条",), "changed"),
        (("第八条",), "repealed"),
        (("第五条第二款", "第五条第三款"), "changed"),
        (("第七条",), "changed"),
        (("第二条",), "changed"),
    ]


def test_each_part_speaks_of_the_document_in_its_heading() -> None:
    text = (
        "一、《甲办法》（清发〔2020〕1号）\n（一）将第三条修改为：“略”\n（二）删除第五条。\n"
        "二、《乙办法》\n第四条修改为：“略”。"
    )
    assert found(text) == [
        ("《甲办法》（清发〔2020〕1号）", ("第三条",), "changed", None),
        ("《甲办法》（清发〔2020〕1号）", ("第五条",), "repealed", None),
        ("《乙办法》", ("第四条",), "changed", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "第五条　依照《甲办法》第五条停止执行补贴的，按本办法第三条执行。",
        "违反《甲条例》第八条规定的，停止执行。",
        "取消《甲办法》第四条第（三）项规定的证明材料。",
        "第六条　停止执行的项目由市财政局公布。",
        "《甲办法》同时废止。",
    ],
)
def test_what_only_names_clauses_amends_none(text: str) -> None:
    assert found(text) == []
