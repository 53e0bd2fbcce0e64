"""What the share of the one tier that holds an amount comes to, and where nothing is said."""

import pytest

from kb.answer.calculation.calculate import calculation
from kb.text.keys import search_key
from kb.types import Citation, Clause, Metadata, SourceMap, Span, Validity, Version

LEAD = "第六条 按船舶检修费用分档给予补助："
TIER = "（二）100万元以上、不满500万元的，按6%补助；"
BARE = f"{LEAD}\n（一）30万元以上、不满100万元的，按5%补助；\n{TIER}\n（三）500万元以上的，按4%补助。\n"
RAISED = "位于青崖镇的船厂，补助比例提高2个百分点。"
CAPPED = "单个船厂补助最高20万元。"


def line(question: str, text: str, *quotes: str) -> str | None:
    """Return the line that a question gets from quotes of one document."""
    version = Version("d", 1, "f.txt", text, Metadata("东山市某某办法"), SourceMap(()))
    citations = []
    for mark, quote in enumerate(quotes, start=1):
        span = Span(text.index(quote), text.index(quote) + len(quote))
        own = Clause(f"第{mark}条", "条", None, None, span, span, 0, None)
        citations.append(Citation(mark, quote, span, own, version, Validity.IN_FORCE, "p"))
    found = calculation(search_key(question), citations)
    return found.text if found else None


@pytest.mark.parametrize(
    ("question", "text", "quotes", "said"),
    [
        ("检修费用260万元，能补助多少？", BARE, (LEAD, TIER), "260万元×6%＝15.6万元"),
        ("青崖镇的检修费用260万元，能补助多少？", BARE + RAISED, (LEAD, TIER), None),
        (
            "青崖镇的检修费用260万元，能补助多少？",
            BARE + RAISED,
            (LEAD, TIER, RAISED),
            "6%＋2个百分点＝8%；260万元×8%＝20.8万元",
        ),
        ("白渡镇的检修费用260万元，能补助多少？", BARE + RAISED, (LEAD, TIER), "260万元×6%＝15.6万元"),
        ("检修费用400万元，能补助多少？", BARE + CAPPED, (LEAD, TIER, CAPPED), None),
        ("检修费用60万元，能补助多少？", BARE, (LEAD, TIER), None),
        ("船员工资260万元，能补助多少？", BARE, (LEAD, TIER), None),
        ("检修费用260万元，能补助多少？", BARE, (TIER,), None),
    ],
)
def test_the_share_of_the_tier_that_holds_an_amount(
    question: str, text: str, quotes: tuple[str, ...], said: str | None
) -> None:
    assert line(question, text, *quotes) == said
