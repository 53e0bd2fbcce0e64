"""Which quotes an answer does without: idle lead-ins, items not asked for, what is beside the point."""

from types import SimpleNamespace
from typing import cast

import pytest

from kb.answer.question import QuestionKind
from kb.answer.quoting.lead_ins import answers_alone, stands_alone
from kb.answer.quoting.suited import suited
from kb.answer.scoring.score import ScoredUnit, Scoring
from kb.answer.scoring.units import Unit
from kb.types import Span


def _unit(text: str, lead_in: str = "") -> Unit:
    version = SimpleNamespace(text=lead_in + text)
    span = Span(0, len(lead_in)) if lead_in else None
    return cast(Unit, SimpleNamespace(text=text, lead_in=span, hit=SimpleNamespace(version=version)))


@pytest.mark.parametrize(
    ("item", "lead_in", "alone"),
    [
        ("（二）大棚，按照造价的三成给予补贴；", "第六条　补贴按照下列标准发放：", True),
        ("（二）大棚；", "第六条　补贴按照下列标准发放：", False),
        ("（一）隐瞒大棚面积骗取补贴资金的；", "有下列情形之一的，不予补贴：", False),
        ("（一）隐瞒大棚面积骗取补贴资金的；", "有下列情形之一的，收回补贴：", False),
        ("（一）建成后连续经营的蔬菜合作社；", "登记满2年的下列组织可以申请：", False),
        ("（一）建成后连续经营的蔬菜合作社；", "申请补贴应当符合下列条件之一：", False),
        ("（一）建成后连续经营的蔬菜合作社；", "申请补贴应当同时符合下列条件：", True),
        ("（一）建成后连续经营的蔬菜合作社；", "登记满2年且同时符合下列条件的组织可以申请：", False),
        ("（一）隐瞒大棚面积骗取补贴资金的；", "有下列情形的，同时报镇政府备案：", False),
        ("（二）改建的大棚，按照造价的一成给予补贴；", "上一年度建成的大棚，按照下列标准给予一次性补贴：", True),
        ("（二）改建的大棚，按照造价的一成给予补贴；", "建成满一年的大棚，按照下列标准给予补贴：", False),
        ("（一）受理。镇政府当场核对材料并登记；", "补贴按照下列程序办理：", True),
    ],
)
def test_an_item_that_is_a_statement_is_quoted_without_what_only_introduces_it(
    item: str, lead_in: str, alone: bool
) -> None:
    assert stands_alone(_unit(item, lead_in)) is alone


@pytest.mark.parametrize(
    ("text", "kinds", "alone"),
    [
        ("第三条　合作社应当在每年5月底前提出申请，并提交下列材料：", {QuestionKind.WHEN}, True),
        ("第三条　合作社应当在每年5月底前提出申请，并提交下列材料：", {QuestionKind.WHEN, QuestionKind.LIST}, False),
        ("第三条　合作社应当提出申请，并提交下列材料：", {QuestionKind.WHEN}, False),
        ("对2024年建成的大棚，按下列标准补贴：", {QuestionKind.PERIOD}, False),
        ("第三条　合作社应当在每年5月底前提出申请，并提交下列材料：", {QuestionKind.OTHER}, False),
    ],
)
def test_a_lead_in_that_has_the_day_asked_for_needs_no_items(text: str, kinds: set[QuestionKind], alone: bool) -> None:
    assert answers_alone(_unit(text), frozenset(kinds)) is alone


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("青禾农发〔2023〕8号从哪天起施行", "本办法自2023年9月1日起施行。"),
        ("大棚补贴办法的文号", "青禾农发〔2023〕8号"),
    ],
)
def test_a_line_with_only_a_document_number_answers_only_who_asks_for_it(question: str, first: str) -> None:
    number = ScoredUnit(_unit("青禾农发〔2023〕8号"), 1.0, 0.5, 0.5)
    day = ScoredUnit(_unit("本办法自2023年9月1日起施行。"), 0.6, 0.4, 0.1)
    assert suited(Scoring((number, day), None, (0, 1), question=question)).units[0].unit.text == first
