import pytest

from kb.clauses.citation import clause_part, official_citation, official_title, stable_link
from kb.clauses.parse import parse_clauses
from kb.clauses.references.asked import find_references
from kb.types import Clause, DocumentKind, Evidence, Metadata, Span

NUMBERED = Metadata("清河市贷款贴息办法", kind=DocumentKind.POLICY, doc_number=Evidence("清政办发〔2022〕8号"))


def _clause(address: str, label: str | None = None) -> Clause:
    return Clause(address, "article", label, None, Span(0, 1), Span(0, 1), 0, None)


@pytest.mark.parametrize(
    ("address", "label", "part"),
    [
        ("第五条", "第五条", "第五条"),
        ("第五条第二款", None, "第五条第二款"),
        ("第五条第二项", "（二）", "第五条第（二）项"),
        ("第八条第二款第三项", "（三）", "第八条第二款第（三）项"),
        ("第六条第一款第五项第一目", "1.", "第六条第一款第（五）项第一目"),
        ("第十二条之一", "第十二条之一", "第十二条之一"),
        ("第二章第一节", "第一节", "第二章第一节"),
        ("五、", "五、", "第五部分"),
        ("五、（二）", "（二）", "第五部分第（二）项"),
        ("二、（一）1", "1.", "第二部分第（一）项第1点"),
        ("二、（一）第2款", None, "第二部分第（一）项第2款"),
        ("二、（一）1（2）", "（2）", "第二部分第（一）项第1点第（2）项"),
        ("8.2.3", "8.2.3", "第8.2.3条"),
        ("附件2第三条", "第三条", "附件2第三条"),
        ("附件2【清河市数字化改造服务商评价管理办法】第三条", "第三条", "附件2第三条"),
        ("附件：一、", "一、", "附件第一部分"),
        ("附件1表1第2行", None, "附件1表1第2行"),
        ("一、表1第1行", None, "第一部分表1第1行"),
        ("第3段", None, "第3段"),
        ("引言", None, "引言"),
        ("落款〔2〕", None, "落款（第2处）"),
        ("【管理细则】第三条", "第三条", "所附《管理细则》第三条"),
        ("【贷款流程】第2段", None, "“贷款流程”部分第2段"),
        ("【清河市贷款贴息办法】第三条", "第三条", "第三条"),
        ("不是编号?", None, "不是编号?"),
    ],
)
def test_a_clause_is_cited_as_official_papers_write_it(address: str, label: str | None, part: str) -> None:
    clause = _clause(address, label)
    assert clause_part(clause, NUMBERED.title) == part
    assert official_citation(NUMBERED, clause) == f"《清河市贷款贴息办法》（清政办发〔2022〕8号）{part}"


@pytest.mark.parametrize(
    ("metadata", "title"),
    [
        (Metadata("清河市贷款办法", kind=DocumentKind.POLICY), "《清河市贷款办法》"),
        (Metadata("《清河市贷款办法》", kind=DocumentKind.POLICY), "《清河市贷款办法》"),
        (
            Metadata("关于印发《清河市贷款办法》的通知", kind=DocumentKind.NOTICE),
            "《关于印发〈清河市贷款办法〉的通知》",
        ),
        (
            Metadata("贴息办法昨日公布", kind=DocumentKind.NEWS, published=Evidence("2022-06-07")),
            "据2022年6月7日报道《贴息办法昨日公布》",
        ),
        (
            Metadata("贴息办法昨日公布", kind=DocumentKind.NEWS, published=Evidence("2022-06")),
            "据2022年6月报道《贴息办法昨日公布》",
        ),
        (Metadata("贴息办法昨日公布", kind=DocumentKind.NEWS), "据报道《贴息办法昨日公布》"),
    ],
)
def test_a_document_is_cited_by_its_title_and_number_and_news_as_a_report(metadata: Metadata, title: str) -> None:
    assert official_title(metadata) == title


def test_the_citation_of_a_numbered_clause_leads_back_to_it() -> None:
    text = "清河市办法\n一、对象\n（一）企业。\n1.小型企业。\n（二）个人。\n二、标准\n第一，按月发放。\n"
    tree = parse_clauses(text)
    for clause in tree.clauses:
        if clause.label and clause.label[0] in "一二（":
            (found,) = find_references(official_citation(NUMBERED, clause))
            assert found.title == NUMBERED.title, clause.address


def test_a_stable_link_names_version_and_clause() -> None:
    assert stable_link("d000001@2") == "/d/d000001@2"
    assert stable_link("d000001@2", "五、（二）") == "/d/d000001@2#%E4%BA%94%E3%80%81%EF%BC%88%E4%BA%8C%EF%BC%89"
    assert stable_link("d/1@2", "#/?") == "/d/d%2F1@2#%23%2F%3F"
