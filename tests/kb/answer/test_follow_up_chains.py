"""Chains of questions over the samples and official texts: what leans on what was said is answered from it, or not."""

from collections.abc import Iterator

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.types import Answer, AnswerStatus, Query, Turn
from tests.corpus import corpus_dir
from tests.kb.homes import SEEDS

POLICIES = (
    "nfra/个人贷款管理办法.md",
    "nfra/流动资金贷款管理办法.md",
    "nfra/融资担保公司监督管理条例.md",
    "nfra/农业保险条例.md",
    "nfra/防范和处置非法集资条例.md",
    "nfra/储蓄管理条例.md",
    "gov.cn-2019/专利代理条例.md",
    "gov.cn-2019/国务院关于印发个人所得税专项附加扣除暂行办法的通知.md",
    "gov.cn-2019/国务院办公厅关于2019年部分节假日安排的通知.md",
)
LOAN = "科创企业贷款额度是多少？"
REFUSED = ""

# (the questions, words of the last answer; none where it must be refused). The first half was written before any of
# them was asked.
CHAINS = [
    ((LOAN, "那利率呢？"), "+90基点"),
    ((LOAN, "那月球温度是多少呢？"), REFUSED),
    ((LOAN, "期限呢"), "原则上不超过1年"),
    (("科创企业贷款利率是多少？", "需要抵押吗"), "抵押贷款等贷款方式"),
    ((LOAN, "个人可以申请吗"), REFUSED),
    ((LOAN, "那利率呢？", "期限呢"), "原则上不超过1年"),
    ((LOAN, "那还不上怎么办呢？"), "及时足额归还"),
    ((LOAN, "那今天天气怎么样呢？"), REFUSED),
    (("怎样取得专利代理师资格证？", "那罚款呢？"), "并处违法所得1倍以上5倍以下的罚款"),
    (("设立专利代理机构要什么条件？", "它从什么时候开始施行？"), "自2019年3月1日起施行"),
    (("流动资金贷款可以用来做什么？", "那期限呢？"), "流动资金贷款期限原则上不超过三年"),
    (("子女教育专项附加扣除标准是多少？", "那赡养老人呢？"), "每月2000元"),
    (("子女教育专项附加扣除标准是多少？", "房贷呢？"), "首套住房贷款利息支出"),
    (("子女教育专项附加扣除标准是多少？", "那养老金怎么领呢？"), REFUSED),
    (("农业保险条例从哪天起施行？", "另外，谁负责监管？"), "国务院保险监督管理机构对农业保险业务实施监督管理"),
    (("《农业保险条例》什么时候施行？", "那《专利代理条例》呢？"), "自2019年3月1日起施行"),
    (("定期储蓄提前支取利息怎么算？", "那活期呢？"), "活期储蓄存款利率"),
    (("2019年春节放几天假？", "那国庆节呢？"), "10月1日至7日放假调休"),
    (("2019年春节放几天假？", "那首付比例是多少呢？"), REFUSED),
    (("农业保险条例从哪天起施行？", "那利率呢？"), REFUSED),
    ((LOAN, "那杭州呢？"), REFUSED),
    ((LOAN, "怎样取得专利代理师资格证？"), "专利代理师资格证"),
    ((LOAN, "利率多少"), "+90基点"),
    ((LOAN, "那利率呢？", "那首付呢？"), REFUSED),
    (("融资担保公司注册资本最低多少？", "那生育津贴呢？"), REFUSED),
    (("集资参与人的损失谁承担？", "那谁能领失业金呢？"), REFUSED),
    (("流动资金贷款最长几年？", "那罚息是怎么算的呢？", "期限呢？"), "原则上不超过三年"),
    (("设立专利代理机构要什么条件？", "那一共有多少家公司获奖呢？"), REFUSED),
    (("2019年春节放几天假？", "那端午节呢？"), "端午节"),
    (("《储蓄管理条例》什么时候施行？", "该条例由谁解释？"), "解释"),
]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    held = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("chains") / "home"))
    held.ingest([SEEDS, *(corpus_dir() / "policy" / name for name in POLICIES)])
    yield held
    held.close()


@pytest.mark.parametrize(("questions", "told"), CHAINS, ids=[" ".join(questions) for questions, _ in CHAINS])
def test_the_last_question_of_a_chain(base: KnowledgeBase, questions: tuple[str, ...], told: str) -> None:
    last = _asked(base, questions)
    if told == REFUSED:
        assert last.status is AnswerStatus.ABSTAINED, last.text
        assert last.citations == ()
    else:
        assert told in last.text.replace(",", "，")


def test_what_is_understood_is_told_and_a_refusal_names_the_document(base: KnowledgeBase) -> None:
    refused = _asked(base, (LOAN, "那月球温度是多少呢？"))
    title = "《平湖市科创企业贷款支持实施办法》"
    assert refused.question == "那月球温度是多少呢？"
    assert refused.understood_as == f"{title}月球温度是多少？"
    assert refused.text.startswith(f"资料中没有找到答案：上文的文件{title}里没有写所问的内容；只按这一句问也没有找到。")
    assert _asked(base, (LOAN, "那利率呢？")).understood_as == f"{title}利率？"
    assert _asked(base, (LOAN, "怎样取得专利代理师资格证？")).understood_as is None


def test_what_only_another_document_tells_is_told_with_a_warning(base: KnowledgeBase) -> None:
    answer = _asked(base, (LOAN, "那专利代理师资格证怎么取得呢？"))
    assert {one.version.metadata.title for one in answer.citations} == {"专利代理条例"}
    assert answer.warnings[0] == ("上文的文件《平湖市科创企业贷款支持实施办法》里没有找到，以下是只按这一句查到的")
    assert answer.understood_as is None


def test_a_document_that_is_not_held_is_no_context(base: KnowledgeBase) -> None:
    lost = Turn("甲问题？", "甲答案。[1]", "d999999")
    answer = base.ask(Query("那月球温度是多少呢？", earlier=(lost,)))
    assert answer.status is AnswerStatus.ABSTAINED


def _asked(base: KnowledgeBase, questions: tuple[str, ...]) -> Answer:
    turns: tuple[Turn, ...] = ()
    for question in questions:
        answer = base.ask(Query(question, earlier=turns))
        cited = answer.citations[0].version.document_id if answer.citations else None
        turns = (*turns, Turn(question, answer.text, cited))
    return answer
