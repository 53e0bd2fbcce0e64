"""A document by what people call it: one way for every command."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.errors import AmbiguousReference, NotFound
from kb.knowledge_base import KnowledgeBase
from tests.kb.homes import LOANS, RENT, TREES, open_base, policy, take

TITLE = "清河市小微企业贷款贴息办法"


def _signed(text: str, number: str, issuer: str, day: str) -> str:
    title, _, rest = text.partition("\n")
    return f"{title}\n{number}\n{rest}\n{issuer}\n{day}\n"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    support = policy("企业扶持办法", "为了支持企业发展，制定本办法。", "每户补助五万元。", "本办法由财政局解释。")
    home: Path = tmp_path_factory.mktemp("home")
    with open_base(home) as base:
        take(
            base,
            {
                "a.txt": _signed(LOANS, "清财金〔2022〕5号", "清河市财政局", "2022年6月1日"),
                "b.txt": RENT,
                "c.txt": TREES,
                "d.txt": _signed(support, "甲财企〔2021〕1号", "甲河县财政局", "2021年2月3日"),
                "e.txt": _signed(support.replace("五万", "八万"), "乙财企〔2023〕9号", "乙山县财政局", "2023年4月5日"),
            },
        )
        base.withdraw("d000003")
        yield base


@pytest.mark.parametrize(
    ("words", "document_id"),
    [
        ("d000001", "d000001"),
        (TITLE, "d000001"),
        (f"《{TITLE}》", "d000001"),
        (f" 《{TITLE}》（清财金〔2022〕5号）", "d000001"),
        ("清财金〔2022〕5号", "d000001"),
        ("清财金[2022]5号", "d000001"),
        ("小微企业贷款贴息办法", "d000001"),
        ("小微贴息办法", "d000001"),
        ("清河市创业场地租金补助办法", "d000002"),
        ("企业扶持办法（甲财企〔2021〕1号）", "d000004"),
    ],
)
def test_ids_titles_and_numbers_name_a_document(base: KnowledgeBase, words: str, document_id: str) -> None:
    found = base.naming.find(words)
    assert (found.document_id, found.version) == (document_id, None)
    assert base.eligibility.find(words) == document_id


def test_an_id_may_name_its_version(base: KnowledgeBase) -> None:
    found = base.naming.find("d000001@1")
    assert (found.document_id, found.version) == ("d000001", 1)


def test_several_are_listed_with_number_issuer_and_day(base: KnowledgeBase) -> None:
    with pytest.raises(AmbiguousReference) as raised:
        base.naming.find("企业扶持办法")
    assert raised.value.message == (
        "“企业扶持办法”可能指 2 份文件："
        "d000004《企业扶持办法》（甲财企〔2021〕1号，甲河县财政局，2021-02-03 发布）；"
        "d000005《企业扶持办法》（乙财企〔2023〕9号，乙山县财政局，2023-04-05 发布）；请写全名、文号或编号，"
        "如“《企业扶持办法》（甲财企〔2021〕1号）”"
    )
    candidates = raised.value.detail["candidates"]
    assert isinstance(candidates, list)
    assert candidates[1] == {
        "document_id": "d000005",
        "version": 1,
        "title": "企业扶持办法",
        "issuer": "乙山县财政局",
        "doc_number": "乙财企〔2023〕9号",
        "published": "2023-04-05",
        "effective_from": None,
        "validity": "unknown",
        "clause_id": None,
        "link": "/d/d000005@1",
        "reference": "《企业扶持办法》（乙财企〔2023〕9号）",
    }


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("d000099", "没有编号为“d000099”的文件；请在文件列表里核对"),
        (
            "租金",
            "没有编号、标题或文号是“租金”的文件；名称相近的有《清河市创业场地租金补助办法》；请在文件列表里核对",
        ),
        ("航天发射管理条例", "没有编号、标题或文号是“航天发射管理条例”的文件；请在文件列表里核对"),
        ("清财金〔2030〕5号", "没有编号、标题或文号是“清财金〔2030〕5号”的文件；请在文件列表里核对"),
        ("", "没有写明是哪份文件；请在文件列表里核对"),
        ("清河市古树名木保护规定", "《清河市古树名木保护规定》已撤回；请先恢复它"),
    ],
)
def test_what_names_none_is_told_with_what_is_near(base: KnowledgeBase, words: str, message: str) -> None:
    with pytest.raises(NotFound) as raised:
        base.naming.find(words)
    assert raised.value.message == message


def test_what_is_withdrawn_is_named_where_it_is_to_be_restored(base: KnowledgeBase) -> None:
    assert base.naming.find("清河市古树名木保护规定", withdrawn=True).document_id == "d000003"


def test_eligibility_takes_a_name_where_it_takes_an_id(base: KnowledgeBase) -> None:
    by_title, by_id = base.eligibility.check("小微贴息办法"), base.eligibility.check("d000001")
    assert [one.version.key for one in by_title.policies] == [one.version.key for one in by_id.policies]


def test_a_report_stands_for_a_document_that_is_not_held_itself(tmp_path: Path) -> None:
    page = "本报讯 近日，清河市出台《清河市稳岗扩岗行动方案》，对稳定岗位的企业给予补助。\n"
    with open_base(tmp_path / "home") as base:
        take(base, {"news.txt": "用工有新招\n" + page})
        reporting = [row for row in base.documents().documents if row.title]
        assert [base.naming.find("清河市稳岗扩岗行动方案").document_id] == [reporting[0].document_id]
        take(base, {"plan.txt": policy("清河市稳岗扩岗行动方案", "稳定岗位。", "每人补助五百元。")})
        assert base.naming.find("清河市稳岗扩岗行动方案").document_id == "d000002"
