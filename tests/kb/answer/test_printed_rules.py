"""Notices that print a 办法: it is called by its own name, and the lines that only name it answer nothing."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.answer.documents.meant import printed_in
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import AnswerStatus, Query

DAY = date(2025, 5, 1)
OLD = """青岚县财政局关于印发《青岚县民宿贷款贴息暂行办法》的通知
青财金〔2019〕6号

各乡镇财政所：
　　现将《青岚县民宿贷款贴息暂行办法》印发给你们，请遵照执行。

青岚县财政局
2019年3月11日

青岚县民宿贷款贴息暂行办法
　　一、贴息对象。在本县登记、正常经营的民宿。
　　二、贴息标准。按实际支付利息的30%给予贴息，每户每年最高不超过5万元。
　　三、监督管理。对骗取贴息资金的，收回资金，三年内不得申报。
　　四、本办法自2019年4月1日起施行。
"""
NEW = """青岚县人民政府办公室关于印发《青岚县应急转贷资金管理办法（2025年修订）》的通知
青政办发〔2025〕22号

各乡镇人民政府：
　　《青岚县应急转贷资金管理办法（2025年修订）》已经县政府同意，现印发给你们，请认真组织实施。

青岚县人民政府办公室
2025年3月18日

青岚县应急转贷资金管理办法（2025年修订）
　　第一条 为缓解企业转贷困难，制定本办法。
　　第二条 单笔转贷资金最高不超过500万元，使用期限最长不超过15个工作日。
　　第三条 本办法自2025年4月1日起施行，有效期至2028年3月31日。
"""
ENDING = """青岚县财政局关于废止部分文件的通知
青财法〔2025〕12号

各乡镇财政所：
　　经研究，决定废止下列文件：
　　一、《青岚县民宿贷款贴息暂行办法》（青财金〔2019〕6号）；
　　二、《青岚县农业保险管理细则》（青财农〔2018〕15号）。
　　本通知自2025年10月1日起执行。

青岚县财政局
2025年4月15日
"""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    # With the model that ships, whose words for such lines are what made answers of them.
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("printed") / "home"))
    base.ingest_files([("old.txt", OLD.encode()), ("new.txt", NEW.encode()), ("ending.txt", ENDING.encode())])
    yield base
    base.close()


def test_a_notice_prints_what_it_names_last() -> None:
    assert printed_in("某县关于印发《某县贴息办法》的通知") == ["某县贴息办法"]
    assert printed_in("某县关于废止《某县贴息办法》的通知") == []
    assert printed_in("某县贴息办法") == []


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("青岚县民宿贷款贴息暂行办法有效期几年", "自2019年4月1日起施行，自2025年10月1日起被"),
        ("青财金〔2019〕6号有效期是多久", "自2019年4月1日起施行，自2025年10月1日起被"),
        ("青岚县应急转贷资金管理办法（2025年修订）有效期几年", "自2025年4月1日起施行，有效至2028年3月31日[1]"),
    ],
)
def test_a_printed_rule_that_another_text_repeals_is_held(base: KnowledgeBase, question: str, line: str) -> None:
    answer = base.ask(Query(question, as_of=DAY))
    assert answer.status is AnswerStatus.ANSWERED
    assert line in answer.text.splitlines()[0]
    assert "三年内" not in answer.text


def test_a_rule_that_is_only_pointed_at_is_looked_for_among_those_printed(base: KnowledgeBase) -> None:
    answer = base.ask(Query("这个办法还有效吗", as_of=DAY))
    printed = [link.text.rpartition("《")[2].partition("》")[0] for link in answer.links]
    assert sorted(printed) == ["青岚县应急转贷资金管理办法（2025年修订）", "青岚县民宿贷款贴息暂行办法"]


@pytest.mark.parametrize(
    "question",
    ["青政办发〔2025〕22号由谁解释", "青财金〔2019〕6号由谁解释", "青政办发〔2025〕22号有几个附件"],
)
def test_a_line_with_the_number_or_title_alone_is_no_answer(base: KnowledgeBase, question: str) -> None:
    quotes = [one.quote.strip() for one in base.ask(Query(question, as_of=DAY)).citations]
    assert not [quote for quote in quotes if quote in OLD.splitlines()[1:2] + NEW.splitlines()[1:2]]
    assert "青岚县应急转贷资金管理办法（2025年修订）" not in quotes


def test_the_year_of_a_number_is_no_year_that_is_asked_about(base: KnowledgeBase) -> None:
    answer = base.ask(Query("青财金〔2019〕6号的贴息标准是多少", as_of=DAY))
    assert answer.status is AnswerStatus.ANSWERED
    assert "按实际支付利息的30%给予贴息" in answer.text


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("青政办发〔2025〕22号单笔最高多少", "第二条 单笔转贷资金最高不超过500万元，使用期限最长不超过15个工作日。"),
        (
            "按青政办发〔2025〕22号文件规定，使用期限最长多久",
            "第二条 单笔转贷资金最高不超过500万元，使用期限最长不超过15个工作日。",
        ),
        (
            "青财金〔2019〕6号规定的贴息标准是多少",
            "按实际支付利息的30%给予贴息，每户每年最高不超过5万元。",
        ),
    ],
)
def test_what_is_asked_of_a_number_is_asked_of_its_document(base: KnowledgeBase, question: str, quoted: str) -> None:
    answer = base.ask(Query(question, as_of=DAY))
    assert answer.question == question
    assert answer.citations[0].quote == quoted
    assert len({one.version.document_id for one in answer.hits}) == 1


def test_how_a_number_stands_to_others_is_asked_of_all(base: KnowledgeBase) -> None:
    answer = base.ask(Query("青财金〔2019〕6号被哪份文件废止了", as_of=date(2025, 11, 1)))
    assert {one.version.metadata.doc_number.value for one in answer.citations if one.version.metadata.doc_number} == {
        "青财法〔2025〕12号"
    }
