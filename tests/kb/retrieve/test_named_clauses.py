"""Clauses by key: short names, numbers, ranges, lists, several references; and what is said where there is none."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.errors import AmbiguousReference, ClauseReferenceError
from kb.knowledge_base import KnowledgeBase
from kb.types import AnswerStatus, Query
from tests.kb.homes import RENT, TREES, open_base, policy, take

AS_OF = date(2024, 1, 1)
CREDIT = (
    "临山市科创企业贷款支持实施办法\n一、总则\n为支持企业，制定本办法。\n五、贷款额度\n（一）单户最高500万元。\n"
    "（二）期限最长三年。\n1.可以展期。\n2.展期不超过一年。\n六、附则\n（一）本办法自2022年6月1日起施行。\n"
)
ZONE = (
    "临山市开发区条例\n第一条　为了发展，制定本条例。\n"
    "第二条　开发区是指产业园区。\n开发区分两级：\n（一）市级；\n（二）区级。\n"
    "第三条　管理机构负责管理。\n第三条之一　可以设分局。\n第四条　资金由财政安排。\n"
    "第五条　依照《临山市科创企业贷款支持实施办法》（以下简称《科创新办法》）执行。\n"
    "第六条　本条例自2020年1月1日起施行。\n"
)
LABOUR = policy("中华人民共和国劳动合同法", "为了完善制度，制定本法。", "用人单位应当依法办事。")
NOTICE = (
    "临山市人民政府关于进一步支持创业的通知\n临政发〔2022〕5号\n各区人民政府：\n一、降低门槛\n放宽登记条件。\n"
    "二、加强扶持\n给予创业补贴。\n临山市人民政府\n2022年5月6日\n"
)
FINANCE = (
    NOTICE.replace("临政发〔2022〕5号", "临财发〔2023〕6号")
    .replace("支持创业", "减免费用")
    .replace("临山市人民政府", "临山市财政局")
)
C, Z, L, N, R, F = (f"d{number:06}@1#" for number in (1, 2, 3, 4, 5, 7))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("home")) as base:
        files = {"credit": CREDIT, "zone": ZONE, "labour": LABOUR, "notice": NOTICE, "rent": RENT, "trees": TREES}
        files["finance"] = FINANCE
        take(base, {f"{name}.txt": text for name, text in files.items()})
        yield base


def _ids(base: KnowledgeBase, reference: str) -> list[str]:
    return [clause.clause_id for clause in base.clauses(reference, as_of=AS_OF)]


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("科创贷款办法五（二）", [f"{C}五、（二）"]),
        ("科创贷款办法第五部分第二项", [f"{C}五、（二）"]),
        ("科创贷款办法第五大点第二小点", [f"{C}五、（二）"]),
        ("科创贷款办法5（2）", [f"{C}五、（二）"]),
        ("科创贷款五（二）2", [f"{C}五、（二）2"]),
        ("科创新办法五（一）", [f"{C}五、（一）"]),
        ("科创贷款办法五（二）1、2", [f"{C}五、（二）1", f"{C}五、（二）2"]),
        ("临政发〔2022〕5号第二条", [f"{N}二、"]),
        ("根据临政发[2022]5号文第一部分", [f"{N}一、"]),
        ("《临山市人民政府关于进一步支持创业的通知》（临政发〔2022〕5号）二", [f"{N}二、"]),
        ("劳动合同法第二条", [f"{L}第二条"]),
        ("请问《劳动合同法》的第2条", [f"{L}第二条"]),
        ("开发区条例第三条之一", [f"{Z}第三条之一"]),
        ("开发区条例第三之一条", [f"{Z}第三条之一"]),
        ("开发区条例第叁条", [f"{Z}第三条"]),
        ("开发区条例第３条", [f"{Z}第三条"]),
        ("开发区条例第三条至第五条", [f"{Z}第三条", f"{Z}第三条之一", f"{Z}第四条", f"{Z}第五条"]),
        ("开发区条例第三至四条", [f"{Z}第三条", f"{Z}第三条之一", f"{Z}第四条"]),
        ("开发区条例第5-4条", [f"{Z}第四条", f"{Z}第五条"]),
        ("开发区条例第二、四条和第六条", [f"{Z}第二条", f"{Z}第四条", f"{Z}第六条"]),
        ("开发区条例第二条第二款第（一）、（二）项", [f"{Z}第二条第二款第一项", f"{Z}第二条第二款第二项"]),
        ("开发区条例第二条第一款和第二款", [f"{Z}第二条第一款", f"{Z}第二条第二款"]),
        ("开发区条例第二条第一款、第四条", [f"{Z}第二条第一款", f"{Z}第四条"]),
        ("开发区条例第一条第一款", [f"{Z}第一条"]),
        ("d000002@1#第二条第一款", [f"{Z}第二条第一款"]),
        ("临山市开发区条例第二条、第四条", [f"{Z}第二条", f"{Z}第四条"]),
        ("临山市开发区条例第二条第二款、第四条", [f"{Z}第二条第二款", f"{Z}第四条"]),
        ("临山市开发区条例第三条，第五条", [f"{Z}第三条", f"{Z}第五条"]),
        ("临山市开发区条例第四条-第五条", [f"{Z}第四条", f"{Z}第五条"]),
        (
            "《临山市开发区条例》第二条第二款第（一）项、第（二）项",
            [f"{Z}第二条第二款第一项", f"{Z}第二条第二款第二项"],
        ),
        ("临山市科创企业贷款支持实施办法五（一）、六（一）", [f"{C}五、（一）", f"{C}六、（一）"]),
        ("临山市科创企业贷款支持实施办法五（二）1", [f"{C}五、（二）1"]),
        ("临山市科创企业贷款支持实施办法（2022）五（二）", [f"{C}五、（二）"]),
        ("科创新办法（2022年）五（二）", [f"{C}五、（二）"]),
        ("临山市开发区条例（暂行）第四条", [f"{Z}第四条"]),
        ("临山市人民政府关于进一步支持创业的通知临政发〔2022〕5号第一部分", [f"{N}一、"]),
        ("临政发〔2022〕5号、临财发〔2023〕6号第一部分", [f"{N}一、", f"{F}一、"]),
        ("《临山市开发区条例》、《租金补助办法》第二条", [f"{Z}第二条", f"{R}第二条"]),
        ("开发区条例第三条，租金补助办法第二条", [f"{Z}第三条", f"{R}第二条"]),
        ("《开发区条例》第三条和《租金补助办法》第二、三条", [f"{Z}第三条", f"{R}第二条", f"{R}第三条"]),
        ("开发区条例第三条怎么说，第四条呢", [f"{Z}第三条", f"{Z}第四条"]),
        ("《临山市人民政府关于进一步支持创业的通知》落款", [f"{N}落款"]),
    ],
)
def test_a_reference_names_its_clauses_exactly(base: KnowledgeBase, reference: str, found: list[str]) -> None:
    assert _ids(base, reference) == found


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("开发区条例第〇条", "《临山市开发区条例》里没有“第〇条”；它只有第一条到第六条"),
        ("开发区条例第三十条", "《临山市开发区条例》里没有“第三十条”；它只有第一条到第六条"),
        ("开发区条例第四条之一", "《临山市开发区条例》里没有“第四条之一”；它有第一条到第六条，第四条之后是第五条"),
        ("开发区条例第二条第九十款", "《临山市开发区条例》里没有“第二条第九十款”；第二条只有2款"),
        ("开发区条例第三条第二款", "《临山市开发区条例》里没有“第三条第二款”；第三条只有1款"),
        ("开发区条例第三条至第九条", "《临山市开发区条例》里没有“第九条”；它只有第一条到第六条"),
        ("开发区条例第三条和第九条", "《临山市开发区条例》里没有“第九条”；它只有第一条到第六条"),
        (
            "开发区条例（2015）第四条",
            "没有收录“开发区条例（2015）”这一年的文本；收录的是《临山市开发区条例》（2020）",
        ),
        ("办法第九十条", "“办法第九十条”没有说是哪份文件的，已有的文件里也都没有这一条；请写出文件名"),
        (
            "《开发区条例》实施细则第三条",
            "没有收录名为“开发区条例实施细则”的文件；名称最接近的是《临山市开发区条例》；请在文件列表里核对",
        ),
        (
            "清源市开发区条例第三条",
            "没有收录清源市的“开发区条例”；收录的有临山市的《临山市开发区条例》；请在文件列表里核对",
        ),
        (
            "合同法第二条",
            "没有收录名为“合同法”的文件；名称最接近的是《中华人民共和国劳动合同法》；请在文件列表里核对",
        ),
        (
            "临政发〔2022〕9号第二条",
            "没有收录文号为“临政发〔2022〕9号”的文件；同类的文号有临政发〔2022〕5号；请在文件列表里核对",
        ),
        (
            "《临山市人民政府关于进一步支持创业的通知》（临政发〔2023〕9号）第一条",
            "收录的《临山市人民政府关于进一步支持创业的通知》文号是“临政发〔2022〕5号”，不是“临政发〔2023〕9号”",
        ),
    ],
)
def test_what_is_not_there_is_said_with_what_is_near(base: KnowledgeBase, reference: str, message: str) -> None:
    with pytest.raises(ClauseReferenceError) as caught:
        base.clauses(reference, as_of=AS_OF)
    assert caught.value.message == message
    assert not isinstance(caught.value, AmbiguousReference)


def test_several_documents_are_offered_and_none_is_taken(base: KnowledgeBase) -> None:
    with pytest.raises(AmbiguousReference) as caught:
        base.clauses("办法第一条", as_of=AS_OF)
    assert caught.value.message == (
        "“办法第一条”可能指 2 份文件，请写明是哪一份："
        "《临山市科创企业贷款支持实施办法》第一条；《清河市创业场地租金补助办法》第一条"
    )
    assert caught.value.detail["total"] == 2
    candidates = caught.value.detail["candidates"]
    assert isinstance(candidates, list)
    assert [one["clause_id"] for one in candidates] == [f"{C}一、", f"{R}第一条"]


def test_the_text_of_a_title_that_applies_on_the_day_is_taken(tmp_path_factory: pytest.TempPathFactory) -> None:
    with open_base(tmp_path_factory.mktemp("home")) as base:
        for number, (begins, last) in enumerate((("2018", "2020年12月31日"), ("2021", "2029年12月31日"))):
            text = policy("临山市人才办法", f"补贴{number}万元。", f"本办法自{begins}年1月1日起施行，有效期至{last}。")
            take(base, {f"{number}.txt": text})
        assert [one.text for one in base.clauses("人才办法第一条", as_of=date(2019, 5, 1))] == ["第一条　补贴0万元。"]
        assert [one.text for one in base.clauses("人才办法第一条", as_of=AS_OF)] == ["第一条　补贴1万元。"]


@pytest.mark.parametrize(
    ("question", "cited"),
    [
        ("开发区条例第三条至第五条分别是什么", [f"{Z}第三条", f"{Z}第三条之一", f"{Z}第四条", f"{Z}第五条"]),
        ("开发区条例第三条和租金补助办法第三条分别怎么说", [f"{Z}第三条", f"{R}第三条"]),
        ("科创贷款办法五（二）是什么", [f"{C}五、（二）", f"{C}五、（二）1", f"{C}五、（二）2"]),
        ("那份租金补助办法第三条怎么讲", [f"{R}第三条"]),
        ("临政发〔2022〕5号第二部分讲什么", [f"{N}二、"]),
    ],
)
def test_a_question_that_names_clauses_is_answered_from_them(
    base: KnowledgeBase, question: str, cited: list[str]
) -> None:
    answer = base.ask(Query(question, as_of=AS_OF))
    assert (answer.status, [one.clause_id for one in answer.citations]) == (AnswerStatus.ANSWERED, cited)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "第三条",
            "“第三条”可能指 3 份文件，请写明是哪一份：《临山市开发区条例》第三条；",
        ),
        ("第〇条", "资料中没有找到答案：“第〇条”没有说是哪份文件的，已有的文件里也都没有这一条；请写出文件名。"),
        ("《飞机管理条例》第三条怎么规定", "资料中没有找到答案：没有收录名为“飞机管理条例”的文件"),
        (
            "清源市开发区条例第三条怎么说",
            "资料中没有找到答案：没有收录清源市的“开发区条例”；收录的有临山市的《临山市开发区条例》",
        ),
        (
            "开发区条例第二条第九款说什么",
            "资料中没有找到答案：《临山市开发区条例》里没有“第二条第九款”；第二条只有2款。",
        ),
    ],
)
def test_a_question_for_a_clause_that_is_not_sure_gets_no_other(base: KnowledgeBase, question: str, text: str) -> None:
    answer = base.ask(Query(question, as_of=AS_OF))
    assert (answer.status, answer.citations) == (AnswerStatus.ABSTAINED, ())
    assert answer.text.startswith(text)


def test_what_is_lacking_beside_what_is_there_is_said(base: KnowledgeBase) -> None:
    answer = base.ask(Query("租金补助办法第三条和第九条说了什么", as_of=AS_OF))
    assert (answer.status, answer.text) == (
        AnswerStatus.PARTIAL,
        "第三条 补助期限不超过二十四个月，由人力资源部门按季度拨付。[1]"
        "没有找到答案的部分：《清河市创业场地租金补助办法》里没有“第九条”；它只有第一条到第四条。",
    )
    assert answer.warnings == ("“租金补助办法”按《清河市创业场地租金补助办法》理解",)


def test_the_first_paragraph_is_quoted_and_cited_alone(base: KnowledgeBase) -> None:
    answer = base.ask(Query("临山市开发区条例第二条第一款", as_of=AS_OF))
    cited = [(citation.clause_id, citation.quote) for citation in answer.citations]
    assert cited == [(f"{Z}第二条第一款", "第二条　开发区是指产业园区。")]
    found = base.clause("d000002", "第二条第一款")
    assert (found.clause_id, found.text) == (f"{Z}第二条第一款", "第二条　开发区是指产业园区。")
