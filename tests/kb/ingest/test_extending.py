"""Which documents a text lets hold on, and until when: in sentences, lists and tables."""

import pytest

from kb.ingest.metadata.extending import extends
from kb.types import Evidence

HEAD = "某市人民政府关于延长部分文件有效期的通知\n"
FIRST = Evidence("2024-03-01")
NAME = "《甲办法》（某发〔2019〕3号）"


def extended(text: str) -> list[tuple[str, str | None, int | None]]:
    found = extends(text, FIRST)
    for one in found:
        assert one.named.span is not None
        assert one.named.span.of(text).startswith(("《", "关于", "某"))
    return [(one.named.value, one.until.value if one.until and not one.months else None, one.months) for one in found]


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        (f"{NAME}有效期延长至2025年12月31日。", [(NAME, "2025-12-31", None)]),
        (f"经研究决定，将{NAME}的有效期延长至2026年6月30日。", [(NAME, "2026-06-30", None)]),
        (f"决定延长{NAME}有效期至2026年6月30日止。", [(NAME, "2026-06-30", None)]),
        (
            "《甲办法》《乙规定》有效期均延续至2025年底。",
            [("《甲办法》", "2025-12-31", None), ("《乙规定》", "2025-12-31", None)],
        ),
        ("《甲办法》有效期延长2年。", [("《甲办法》", None, 24)]),
        ("《甲办法》的有效期限延长6个月，其他内容不变。", [("《甲办法》", None, 6)]),
        ("《甲办法》继续有效。", [("《甲办法》", None, None)]),
        ("《甲办法》到期后继续执行，有效期至2027年1月31日。", [("《甲办法》", "2027-01-31", None)]),
        ("《甲办法》继续施行，有效期3年。", [("《甲办法》", "2027-02-28", None)]),
        ("《甲办法》继续有效，《乙规定》同时废止。", [("《甲办法》", None, None)]),
        ("《甲办法》等2件规范性文件有效期延长至2025年12月31日。", [("《甲办法》", "2025-12-31", None)]),
        ("《甲办法》执行期限延长至2025年12月31日。", [("《甲办法》", "2025-12-31", None)]),
        ("《甲办法》自2024年1月1日起继续执行至2025年12月31日。", [("《甲办法》", "2025-12-31", None)]),
        ("《甲办法》延期至2025年12月31日。", [("《甲办法》", "2025-12-31", None)]),
        ("某发〔2019〕3号文件有效期延长至2025年12月31日。", [("某发〔2019〕3号", "2025-12-31", None)]),
        ("《甲办法》第五条继续有效。", []),
        ("某发〔2019〕3号文件第五条继续有效。", []),
        ("依照《甲办法》核发的证书继续有效。", []),
        ("持有《甲证书》的，有效期延长至2025年12月31日的申请可以受理。", []),
        ("本办法有效期延长至2025年12月31日。", []),
        ("《甲办法》自2024年5月1日起施行，有效期至2025年12月31日。", []),
        ("《甲办法》不再继续执行。", []),
    ],
)
def test_a_sentence_lets_documents_hold_on(sentence: str, found: list[tuple[str, str | None, int | None]]) -> None:
    assert extended(f"{HEAD}各有关单位：\n{sentence}\n") == found


def test_a_list_below_a_heading_has_the_day_of_the_heading() -> None:
    text = (
        "关于文件清理结果的决定\n一、下列文件有效期延长至2026年12月31日：\n"
        "1.《甲办法》（某发〔2019〕3号）\n2.关于支持创业的通知（某府发〔2018〕1号）\n"
        "二、下列文件予以废止：\n1.《乙办法》（某发〔2011〕3号）\n"
    )
    assert extended(text) == [
        (NAME, "2026-12-31", None),
        ("《关于支持创业的通知》（某府发〔2018〕1号）", "2026-12-31", None),
    ]


def test_a_list_of_what_goes_on_has_no_day_and_the_sentence_on_all_of_them_gives_one() -> None:
    listed = (
        "附件\n继续有效的规范性文件目录（共2件）\n1.《甲办法》（某发〔2019〕3号）\n2.《丙办法》（某发〔2020〕3号）\n"
    )
    other = "《丙办法》（某发〔2020〕3号）"
    assert extended(f"{HEAD}{listed}") == [(NAME, None, None), (other, None, None)]
    told = "对列入附件目录的规范性文件，有效期统一延长至2027年12月31日。\n"
    assert extended(f"{HEAD}{told}{listed}") == [(NAME, "2027-12-31", None), (other, "2027-12-31", None)]


def test_a_table_has_a_day_of_its_own_in_each_row() -> None:
    text = (
        f"{HEAD}延长有效期的规范性文件目录\n| 序号 | 文件名称 | 文号 | 有效期至 |\n| --- | --- | --- | --- |\n"
        "| 1 | 关于支持创业的通知 | 某府发〔2018〕1号 | 2026年12月31日 |\n"
        "| 2 | 某市户外广告管理办法 | 某府发〔2019〕2号 | 2025-06-30 |\n"
    )
    assert extended(text) == [
        ("《关于支持创业的通知》（某府发〔2018〕1号）", "2026-12-31", None),
        ("《某市户外广告管理办法》（某府发〔2019〕2号）", "2025-06-30", None),
    ]


def test_a_term_of_years_needs_the_day_from_which_it_counts() -> None:
    (one,) = extends("通知\n《甲办法》继续施行，有效期3年。\n", None)
    assert (one.until, one.months) == (None, None)
