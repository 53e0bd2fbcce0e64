"""What leans on what was said before is made whole; what stands by itself is left alone."""

import pytest

from kb.retrieve.follow_up import Turn, completed

ASKED = Turn("甲市贴息最高多少？", "最高20万元。[1]\n\n[1] 《甲市贴息办法》第二条（现行有效）")


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("那利率呢？", "《甲市贴息办法》利率？"),
        ("那么期限是多久？", "《甲市贴息办法》期限是多久？"),
        ("它的期限呢", "《甲市贴息办法》期限？"),
        ("该办法什么时候施行？", "《甲市贴息办法》什么时候施行？"),
        ("那个政策的利率是多少？", "《甲市贴息办法》利率是多少？"),
        ("还有，要交哪些材料？", "《甲市贴息办法》要交哪些材料？"),
    ],
)
def test_a_follow_up_is_asked_of_the_document_last_cited(question: str, whole: str) -> None:
    assert completed(question, [Turn("别的问题"), ASKED]) == whole


@pytest.mark.parametrize(
    "question",
    [
        "贴息期限是多久？",
        "那《乙市担保办法》呢？",
        "那" + "长" * 40 + "呢？",
        "该不该",
        "其他城市的企业能申请吗？",
        "那里的企业能申请吗？",
    ],
)
def test_what_stands_by_itself_is_left_as_it_is(question: str) -> None:
    assert completed(question, [ASKED]) == question


def test_without_a_document_the_last_question_goes_before() -> None:
    assert completed("那利率呢？", [Turn("创业贷款怎么申请？", "没有找到。")]) == "创业贷款怎么申请？利率？"
    assert completed("那利率呢？", [Turn("《甲市贴息办法》管谁？")]) == "《甲市贴息办法》利率？"
    assert completed("那利率呢？", []) == "那利率呢？"
