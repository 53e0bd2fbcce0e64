"""Which of the places that a question names it asks about."""

import pytest

from kb.answer.places.landmarks import asked_among, without_landmarks
from kb.text.places import Place


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("与云梁县相邻的松汀县，茶园贷款最高多少？", "，隔壁的松汀县，茶园贷款最高多少？"),
        ("紧邻云梁县的松汀县茶园贷款最高多少？", "，隔壁的松汀县茶园贷款最高多少？"),
        ("我的店在云梁旁边的松汀县", "我的店在，旁边的松汀县"),
        ("我家跟云梁县隔条河，能贷多少？", "我家，，能贷多少？"),
        ("不在云梁县，能贷多少？", "，，能贷多少？"),
        ("云梁县和松汀县的上限差多少？", "云梁县和松汀县的上限差多少？"),
    ],
)
def test_a_place_that_only_says_where_another_lies_is_left_out(question: str, left: str) -> None:
    assert without_landmarks(question) == left


CLOUD, PINE = Place("云梁", ()), Place("松汀", ())


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("我厂在松汀县，贷款是云梁的银行放的，松汀那边贴息几成？", (PINE,)),
        ("我是云梁人，现在松汀开店，松汀能贷多少？", (PINE,)),
        ("户口在云梁，店开在松汀，那边能贷多少？", (PINE,)),
        ("从云梁搬到松汀去，整个迁过去，那边给多少？", (PINE,)),
        ("店从云梁搬到松汀，银行那边能贷多少？", (CLOUD, PINE)),
        ("那边能贷多少，松汀和云梁？", (CLOUD, PINE)),
        ("我在云梁开店，在松汀也有店，最高能贷多少？", (CLOUD, PINE)),
        ("我是云梁人，松汀和云梁各能贷多少？", (CLOUD, PINE)),
        ("云梁的额度，松汀的额度，分别是多少？", (CLOUD, PINE)),
        ("云梁最高500万元，松汀最高多少？", (CLOUD, PINE)),
    ],
)
def test_a_place_of_the_askers_story_is_not_asked_about(question: str, asked: tuple[Place, ...]) -> None:
    assert asked_among(question, (CLOUD, PINE)) == asked
