import pytest

from kb.clauses.references.asked import ClauseReference, find_reference, title_matches


@pytest.mark.parametrize(
    ("question", "title", "address"),
    [
        ("民法典第1079条第三款第(四)项", "民法典", "第1079条第三款第(四)项"),
        ("平湖市科创企业贷款支持实施办法第五部分第二项", "平湖市科创企业贷款支持实施办法", "第五部分第二项"),
        ("科创贷款办法五（二）", "科创贷款办法", "五（二）"),
        ("《X办法》第五条怎么规定的", "X办法", "第五条"),
        ("《民法典》的第十条", "民法典", "第十条"),
        ("请问民法典第1079条是什么", "民法典", "第1079条"),
        ("公司法里第二十条之一说什么", "公司法", "第二十条之一"),
        ("劳动合同法 第三十九条 第二项", "劳动合同法", "第三十九条 第二项"),
        ("我想知道贷款办法的第二部分（一）5是什么", "贷款办法", "第二部分（一）5"),
        ("根据第十二条规定，贷款利率多少", "", "第十二条"),
        ("第五条", "", "第五条"),
        ("1079条", "", "1079条"),
        ("二（一）3", "", "二（一）3"),
        ("《办法》附件2", "办法", "附件2"),
        ("8.2.3", "", "8.2.3"),
        ("第8.2.3条", "", "第8.2.3条"),
        ("《某方案（试行）》第三章", "某方案（试行）", "第三章"),
    ],
)
def test_finds_title_and_address(question: str, title: str, address: str) -> None:
    found = find_reference(question)
    assert found is not None
    assert (found.title, found.address) == (title, address)
    assert address in question[found.span.start : found.span.end]


def test_the_span_holds_title_and_address() -> None:
    question = "请问《X办法》第五条怎么规定的"
    found = find_reference(question)
    assert isinstance(found, ClauseReference)
    assert question[found.span.start : found.span.end] == "《X办法》第五条"


@pytest.mark.parametrize(
    "question",
    [
        "",
        "二、三月份的数据",
        "第一次贷款要什么条件",
        "3个工作日内能办好吗",
        "有三条建议吗",
        "从哪几个方面提出12条具体措施",
        "《方案》推出了15条重点举措",
        "办法里有5条意见",
        "贷款期限超过1年怎么办",
        "第二部分讲了什么",
        "第一条生产线什么时候投产",
        "3.5%的利率高不高",
        "补贴1.5万元",
        "一（二）班的学生",
        "版本1.2.3升级",
        "第三款车型多少钱",
        "10条短信多少钱",
        "最高1000万元",
        "第1项目部在哪",
        "前三名有奖吗",
        "一等奖多少钱",
        "2024年1月1日",
    ],
)
def test_numbers_in_ordinary_questions_are_no_reference(question: str) -> None:
    assert find_reference(question) is None


@pytest.mark.parametrize(
    ("hint", "title", "matches"),
    [
        ("平湖市科创企业贷款支持实施办法", "平湖市科创企业贷款支持实施办法", True),
        ("科创贷款办法", "平湖市科创企业贷款支持实施办法", True),
        ("民法典", "中华人民共和国民法典", True),
        ("中华人民共和国公司法", "公司法", True),
        ("《公司法》", "中华人民共和国公司法", True),
        ("公司 法", "中华人民共和国公司法", True),
        ("专项资金管理办法", "某市专项资金管理办法（试行）", True),
        ("劳动法", "中华人民共和国劳动合同法", False),
        ("办法贷款科创", "平湖市科创企业贷款支持实施办法", False),
        ("刑法", "民法典", False),
        ("", "民法典", False),
    ],
)
def test_title_matches(hint: str, title: str, matches: bool) -> None:
    assert title_matches(hint, title) is matches
