"""Questions that fit the rules of several places, and documents that put questions themselves."""

from datetime import date
from pathlib import Path

import pytest

from kb.answer.in_force import years_in_force
from kb.types import DocumentKind, Evidence, Metadata
from tests.kb.answer.paper_base import ask, base_of

DAY = date(2025, 1, 1)
APPLIANCES = """南沅市家电更换补贴办法

第一条　购买一级能效家电的，每件补贴600元。

第二条　补贴资金由市商务局发放。

第三条　本办法自2024年1月1日起施行。
"""
ELSEWHERE = APPLIANCES.replace("南沅市", "北陵县").replace("600", "400").replace("市商务局", "县商务局")
ANSWERS = """北陵县医保缴费问答

问：城乡居民医保一年缴多少钱？

答：2025年每人缴费400元。

问：缴费期是什么时候？

答：集中缴费期为2024年9月1日至12月31日。

问：新生儿怎么参保？

答：出生后九十日内到户籍所在地办理。
"""
NEWS = """北陵县出台托育补助新政

本报讯　记者从县卫健局获悉，《北陵县普惠托育补助办法》近日印发。

哪些机构可以领补助？办法明确，备案满一年的普惠托育机构可以申请。

每个托位每月补助多少元？每个托位每月补助300元。
"""


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "家电更换补贴多少钱？",
            ("以上分别出自《南沅市家电更换补贴办法》《北陵县家电更换补贴办法》，各地规定不同，请说明问的是哪一个地方",),
        ),
        ("南沅市家电更换补贴多少钱？", ()),
        ("北陵县家电更换补贴多少钱？", ()),
    ],
)
def test_rules_of_several_places_are_told_apart(tmp_path: Path, question: str, told: tuple[str, ...]) -> None:
    with base_of(tmp_path, {"a.txt": APPLIANCES, "b.txt": ELSEWHERE}) as base:
        assert ask(base, question, DAY).warnings == told


@pytest.mark.parametrize(
    ("question", "quote"),
    [
        ("城乡居民医保一年缴多少钱？", "答：2025年每人缴费400元。"),
        ("医保缴费期是什么时候", "答：集中缴费期为2024年9月1日至12月31日。"),
        ("新生儿怎么参保", "答：出生后九十日内到户籍所在地办理。"),
        ("哪些机构可以领托育补助？", "办法明确，备案满一年的普惠托育机构可以申请。"),
        ("每个托位每月补助多少元", "每个托位每月补助300元。"),
    ],
)
def test_a_documents_own_question_is_not_quoted_but_its_answer_is(tmp_path: Path, question: str, quote: str) -> None:
    with base_of(tmp_path, {"answers.txt": ANSWERS, "news.txt": NEWS}) as base:
        assert [citation.quote for citation in ask(base, question, DAY).citations] == [quote]


def test_a_report_on_one_document_names_that_document(tmp_path: Path) -> None:
    with base_of(tmp_path, {"answers.txt": ANSWERS, "news.txt": NEWS}) as base:
        text = ask(base, "哪份文件规定了托位补助？", DAY).text
    assert text.startswith("《北陵县普惠托育补助办法》（据报道《北陵县出台托育补助新政》）[1]\n")


@pytest.mark.parametrize(
    ("kind", "first", "last", "years"),
    [
        (DocumentKind.POLICY, "2022-06-01", "2025-05-31", {"2022", "2023", "2024", "2025"}),
        (DocumentKind.LAW, "2020-01-01", None, {"2020", "2021", "2022", "2023", "2024", "2025"}),
        (DocumentKind.NEWS, "2022-06-01", "2025-05-31", set()),
        (DocumentKind.POLICY, None, "2025-05-31", set()),
    ],
)
def test_the_years_in_which_a_rule_holds(
    kind: DocumentKind, first: str | None, last: str | None, years: set[str]
) -> None:
    metadata = Metadata(
        "某办法",
        kind=kind,
        effective_from=Evidence(first) if first else None,
        effective_to=Evidence(last) if last else None,
    )
    assert years_in_force(metadata) == years
