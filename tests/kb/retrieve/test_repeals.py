from datetime import date
from typing import Any

import pytest

from kb.retrieve.catalog import Catalog
from kb.retrieve.standing.repeals import Held, RepealMet
from kb.store.rows import VersionRow
from kb.types import DocumentKind, Evidence, Metadata, Validity

DAY = date(2024, 6, 30)
OLD = "清河市贷款办法"


def _row(
    row: int,
    title: str = OLD,
    *,
    document: int | None = None,
    version: int = 1,
    number: str | None = None,
    starts: str | None = "2010-01-01",
    repeals: tuple[str, ...] = (),
    region: str | None = None,
    issuer: str | None = None,
    withdrawn: bool = False,
) -> VersionRow:
    def stated(value: str | None) -> Evidence | None:
        return Evidence(value) if value else None

    metadata = Metadata(
        title,
        kind=DocumentKind.POLICY,
        issuers=(Evidence(issuer),) if issuer else (),
        doc_number=stated(number),
        region=stated(region),
        effective_from=stated(starts),
        repeals=tuple(map(Evidence, repeals)),
    )
    return VersionRow(row, f"d{document or row:06d}", version, f"{row}.txt", metadata, 7, withdrawn)


def _new(*repeals: str, row: int = 9, starts: str | None = "2024-01-01", **more: Any) -> VersionRow:
    return _row(row, "清河市融资办法", starts=starts, repeals=repeals, **more)


def _made(catalog: Catalog, row: VersionRow) -> list[tuple[Held, list[int]]]:
    met: list[RepealMet] = list(catalog.repeals.made_by(row))
    return [(one.held, [held.version_row for held in one.rows]) for one in met]


@pytest.mark.parametrize(
    ("held", "named"),
    [
        ("中华人民共和国劳动法", "《劳动法》"),
        ("劳动法", "《中华人民共和国劳动法》"),
        ("清河市贷款办法（试行）", "《清河市贷款办法》"),
        ("清河市贷款办法", "《清河市贷款办法（试行）》"),
        ("清河市贷款办法（2015年修订）", "《清河市贷款办法》"),
        ("清河市人民政府关于印发清河市贷款办法的通知", "《清河市贷款办法》"),
        ("清河市贷款办法", "《清河市人民政府关于印发〈清河市贷款办法〉的通知》"),
    ],
)
def test_a_title_is_met_however_it_is_written(held: str, named: str) -> None:
    old, new = _row(1, held), _new(named)
    catalog = Catalog([old, new])
    assert catalog.validity(old, DAY) is Validity.REPEALED
    assert _made(catalog, new) == [(Held.HELD, [1])]


@pytest.mark.parametrize("named", ["清政发〔2010〕1号", "清政发[2010]1号", "《别名》（清政发〔2010〕1号）"])
def test_a_number_alone_is_enough(named: str) -> None:
    old, new = _row(1, number="清政发〔2010〕1号"), _new(named)
    assert Catalog([old, new]).validity(old, DAY) is Validity.REPEALED


def test_each_of_several_titles_is_met_by_itself() -> None:
    first, second = _row(1, "清河市甲办法"), _row(2, "清河市乙办法")
    new = _new("《清河市甲办法》", "《清河市丙办法》", "《清河市乙办法》")
    catalog = Catalog([first, second, new])
    assert _made(catalog, new) == [(Held.HELD, [1]), (Held.NOT_HELD, []), (Held.HELD, [2])]
    assert [catalog.validity(row, DAY) for row in (first, second)] == [Validity.REPEALED, Validity.REPEALED]


def test_the_very_title_goes_before_one_that_is_like_it() -> None:
    trial, final = _row(1, "清河市贷款办法（试行）"), _row(2, "清河市贷款办法")
    new = _new("《清河市贷款办法（试行）》")
    catalog = Catalog([trial, final, new])
    assert _made(catalog, new) == [(Held.HELD, [1])]
    assert catalog.validity(final, DAY) is Validity.IN_FORCE


def test_a_repeal_counts_from_the_first_day_of_the_repealing_text() -> None:
    old, new = _row(1), _new("《清河市贷款办法》", starts="2030-01-01")
    catalog = Catalog([old, new])
    assert catalog.validity(old, DAY) is Validity.IN_FORCE
    assert catalog.validity(old, date(2030, 1, 1)) is Validity.REPEALED
    assert [repeal.from_day for repeal in catalog.repeals.every(old)] == [date(2030, 1, 1)]


def test_a_repeal_without_a_day_marks_nothing_and_is_told() -> None:
    old, new = _row(1), _new("《清河市贷款办法》", starts=None)
    catalog = Catalog([old, new])
    assert catalog.repeal(old) is None
    assert [(repeal.by, repeal.first_day) for repeal in catalog.repeals.every(old)] == [(new, None)]


def test_a_withdrawn_text_repeals_nothing_and_a_withdrawn_one_is_repealed() -> None:
    old, new = _row(1), _row(2, "清河市融资办法", starts="2024-01-01", repeals=("《清河市贷款办法》",), withdrawn=True)
    assert Catalog([old, new]).repeals.every(old) == []
    gone, by = _row(1, withdrawn=True), _new("《清河市贷款办法》")
    assert Catalog([gone, by]).validity(gone, DAY) is Validity.REPEALED


def test_a_title_given_by_hand_is_the_one_that_is_met() -> None:
    new = _new("《清河市贷款办法》")
    wrong, right = _row(1, "清河市贷歀办法"), _row(1)
    assert Catalog([wrong, new]).repeals.every(wrong) == []
    assert Catalog([right, new]).repeals.every(right)[0].by == new


NAME = "小额贷款管理办法"


def test_of_two_of_one_title_the_number_tells() -> None:
    here = _row(1, NAME, number="清政发〔2010〕1号", region="清河市")
    there = _row(2, NAME, number="临政发〔2010〕7号", region="临江市")
    new = _new("《小额贷款管理办法》（临政发〔2010〕7号）")
    catalog = Catalog([here, there, new])
    assert _made(catalog, new) == [(Held.HELD, [2])]
    assert catalog.validity(here, DAY) is Validity.IN_FORCE


@pytest.mark.parametrize("by", [{"region": "临江市"}, {"issuer": "临江市政府"}])
def test_of_two_of_one_title_that_of_the_same_region_or_issuer_is_meant(by: dict[str, Any]) -> None:
    here = _row(1, NAME, region="清河市", issuer="清河市政府")
    there = _row(2, NAME, region="临江市", issuer="临江市政府")
    new = _new("《小额贷款管理办法》", **by)
    assert _made(Catalog([here, there, new]), new) == [(Held.HELD, [2])]


def test_two_of_one_title_that_nothing_tells_apart_are_named_and_neither_is_marked() -> None:
    here, there = _row(1, NAME, region="清河市"), _row(2, NAME, region="临江市")
    new = _new("《小额贷款管理办法》")
    catalog = Catalog([here, there, new])
    assert _made(catalog, new) == [(Held.AMBIGUOUS, [1, 2])]
    assert [catalog.validity(row, DAY) for row in (here, there)] == [Validity.IN_FORCE, Validity.IN_FORCE]


def test_a_text_of_another_place_is_not_the_one_that_is_repealed() -> None:
    there, new = _row(1, NAME, region="临江市"), _new("《小额贷款管理办法》", region="清河市")
    catalog = Catalog([there, new])
    assert _made(catalog, new) == [(Held.NOT_HELD, [])]
    assert catalog.validity(there, DAY) is Validity.IN_FORCE


def test_the_texts_of_one_place_are_all_repealed() -> None:
    first, second = _row(1, NAME, region="清河市"), _row(2, NAME, region="清河市", starts="2015-01-01")
    new = _new("《小额贷款管理办法》", region="清河市")
    assert _made(Catalog([first, second, new]), new) == [(Held.HELD, [1, 2])]


def test_a_reprint_without_the_number_goes_with_the_numbered_text_of_its_place() -> None:
    numbered = _row(1, NAME, number="清政发〔2010〕1号", region="清河市")
    reprint = _row(2, NAME, region="清河市")
    elsewhere = _row(3, NAME, region="临江市")
    new = _new("《小额贷款管理办法》（清政发〔2010〕1号）")
    assert _made(Catalog([numbered, reprint, elsewhere, new]), new) == [(Held.HELD, [1, 2])]


def test_the_forerunner_that_is_a_version_of_the_same_document_is_held() -> None:
    first = _row(1, document=1, version=1)
    second = _row(2, document=1, version=2, starts="2024-01-01", repeals=("《清河市贷款办法》",))
    catalog = Catalog([first, second])
    assert _made(catalog, second) == [(Held.HELD, [1])]
    assert catalog.repeal(first) is None


def test_a_name_that_is_not_held_is_known_to_be_repealed() -> None:
    new = _new("《清河市贷款办法》（清政发〔2010〕1号）")
    repeals = Catalog([new]).repeals
    found = [repeals.of_name("清河市贷款办法（试行）", None), repeals.of_name(None, "清政发[2010]1号")]
    assert [repeal.by if repeal else None for repeal in found] == [new, new]
    assert repeals.of_name("清河市房租办法", None) is None
    assert repeals.of_name("清河市贷款办法", "清政发〔1999〕3号") is None
