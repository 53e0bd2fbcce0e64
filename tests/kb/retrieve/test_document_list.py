"""Documents narrowed down by what they are, with the counts of what is left to choose."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kb.holdings import DocumentFacets
from tests.kb.homes import open_base, policy, take

NOTICE = "清河市财政局关于发放购房补贴的通知\n\n一、补贴标准\n\n每户补贴一万元。\n\n清河市财政局\n2024年3月1日\n"
FILES = {
    "甲.txt": policy("清河市贷款贴息办法", "由清河市财政局负责。", "本办法自2022年1月1日起施行，有效期三年。"),
    "乙.txt": policy("清河市租金补助办法", "由清河市财政局负责。", "本办法自2023年1月1日起施行。"),
    "丙.txt": policy("白山县租金补助办法", "由县财政局负责。", "本办法自2023年1月1日起施行。"),
    "丁.txt": NOTICE,
}


BOTH_PLACES = {"清河市": 3, "白山县": 1}


@pytest.mark.parametrize(
    ("asked", "titles", "validities", "regions"),
    [
        ({}, "贷款贴息 租金补助 租金补助 发放购房", {"in_force": 2, "expired": 1, "unknown": 1}, BOTH_PLACES),
        # Of what is chosen another value may still be chosen; everything else is narrowed down by it.
        ({"region": "清河市"}, "贷款贴息 租金补助 发放购房", {"in_force": 1, "expired": 1, "unknown": 1}, BOTH_PLACES),
        (
            {"region": "清河市", "validity": "in_force"},
            "租金补助",
            {"in_force": 1, "expired": 1, "unknown": 1},
            {"清河市": 1, "白山县": 1},
        ),
        ({"region": "清河"}, "", {}, BOTH_PLACES),
        ({"issuer": "清河市财政局"}, "发放购房", {"unknown": 1}, {"清河市": 1}),
        ({"text": "租金", "as_of": date(2022, 6, 1)}, "租金补助 租金补助", {"not_yet": 2}, {"清河市": 1, "白山县": 1}),
    ],
)
def test_documents_are_narrowed_down(
    tmp_path_factory: pytest.TempPathFactory,
    home: Path,
    asked: dict[str, Any],
    titles: str,
    validities: dict[str, int],
    regions: dict[str, int],
) -> None:
    with open_base(home) as base:
        page = base.documents(**asked, facets=True)
        assert [one.title[3:7] if "关于" not in one.title else "发放购房" for one in page.documents] == titles.split()
        assert page.total == len(titles.split())
        assert page.facets is not None
        assert (dict(page.facets.validities), dict(page.facets.regions)) == (validities, regions)


def test_a_withdrawn_document_has_no_validity(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"乙.txt": FILES["乙.txt"]})
        base.withdraw("d000001")
        page = base.documents(include_withdrawn=True, facets=True)
        assert page.facets == DocumentFacets((("policy", 1),), (("清河市", 1),), (), ())
        assert base.documents(include_withdrawn=True).facets is None
        assert base.documents(facets=True).total == 0


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("listed")
    with open_base(path) as base:
        take(base, FILES)
    return path
