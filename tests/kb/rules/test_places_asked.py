"""Over all documents, who said where it is is asked first what its own place's policies want."""

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.fakes import HashEncoder


def _rule(place: str, demand: str) -> bytes:
    text = f"{place}贷款贴息办法\n第一条　贴息对象为在{place}登记注册的企业，且{demand}。\n第二条　贴息比例为50%。\n"
    return text.encode()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("asked") / "home"), encoder=HashEncoder(64))
    base.ingest_files([
        ("甲.txt", _rule("南屏市", "上年度营业收入不超过500万元")),
        ("乙.txt", _rule("东溪县", "职工人数不少于5人")),
    ])  # fmt: skip
    return base


def test_without_a_place_the_place_is_asked(base: KnowledgeBase) -> None:
    assert [ask.fact for ask in base.eligibility.check(None, "我们是做五金的企业").ask] == ["region"]


def test_who_said_where_it_is_is_not_asked_for_it_again(base: KnowledgeBase) -> None:
    report = base.eligibility.check(None, "我们在南屏市做五金，企业")
    assert [ask.fact for ask in report.ask] == ["revenue"]
