from datetime import date

import pytest

from kb.retrieve.catalog import Catalog
from kb.store.rows import VersionRow
from kb.types import DocumentKind, DocumentSummary, Evidence, Filters, Metadata, Query, Validity

DAY = date(2024, 6, 30)
ALL = Filters()


def _row(
    row: int,
    title: str = "清河市贷款办法",
    *,
    document: int | None = None,
    version: int = 1,
    withdrawn: bool = False,
    number: str | None = None,
    starts: str | None = None,
    ends: str | None = None,
    published: str | None = None,
    repeals: tuple[str, ...] = (),
    kind: DocumentKind = DocumentKind.POLICY,
    region: str | None = None,
    issuers: tuple[str, ...] = (),
) -> VersionRow:
    def evidence(value: str | None) -> Evidence | None:
        return Evidence(value) if value else None

    metadata = Metadata(
        title,
        kind=kind,
        issuers=tuple(map(Evidence, issuers)),
        doc_number=evidence(number),
        region=evidence(region),
        published=evidence(published),
        effective_from=evidence(starts),
        effective_to=evidence(ends),
        repeals=tuple(map(Evidence, repeals)),
    )
    return VersionRow(row, f"d{document or row:06d}", version, f"{row}.txt", metadata, 7, withdrawn)


def _searched(catalog: Catalog, day: date = DAY, *, include: bool = False, filters: Filters = ALL) -> list[int]:
    found: list[int] = catalog.searched(Query("问", include_not_in_force=include, filters=filters), day).tolist()
    return found


def test_of_each_document_the_version_that_has_begun_last_is_searched() -> None:
    catalog = Catalog(
        [
            _row(1, document=1, version=1, starts="2020-01-01"),
            _row(2, document=2),
            _row(3, document=1, version=2, starts="2024-01-01"),
            _row(4, document=1, version=3, starts="2025-01-01"),
        ]
    )
    assert _searched(catalog) == [2, 3]
    assert _searched(catalog, date(2023, 1, 1)) == [1, 2]
    assert _searched(catalog, date(2026, 1, 1)) == [2, 4]
    assert _searched(catalog, date(2019, 1, 1)) == [2]
    assert catalog.current("d000001", date(2019, 1, 1)).version_row == 1
    assert [row.version for row in catalog.versions("d000001")] == [1, 2, 3]
    assert catalog.versions("d000009") == ()
    assert catalog.documents == ("d000001", "d000002")
    assert (len(catalog), 3 in catalog, 9 in catalog, catalog[3].version) == (4, True, False, 2)
    found = catalog.find("d000001", 2)
    assert (found and found.version_row, catalog.find("d000001", 9)) == (3, None)
    assert [row.version_row for row in catalog.in_sources({"1.txt", "4.txt"})] == [1, 4]


def test_what_is_not_in_force_is_searched_only_when_asked_for() -> None:
    catalog = Catalog(
        [
            _row(1, "甲", starts="2020-01-01"),
            _row(2, "乙"),
            _row(3, "丙", starts="2030-01-01"),
            _row(4, "丁", starts="2020-01-01", ends="2021-01-01"),
            _row(5, "戊", starts="2020-01-01", withdrawn=True),
        ]
    )
    assert _searched(catalog) == [1, 2]
    assert _searched(catalog, include=True) == [1, 2, 3, 4]
    assert _searched(catalog, date(2020, 6, 1)) == [1, 2, 4]


@pytest.mark.parametrize(
    ("filters", "rows"),
    [
        (Filters(), [1, 2, 3]),
        (Filters(document_ids=("d000002", "d000009")), [2]),
        (Filters(region=("浙江",)), [1]),
        (Filters(region=("浙江省", "江苏省")), [1, 2]),
        (Filters(issuer=("财政局",)), [1, 3]),
        (Filters(issuer=("市财政局",)), [1]),
        (Filters(doc_type=("law",)), [3]),
        (Filters(doc_type=("law", "policy")), [1, 2, 3]),
        (Filters(issuer=("财政局",), doc_type=("policy",)), [1]),
        (Filters(region=("海南",)), []),
    ],
)
def test_filters_restrict_what_is_searched(filters: Filters, rows: list[int]) -> None:
    catalog = Catalog(
        [
            _row(1, "甲", region="浙江省", issuers=("市政府办公室", "市财政局")),
            _row(2, "乙", region="江苏省"),
            _row(3, "丙", issuers=("财政局",), kind=DocumentKind.LAW),
        ]
    )
    assert _searched(catalog, filters=filters) == rows


@pytest.mark.parametrize("later_first", [False, True])
@pytest.mark.parametrize(
    "name",
    ["《清河市贷款办法》", "清河市贷款办法", "《清河市贷款办法》（清政发〔2010〕1号）", "《别名》（清政发[2010]1号）"],
)
def test_a_text_is_repealed_by_title_or_number_whichever_came_first(name: str, later_first: bool) -> None:
    old = _row(2 if later_first else 1, number="清政发〔2010〕1号", starts="2010-01-01")
    new = _row(1 if later_first else 2, "清河市融资办法", starts="2024-01-01", repeals=(name,))
    catalog = Catalog(sorted((old, new), key=lambda row: row.version_row))
    assert catalog.validity(old, date(2023, 12, 31)) is Validity.IN_FORCE
    assert catalog.validity(old, date(2024, 1, 1)) is Validity.REPEALED
    assert catalog.validity(new, DAY) is Validity.IN_FORCE
    repeal = catalog.repeal(old)
    assert repeal is not None
    assert (repeal.from_day, repeal.by) == (date(2024, 1, 1), new)
    assert _searched(catalog) == [new.version_row]


def test_the_earliest_of_several_repeals_counts() -> None:
    old = _row(1, starts="2010-01-01")
    later = _row(2, "乙", starts="2024-01-01", repeals=("《清河市贷款办法》",))
    earlier = _row(3, "丙", starts="2022-01-01", repeals=("《清河市贷款办法》",))
    repeal = Catalog([old, later, earlier]).repeal(old)
    assert repeal is not None
    assert repeal.by == earlier


def test_a_repeal_without_a_day_or_in_a_withdrawn_text_says_nothing() -> None:
    old = _row(1, starts="2010-01-01")
    undated = _row(2, "乙", repeals=("《清河市贷款办法》",))
    withdrawn = _row(3, "丙", starts="2020-01-01", withdrawn=True, repeals=("《清河市贷款办法》",))
    assert Catalog([old, undated, withdrawn]).validity(old, DAY) is Validity.IN_FORCE


def test_the_day_of_publication_stands_in_for_the_first_day() -> None:
    old = _row(1)
    new = _row(2, "乙", published="2024-03-01", repeals=("《清河市贷款办法》",))
    catalog = Catalog([old, new])
    assert catalog.validity(old, date(2024, 2, 29)) is Validity.UNKNOWN
    assert catalog.validity(old, date(2024, 3, 1)) is Validity.REPEALED


def test_two_prints_of_a_text_that_repeals_its_forerunner_of_the_same_name_do_not_repeal_each_other() -> None:
    repeals = ("《清河市贷款办法》（清政发〔2010〕1号）",)
    old = _row(1, number="清政发〔2010〕1号", starts="2010-01-01")
    new = _row(2, number="清政发〔2024〕9号", starts="2024-01-01", repeals=repeals)
    reprint = _row(3, starts="2024-01-01", repeals=repeals)
    undated = _row(4)
    catalog = Catalog([old, new, reprint, undated])
    assert [catalog.validity(row, DAY) for row in (old, new, reprint, undated)] == [
        Validity.REPEALED,
        Validity.IN_FORCE,
        Validity.IN_FORCE,
        Validity.UNKNOWN,
    ]


def test_a_text_is_not_repealed_by_one_that_was_before_it() -> None:
    middle = _row(1, "清河市融资办法", starts="2020-01-01", repeals=("《清河市贷款办法》",))
    newest = _row(2, starts="2023-01-01")
    assert Catalog([middle, newest]).validity(newest, DAY) is Validity.IN_FORCE


def test_a_version_does_not_repeal_its_own_document() -> None:
    first = _row(1, document=1, version=1, starts="2020-01-01")
    second = _row(2, document=1, version=2, starts="2024-01-01", repeals=("《清河市贷款办法》",))
    assert Catalog([first, second]).repeal(first) is None


def test_a_selection_is_remembered_and_the_memory_is_bounded() -> None:
    catalog = Catalog([_row(1, starts="2020-01-01")])
    query = Query("问")
    assert catalog.searched(query, DAY) is catalog.searched(Query("另问"), DAY)
    for day in range(1, 29):
        for month in range(1, 4):
            assert catalog.searched(query, date(2024, month, day)).tolist() == [1]
    assert len(catalog._searched) <= 64


def test_a_summary_says_what_a_list_shows() -> None:
    row = _row(
        1,
        number="清政发〔2010〕1号",
        starts="2010-01-01",
        ends="2030-01-01",
        published="2009-12-01",
        region="清河市",
        issuers=("甲局", "乙局"),
    )
    assert Catalog([row]).summary(row, DAY) == DocumentSummary(
        "d000001",
        1,
        "清河市贷款办法",
        DocumentKind.POLICY,
        "甲局、乙局",
        "清政发〔2010〕1号",
        "清河市",
        "2009-12-01",
        "2010-01-01",
        "2030-01-01",
        Validity.IN_FORCE,
        "1.txt",
        False,
        7,
    )
