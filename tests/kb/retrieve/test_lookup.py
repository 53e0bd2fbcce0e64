from collections.abc import Iterator
from datetime import date

import pytest

from kb.errors import ClauseReferenceError
from kb.knowledge_base import KnowledgeBase
from kb.types import Validity
from tests.kb.homes import LOANS, RENT, TREES, open_base, take

AS_OF = date(2024, 1, 1)


def _candidate(document_id: str, title: str, validity: str, effective_from: str | None) -> dict[str, object]:
    return {
        "document_id": document_id,
        "version": 1,
        "title": title,
        "issuer": None,
        "doc_number": None,
        "published": None,
        "effective_from": effective_from,
        "validity": validity,
        "clause_id": f"{document_id}@1#第三条",
        "link": f"/d/{document_id}@1#%E7%AC%AC%E4%B8%89%E6%9D%A1",
        "reference": f"《{title}》第三条",
    }


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("home")) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT, "trees.txt": TREES})
        yield base


@pytest.mark.parametrize(
    "reference",
    [
        "《清河市创业场地租金补助办法》第二条",
        "清河市创业场地租金补助办法第二条",
        "租金补助办法第2条",
        "《清河市創業場地租金補助辦法》第二條",
    ],
)
def test_a_clause_is_found_by_the_ways_people_name_it(base: KnowledgeBase, reference: str) -> None:
    (found,) = base.clauses(reference, as_of=AS_OF)
    assert (found.clause_id, found.validity) == ("d000002@1#第二条", Validity.IN_FORCE)
    assert found.text == "第二条　租用众创空间的创业团队，按每平方米十五元给予房租补助。"


def test_a_clause_of_an_expired_text_is_given_and_said_to_be_expired(base: KnowledgeBase) -> None:
    (found,) = base.clauses("《清河市小微企业贷款贴息办法》第三条", as_of=date(2025, 6, 26))
    assert (found.clause_id, found.validity) == ("d000001@1#第三条", Validity.EXPIRED)


@pytest.mark.parametrize(
    ("reference", "message", "detail"),
    [
        ("贷款", "“贷款”不是条款引用；请写成“《文件名》第五条第二款”或“文件名五、（二）”的样子", {"reference": "贷款"}),
        (
            "《出租车管理办法》第二条",
            "没有收录名为“出租车管理办法”的文件；请在文件列表里核对",
            {"reference": "《出租车管理办法》第二条", "title": "出租车管理办法"},
        ),
        (
            "租金补助办法第九条",
            "《清河市创业场地租金补助办法》里没有“第九条”；它只有第一条到第四条",
            {"reference": "租金补助办法第九条"},
        ),
        (
            "第三条",
            "“第三条”可能指 3 份文件，请写明是哪一份："
            "《清河市小微企业贷款贴息办法》第三条；《清河市创业场地租金补助办法》第三条；《清河市古树名木保护规定》第三条",
            {
                "reference": "第三条",
                "candidates": [
                    _candidate("d000001", "清河市小微企业贷款贴息办法", "in_force", "2022-06-26"),
                    _candidate("d000002", "清河市创业场地租金补助办法", "in_force", "2023-01-01"),
                    _candidate("d000003", "清河市古树名木保护规定", "unknown", None),
                ],
                "total": 3,
            },
        ),
    ],
)
def test_a_reference_that_names_nothing_for_sure_says_what_there_is(
    base: KnowledgeBase, reference: str, message: str, detail: dict[str, object]
) -> None:
    with pytest.raises(ClauseReferenceError) as caught:
        base.clauses(reference, as_of=AS_OF)
    assert (caught.value.message, caught.value.detail) == (message, detail)


def test_an_address_that_only_one_document_has_needs_no_title(base: KnowledgeBase) -> None:
    (found,) = base.clauses("第五条", as_of=AS_OF)
    assert found.clause_id == "d000001@1#第五条"


def test_withdrawn_documents_are_not_looked_up(base: KnowledgeBase) -> None:
    base.withdraw("d000001")
    try:
        with pytest.raises(ClauseReferenceError, match="没有收录名为“贷款贴息办法”的文件"):
            base.clauses("贷款贴息办法第二条", as_of=AS_OF)
    finally:
        base.restore("d000001")


def test_in_a_base_of_one_document_an_address_is_enough(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_base(tmp_path_factory.mktemp("home")) as base:
        take(base, {"trees.txt": TREES})
        assert [one.clause_id for one in base.clauses("第二条")] == ["d000001@1#第二条"]
        assert base.clauses("第二条")[0].text == "第二条　树龄满三百年的古树实行一级保护，设立石质标牌。"
