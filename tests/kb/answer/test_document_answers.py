"""Questions about a document itself: whether and how long it holds, its number, who issued it, which it is."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.answer.cite import QuoteMismatch
from kb.answer.source_line import SourceLine, verify_source_line
from kb.knowledge_base import KnowledgeBase
from kb.types import AnswerStatus
from tests.kb.answer.paper_base import PAPERS, ask, base_of

DAY = date(2025, 1, 1)
BRIDGE = "《北陵县企业转贷应急资金管理办法》"
TERM = "自2022年6月1日起施行，有效期三年，即有效至2025年5月31日"
CLAUSE = "第四条 本办法自2022年6月1日起施行，有效期三年。[1]"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with base_of(tmp_path_factory.mktemp("home"), PAPERS) as base:
        yield base


@pytest.mark.parametrize(
    ("question", "day", "line"),
    [
        ("北陵县企业转贷应急资金管理办法还有效吗？", DAY, f"有效（{TERM}）[1]"),
        ("北陵县企业转贷应急资金管理办法还有效吗？", date(2025, 5, 31), f"有效（{TERM}）[1]"),
        ("北陵县企业转贷应急资金管理办法还有效吗？", date(2025, 6, 1), f"已失效（{TERM}）[1]"),
        ("北陵县企业转贷应急资金管理办法还有效吗？", date(2022, 5, 31), f"尚未施行（{TERM}）[1]"),
        ("北陵县转贷应急资金办法失效了没", date(2026, 1, 1), f"{BRIDGE}已失效（{TERM}）[1]"),
        ("请问转贷应急资金管理办法现在还管用吗", DAY, f"{BRIDGE}有效（{TERM}）[1]"),
        (f"{BRIDGE}什么时候到期", DAY, "有效期三年，即有效至2025年5月31日[1]"),
        (f"{BRIDGE}什么时候到期", date(2026, 1, 1), "有效期三年，即有效至2025年5月31日，已失效[1]"),
        (f"{BRIDGE}从哪天起施行？", DAY, "自2022年6月1日起施行[1]"),
        (f"{BRIDGE}有效期多久", DAY, f"{TERM}[1]"),
        ("北陵县企业转贷应急资金管理办法，什么时候施行，管几年？", DAY, f"{TERM}[1]"),
        (f"{BRIDGE}2024年还有效吗", DAY, f"2024年有效（{TERM}）[1]"),
        (f"{BRIDGE}在2025年还有效吗？", DAY, f"2025年只有部分时间有效（{TERM}）[1]"),
        (f"{BRIDGE}2026年7月还管用吗", DAY, f"2026年7月已失效（{TERM}）[1]"),
        (f"{BRIDGE}2025年6月1日还有效吗", DAY, f"2025年6月1日已失效（{TERM}）[1]"),
    ],
)
def test_whether_and_how_long_a_document_holds_is_told_with_the_clause_that_states_it(
    base: KnowledgeBase, question: str, day: date, line: str
) -> None:
    answer = ask(base, question, day)
    assert (answer.status, answer.text) == (AnswerStatus.ANSWERED, f"{line}\n{CLAUSE}")
    (citation,) = answer.citations
    assert citation.clause.address == "第四条"
    assert citation.version.text[citation.span.start : citation.span.end] == citation.quote
    assert answer.hits[0].passage.passage_id == citation.passage_id
    assert answer.hits[0].rank == 1


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (
            "历史建筑修缮补助规定现在还有效吗",
            "《北陵县历史建筑修缮补助规定》有效（自2023年1月1日起施行，文件没有写明有效期）[1]\n"
            "第三条 本规定自2023年1月1日起施行。[1]",
        ),
        (
            "停车收费管理办法生效了吗",
            "《西岭市公共停车收费管理办法》尚未施行（自2027年1月1日起施行，文件没有写明有效期）[1]\n"
            "第二条 本办法自2027年1月1日起施行。[1]",
        ),
        (
            "南沅政规〔2024〕5号什么时候到期？",
            "《南沅市青年人才安居若干措施》有效至2026年12月31日[1]\n"
            "三、本措施自2024年3月1日起施行，有效期至2026年12月31日。[1]",
        ),
        (
            "北陵县企业应急周转金暂行办法废止了吗",
            f"已废止（自2022年6月1日起，被{BRIDGE}（北陵政办发〔2022〕17号）第四条废止）[1][2]\n"
            "《北陵县企业应急周转金暂行办法》（北陵政发〔2018〕9号）同时废止。[1]"
            "第四条 本办法自2022年6月1日起施行，有效期三年。[2]",
        ),
        (
            "2018年的应急周转金暂行办法还有效吗",
            "《北陵县企业应急周转金暂行办法》（北陵政发〔2018〕9号）"
            f"已废止（自2022年6月1日起，被{BRIDGE}（北陵政办发〔2022〕17号）第四条废止）[1][2]\n"
            "《北陵县企业应急周转金暂行办法》（北陵政发〔2018〕9号）同时废止。[1]"
            "第四条 本办法自2022年6月1日起施行，有效期三年。[2]",
        ),
        (
            "青年人才安居若干措施是谁发的？",
            "《南沅市青年人才安居若干措施》发文单位是南沅市人民政府[1]\n南沅市人民政府[1]",
        ),
        (
            "青年人才安居措施哪天发布的，文号是多少",
            "《南沅市青年人才安居若干措施》文号是南沅政规〔2024〕5号；2024年2月10日发布[1][2]\n"
            "南沅政规〔2024〕5号[1]2024年2月10日[2]",
        ),
        (
            "青年人才安居措施的全称是什么",
            "全称是《南沅市青年人才安居若干措施》[1]\n南沅市青年人才安居若干措施[1]",
        ),
    ],
)
def test_what_a_document_says_of_itself_is_told(base: KnowledgeBase, question: str, text: str) -> None:
    answer = ask(base, question, DAY)
    assert (answer.status, answer.text) == (AnswerStatus.ANSWERED, text)


@pytest.mark.parametrize(
    ("question", "unsaid"),
    [
        ("历史建筑修缮补助规定有效期多久？", "《北陵县历史建筑修缮补助规定》没有写明有效期"),
        ("村庄绿化管理意见还有效吗？", "《东岙镇村庄绿化管理意见》没有写明施行日期和有效期"),
        ("村庄绿化管理意见的文号是多少", "《东岙镇村庄绿化管理意见》没有写明文号"),
    ],
)
def test_what_a_document_does_not_say_of_itself_is_named(base: KnowledgeBase, question: str, unsaid: str) -> None:
    answer = ask(base, question, DAY)
    assert (answer.status, answer.citations) == (AnswerStatus.ABSTAINED, ())
    assert answer.text.startswith(f"资料中没有找到答案：{unsaid}。最接近的条款：")


def test_what_is_said_is_told_beside_what_is_not(base: KnowledgeBase) -> None:
    answer = ask(base, "历史建筑修缮补助规定从哪天起施行，有效期多久？", DAY)
    assert (answer.status, answer.text) == (
        AnswerStatus.PARTIAL,
        "《北陵县历史建筑修缮补助规定》自2023年1月1日起施行[1]\n第三条 本规定自2023年1月1日起施行。[1]"
        "没有找到答案的部分：《北陵县历史建筑修缮补助规定》没有写明有效期。",
    )


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("转贷应急资金使用时间多久", "第二条　转贷应急资金单笔使用额度不超过800万元，使用时间不超过七个工作日。"),
        ("租房补贴发放期限多久", "二、租房补贴发放期限不超过三十六个月。"),
        ("硕士研究生租房补贴每月多少元", "一、对来本市就业的硕士研究生，每月发放租房补贴1500元。"),
    ],
)
def test_a_question_about_what_a_document_rules_is_answered_from_its_clauses(
    base: KnowledgeBase, question: str, first: str
) -> None:
    assert ask(base, question, DAY).citations[0].quote == first


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("哪份文件规定硕士租房补贴每月1500元？", "《南沅市青年人才安居若干措施》（南沅政规〔2024〕5号）一、[1]\n"),
        ("历史建筑修缮补助的依据是什么文件", "《北陵县历史建筑修缮补助规定》第一条[1]\n"),
    ],
)
def test_which_document_rules_something_is_named_before_the_clause(
    base: KnowledgeBase, question: str, line: str
) -> None:
    assert ask(base, question, DAY).text.startswith(line)


def test_a_line_that_names_another_document_is_refused(base: KnowledgeBase) -> None:
    answer = ask(base, "哪份文件规定硕士租房补贴每月1500元？", DAY)
    with pytest.raises(QuoteMismatch):
        verify_source_line(SourceLine("《北陵县历史建筑修缮补助规定》第一条", (1,)), answer.citations)


@pytest.mark.parametrize(
    ("question", "there_is"),
    [
        (f"{BRIDGE}第九十九条怎么规定的", f"{BRIDGE}里没有“第九十九条”；它只有第一条到第四条"),
        (
            f"{BRIDGE}第三条第（五）项是什么",
            f"{BRIDGE}里没有“第三条第（五）项”；第三条之下只有第三条第一项和第三条第二项",
        ),
        (f"{BRIDGE}第二条第四款", f"{BRIDGE}里没有“第二条第四款”；第二条只有1款"),
        ("青年人才安居若干措施第八条怎么说", "《南沅市青年人才安居若干措施》里没有“第八条”；顶层有一、到三、"),
    ],
)
def test_a_clause_that_a_named_document_lacks_is_looked_for_in_no_other(
    base: KnowledgeBase, question: str, there_is: str
) -> None:
    answer = ask(base, question, DAY)
    assert (answer.status, answer.citations) == (AnswerStatus.ABSTAINED, ())
    assert answer.text.startswith(f"资料中没有找到答案：{there_is}。最接近的条款：")
    assert len({hit.version.document_id for hit in answer.hits}) == 1


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("南沅市青年人才安居若干措施2025年租房补贴每月多少钱？", False),
        ("2030年南沅市青年人才租房补贴每月多少钱？", True),
        ("2025年南沅市租房补贴实际发放了多少元？", True),
        ("2025年起南沅市租房补贴涨到每月多少元？", True),
    ],
)
def test_a_year_in_which_the_rule_holds_is_not_missing(base: KnowledgeBase, question: str, missing: bool) -> None:
    answer = ask(base, question, DAY)
    assert (f"资料里没有{question[:5] if missing else '2025年'}的内容" in answer.text) is missing
