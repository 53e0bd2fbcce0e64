"""A figure of one place is told of that place alone, and a neighbour's rule is nobody's answer."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.types import AnswerStatus, Query
from tests.kb.homes import open_base, take

DAY = date(2025, 1, 1)
ARTICLE = """渔船贷款余额突破30亿元
本报讯　记者从市渔业局获悉，截至9月末，全市渔船贷款余额31.5亿元，同比增长12.4%，惠及渔户2160户。
分县区看，岚汀县渔船贷款余额9.6亿元，居全市首位；溪塘区渔船贷款余额4.2亿元。
我市明年将在岚汀县、荻湾县各设一个渔船贷款服务站，市财政安排渔船贷款贴息800万元，渔船贷款贴息比例为40%。
相邻的砥原市日前派员来我市考察渔船贷款。
溪塘区在渔港设了3个渔船贷款流动点，每周三上午办公。
荻湾县以捕虾出名。该县今年3月建成渔船检修中心，免费检修。
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("place_evidence") / "home") as base:
        take(base, {"article.txt": ARTICLE})
        yield base


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("截至9月末荻湾县渔船贷款余额是多少", ""),
        ("岚汀县的渔港里渔船贷款流动点设了几个", ""),
        ("岚汀县的渔船检修中心是哪个月建成的", ""),
        ("我在砥原市养鱼，渔船贷款贴息比例是多少", "没有找到“砥原”这方面适用的内容"),
        ("我家在隔壁云岫县，渔船贷款贴息比例是多少", "资料里没有关于“云岫”的内容"),
    ],
)
def test_what_is_told_of_other_places_does_not_answer(base: KnowledgeBase, question: str, missing: str) -> None:
    answer = base.ask(Query(question, as_of=DAY))
    assert (answer.status, answer.citations) == (AnswerStatus.ABSTAINED, ())
    assert answer.text.startswith(f"资料中没有找到答案：{missing}")


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("截至9月末岚汀县渔船贷款余额是多少", "9.6亿元"),
        ("溪塘区的渔港里渔船贷款流动点设了几个", "3个"),
        ("荻湾县的渔船检修中心是哪个月建成的", "3月"),
        ("我在荻湾县养鱼，渔船贷款贴息比例是多少", "40%"),
        ("荻湾县一户渔船贷款余额30万元，贷款贴息比例是多少", "40%"),
        ("截至9月末渔船贷款余额是多少", "31.5亿元"),
    ],
)
def test_what_is_told_of_the_place_or_holds_in_it_answers(base: KnowledgeBase, question: str, figure: str) -> None:
    answer = base.ask(Query(question, as_of=DAY))
    assert answer.status is AnswerStatus.ANSWERED
    assert figure in answer.text
