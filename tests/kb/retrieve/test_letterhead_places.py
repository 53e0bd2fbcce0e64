"""Counties that issue rules under one title, named in letterhead and signature alone: each is found by its place."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.settings import load_settings
from kb.types import Query
from tests.kb.homes import take

RULE = """{place}人民政府文件
{number}
小微企业贷款贴息实施办法
第一条 为支持小微企业融资，制定本办法。
第二条 本办法适用于依法注册的小微企业。
第三条 单户企业每年贴息最高不超过{amount}万元。
第四条 企业向{office}提出申请。
第五条 本办法自2024年3月1日起施行。
{place}人民政府
2024年2月10日
"""
HELD = (
    ("青禾县", "青政发〔2024〕8号", 20, "县经济和信息化局"),
    ("临泽市", "临政发〔2024〕15号", 30, "市工业和信息化局"),
    ("云岭区", "云政发〔2024〕2号", 25, "区经济商务局"),
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A base with the model that ships with the project: what the ranking weighs is in question."""
    home: Path = tmp_path_factory.mktemp("letterheads")
    base = KnowledgeBase.open(load_settings(home=home))
    files = {
        f"{number}.txt": RULE.format(place=place, number=number, amount=amount, office=office)
        for place, number, amount, office in HELD
    }
    take(base, files)
    yield base
    base.close()


@pytest.mark.parametrize(("place", "amount"), [(place, amount) for place, _, amount, _ in HELD])
def test_the_amount_of_the_place_that_is_asked_about(base: KnowledgeBase, place: str, amount: int) -> None:
    found = base.ask(Query(f"{place}贷款贴息最高多少"))
    assert [one.quote for one in found.citations] == [f"第三条 单户企业每年贴息最高不超过{amount}万元。"]


@pytest.mark.parametrize(("place", "office"), [(place, office) for place, _, _, office in HELD])
def test_the_office_of_the_place_that_is_asked_about(base: KnowledgeBase, place: str, office: str) -> None:
    found = base.search(Query(f"{place}小微企业贷款贴息要向哪个部门申请"))
    assert found.hits[0].passage.text == f"第四条 企业向{office}提出申请。"
