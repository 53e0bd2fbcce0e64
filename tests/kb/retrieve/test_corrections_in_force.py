"""Corrections of a real home: in force at once, kept through every ingest, gone with a purge."""

import sqlite3
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest

from kb.errors import InvalidCorrection, NotFound
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.standing.correction_values import Changes
from kb.store.corrections import SetByStaff
from kb.types import Query, Validity
from tests.kb.homes import LOANS, RENT, open_base, policy, take

FIELDS = "title、doc_number、issuer、region、published、effective_from、effective_to、validity"
QUESTION = Query("贴息标准是多少", as_of=date(2024, 5, 1))


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path / "home") as base:
        take(base, {"贷款.txt": LOANS, "租金.txt": RENT})
        yield base


def set_to(base: KnowledgeBase, values: Mapping[str, str], **named: object) -> list[tuple[str, str | None, str | None]]:
    changes = Changes(values, **named)  # type: ignore[arg-type]  # named after the fields of Changes
    report = base.corrections.change("d000001", changes, by="王芳", reason="核对原件")
    return [(one.field.value, one.previous, one.value) for one in report.made]


def found(base: KnowledgeBase, query: Query = QUESTION) -> list[str]:
    return [hit.version.document_id for hit in base.search(query).hits]


def validity_on(base: KnowledgeBase, day: date) -> Validity:
    return base.validity(base.document("d000001"), day)


def test_a_correction_is_in_force_at_once(base: KnowledgeBase) -> None:
    assert "d000001" in found(base)
    assert set_to(base, {"validity": "已废止"}, validity_from="2024-05-01") == [("validity", "expired", "repealed")]
    assert "d000001" not in found(base)
    assert [validity_on(base, date(2024, 4, 30)), validity_on(base, date(2024, 5, 1))] == [
        Validity.IN_FORCE,
        Validity.REPEALED,
    ]
    assert set_to(base, {}, restored=["validity"]) == [("validity", "repealed", None)]
    assert "d000001" in found(base)


def test_days_and_title_are_those_that_were_set(base: KnowledgeBase) -> None:
    made = set_to(base, {"effective_from": "2023年1月1日", "title": "清河市贷款贴息新办法", "region": "清河区"})
    assert made == [
        ("effective_from", "2022-06-26", "2023-01-01"),
        ("title", "清河市小微企业贷款贴息办法", "清河市贷款贴息新办法"),
        ("region", "清河市", "清河区"),
    ]
    metadata = base.document("d000001").metadata
    assert isinstance(metadata.effective_from, SetByStaff)
    assert (metadata.effective_from.value, metadata.effective_from.by, metadata.effective_from.span) == (
        "2023-01-01",
        "王芳",
        None,
    )
    # Three years from the first day, whichever that is.
    assert metadata.effective_to is not None
    assert metadata.effective_to.value == "2025-12-31"
    assert [one.title for one in base.documents(text="新办法").documents] == ["清河市贷款贴息新办法"]
    assert base.ask(Query("清河市贷款贴息新办法什么时候施行", as_of=date(2024, 5, 1))).text.startswith(
        "自2023年1月1日起施行（王芳于"
    )


def test_corrections_outlast_the_same_file_and_a_restart(tmp_path: Path) -> None:
    with open_base(tmp_path / "home") as base:
        take(base, {"贷款.txt": LOANS})
        set_to(base, {"doc_number": "清政发〔2022〕9号"})
        take(base, {"贷款.txt": LOANS, "抄本.txt": LOANS})
    with open_base(tmp_path / "home") as base:
        number = base.document("d000001").metadata.doc_number
        assert (number and number.value) == "清政发〔2022〕9号"
        assert [(one.field.value, one.value, one.by, one.reason) for one in base.corrections.history("d000001")] == [
            ("doc_number", "清政发〔2022〕9号", "王芳", "核对原件")
        ]
        base.reindex()
        assert base.documents().documents[0].doc_number == "清政发〔2022〕9号"


def test_what_is_so_already_is_no_change(base: KnowledgeBase) -> None:
    assert set_to(base, {"region": "清河市"}) == []
    assert len(set_to(base, {"region": "清河区"})) == 1
    assert set_to(base, {"region": " 清河区 "}) == []
    assert set_to(base, {}, cleared=["doc_number"], restored=["title"]) == []
    assert len(base.corrections.history("d000001")) == 1


def test_a_purge_takes_corrections_and_corrected_titles_along(base: KnowledgeBase, tmp_path: Path) -> None:
    set_to(base, {"title": "清河市秘密的新标题"})
    base.reindex()
    base.purge("d000001")
    with sqlite3.connect(tmp_path / "home" / "kb.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM corrections").fetchone() == (0,)
    connection.close()
    held = b"".join(file.read_bytes() for file in (tmp_path / "home").rglob("*") if file.is_file())
    assert "秘密的新标题".encode() not in held


@pytest.mark.parametrize(
    ("values", "named", "message"),
    [
        (
            {"effective_from": "2023-02-30"},
            {},
            "effective_from 写的“2023-02-30”不是日历上的日期；请写成 2022-06-26 的样子",
        ),
        ({"published": "去年"}, {}, "published 写的“去年”不是日历上的日期；请写成 2022-06-26 的样子"),
        (
            {"effective_to": "2022-06-25"},
            {},
            "失效日期 2022-06-25 早于施行日期 2022-06-26；请核对，或把两个日期一起更正",
        ),
        (
            {"效力": "x"},
            {},
            f"没有“效力”这一栏；可以更正的有 {FIELDS}",
        ),
        (
            {},
            {},
            f"没有写要更正什么；可以更正的有 {FIELDS}",
        ),
        ({"title": "  "}, {}, "title 是空的；要清空请用“清空”（clear）"),
        ({}, {"cleared": ["title"]}, "标题不能空着；要恢复文中的标题请用“恢复”（restore）"),
        ({"region": "甲"}, {"cleared": ["region"]}, "region 在一次更正里出现了两次；请只写一次"),
        (
            {"validity": "还行"},
            {},
            "没有“还行”这种效力；可以写 in_force、not_yet、expired、repealed、unknown，"
            "或 现行有效、尚未施行、已过有效期、已废止、效力未写明",
        ),
        ({"region": "甲"}, {"validity_from": "2024-01-01"}, "写了效力从哪天算起，却没有写效力；请同时写明 validity"),
        ({"region": "甲\u0007"}, {}, "region 里有不能显示的字符；请重新输入"),
        ({"title": "长" * 301}, {}, "title 有 301 个字符，超过 300 个的上限"),
    ],
)
def test_what_cannot_be_set_is_told_and_changes_nothing(
    base: KnowledgeBase, values: Mapping[str, str], named: Mapping[str, object], message: str
) -> None:
    with pytest.raises(InvalidCorrection) as caught:
        set_to(base, values, **named)
    assert caught.value.message == message
    assert base.corrections.history("d000001") == ()


def test_a_name_and_a_reason_are_needed_and_a_document(base: KnowledgeBase) -> None:
    changes = Changes({"region": "甲市"})
    for by, reason, message in (
        (" ", "核对", "请写明是谁改的（by 是空的）"),
        ("王芳", "", "请写明为什么改（reason 是空的）"),
        ("王" * 101, "核对", "by 有 101 个字符，超过 100 个的上限"),
    ):
        with pytest.raises(InvalidCorrection) as caught:
            base.corrections.change("d000001", changes, by=by, reason=reason)
        assert caught.value.message == message
    with pytest.raises(NotFound, match="没有编号为“d9”的文件"):
        base.corrections.change("d9", changes, by="王芳", reason="核对")
    with pytest.raises(NotFound, match="没有第 7 版"):
        base.corrections.change("d000001", changes, by="王芳", reason="核对", version=7)


def test_one_version_is_corrected_and_not_the_other(base: KnowledgeBase) -> None:
    take(
        base,
        {"贷款.txt": LOANS.replace("每年最高1000万元", "每年最高2000万元").replace("2022年6月26日", "2023年6月26日")},
    )
    base.corrections.change("d000001", Changes({"doc_number": "清政发〔2022〕9号"}), by="王", reason="补", version=1)
    numbers = [base.document("d000001", version=version).metadata.doc_number for version in (1, 2)]
    assert [number and number.value for number in numbers] == ["清政发〔2022〕9号", None]
    assert base.corrections.history("d000001", version=2) == ()
    assert [one.version for one in base.corrections.history("d000001")] == [1]


def test_what_is_not_in_force_is_shown_apart_with_what_replaced_it(base: KnowledgeBase) -> None:
    newer = policy(
        "清河市企业贷款贴息实施细则",
        "贴息标准为贷款利息的百分之四十，单户每年最高800万元。",
        "本细则自2024年3月1日起施行。《清河市小微企业贷款贴息办法》同时废止。",
    )
    take(base, {"细则.txt": newer})
    query = Query("贴息标准为贷款利息的百分之多少，单户每年最高多少", as_of=date(2024, 3, 1))
    result = base.search(query)
    assert result.hits[0].version.document_id == "d000003"
    told = [
        (one.version.key, one.validity, one.reason, one.replaced_by and one.replaced_by.key) for one in result.left_out
    ]
    reason = "已被《清河市企业贷款贴息实施细则》第二条废止（2024-03-01 起）"
    assert told == [("d000001@1", Validity.REPEALED, reason, "d000003@1")]
    assert base.ask(query).left_out == result.left_out
    day_before = base.search(Query(query.question, as_of=date(2024, 2, 29)))
    assert day_before.hits[0].version.document_id == "d000001"
    assert [(one.version.key, one.validity, one.reason) for one in day_before.left_out] == [
        ("d000003@1", Validity.NOT_YET, "自2024-03-01起才施行")
    ]
    assert base.search(Query(query.question, as_of=date(2024, 3, 1), include_not_in_force=True)).left_out == ()
    assert base.search(Query("创业团队的房租补助按每平方米多少给", as_of=date(2024, 3, 1))).left_out == ()


def test_what_the_text_says_already_is_no_change(tmp_path: Path) -> None:
    signed = policy("集市管理办法", "为了集市，制定本办法。") + "清河市人民政府\n2022年3月4日\n"
    with open_base(tmp_path / "home") as base:
        take(base, {"market.txt": signed})
        listed = base.documents().documents[0]
        assert (listed.region, listed.issuer) == ("清河市", "清河市人民政府")
        same = Changes({"region": "清河市", "issuer": "清河市人民政府"})
        report = base.corrections.change("d000001", same, by="林远", reason="核对")
        assert (report.made, base.corrections.history("d000001")) == ((), ())
        assert report.notes == (
            "地区本来就是“清河市”，没有改动",
            "发文单位本来就是“清河市人民政府”，没有改动",
        )
        moved = base.corrections.change("d000001", Changes({"region": "清河县"}), by="林远", reason="更正")
        assert [(one.field, one.previous, one.value) for one in moved.made] == [("region", "清河市", "清河县")]
