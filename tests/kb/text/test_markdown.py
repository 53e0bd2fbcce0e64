"""Texts as they are shown: without the marks of Markdown, with every other character."""

import pytest

from kb.text.markdown import without_marks


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("**第三条** 贴息标准为百分之五十。", "第三条 贴息标准为百分之五十。"),
        ("根据**第三条**规定，按__两成__补助。", "根据第三条规定，按两成补助。"),
        ("***第三条***　内容。", "第三条　内容。"),
        ("## 第一章 总则\n\n**第一条** 内容。", "第一章 总则\n\n第一条 内容。"),
        ("# 清河市贴息办法 #", "清河市贴息办法"),
        ("> **第三条** 内容。\n> > 第二款。", "第三条 内容。\n第二款。"),
        ("| **项目** | 标准 |\n| --- | --- |\n| 贴息 | **50%** |", "| 项目 | 标准 |\n| --- | --- |\n| 贴息 | 50% |"),
        # A quotation that begins or ends within a pair.
        ("第三条** 贴息标准。", "第三条 贴息标准。"),
        ("** 贴息标准。", " 贴息标准。"),
        ("贴息标准。**", "贴息标准。"),
        ("贴息标准见 **第三条", "贴息标准见 第三条"),
        # Not marks: names and numbers that are masked, blanks to fill in, sums, orders of numbers.
        ("王**、李**二人，电话138****1234。", "王**、李**二人，电话138****1234。"),
        ("王** 补助五万元。", "王** 补助五万元。"),
        ("姓名：____　单位：__________", "姓名：____　单位：__________"),
        ("面积=长*宽*高，* 为必填项。", "面积=长*宽*高，* 为必填项。"),
        ("> 60分为合格，>=80分为优秀。", "> 60分为合格，>=80分为优秀。"),
        ("#1号楼、3# 楼", "#1号楼、3# 楼"),
        ("2**3 = 8", "2**3 = 8"),
        ("", ""),
    ],
)
def test_what_is_shown_of_a_text(stored: str, shown: str) -> None:
    assert without_marks(stored) == shown
