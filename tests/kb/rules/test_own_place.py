"""The place of a policy whose title names none: from its text, its offices, its signature."""

import pytest

from kb.clauses.parse import parse_clauses
from kb.ingest.metadata.statements import describe
from kb.rules.conditions.tree import conditions_of
from tests.kb.rules.policy_files import condition_of, outline, verdict

_HEAD = "中小企业技术改造补助办法\n"


def _place(text: str) -> tuple[str, str | None]:
    found = condition_of(_HEAD + text)
    leaf = found
    while leaf.children:
        leaf = leaf.children[0]
    return leaf.text, leaf.meant or leaf.inferred


def test_a_text_that_is_for_one_county_demands_that_county() -> None:
    text = _HEAD + "第一条 本办法适用于云溪县行政区域内的小微企业。\n第二条 给予最高50万元补助。\n"
    assert outline(condition_of(text)) == ["all", ["all", "place: 云溪县行政区域内", "size: 小微企业"]]
    firm = {"entity": "企业", "size": "小型"}
    assert verdict(text, {**firm, "region": "云溪县"}) == "eligible"
    assert verdict(text, {**firm, "region": "东山县"}) == "ineligible"
    assert verdict(text, firm) == "insufficient_information"


@pytest.mark.parametrize(
    "text",
    [
        "第一条 支持对象为本县小微企业。\n第二条 给予最高5万元补助。\n云溪县经济和信息化局\n2024年3月1日\n",
        "第一条 支持对象为小微企业。\n第二条 给予最高5万元补助。\n第三条 由云溪县财政局拨付，云溪县科技局负责审核。\n",
    ],
)
def test_the_place_is_that_of_the_issuer_or_of_the_offices_that_act(text: str) -> None:
    assert _place(text)[1] in ("云溪县",)


def test_offices_of_any_place_give_none() -> None:
    text = (
        "第一条 支持对象为小微企业。\n第二条 给予最高5万元补助。\n"
        "第三条 由所在县财政局拨付，设区市科技局、直辖市人民政府审核。\n"
    )
    assert outline(condition_of(_HEAD + text)) == ["all", "size: 小微企业"]


def test_the_place_and_whom_it_has_are_two_demands() -> None:
    text = "东山市补助办法\n第一条 支持对象为本市小微企业和个体工商户。\n第二条 给予最高5万元补助。\n"
    assert outline(condition_of(text)) == ["all", ["all", "place: 本市", "size: 小微企业和个体工商户"]]


def test_an_issuer_of_a_county_that_bears_a_districts_name_is_the_county() -> None:
    text = "云溪县创业补贴办法\n第一条 支持对象为本县农户。\n第二条 给予最高5万元补助。\n"
    region = describe(text, "a.txt").region
    assert region is not None
    assert region.value == "云溪县"


def test_a_plan_named_for_small_firms_offers_to_them() -> None:
    text = (
        "某省推出首贷拓展行动\n\n本报讯 近日，省市场监管局印发《小微企业和个体工商户首贷拓展方案（2024—2026年）》，"
        "提出支持从未获得过银行贷款的首贷户融资，对首贷户给予贷款贴息。\n"
    )
    found = conditions_of(text, parse_clauses(text), describe(text, "a.txt"))
    assert found is not None
    assert "size: 小微企业和个体工商户" in str(outline(found))
