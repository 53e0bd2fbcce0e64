"""Who cites whom, who repeals whom, what a new version changes: lists with links, honest where there is nothing."""

from collections.abc import Iterator
from datetime import date

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.types import Answer, AnswerStatus, Query
from tests.kb.homes import open_base, take

DAY = date(2025, 6, 1)
RULE = """清河市企业贷款贴息管理办法
清政发〔2020〕5号
第一条　为支持企业融资，制定本办法。
第二条　对符合条件的企业按贷款利率的百分之五十给予贴息。
第三条　申请材料包括营业执照和贷款合同。
第四条　本办法自2020年3月1日起施行，有效期至2023年2月28日。《清河市贴息暂行办法》（清政发〔2015〕3号）同时废止。
清河市人民政府
2020年2月10日
"""
DETAILS = """清河市企业贷款贴息实施细则
清财发〔2021〕8号
第一条　根据《清河市企业贷款贴息管理办法》（清政发〔2020〕5号），制定本细则。
第二条　《清河市企业贷款贴息管理办法》第二条所称企业，是指在本市注册的企业。
第三条　本细则自2021年1月1日起施行。
清河市财政局
2020年12月20日
"""
LONGER = """清河市人民政府关于延长部分文件有效期的通知
清政发〔2023〕2号
经研究决定，《清河市企业贷款贴息管理办法》（清政发〔2020〕5号）有效期延长至2025年12月31日。
清河市人民政府
2023年1月15日
"""
ENDED = """清河市首次贷款奖励办法
清政发〔2018〕9号
第一条　为鼓励首次贷款，制定本办法。
第二条　企业首次获得贷款的，奖励3万元。
第三条　本办法自2018年5月1日起施行。
清河市人民政府
2018年4月10日
"""
CLEARING = """清河市人民政府关于废止部分文件的决定
清政发〔2024〕7号
一、下列文件予以废止：
1.《清河市首次贷款奖励办法》（清政发〔2018〕9号）
本决定自2024年6月1日起施行。
清河市人民政府
2024年5月20日
"""
TALENT = """清河市人才引进办法
清政发〔2024〕1号
第一条　为引进人才，制定本办法。
第二条　对引进的博士给予安家补贴20万元。
第三条　本办法自2024年2月1日起施行。
清河市人民政府
2024年1月10日
"""
NEWER = TALENT.replace("2024", "2025").replace("20万元", "30万元")
FILES = {
    "a.txt": RULE,
    "b.txt": DETAILS,
    "c.txt": LONGER,
    "d.txt": ENDED,
    "e.txt": CLEARING,
    "f.txt": TALENT,
    "g.txt": NEWER,
}
CLEARED = "《清河市人民政府关于废止部分文件的决定》（清政发〔2024〕7号）一、1"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    with open_base(tmp_path_factory.mktemp("relations") / "home") as base:
        take(base, FILES)
        yield base


def _ask(base: KnowledgeBase, question: str, day: date = DAY) -> Answer:
    return base.ask(Query(question, as_of=day))


def _places(answer: Answer) -> list[str]:
    return [f"{link.document_id}@{link.version}#{link.address or ''}" for link in answer.links]


def test_the_clauses_that_cite_one_are_listed_with_their_words(base: KnowledgeBase) -> None:
    answer = _ask(base, "哪些文件引用了《清河市企业贷款贴息管理办法》第二条？")
    assert (answer.status, answer.text) == (
        AnswerStatus.ANSWERED,
        "引用《清河市企业贷款贴息管理办法》第二条的条款共 1 处（1 份文件）：《清河市企业贷款贴息实施细则》第二条[1]\n"
        "第二条 《清河市企业贷款贴息管理办法》第二条所称企业，是指在本市注册的企业。[1]",
    )
    assert _places(answer) == ["d000002@1#第二条"]
    whole = _ask(base, "清河市企业贷款贴息管理办法被哪些文件引用？")
    assert _places(whole) == ["d000002@1#第一条", "d000002@1#第二条", "d000003@1#第2段"]


def test_where_nothing_cites_it_that_is_said(base: KnowledgeBase) -> None:
    answer = _ask(base, "哪些文件引用了《清河市企业贷款贴息管理办法》第三条？")
    assert (answer.status, answer.citations) == (AnswerStatus.ABSTAINED, ())
    assert answer.text == (
        "收录的文件里没有别的文件引用《清河市企业贷款贴息管理办法》第三条；"
        "引用《清河市企业贷款贴息管理办法》其他条款或全文的有 3 处。"
    )
    none = _ask(base, "《清河市人才引进办法》被哪些文件引用")
    assert (none.status, none.text) == (AnswerStatus.ABSTAINED, "收录的文件里没有别的文件引用《清河市人才引进办法》。")


def test_what_repeals_a_document_is_told_with_clause_and_day(base: KnowledgeBase) -> None:
    for question in ("《清河市首次贷款奖励办法》被哪些文件废止？", "哪份文件废止了《清河市首次贷款奖励办法》"):
        answer = _ask(base, question)
        assert answer.text.startswith(f"废止《清河市首次贷款奖励办法》的规定共 1 处：{CLEARED}（2024-06-01 起）[1]\n")
        assert _places(answer) == ["d000005@1#一、1"]
    none = _ask(base, "《清河市人才引进办法》被哪个文件废止")
    assert (none.status, none.text) == (AnswerStatus.ABSTAINED, "收录的文件里没有废止《清河市人才引进办法》的。")


def test_of_what_is_not_held_it_is_told_what_repeals_it(base: KnowledgeBase) -> None:
    answer = _ask(base, "《清河市贴息暂行办法》被哪些文件废止")
    assert answer.text.startswith(
        "废止《清河市贴息暂行办法》（未收录）的规定共 1 处："
        "《清河市企业贷款贴息管理办法》（清政发〔2020〕5号）第四条（2020-03-01 起）[1]"
    )


@pytest.mark.parametrize(
    "question",
    [
        "清河市人才引进办法2024年和2025年有什么变化？",
        "《清河市人才引进办法》新旧版有什么不同",
        "《清河市人才引进办法》2025年改了什么",
    ],
)
def test_what_changed_is_told_with_both_wordings(base: KnowledgeBase, question: str) -> None:
    answer = _ask(base, question)
    assert answer.status is AnswerStatus.ANSWERED
    assert answer.text.splitlines()[0] == (
        "第2版（清政发〔2025〕1号，2025-02-01 起施行）与第1版（清政发〔2024〕1号，2024-02-01 起施行）相比，"
        "修改 2 处：修改第二条（原[1]，现[2]）；修改第三条（原[3]，现[4]）"
    )
    assert [one.quote for one in answer.citations][:2] == [
        "第二条　对引进的博士给予安家补贴20万元。",
        "第二条　对引进的博士给予安家补贴30万元。",
    ]
    assert answer.links[0].path == "/v1/documents/d000006/diff.html?from=1&to=2"
    assert answer.standings["d000006@1"].told == "已被新版本取代：被第2版（清政发〔2025〕1号）取代，2025-02-01 起"


def test_what_cannot_be_compared_says_which_versions_there_are(base: KnowledgeBase) -> None:
    answer = _ask(base, "《清河市企业贷款贴息管理办法》新旧版有什么不同")
    assert (answer.status, answer.text) == (
        AnswerStatus.ABSTAINED,
        "《清河市企业贷款贴息管理办法》只收录了第1版（清政发〔2020〕5号，2020-03-01 起施行），没有可以对照的版本。",
    )


@pytest.mark.parametrize("question", ["贷款额度和利率有什么区别", "贴息标准有什么变化"])
def test_a_question_about_something_else_compares_no_versions(base: KnowledgeBase, question: str) -> None:
    assert _ask(base, question).links == ()


def test_a_term_that_another_text_extends_is_told_with_both_clauses(base: KnowledgeBase) -> None:
    answer = _ask(base, "《清河市企业贷款贴息管理办法》还有效吗")
    extended = "《清河市人民政府关于延长部分文件有效期的通知》（清政发〔2023〕2号）第2段"
    assert answer.text.splitlines()[0] == (
        f"有效（自2020年3月1日起施行，有效至2023年2月28日，经{extended}有效期延长至2025年12月31日）[1][2]"
    )
    assert [one.clause_id for one in answer.citations] == ["d000001@1#第四条", "d000003@1#第2段"]
    before = _ask(base, "《清河市企业贷款贴息管理办法》还有效吗", date(2023, 1, 10))
    assert before.text.startswith("有效（自2020年3月1日起施行，有效至2023年2月28日）")
    after = _ask(base, "《清河市企业贷款贴息管理办法》还有效吗", date(2026, 1, 1))
    assert after.text.startswith("已失效（")


def test_a_repealed_document_that_is_named_says_by_what(base: KnowledgeBase) -> None:
    told = f"已废止：被{CLEARED}废止，2024-06-01 起"
    (clause,) = base.clauses("《清河市首次贷款奖励办法》第二条", as_of=DAY)
    assert clause.standing is not None
    assert (clause.standing.told, clause.standing.by and clause.standing.by.address) == (told, "一、1")
    answer = _ask(base, "《清河市首次贷款奖励办法》第二条")
    assert f"《清河市首次贷款奖励办法》在所问的日期{told}" in answer.warnings
    (left,) = _ask(base, "清河市首次贷款奖励办法规定奖励多少").left_out
    assert left.reason == f"已被{CLEARED}废止（2024-06-01 起）"
    state = _ask(base, "《清河市首次贷款奖励办法》还有效吗").text.splitlines()[0]
    assert state == f"已废止（自2018年5月1日起施行，自2024年6月1日起被{CLEARED}废止）[1][2][3]"


def test_a_superseded_version_is_not_called_repealed(base: KnowledgeBase) -> None:
    (clause,) = base.clauses("《清河市人才引进办法》（清政发〔2024〕1号）第二条", as_of=DAY)
    assert (clause.clause_id, clause.validity.value) == ("d000006@1#第二条", "repealed")
    assert clause.standing is not None
    assert clause.standing.label == "已被新版本取代"
    assert [one.standing.label for one in base.versions.of("d000006", as_of=DAY)] == ["已被新版本取代", "现行有效"]
