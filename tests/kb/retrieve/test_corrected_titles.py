"""A title that staff set is searched by at once; a new version says which corrections it began without."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kb.errors import InvalidCorrection
from kb.ingest.report import IngestStatus
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.standing.correction_values import Changes
from kb.store.corrections import Action, Field
from kb.types import Query
from tests.kb.homes import LOANS, RENT, TREES, open_base, take

SIGNED: dict[str, Any] = {"by": "王芳", "reason": "核对原件"}
NOT_CARRIED = (
    "第 1 版的更正没有带到第 2 版：标题“蓝莓种植户融资扶持办法”、发布日期“2022-06-01”、效力“已废止”；"
    "核对后要带过去，请用 kb docs set d000001 --version 2 --from-version 1 --by 姓名"
)


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path / "home") as base:
        take(base, {"a.txt": LOANS, "b.txt": RENT, "c.txt": TREES})
        yield base


def _keyword(base: KnowledgeBase, words: str) -> list[tuple[str, float]]:
    hits = base.search(Query(words, 20, None, True)).hits
    found = [(hit.version.key, hit.retrieved_by["keyword"].score) for hit in hits if "keyword" in hit.retrieved_by]
    return sorted(found, key=lambda pair: -pair[1])


def test_a_corrected_title_is_searched_by_without_reindex(base: KnowledgeBase) -> None:
    assert _keyword(base, "蓝莓种植") == []
    base.corrections.change("d000001", Changes({"title": "蓝莓种植户融资扶持办法"}), **SIGNED)
    at_once = _keyword(base, "蓝莓种植")
    assert {key for key, _ in at_once} == {"d000001@1"}
    base.reindex()
    indexed = _keyword(base, "蓝莓种植")
    assert [key for key, _ in indexed] == [key for key, _ in at_once]
    # Counted once, whether by the alias or by the index.
    assert indexed[0][1] == pytest.approx(at_once[0][1], rel=0.35)


def test_a_title_brought_back_is_no_alias(base: KnowledgeBase) -> None:
    base.corrections.change("d000001", Changes({"title": "蓝莓种植户融资扶持办法"}), **SIGNED)
    base.corrections.change("d000001", Changes({}, restored=["title"]), **SIGNED)
    assert _keyword(base, "蓝莓种植") == []


def test_a_text_of_the_corrected_title_is_a_version(base: KnowledgeBase) -> None:
    base.corrections.change("d000001", Changes({"title": "清河市蓝莓种植贷款贴息办法"}), **SIGNED)
    text = LOANS.replace("清河市小微企业贷款贴息办法", "清河市蓝莓种植贷款贴息办法").replace("2022年6月", "2024年6月")
    report = take(base, {"new.txt": text})[0]
    assert [(one.document_id, one.version) for one in report.documents] == [("d000001", 2)]


@pytest.fixture
def renewed(base: KnowledgeBase) -> KnowledgeBase:
    """A corrected document of which a new version has come in."""
    changes = {"title": "蓝莓种植户融资扶持办法", "published": "2022-06-01", "validity": "已废止"}
    base.corrections.change("d000001", Changes(changes), **SIGNED)
    report = take(base, {"a.txt": LOANS.replace("百分之五十", "百分之六十")})[0]
    assert (report.status, report.documents[0].version) == (IngestStatus.UPDATED, 2)
    assert report.warnings == (NOT_CARRIED,)
    return base


def test_the_history_says_what_the_new_version_began_without(renewed: KnowledgeBase) -> None:
    left = renewed.corrections.not_carried("d000001")
    assert [(one.version, one.field) for one in left] == [
        (1, Field.TITLE),
        (1, Field.PUBLISHED),
        (1, Field.VALIDITY),
    ]
    assert renewed.corrections.not_carried("d000001", version=1) == ()
    assert renewed.corrections.not_carried("d000002") == ()


def test_corrections_are_carried_over_as_far_as_they_fit(renewed: KnowledgeBase) -> None:
    report = renewed.corrections.change("d000001", Changes({}), by="李明", version=2, from_version=1)
    assert [(one.version, one.field, one.action, one.value, one.by, one.reason) for one in report.made] == [
        (2, Field.TITLE, Action.SET, "蓝莓种植户融资扶持办法", "李明", "沿用第 1 版的更正"),
        (2, Field.PUBLISHED, Action.SET, "2022-06-01", "李明", "沿用第 1 版的更正"),
    ]
    assert report.notes == ("效力是各版自己的，没有带；要设定请写 --validity",)
    assert [one.field for one in renewed.corrections.not_carried("d000001")] == [Field.VALIDITY]
    again = renewed.corrections.change("d000001", Changes({}), by="李明", version=2, from_version=1)
    assert again.made == ()


def test_what_is_named_beside_goes_before_what_is_carried(renewed: KnowledgeBase) -> None:
    report = renewed.corrections.change(
        "d000001", Changes({"title": "新标题办法"}, cleared=["published"]), by="李明", version=2, from_version=1
    )
    assert [(one.field, one.value) for one in report.made] == [(Field.TITLE, "新标题办法")]


def test_what_a_text_states_itself_is_not_overwritten(base: KnowledgeBase) -> None:
    base.corrections.change("d000001", Changes({"effective_from": "2022-07-01", "issuer": "清河市财政局"}), **SIGNED)
    take(base, {"a.txt": LOANS.replace("2022年6月26日", "2024年6月26日")})
    report = base.corrections.change("d000001", Changes({}), by="李明", version=2, from_version=1)
    assert [(one.field, one.value) for one in report.made] == [(Field.ISSUER, "清河市财政局")]
    assert report.notes == ("施行日期没有带：第 2 版文中写明 2024-06-26",)


def test_a_version_without_corrections_has_none_to_carry(base: KnowledgeBase) -> None:
    report = base.corrections.change("d000002", Changes({}), by="李明", from_version=1)
    assert (report.made, report.notes) == ((), ("第 1 版没有更正，没有可带的",))
    with pytest.raises(InvalidCorrection, match="请写明是谁改的"):
        base.corrections.change("d000002", Changes({}), by="", from_version=1)
