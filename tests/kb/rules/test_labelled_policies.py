"""Three official documents with profiles labelled from reading them, before anything was run.

Each is taken in as a file and judged through the knowledge base. The first of several verdicts is the one meant; the
others are those that the text bears as well.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.rules.types import Judged, Operation
from kb.settings import Settings
from tests.corpus import corpus_dir
from tests.fakes import HashEncoder
from tests.kb.rules.made_policies import leaves

pytestmark = pytest.mark.corpus

WORKING = "nfra/流动资金贷款管理办法.md"
FIXED = "nfra/固定资产贷款管理办法.md"
MODELS = "xuhui-scraped/徐汇区关于支持西岸人工智能大模型科创街区的扶持意见.md"
DAY = date(2025, 3, 1)

_BORROWER: dict[str, object] = {
    "entity": "企业",
    "credit_bad": False,
    "loan": {"purpose": "采购原材料"},
    "states": {
        "依法经市场监督管理部门核准登记": True,
        "经营合法、合规": True,
        "具有持续经营能力": True,
        "有合法的还款来源": True,
    },
}
_BUILDER: dict[str, object] = {
    "entity": "企业",
    "credit_bad": False,
    "loan": {"purpose": "建设新厂房"},
    "states": {
        "依法经市场监督管理部门核准登记": True,
        "控股股东有良好的信用状况": True,
        "国家对拟投资项目有投资主体资格和经营资质要求的，符合其要求": True,
        "借款用途及还款来源明确、合法": True,
        "项目符合国家的产业、土地、环保等相关政策": True,
        "按规定履行了固定资产投资项目的合法管理程序": True,
        "符合国家有关投资项目资本金制度的规定": True,
    },
}
_LAB: dict[str, object] = {
    "region": "上海市徐汇区",
    "entity": "企业",
    "credit_bad": False,
    "states": {"经营状态正常": True, "符合政策申报条件": True},
}
_APPROVED, _REJECTED = {"贷款人": "approved"}, {"贷款人": "rejected"}


def _with(facts: Mapping[str, object], state: str, holds: bool | None) -> dict[str, object]:
    states = facts["states"]
    assert isinstance(states, dict) and state in states
    return {**facts, "states": {**states, state: holds}}


CASES = [
    # 第十四条: (一) to (五), and (六) 贷款人要求的其他条件, which the lender alone knows.
    (WORKING, "", _BORROWER, ("needs_review",)),
    (WORKING, "", {**_BORROWER, "review": _APPROVED}, ("eligible",)),
    (WORKING, "", {**_BORROWER, "review": _REJECTED}, ("ineligible",)),
    (WORKING, "", {**_BORROWER, "credit_bad": True}, ("ineligible",)),
    (WORKING, "", _with(_BORROWER, "经营合法、合规", False), ("ineligible",)),
    (WORKING, "", _with(_BORROWER, "有合法的还款来源", None), ("insufficient_information",)),
    (WORKING, "", {**_BORROWER, "application_date": "2024-06-30"}, ("ineligible",)),
    (
        WORKING,
        "我们是一家公司，依法经市场监督管理部门核准登记，经营合法合规，具有持续经营能力，有合法的还款来源，"
        "征信没有不良记录，想贷200万用来买原材料",
        {},
        ("needs_review",),
    ),
    # 第十二条: (一) to (七), and (八) 贷款人要求的其他条件. (三) binds a 新设项目法人 only, (四) where anything is
    # demanded.
    (FIXED, "", _BUILDER, ("needs_review",)),
    (FIXED, "", {**_BUILDER, "review": _APPROVED}, ("eligible",)),
    (FIXED, "", {**_BUILDER, "review": _REJECTED}, ("ineligible",)),
    (FIXED, "", {**_BUILDER, "credit_bad": True}, ("ineligible",)),
    (FIXED, "", _with(_BUILDER, "符合国家有关投资项目资本金制度的规定", False), ("ineligible",)),
    (FIXED, "", _with(_BUILDER, "符合国家有关投资项目资本金制度的规定", None), ("insufficient_information",)),
    (FIXED, "我们公司想贷款建新厂房", {}, ("insufficient_information",)),
    # 一、: registered or at work in the district, or let in by its government; in order, good credit, conditions met.
    (MODELS, "", _LAB, ("eligible",)),
    (MODELS, "我们公司注册在上海市徐汇区，做大模型，经营状态正常，信用良好，符合政策申报条件", {}, ("eligible",)),
    (MODELS, "", {**_LAB, "credit_bad": True}, ("ineligible",)),
    (MODELS, "", _with(_LAB, "经营状态正常", False), ("ineligible",)),
    (MODELS, "", {**_LAB, "credit_bad": None}, ("insufficient_information",)),
    (MODELS, "", {**_LAB, "region": None}, ("insufficient_information",)),
    (MODELS, "", {**_LAB, "region": "上海市静安区", "site": "上海市徐汇区"}, ("eligible", "needs_review")),
    (MODELS, "", {**_LAB, "region": "北京市海淀区", "site": "北京市海淀区"}, ("needs_review", "ineligible")),
]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("labelled") / "home"), encoder=HashEncoder(64))
    for path in (WORKING, FIXED, MODELS):
        file = corpus_dir() / "policy" / path
        base.ingest_files([(file.name, file.read_bytes())])
    yield base
    base.close()


def _document(base: KnowledgeBase, path: str) -> str:
    (found,) = base.documents(source=path.rpartition("/")[2]).documents
    return found.document_id


@pytest.mark.parametrize(("path", "story", "facts", "accepted"), CASES)
def test_a_profile_gets_the_verdict_that_the_text_has_for_it(
    base: KnowledgeBase, path: str, story: str, facts: Mapping[str, object], accepted: tuple[str, ...]
) -> None:
    (policy,) = base.eligibility.check(_document(base, path), story, facts, DAY).policies
    assert policy.judgment.verdict.value in accepted, _outline(policy.judgment.conditions)


@pytest.mark.parametrize("path", [WORKING, FIXED, MODELS])
def test_every_condition_quotes_its_clause(base: KnowledgeBase, path: str) -> None:
    (policy,) = base.eligibility.check(_document(base, path), "", {"entity": "企业"}, DAY).policies
    assert policy.judgment.conditions is not None
    clauses = {clause.address: clause for clause in policy.tree.clauses}
    for leaf in leaves(policy.judgment.conditions):
        condition = leaf.condition
        assert clauses[condition.address].span.contains(condition.span)
        assert condition.inferred or condition.text == condition.span.of(policy.version.text)


def _outline(judged: Judged | None) -> str:
    if judged is None:
        return ""
    if judged.condition.operation is Operation.LEAF:
        return f"{judged.status.value}: {judged.condition.text} ({judged.because})"
    return f"{judged.condition.operation.value} {judged.status.value} [{'; '.join(map(_outline, judged.children))}]"
