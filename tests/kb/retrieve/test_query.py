import pytest

from kb.errors import InvalidQuestion
from kb.retrieve.query import PreparedQuestion, prepare


def test_a_question_is_folded_and_its_tokens_stand_once() -> None:
    assert prepare("　貸款３％，貸款\n能貸嗎？", 2000) == PreparedQuestion(
        "贷款3%,贷款 能贷吗?", ("贷款", "3%", "能贷", "贷吗")
    )


@pytest.mark.parametrize("question", ["", " ", "\n\t　", "？！。……", "“”《》", "😀", "-"])
def test_a_question_without_words_is_refused(question: str) -> None:
    with pytest.raises(InvalidQuestion, match="问题是空的；请写下想问的内容") as caught:
        prepare(question, 2000)
    assert caught.value.detail == {"question": question}


def test_a_question_may_be_as_long_as_the_limit_and_no_longer() -> None:
    assert len(prepare("贷" * 20, 20).text) == 20
    with pytest.raises(InvalidQuestion, match="问题有 21 个字，超过上限 20 个字；请缩短后再问") as caught:
        prepare("贷" * 21, 20)
    assert caught.value.detail == {"length": 21, "limit": 20}


@pytest.mark.parametrize(
    ("question", "position", "code"),
    [
        ("贷\x00款", 1, "0000"),
        ("\x1b[31m贷款", 0, "001B"),
        ("贷款\x7f", 2, "007F"),
        ("贷款\x9b", 2, "009B"),
        ("贷\ud800款", 1, "D800"),
        ("\udcd5贷款", 0, "DCD5"),
    ],
)
def test_control_characters_and_lone_surrogates_are_refused(question: str, position: int, code: str) -> None:
    with pytest.raises(InvalidQuestion, match=f"第 {position + 1} 个字是不能显示的控制字符（U\\+{code}）") as caught:
        prepare(question, 2000)
    assert caught.value.detail == {"position": position}


def test_line_ends_and_tabs_are_white_space() -> None:
    assert prepare("贷款\r\n\t利率", 2000).text == "贷款 利率"
