"""Which sentence states what is asked for: of the place, of the product, right behind the likeliest, or a meaning."""

import pytest

from kb.answer.scoring.stating import by_statement
from kb.answer.scoring.units import Unit
from kb.text.sentences import sentence_spans
from kb.types import Clause, Hit, Metadata, Passage, Span, Validity, Version


def best(question: str, text: str, *scores: float) -> str:
    """Return the sentence that comes first, of those of a text that have scores."""
    version = Version("d", 1, "a.txt", text, Metadata("冷库更新见闻"), source_map=None)  # type: ignore[arg-type]
    units = []
    for span in sentence_spans(text, Span(0, len(text))):
        clause = Clause("一", "body", "一、", None, span, span, 1, None)
        hit = Hit(Passage("p", "d", 1, "一", span, span.of(text)), 0.8, 1, clause, version, Validity.UNKNOWN, {})
        units.append(Unit(hit, 1, 0, span, span.of(text), None, None))
    found = by_statement(question, units, scores)
    return units[found.index(max(found))].text.strip()


TOWNS = "全县共有冷库312家。其中，青崖镇81家，白渡镇19家。另有果蔬保鲜库没有统计。"
WINDOW = "全县共有冷库312家。白渡镇的受理窗口9月1日设立，3名干部值守。另有果蔬保鲜库没有统计。"
LOANS = "“冰船贷”累计发放412笔。“冷柜贷”累计发放96笔。全县累计发放508笔。"
LENT = "农信社向渔业队发放“冷柜贷”80万元，期限5年。从受理到放款用了9个工作日。县里其他银行3个工作日放款。"
MEANT = "第二条 本办法所称冷库，是指用于贮藏的低温库房。空置率达到3%的，发出提示。空置率为空置面积与总面积之比。"
LIMITS = "（一）30吨以上、不满100吨的，每吨补5元。第九条 本办法所称“以上”包含本数，“不满”不包含本数。"


@pytest.mark.parametrize(
    ("question", "text", "scores", "first"),
    [
        ("白渡镇有多少家冷库?", TOWNS, (1, 0.05, 0.01), "其中，青崖镇81家，白渡镇19家。"),
        ("全县有多少家冷库?", TOWNS, (1, 0.05, 0.01), "全县共有冷库312家。"),
        ("白渡镇有多少家冷库?", TOWNS, (1, 0.01, 0.01), "全县共有冷库312家。"),
        ("白渡镇有多少家冷库?", WINDOW, (1, 0.5, 0.1), "全县共有冷库312家。"),
        ('"冷柜贷"累计发放多少笔?', LOANS, (1, 0.4, 0.2), "“冷柜贷”累计发放96笔。"),
        ('"冷柜贷"累计发放多少笔?', LOANS, (1, 0.2, 0.4), "“冰船贷”累计发放412笔。"),
        ("渔业队那笔冷柜贷几天批下来的?", LENT, (1, 0.6, 0.5), "从受理到放款用了9个工作日。"),
        ("渔业队那笔冷柜贷几天批下来的?", LENT, (1, 0.2, 0.5), "农信社向渔业队发放“冷柜贷”80万元，期限5年。"),
        ('第二条所称"空置率"如何定义?', MEANT, (1, 0.2, 0.0), "空置率为空置面积与总面积之比。"),
        ('"空置率"到多少要提示?', MEANT, (0.2, 1, 0.0), "空置率达到3%的，发出提示。"),
        ('"不满100吨"是否包含本数?', LIMITS, (1, 0.1), "第九条 本办法所称“以上”包含本数，“不满”不包含本数。"),
    ],
)
def test_what_states_what_is_asked_for_comes_first(
    question: str, text: str, scores: tuple[float, ...], first: str
) -> None:
    assert best(question, text, *scores) == first
