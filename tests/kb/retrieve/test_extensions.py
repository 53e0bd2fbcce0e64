"""One text's statement that others go on to hold counts for those, from its own day on."""

from datetime import date
from pathlib import Path

import pytest

from kb.retrieve.catalog import Catalog
from kb.retrieve.standing.extensions import ExtensionMet
from kb.retrieve.standing.named import Held
from kb.store.corrections import SetByStaff
from kb.store.rows import VersionRow
from kb.types import DocumentKind, Evidence, Extended, Metadata, Validity
from tests.kb.homes import open_base, take

OLD = "清河市贷款办法"
NUMBER = "清政发〔2020〕5号"
END = date(2023, 2, 28)


def _old(*, ends: Evidence | None = Evidence(END.isoformat()), number: str | None = NUMBER) -> VersionRow:  # noqa: B008
    metadata = Metadata(
        OLD,
        kind=DocumentKind.POLICY,
        doc_number=Evidence(number) if number else None,
        effective_from=Evidence("2020-03-01"),
        effective_to=ends,
    )
    return VersionRow(1, "d000001", 1, "1.txt", metadata, 7, False)


def _new(
    until: str | None,
    *,
    months: int | None = None,
    day: str | None = "2023-01-15",
    named: str = f"《{OLD}》（{NUMBER}）",
    row: int = 2,
    withdrawn: bool = False,
) -> VersionRow:
    said = Extended(Evidence(named), Evidence(until) if until else None, months)
    published = Evidence(day) if day else None
    metadata = Metadata("关于延长文件有效期的通知", kind=DocumentKind.NOTICE, published=published, extends=(said,))
    return VersionRow(row, f"d{row:06d}", 1, f"{row}.txt", metadata, 3, withdrawn)


def _states(*rows: VersionRow) -> list[Validity]:
    """Return the validity of the first before its end, the day after, at the end of 2025 and the day after that."""
    days = (date(2023, 2, 28), date(2023, 3, 1), date(2025, 12, 31), date(2026, 1, 1))
    catalog = Catalog(rows)
    return [catalog.validity(rows[0], day) for day in days]


HOLDS, OVER = Validity.IN_FORCE, Validity.EXPIRED


@pytest.mark.parametrize("named", [f"《{OLD}》（{NUMBER}）", f"《{OLD}》", NUMBER, "《清河市贷款办法（试行）》"])
def test_a_text_holds_until_the_day_that_another_names(named: str) -> None:
    assert _states(_old()) == [HOLDS, OVER, OVER, OVER]
    assert _states(_old(), _new("2025-12-31", named=named)) == [HOLDS, HOLDS, HOLDS, OVER]


def test_it_counts_from_the_day_of_the_text_that_says_so() -> None:
    # Said after the end: in between the text did not hold, as far as was known.
    rows = _old(), _new("2025-12-31", day="2023-06-01")
    catalog = Catalog(rows)
    days = [date(2023, 3, 1), date(2023, 5, 31), date(2023, 6, 1)]
    assert [catalog.validity(rows[0], day) for day in days] == [OVER, OVER, HOLDS]
    assert [catalog.term(rows[0], day).ends for day in days] == [END, END, date(2025, 12, 31)]
    assert [catalog.term(rows[0], day).by for day in days][:2] == [None, None]


def test_months_count_from_the_end_before() -> None:
    old = _old()
    catalog = Catalog([old, _new("延长2年", months=24)])
    assert catalog.term(old, date(2024, 1, 1)).ends == date(2025, 2, 28)
    later = Catalog([old, _new("延长2年", months=24), _new("延长一年", months=12, day="2025-01-01", row=3)])
    assert later.term(old, date(2025, 1, 2)).ends == date(2026, 2, 28)


def test_what_merely_goes_on_keeps_an_end_to_come_and_loses_one_that_is_past() -> None:
    assert _states(_old(), _new(None)) == [HOLDS, OVER, OVER, OVER]
    assert _states(_old(), _new(None, day="2023-03-01")) == [HOLDS, HOLDS, HOLDS, HOLDS]


@pytest.mark.parametrize(
    "rows",
    [
        (_old(number="清政发〔2021〕9号"), _new("2025-12-31")),
        (_old(), _new("2025-12-31", withdrawn=True)),
        (_old(), _new("2022-12-31")),
        (_old(), _new(None, day=None)),
        (_old(ends=SetByStaff(END.isoformat(), by="王芳")), _new("2025-12-31")),
    ],
    ids=["another number", "withdrawn", "an earlier day", "merely goes on, without a day", "an end set by hand"],
)
def test_what_is_not_meant_or_not_longer_changes_nothing(rows: tuple[VersionRow, VersionRow]) -> None:
    assert _states(*rows) == [HOLDS, OVER, OVER, OVER]


def test_a_repeal_goes_before_a_longer_term() -> None:
    by = Metadata("清河市融资办法", effective_from=Evidence("2024-01-01"), repeals=(Evidence(f"《{OLD}》"),))
    repealing = VersionRow(3, "d000003", 1, "3.txt", by, 7, False)
    old = _old()
    catalog = Catalog([old, _new("2025-12-31"), repealing])
    days = (date(2023, 12, 31), date(2024, 1, 1))
    assert [catalog.validity(old, day) for day in days] == [HOLDS, Validity.REPEALED]


def test_it_is_told_what_is_held_of_what_a_text_lets_hold_on() -> None:
    old, new = _old(), _new("2025-12-31")
    (met,) = Catalog([old, new]).extensions.made_by(new)
    assert isinstance(met, ExtensionMet)
    assert (met.held, [row.key for row in met.rows]) == (Held.HELD, ["d000001@1"])
    (alone,) = Catalog([new]).extensions.made_by(new)
    assert (alone.held, alone.rows) == (Held.NOT_HELD, ())


def test_a_list_shows_the_last_day_as_it_is_known() -> None:
    old = _old()
    catalog = Catalog([old, _new("2025-12-31")])
    days = (date(2023, 1, 1), date(2023, 2, 1))
    assert [catalog.summary(old, day).effective_to for day in days] == ["2023-02-28", "2025-12-31"]


def test_an_extension_that_came_first_is_told_of_what_it_extends(tmp_path: Path) -> None:
    notice = (
        "清河市人民政府关于延长有关文件有效期的通知\n清政发〔2023〕2号\n各区人民政府：\n"
        "经研究，《清河市集市管理办法》（清政发〔2020〕5号）有效期延长至2025年12月31日。\n"
        "清河市人民政府\n2023年1月15日\n"
    )
    old = (
        "清河市集市管理办法\n清政发〔2020〕5号\n第一条　为了集市，制定本办法。\n"
        "第二条　本办法自2020年3月1日起施行，有效期至2023年2月28日。\n清河市人民政府\n2020年2月20日\n"
    )
    with open_base(tmp_path / "home") as base:
        (first,) = take(base, {"notice.txt": notice})
        assert first.warnings == (
            "d000001《清河市人民政府关于延长有关文件有效期的通知》写明《清河市集市管理办法》（清政发〔2020〕5号）"
            "有效期延长至 2025-12-31，知识库里没有这份文件（未收入）",
        )
        (second,) = take(base, {"old.txt": old})
        assert second.warnings == (
            "d000002《清河市集市管理办法》经 d000001《清河市人民政府关于延长有关文件有效期的通知》"
            "有效期延长至 2025-12-31，已按此计算效力",
        )
        (listed,) = [one for one in base.documents().documents if one.document_id == "d000002"]
        assert listed.effective_to == "2025-12-31"
