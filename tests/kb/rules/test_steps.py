"""Steps of a procedure in order with who acts and by when, and what follows from a default."""

import pytest

from kb.clauses.parse import parse_clauses
from kb.rules.facts import facts_of
from kb.rules.steps import consequences_of, steps_of
from tests.kb.rules.made_policies import INTEREST

INLINE = """河口县创业补贴办法

一、补贴对象
在本县创业的高校毕业生。

二、申报程序
1.申请人向所在乡镇提出申请；2.乡镇在5个工作日内初审；3.县人社局审核后，由县财政局拨付资金。

三、监督管理
未按规定使用补贴的，由县人社局追回补贴资金。对申请人信用良好的，优先受理。
"""
RUNNING = """河口县技改补助细则

第一条 申报与审核
企业应当于每年6月30日前向县经信局提交申报材料。县经信局会同县财政局对申报材料进行审核。审核通过的，由县财政局拨付。

第二条 补助比例为设备投资的10%。
"""


def _steps(text: str) -> list[tuple[int, str, str | None, str | None]]:
    tree = parse_clauses(text)
    found = steps_of(text, tree, facts_of(text, tree))
    assert all(
        next(one for one in tree.clauses if one.address == step.address).span.contains(step.span) for step in found
    )
    return [(step.number, step.address, step.actor, step.deadline) for step in found]


def test_the_items_below_a_heading_are_its_steps() -> None:
    assert _steps(INTEREST) == [
        (1, "第五条第一项", "企业", "每年3月31日前"),
        (2, "第五条第二项", "市科技局", "10个工作日内"),
        (3, "第五条第三项", "市财政局", "5个工作日内"),
    ]


def test_items_within_a_paragraph_are_steps() -> None:
    found = _steps(INLINE)
    assert [(number, actor, deadline) for number, _, actor, deadline in found] == [
        (1, "申请人", None),
        (2, "乡镇", "5个工作日内"),
        (3, "县人社局", None),
    ]


def test_a_procedure_in_running_text_has_a_step_a_sentence() -> None:
    found = _steps(RUNNING)
    assert [(actor, deadline) for _, _, actor, deadline in found] == [
        ("企业", "每年6月30日前"),
        ("县经信局", None),
        ("县财政局", None),
    ]


@pytest.mark.parametrize("text", ["某县规定\n\n第一条 为了保护古树，制定本规定。\n", ""])
def test_a_text_without_a_procedure_has_no_steps(text: str) -> None:
    assert _steps(text) == []


def test_what_follows_from_a_default_is_a_sentence_with_its_clause() -> None:
    found = [(one.address, one.span.of(INLINE)) for one in consequences_of(INLINE, parse_clauses(INLINE))]
    assert [words for _, words in found] == ["未按规定使用补贴的，由县人社局追回补贴资金"]
    found = [(one.address, one.span.of(INTEREST)) for one in consequences_of(INTEREST, parse_clauses(INTEREST))]
    assert found == [("第六条", "弄虚作假骗取贴息的，追回资金，三年内不得再次申请")]
