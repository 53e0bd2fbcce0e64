"""What only a text out of force says is not answered from a neighbour."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.settings import load_settings
from kb.types import Answer, AnswerStatus, Query
from tests.kb.homes import policy, take

STAY = policy(
    "东川市企业稳岗补助办法",
    "为支持企业稳定岗位，制定本办法。",
    "上年度裁员率不高于5%的企业，可以申请稳岗补助。",
    "稳岗补助每人最高500元。",
    "本办法自2023年3月1日起施行。",
)
HIRE = policy(
    "东川市吸纳就业补贴办法",
    "为鼓励企业吸纳高校毕业生就业，制定本办法。",
    "企业招用毕业年度高校毕业生的，给予一次性吸纳就业补贴，每人最高1000元。",
    "补贴资金从就业补助资金中列支。",
    "本办法自2024年5月1日起施行。",
)
END = (
    "东川市人力资源和社会保障局关于废止部分文件的通知\n东人社发〔2025〕3号\n\n各区人力资源和社会保障局：\n"
    "经研究，决定废止《东川市企业稳岗补助办法》。\n本通知自2025年4月1日起施行。\n"
)
SWITCH = policy(
    "东川市数字化改造奖励办法",
    "对完成数字化改造的企业，按实际投入的20%给予奖励，最高50万元。",
    "本办法自2024年1月1日起施行。",
)
ANEW = policy(
    "东川市稳定岗位补助实施细则",
    "稳岗补助每人最高600元。",
    "本细则自2025年4月1日起施行。",
)
BY = "《东川市人力资源和社会保障局关于废止部分文件的通知》（东人社发〔2025〕3号）第3段废止（2025-04-01 起）"
DAY = date(2026, 1, 1)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.open(load_settings(home=tmp_path_factory.mktemp("not-applying") / "home"))
    take(base, {"稳岗.txt": STAY, "就业.txt": HIRE, "废止.txt": END, "数字化.txt": SWITCH})
    yield base
    base.close()


def asked(base: KnowledgeBase, question: str, day: date = DAY) -> Answer:
    return base.ask(Query(question, as_of=day))


@pytest.mark.parametrize(
    ("question", "clause"),
    [
        ("稳岗补助最高多少", "第三条"),
        ("稳岗补助每人最高能拿多少钱", "第三条"),
        ("裁员率不高于多少可以申请稳岗补助", "第二条"),
    ],
)
def test_the_neighbours_figure_is_no_answer(base: KnowledgeBase, question: str, clause: str) -> None:
    found = asked(base, question)
    assert (found.status, found.citations) == (AnswerStatus.ABSTAINED, ())
    assert found.text.startswith(f"没有找到现行有效的规定：写明这一点的《东川市企业稳岗补助办法》{clause}已被{BY}。")
    assert "1000" not in found.text
    (left,) = found.left_out
    assert left.clause is not None
    assert left.span is not None
    assert (left.version.document_id, left.clause.address) == ("d000001", clause)
    assert left.span.of(left.version.text).startswith(clause)


def test_before_the_repeal_it_answers(base: KnowledgeBase) -> None:
    found = asked(base, "稳岗补助最高多少", date(2025, 3, 31))
    assert (found.status, [one.clause_id for one in found.citations]) == (AnswerStatus.ANSWERED, ["d000001@1#第三条"])


def test_the_part_that_applies_is_answered_and_the_other_told(base: KnowledgeBase) -> None:
    found = asked(base, "稳岗补助每人最高多少？数字化改造奖励最高多少？")
    assert found.status is AnswerStatus.PARTIAL
    assert {one.version.document_id for one in found.citations} == {"d000004"}
    assert f"没有找到答案的部分：写明这一点的《东川市企业稳岗补助办法》第三条已被{BY}。" in found.text


def test_what_applies_answers_for_itself(base: KnowledgeBase) -> None:
    assert asked(base, "吸纳就业补贴每人最高多少").citations[0].clause_id == "d000002@1#第二条"
    assert asked(base, "数字化改造奖励最高多少").citations[0].clause_id == "d000004@1#第一条"


def test_a_successor_answers(base: KnowledgeBase, tmp_path: Path) -> None:
    newer = KnowledgeBase.open(load_settings(home=tmp_path / "home"))
    try:
        take(newer, {"稳岗.txt": STAY, "就业.txt": HIRE, "废止.txt": END, "细则.txt": ANEW})
        found = asked(newer, "稳岗补助每人最高多少")
        assert (found.status, found.citations[0].clause_id) == (AnswerStatus.ANSWERED, "d000004@1#第一条")
        assert [one.version.document_id for one in found.left_out] == ["d000001"]
    finally:
        newer.close()
