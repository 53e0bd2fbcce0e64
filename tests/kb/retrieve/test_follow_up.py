"""What leans on what was said before is made whole; what stands by itself is left alone."""

import pytest

from kb.retrieve.follow_up import Turn, completed, content_of, follow_up

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
        "那" + "长" * 40 + "呢？",
        "该不该",
        "其他城市的企业能申请吗？",
        "那里的企业能申请吗？",
    ],
)
def test_what_stands_by_itself_is_left_as_it_is(question: str) -> None:
    assert completed(question, [ASKED]) == question


def test_without_a_document_the_topic_of_the_last_question_goes_before() -> None:
    assert completed("那利率呢？", [Turn("创业贷款怎么申请？", "没有找到。")]) == "创业贷款的利率？"
    assert completed("那利率呢？", [Turn("怎么申请？", "没有找到。")]) == "怎么申请？利率？"
    assert completed("那利率呢？", [Turn("《甲市贴息办法》管谁？")]) == "《甲市贴息办法》利率？"
    assert completed("那利率呢？", []) == "那利率呢？"


@pytest.mark.parametrize(
    ("question", "before", "whole"),
    [
        ("那《乙市担保办法》呢？", "甲市贴息最高多少？", "《乙市担保办法》最高多少？"),
        ("那杭州呢？", "宁波的贴息最高多少？", "杭州的贴息最高多少？"),
        ("那活期呢？", "定期存款的利息怎么算？", "《甲市贴息办法》活期利息怎么算？"),
        ("那个人贷款呢？", "公司贷款可以用来做什么？", "《甲市贴息办法》个人贷款可以用来做什么？"),
        ("需要抵押吗", "创业贷款最多贷多少？", "《甲市贴息办法》创业贷款需要抵押吗"),
        ("期限呢", "贴息最高多少？", "《甲市贴息办法》期限？"),
        ("期限呢", "单户创业贷款额度最高多少？", "《甲市贴息办法》创业贷款的期限？"),
        ("期限呢", "创业贷款单户企业最高多少？", "《甲市贴息办法》创业贷款的期限？"),
        ("期限呢", "创业担保贷款每户每年最高贴息多少？", "《甲市贴息办法》创业担保贷款贴息的期限？"),
    ],
)
def test_what_the_last_question_asks_is_taken_over(question: str, before: str, whole: str) -> None:
    assert completed(question, [Turn(before, ASKED.answer)]) == whole


def test_the_topic_is_that_of_the_last_question_that_stands_by_itself() -> None:
    turns = [Turn("创业贷款额度多少？", ASKED.answer), Turn("那利率呢？", "没有。"), Turn("期限呢？", "没有。")]
    found = follow_up("要哪些材料？", turns)
    assert found is not None
    assert (found.topic, found.title, found.marked, found.subject) == ("创业贷款", "《甲市贴息办法》", False, False)


@pytest.mark.parametrize(
    ("asked", "content"),
    [("月球温度是多少？", "月球温度"), ("几年？", ""), ("还不上怎么办？", "不上"), ("要多久？", "")],
)
def test_what_a_question_names_besides_asking(asked: str, content: str) -> None:
    assert content_of(asked) == content
