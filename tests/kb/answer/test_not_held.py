"""What a document lays down that is not held is refused, and the clause that mentions it is named."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.types import AnswerStatus, Query
from tests.kb.homes import open_base, take

DAY = date(2025, 6, 1)
NEW = """清河市渔船更新补助办法
清渔发〔2024〕6号
第一条　根据《东海省渔业振兴行动方案》（东政办〔2023〕12号），制定本办法。
第二条　渔船更新补助每艘最高9万元，补助比例为百分之三十。
第三条　申请补助应当提交渔船登记证书和购船发票。
第四条　本办法自2024年5月1日起施行。《清河市渔船补助暂行办法》（清渔发〔2019〕3号）同时废止，已受理的按原办法办理。
清河市渔业局
2024年4月10日
"""
NOTICE = """清河市渔业局关于网具补助的通知
清渔发〔2025〕2号
一、按照清渔发〔2022〕8号的规定，网具补助每户每年最高2000元，今年继续执行。
二、网具补助由镇渔业站受理。
清河市渔业局
2025年2月10日
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("not_held") / "home") as base:
        take(base, {"new.txt": NEW, "notice.txt": NOTICE})
        yield base


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        (
            "清渔发〔2019〕3号规定的渔船补助每艘最高多少",
            "没有清渔发〔2019〕3号的原文，只有《清河市渔船更新补助办法》（清渔发〔2024〕6号）第四条写明它已自2024-05-01起废止",
        ),
        (
            "按《清河市渔船补助暂行办法》，渔船更新补助比例是多少",
            "没有《清河市渔船补助暂行办法》的原文，只有《清河市渔船更新补助办法》（清渔发〔2024〕6号）第四条写明它已自2024-05-01起废止",
        ),
        (
            "清河市渔船补助暂行办法规定的补助比例是多少",
            "没有《清河市渔船补助暂行办法》的原文，只有《清河市渔船更新补助办法》（清渔发〔2024〕6号）第四条写明它已自2024-05-01起废止",
        ),
        (
            "清渔发[2019]3号的补助比例和2024年相比是高是低",
            "没有清渔发〔2019〕3号的原文，只有《清河市渔船更新补助办法》（清渔发〔2024〕6号）第四条写明它已自2024-05-01起废止",
        ),
        (
            "东政办〔2023〕12号文里渔船更新补助每艘最高多少",
            "没有东政办〔2023〕12号的原文，只有《清河市渔船更新补助办法》（清渔发〔2024〕6号）第一条提到它",
        ),
    ],
)
def test_what_a_document_says_that_is_only_mentioned_is_refused(
    base: KnowledgeBase, question: str, missing: str
) -> None:
    answer = base.ask(Query(question, as_of=DAY))
    assert (answer.status, answer.citations) == (AnswerStatus.ABSTAINED, ())
    assert answer.text.startswith(f"资料中没有找到答案：资料里{missing}。")
    assert answer.hits[0].version.metadata.title == "清河市渔船更新补助办法"


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("清渔发〔2019〕3号从什么时候起废止", "《清河市渔船补助暂行办法》（清渔发〔2019〕3号）同时废止"),
        ("清渔发〔2024〕6号规定的渔船更新补助每艘最高多少", "渔船更新补助每艘最高9万元"),
        ("清渔发〔2022〕8号规定的网具补助每户每年最高多少", "网具补助每户每年最高2000元"),
    ],
)
def test_what_the_mention_says_and_what_is_held_is_answered(base: KnowledgeBase, question: str, quoted: str) -> None:
    answer = base.ask(Query(question, as_of=DAY))
    assert answer.status is AnswerStatus.ANSWERED
    assert quoted in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "清渔发〔2023〕6号规定的渔船更新补助每艘最高多少",
        "清渔发〔2023〕6号还有效吗",
        "海渔发〔2024〕6号什么时候印发的",
    ],
)
def test_a_number_that_no_text_bears_or_mentions_is_no_other_documents(base: KnowledgeBase, question: str) -> None:
    answer = base.ask(Query(question, as_of=DAY))
    assert (answer.status, answer.citations) == (AnswerStatus.ABSTAINED, ())
    number = question[: question.index("号") + 1]
    assert answer.text.startswith(f"资料中没有找到答案：资料里没有文号为{number}的文件，也没有文件提到它。")


def test_a_number_is_that_of_one_document(base: KnowledgeBase) -> None:
    held = base.ask(Query("渔发〔2025〕2号是什么时候发的", as_of=DAY))
    assert {one.version.metadata.title for one in held.citations} == {"清河市渔业局关于网具补助的通知"}
    repealed = base.ask(Query("清渔发〔2019〕3号还有效吗", as_of=DAY))
    assert repealed.text.startswith("《清河市渔船补助暂行办法》（清渔发〔2019〕3号）已废止（自2024年5月1日起")
