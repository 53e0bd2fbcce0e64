"""Questions about a document itself that only point at one: answered of the only one held, else asked back."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.types import AnswerStatus, Filters, Query
from tests.kb.answer.paper_base import BRIDGE, LATER, PAPERS, TALENT, ask, base_of

DAY = date(2025, 1, 1)
TERM = "自2022年6月1日起施行，有效期三年，即有效至2025年5月31日"
REPORT = """东岙镇启动村庄绿化

本报讯（记者 林岚）4月9日，东岙镇印发《东岙镇村庄绿化奖补方案》，提出每个行政村每年新植乔木不少于二百株。

镇里的绿化养护由村民委员会负责，记者在现场看到，香樟已经种下。
"""
MISFIT = "仓储企业要装喷淋。\n\n处于错峰限产措施执行期内的企业，不予补助。\n"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with base_of(tmp_path_factory.mktemp("home"), {**PAPERS, "report.txt": REPORT}) as base:
        yield base


def _titles(base: KnowledgeBase, question: str) -> list[str]:
    answer = ask(base, question, DAY)
    assert (answer.status, answer.citations, answer.confidence) == (AnswerStatus.ABSTAINED, (), 0.0)
    assert {link.question for link in answer.links} <= {question}
    return [link.text for link in answer.links]


@pytest.mark.parametrize("question", ["这个办法还有效吗？", "本办法什么时候开始施行", "该办法有效期多久，何时到期？"])
def test_what_may_be_asked_of_two_rules_is_asked_back(base: KnowledgeBase, question: str) -> None:
    titles = ["《北陵县企业转贷应急资金管理办法》", "《西岭市公共停车收费管理办法》"]
    assert sorted(_titles(base, question)) == titles
    text = ask(base, question, DAY).text
    assert text.startswith("没有说是哪一份文件，可能指 2 份：《")
    assert text.endswith("》。请写出文件名，或从中选一份。")


def test_the_one_that_is_chosen_answers_the_same_question(base: KnowledgeBase) -> None:
    question = "这个办法还有效吗？"
    link = next(one for one in ask(base, question, DAY).links if "转贷" in one.text)
    answer = base.ask(Query(question, filters=Filters(document_ids=(link.document_id,)), as_of=DAY))
    assert answer.text.splitlines()[0] == f"《北陵县企业转贷应急资金管理办法》有效（{TERM}）[1]"
    assert not [words for words in answer.warnings if "哪一份" in words]


def test_the_only_one_of_its_kind_answers_and_is_said_to_be_taken(base: KnowledgeBase) -> None:
    answer = ask(base, "这个措施什么时候到期", DAY)
    assert answer.text.splitlines()[0] == "《南沅市青年人才安居若干措施》有效至2026年12月31日[1]"
    assert answer.warnings[0] == "问题没有说是哪一份文件，库里只有《南沅市青年人才安居若干措施》可能是，按它回答"


def test_a_report_stands_for_the_rule_that_it_is_on_and_what_is_not_held_is_said(base: KnowledgeBase) -> None:
    assert _titles(base, "这个方案什么时候印发的") == ["《东岙镇启动村庄绿化》"]
    assert _titles(base, "这个条例还有效吗") == []
    assert ask(base, "这个条例还有效吗", DAY).text == "没有说是哪一份文件，库里没有这个名称的文件。请写出文件名。"


def test_of_many_five_are_named_and_the_rest_counted(tmp_path_factory: pytest.TempPathFactory) -> None:
    names = ("北陵", "南柯", "西泠", "东篱", "北固", "中条", "上虞")
    papers = {f"{name}.txt": BRIDGE.replace("北陵", name) for name in names}
    with base_of(tmp_path_factory.mktemp("many"), papers) as base:
        assert len(_titles(base, "这个办法还有效吗？")) == 5
        assert "；另有 2 份。请写出文件名" in ask(base, "这个办法还有效吗？", DAY).text


@pytest.mark.parametrize("question", ["这个补贴什么时候到期", "租房补贴发放期限多久", "办法里的转贷资金最高多少"])
def test_what_is_asked_of_a_matter_is_not_asked_back(base: KnowledgeBase, question: str) -> None:
    assert "哪一份" not in ask(base, question, DAY).text


def test_the_term_of_another_measure_is_none_of_the_documents_own(tmp_path_factory: pytest.TempPathFactory) -> None:
    text = LATER.replace("西岭市公共停车收费管理办法", "西岭市仓储消防补助规定").replace("公共停车", MISFIT)
    with base_of(tmp_path_factory.mktemp("store"), {"store.txt": text}) as base:
        answer = ask(base, "西岭市仓储消防补助规定什么时候到期", DAY)
    assert answer.status is AnswerStatus.ABSTAINED
    assert answer.text.startswith("资料中没有找到答案：《西岭市仓储消防补助规定》没有写明有效期。")


def test_a_trial_that_may_end_is_left_to_the_text(tmp_path_factory: pytest.TempPathFactory) -> None:
    text = TALENT.replace("有效期至2026年12月31日", "试行期至2026年12月31日")
    with base_of(tmp_path_factory.mktemp("trial"), {"talent.txt": text}) as base:
        answer = ask(base, "南沅市青年人才安居若干措施什么时候到期", DAY)
    assert "2026年12月31日" in answer.text
