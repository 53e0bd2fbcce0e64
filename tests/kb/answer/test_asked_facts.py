"""What kind of fact a question asks for, and how much likelier a sentence is that states one."""

import pytest

from kb.answer.scoring.asked_facts import stated_facts
from kb.answer.scoring.units import Unit
from kb.types import Clause, Hit, Metadata, Passage, Span, Validity, Version


def unit(text: str, *, whole: str = "", lead_in: str = "") -> Unit:
    """Give a unit of a document, an item where it has a lead-in."""
    document = f"{lead_in}{text}{whole}"
    span = Span(len(lead_in), len(lead_in) + len(text))
    clause = Clause("一", "item", "一、", None, span, span, 1, None)
    version = Version("d", 1, "a.txt", document, Metadata("渔船更新补助办法"), source_map=None)  # type: ignore[arg-type]
    hit = Hit(Passage("p", "d", 1, "一", span, text), 0.8, 1, clause, version, Validity.UNKNOWN, {})
    return Unit(hit, 1, 0, span, text, Span(0, len(lead_in)) if lead_in else None, None)


def stated(question: str, text: str) -> float:
    return float(stated_facts(question, [unit(text)])[0])


@pytest.mark.parametrize(
    ("question", "text", "odds"),
    [
        ("这笔补助最后哪个部门批?", "由县渔业局审核后报县政府批准。", 1.5),
        ("船检不合格去哪里申诉?", "船主可以向港航中心提出复核申请。", 1.5),
        ("这笔补助最后哪个部门批?", "补助在休渔期发放。", 0.0),
        ("我还用另外求人点头吗?", "由县渔业局审核后报县政府批准。", 0.0),
        ("虚报吨位会怎么处理?", "虚报吨位的,取消补助资格。", 2.0),
        ("被查出来有啥后果?", "吨位由船检机构核定。", 0.0),
        ("触线以后怎样才能恢复?", "三次超载的,暂停出海。", 0.0),
        ("他家凭啥能先拿补助?", "合作社凭捕捞日志和船籍证书优先受理。", 2.4),
        ("更新渔船补多少钱?", "截至8月末,全县更新渔船41艘。", -0.8),
        ("现在一共更新了几艘?", "截至8月末,全县更新渔船41艘。", 0.0),
        ("更新渔船补多少钱?", "每户补助累计不超过30万元。", 0.0),
        ("更新渔船补多少钱?", "本办法所称渔船,是指从事海洋捕捞的船舶。", -1.0),
        ("什么是渔船?", "本办法所称渔船,是指从事海洋捕捞的船舶。", 0.0),
        ("更新渔船补多少钱?", "记者在县渔业局座谈会上获悉,渔船更新已经启动。", -0.7),
        ("更新渔船补多少钱?", "县渔业局 县财政局", -1.9),
        ("更新渔船补多少钱?", "第一档 5万元", 0.0),
    ],
)
def test_a_sentence_is_likelier_for_the_kind_of_fact_that_is_asked_for(question: str, text: str, odds: float) -> None:
    assert stated(question, text) == pytest.approx(odds)


def test_an_item_states_what_its_lead_in_does() -> None:
    item = unit("(二)拆分吨位重复申领的。", lead_in="有下列情形之一的,责令退回:")
    assert stated_facts("拆着领两份被查出会怎么处理?", [item]).tolist() == [2.0]


@pytest.mark.parametrize(
    ("text", "odds"),
    [("“远帆贷”年利率4%。", -2.2), ("“近海贷”年利率5%。", 0.0), ("“近海贷”比“远帆贷”高1个百分点。", 0.0)],
)
def test_what_is_said_of_another_product_is_unlikely(text: str, odds: float) -> None:
    units = [unit(text, whole="“近海贷”和“远帆贷”都由信用社发放。")]
    assert stated_facts("近海贷年利率多少?", units).tolist() == [odds]
