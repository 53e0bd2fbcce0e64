"""A sentence that no quote holds is quoted where the amount asked for follows from it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from eval.corpora.inside import Inside, look_inside
from kb.answer.quoting.extractive import Quote
from kb.answer.quoting.operands import with_operands
from kb.answer.scoring.score import ScoredUnit
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.text.keys import search_key
from kb.types import Query
from tests.fakes import HashEncoder
from tests.kb.homes import policy

TEXT = policy(
    "松溪县种养贷款风险补偿办法",
    "种养贷款风险补偿金由县财政安排，专项用于补偿合作银行发放种养贷款产生的损失。",
    "贷款损失按照7∶3的比例由风险补偿金和合作银行分别承担。",
    "合作银行应当在逾期后5日内报告，贷款用于种植和养殖。",
)
ASKED = "一笔种养贷款损失200万元，风险补偿金和合作银行各承担多少？"


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Inside]:
    settings, encoder = Settings(home=tmp_path / "home"), HashEncoder(64)
    base = KnowledgeBase.open(settings, encoder=encoder)
    base.ingest_files([("办法.txt", TEXT.encode())])
    base.close()
    with look_inside(settings, encoder, date(2026, 1, 1)) as inside:
        yield inside


def _scored(inside: Inside, least: float) -> list[ScoredUnit]:
    """Return the sentence on the money first, then the one on the shares, as unlikely as said, then the last one."""
    result, units = inside.retrieve(Query("种养贷款风险补偿"))
    found = {one.unit.text[:3]: one for one in inside.scoring(result, units).units}
    likely = (("第一条", 1.0), ("第二条", least), ("第三条", 0.01))
    return [replace(found[article], score=score) for article, score in likely]


def _quotes(inside: Inside, question: str, least: float = 0.001, most: int = 5) -> list[str]:
    scored = _scored(inside, least)
    best = scored[0].unit
    quoted = [Quote(best.version_row, best.position, best.span, best)]
    found = with_operands(search_key(question), quoted, scored, inside.shelf, max_quotes=most)
    return [quote.unit.text[:3] for quote in found]


def test_the_sentence_with_the_shares_comes_first(inside: Inside) -> None:
    assert _quotes(inside, ASKED) == ["第二条", "第一条"]
    # It takes the place of what there is no room for.
    assert _quotes(inside, ASKED, most=1) == ["第二条"]


@pytest.mark.parametrize("question", ["损失由谁承担？", "补偿金和银行各承担多少？", "贷200万元，用来做什么？"])
def test_nothing_is_added_where_no_amount_follows(inside: Inside, question: str) -> None:
    assert _quotes(inside, question) == ["第一条"]


def test_what_is_there_by_chance_is_not_looked_at(inside: Inside) -> None:
    assert _quotes(inside, ASKED, least=0.00001) == ["第一条"]
