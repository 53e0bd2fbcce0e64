"""A policy of the samples renamed and renumbered throughout: the verdicts and terms follow its words alone."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from kb.clauses.parse import parse_clauses
from kb.ingest.source import parse_source
from kb.rules.applicant.given import read_facts
from kb.rules.conditions.tree import conditions_of
from kb.rules.facts import facts_of
from kb.rules.terms import terms_of
from kb.rules.types import Judgment
from kb.rules.verdict.judging import judge
from kb.types import ClauseTree, Metadata
from tests.kb.rules.policy_files import outline

_SEEDS = Path(__file__).parents[3] / "seeds"
_RENAMED = (
    ("平湖", "云陵"),
    ("嘉兴", "望江"),
    ("嘉委办发", "望委办发"),
    ("科创", "智造"),
    ("联席会议", "审贷委员会"),
    ("国家高新技术企业", "国家制造业单项冠军企业"),
    ("省科技型中小企业", "省瞪羚企业"),
    ("领军人才创业项目企业", "独角兽企业"),
    ("知识产权示范企业", "企业技术中心企业"),
    ("“小巨人”", "“领航”"),
    ("D类", "C类"),
    ("1000万元", "650万元"),
    ("90基点", "45基点"),
    ("4∶4∶2", "5∶3∶2"),
    ("不超过1年，超过1年", "不超过2年，超过2年"),
    ("2022年6月26日", "2024年3月1日"),
)
_RENUMBERED = (
    ("一、工作机制", "第一章 工作机制"),
    ("二、支持对象", "第二章 支持对象"),
    ("三、智造贷款种类", "第三章 智造贷款种类"),
    ("四、智造贷款期限", "第四章 智造贷款期限"),
    ("五、智造贷款风险", "第五章 智造贷款风险"),
    ("六、智造贷款业务", "第六章 智造贷款业务"),
    ("七、风险补偿金业务", "第七章 风险补偿金业务"),
    ("八、加强", "第八章 加强"),
    ("九、附则", "第九章 附则"),
    ("\n1.", "\n（1）"),
    ("\n2.", "\n（2）"),
    ("\n3.", "\n（3）"),
    ("\n4.", "\n（4）"),
    ("\n5.", "\n（5）"),
    ("\n6.", "\n（6）"),
    ("\n7.", "\n（7）"),
    ("\n8.", "\n（8）"),
    ("\n9.", "\n（9）"),
    ("\n10.", "\n（10）"),
    ("1至9项", "（1）至（9）项"),
)


@lru_cache(maxsize=2)
def _read(*, renamed: bool) -> tuple[str, ClauseTree, Metadata]:
    for path in sorted(_SEEDS.glob("*.txt")):
        for document in parse_source(path.read_bytes(), path.name).documents:
            if document.metadata.title.endswith("企业贷款支持实施办法"):
                text, metadata = document.text, document.metadata
    if not renamed:
        return text, parse_clauses(text), metadata
    title = metadata.title
    assert metadata.region is not None
    region = metadata.region.value
    for old, new in (*_RENAMED, *_RENUMBERED):
        text, title, region = text.replace(old, new), title.replace(old, new), region.replace(old, new)
    changed = metadata.__class__(
        title,
        kind=metadata.kind,
        region=metadata.region.__class__(region),
        effective_from=metadata.region.__class__("2024-03-01"),
    )
    return text, parse_clauses(text), changed


def _judged(facts: dict[str, object], *, renamed: bool = True, day: date = date(2024, 9, 1)) -> Judgment:
    text, tree, metadata = _read(renamed=renamed)
    condition = conditions_of(text, tree, metadata)
    assert condition is not None
    return judge(condition, read_facts(facts), day)


def test_the_tree_is_the_same_but_for_the_names() -> None:
    before, after = (str(outline_of) for outline_of in (_outline(renamed=False), _outline(renamed=True)))
    for old, new in (*_RENAMED, *_RENUMBERED):
        before = before.replace(old, new)
    assert before.replace("自2024年3月1日起施行", "") == after.replace("自2024年3月1日起施行", "").replace(
        "本办法", "本办法"
    )


def _outline(*, renamed: bool) -> object:
    text, tree, metadata = _read(renamed=renamed)
    condition = conditions_of(text, tree, metadata)
    assert condition is not None
    found = outline(condition)
    assert isinstance(found, list)
    return [one for one in found if not (isinstance(one, str) and one.startswith("time: "))]


_FIRM = {"region": "云陵市", "entity": "企业", "performance_grade": "B"}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"qualifications": ["省瞪羚企业"]}, "eligible"),
        ({"qualifications": ["国家制造业单项冠军企业"]}, "eligible"),
        ({"qualifications": ["国家高新技术企业"]}, "needs_review"),
        ({"qualifications": ["国家高新技术企业"], "review": "rejected"}, "ineligible"),
        ({"qualifications": ["国家高新技术企业"], "review": "approved"}, "eligible"),
        ({"qualifications": ["瞪羚企业"]}, "insufficient_information"),
        ({"qualifications": ["望江市级独角兽企业"]}, "eligible"),
        ({"qualifications": ["云陵市级独角兽企业"]}, "eligible"),
        ({"qualifications": ["市级“单项冠军”企业"]}, "needs_review"),
        ({"qualifications": ["望江市“瞪羚企业”"]}, "eligible"),
        ({"qualifications": ["国家级“专精特新”中小企业"]}, "needs_review"),
        ({"qualifications": ["省瞪羚企业"], "performance_grade": "C"}, "insufficient_information"),
        ({"qualifications": ["省瞪羚企业"], "performance_grade": "C", "c_measures_in_force": True}, "ineligible"),
        ({"qualifications": ["省瞪羚企业"], "performance_grade": "C", "c_measures_in_force": False}, "eligible"),
        ({"qualifications": ["省瞪羚企业"], "performance_grade": "D"}, "eligible"),
        ({"qualifications": ["省瞪羚企业"], "region": "平湖市"}, "ineligible"),
        ({"qualifications": ["省瞪羚企业"], "entity": "个人"}, "ineligible"),
        ({"qualifications": ["省瞪羚企业"], "application_date": "2024-02-29"}, "ineligible"),
        ({"qualifications": ["省瞪羚企业（已过期）"]}, "needs_review"),
    ],
)
def test_verdicts_follow_the_names(changed: dict[str, object], expected: str) -> None:
    assert _judged({**_FIRM, **changed}).verdict.value == expected


def test_terms_follow_the_figures() -> None:
    text, tree, metadata = _read(renamed=True)
    condition = conditions_of(text, tree, metadata)
    applicant = read_facts({**_FIRM, "loan": {"guarantee": "保证", "amount_wan": 700, "term_months": 24}})
    terms, notes = terms_of(text, tree, facts_of(text, tree), condition, applicant)
    shown = [(term.fact.value + term.fact.unit, term.applies_to) for term in terms if term.who is None]
    assert shown[:4] == [("650万元", None), ("45基点", "保证贷款、抵押贷款"), ("2年", None), ("2年", None)]
    shared = [(term.fact.value + term.fact.unit, term.applies_to) for term in terms if term.who == "各方"]
    assert shared[0] == ("5:3:2", "保证贷款")
    assert [note.partition("（")[0] for note in notes] == [
        "您要700万元，超过了最高650万元",
        "您要24个月，期限原则上不超过2年，没有超过",
    ]
