"""Addresses in the commonest ways of writing them, and what is written behind one and is no part of it."""

import pytest

from kb.clauses.references.asked import find_references
from kb.clauses.references.unread import is_step


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("《某意见》二（一）1.（2）", ["二（一）1.（2）"]),
        ("《某意见》二、（一）1．（2）", ["二、（一）1．（2）"]),
        ("《某意见》二.（一）1.", ["二、（一）、1"]),
        ("《某意见》1.（2）", ["1.（2）"]),
        ("《某意见》二、（一）、1、（2）", ["二、（一）、1、（2）"]),
        ("《某意见》二（一）1、2", ["二（一）1、2"]),
        ("《某意见》一（二）、二（三）", ["一、（二）", "二、（三）"]),
    ],
)
def test_a_point_behind_a_number_is_read(text: str, addresses: list[str]) -> None:
    found = find_references(text, only=True)
    assert [(one.address, one.unread) for one in found] == [(address, "") for address in addresses]


@pytest.mark.parametrize(
    ("behind", "unread", "step"),
    [
        ("[2]", "[2]", False),
        ("第二句", "第二句", False),
        ("后段", "后段", False),
        ("乱七八糟", "乱七八糟", False),
        ("第九十九", "第九十九", True),
        ("（四", "（四", True),
        ("甲）", "甲）", False),
        ("是怎么规定的？", "", False),
        ("（现行有效）", "", False),
        ("（已修改，2025-01-01 有效）", "", False),
        ("2025年的标准", "2025年的标准", False),
        ("第3个月的补助", "第3个月的补助", False),
    ],
)
def test_what_is_behind_a_reference_alone_is_told(behind: str, unread: str, step: bool) -> None:
    (found,) = find_references(f"《某办法》第五条{behind}", only=True)
    assert (found.address, found.unread, is_step(found.unread)) == ("第五条", unread, step)


def test_a_question_goes_on_behind_a_clause() -> None:
    def unread(text: str) -> list[str]:
        return [one.unread for one in find_references(text)]

    assert unread("《某办法》第五条补助标准是多少") == [""]
    assert unread("《某办法》第五条[2]补助标准是多少") == ["[2]"]
    assert unread("《某办法》第五条第二句是什么意思") == ["第二句"]
    assert unread("《某办法》第五条但书和《某规定》第三条后段") == ["但书", "后段"]


def test_of_a_list_the_last_alone_has_what_is_behind() -> None:
    found = find_references("《甲办法》第五条、第六条末段和清河市的《乙规定》第三条乱写", only=True)
    assert [(one.title, one.address, one.unread) for one in found] == [
        ("甲办法", "第五条", ""),
        ("甲办法", "第六条", "末段"),
        ("乙规定", "第三条", "乱写"),
    ]
