"""The versions of a document through the facade: listed, compared, purged one by one, replayed on a day."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kb.errors import NotFound
from kb.knowledge_base import KnowledgeBase
from kb.types import Query, Validity
from tests.kb.homes import LOANS, RENT, open_base, take

OLD = LOANS.replace("2022年6月26日起施行，有效期三年", "2018年6月26日起施行")
NEW = LOANS.replace("2022年6月26日起施行，有效期三年", "2024年6月26日起施行").replace("百分之五十", "百分之六十")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path / "home") as base:
        take(base, {"new.txt": NEW, "rent.txt": RENT, "old.txt": OLD})
        yield base


def test_the_versions_stand_by_their_days_with_what_replaced_them(base: KnowledgeBase) -> None:
    found = base.versions.of("d000001")
    assert [(one.key, one.source, one.validity, one.is_current) for one in found] == [
        ("d000001@2", "old.txt", Validity.REPEALED, False),
        ("d000001@1", "new.txt", Validity.IN_FORCE, True),
    ]
    assert [(one.replaced_by, one.replaced_from, one.reason) for one in found] == [
        (1, date(2024, 6, 26), "被第1版取代，2024-06-26 起"),
        (None, None, None),
    ]
    before = base.versions.of("d000001", as_of=date(2020, 1, 1))
    assert [(one.version, one.validity, one.is_current, one.reason) for one in before] == [
        (2, Validity.IN_FORCE, True, None),
        (1, Validity.NOT_YET, False, "自 2024-06-26 起施行"),
    ]
    assert [one.version for one in base.versions.of("d000002")] == [1]
    with pytest.raises(NotFound, match="没有编号为“d000009”的文件"):
        base.versions.of("d000009")


def test_a_search_on_a_day_finds_the_version_of_that_day_alone(base: KnowledgeBase) -> None:
    for day, share, gone in (
        (date(2020, 1, 1), "百分之五十", "百分之六十"),
        (date(2025, 1, 1), "百分之六十", "百分之五十"),
    ):
        texts = [hit.passage.text for hit in base.search(Query("贷款贴息标准", 20, as_of=day)).hits]
        assert any(share in text for text in texts), day
        assert not any(gone in text for text in texts), day


def test_a_comparison_goes_from_the_version_before_to_the_one_of_today(base: KnowledgeBase) -> None:
    found = base.versions.diff("d000001")
    assert (found.old.key, found.new.key) == ("d000001@2", "d000001@1")
    old, new = found.old_standing, found.new_standing
    assert (old.validity, old.label, old.reason) == (
        Validity.REPEALED,
        "已被新版本取代",
        "被第1版取代，2024-06-26 起",
    )
    assert (new.validity, new.label, new.reason) == (Validity.IN_FORCE, "现行有效", None)
    assert found.diff.counts["changed"] == 2
    back = base.versions.diff("d000001", old=1, new=2)
    assert (back.old.key, back.new.key) == ("d000001@1", "d000001@2")
    assert base.versions.diff("d000001", old=2).new.version == 1
    assert base.versions.diff("d000001", new=1).old.version == 2
    with pytest.raises(NotFound, match="“d000002”只有第 1 版，没有可对照的版本"):
        base.versions.diff("d000002")
    with pytest.raises(NotFound, match="文件“d000001”没有第 7 版，现有 2、1"):
        base.versions.diff("d000001", old=7)


def test_one_version_is_purged_and_the_other_stands(base: KnowledgeBase, tmp_path: Path) -> None:
    base.purge("d000001", version=2)
    assert [(one.key, one.validity) for one in base.versions.of("d000001")] == [("d000001@1", Validity.IN_FORCE)]
    raw = [file.read_bytes() for file in (tmp_path / "home").rglob("*") if file.is_file()]
    assert not any("百分之五十".encode() in data for data in raw)
    assert not any(b"old.txt" in data for data in raw)
    assert base.versions.was_purged("d000001", 2)
    assert not base.versions.was_purged("d000001", 3)
    assert not base.versions.was_purged("d000001")
    with pytest.raises(NotFound, match="文件“d000001”没有第 2 版，现有 1"):
        base.purge("d000001", version=2)
    base.purge("d000001", version=1)
    assert base.versions.was_purged("d000001")
    assert [one.document_id for one in base.documents().documents] == ["d000002"]
    assert not base.versions.was_purged("d000009")
    assert not base.versions.was_purged("x")


def test_a_citation_of_a_replaced_version_still_names_its_own_text(base: KnowledgeBase) -> None:
    clause = base.clause("d000001", "第三条", version=2)
    assert clause.clause_id == "d000001@2#第三条"
    assert "百分之五十" in clause.text
    assert clause.validity is Validity.REPEALED
