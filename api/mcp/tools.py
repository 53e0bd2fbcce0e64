"""The tools: what each is called, takes, does and returns. Nothing of the protocol's library is needed for them."""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from api.document_schemas import ClauseBody, ClausesResponse
from api.eligibility_schemas import EligibilityResponse
from api.errors import error_response, outcome_of
from api.mcp import texts
from api.mcp.schemas import AnswerBody, AskPolicy, CheckEligibility, GetClause, SearchPolicies, VerifyCitation
from api.schemas import SearchResponse
from api.validation import describe
from api.verify_schemas import VerifyResponse
from kb.commands import verdicts
from kb.errors import InvalidQuestion, KnowledgeBaseError
from kb.knowledge_base import KnowledgeBase
from kb.verify.telling import told

logger = logging.getLogger(__name__)
Given = TypeVar("Given", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Tool(Generic[Given]):
    """One tool."""

    name: str
    title: str
    description: str
    takes: type[Given]
    returns: type[BaseModel]
    run: Callable[[KnowledgeBase, Given], tuple[BaseModel, str]]
    """Returns the result, and the same in words."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call returns: words, and the result as plain values, or an error in the shape of the HTTP interface."""

    text: str
    result: Mapping[str, Any] | None = None
    error: Mapping[str, Any] | None = None


def _search(kb: KnowledgeBase, given: SearchPolicies) -> tuple[BaseModel, str]:
    found = kb.search(given.to_query())
    return SearchResponse.from_result(found), texts.passages(found)


def _ask(kb: KnowledgeBase, given: AskPolicy) -> tuple[BaseModel, str]:
    found = kb.ask(given.to_query())
    return AnswerBody.from_answer(found), texts.answer(found)


def _clause(kb: KnowledgeBase, given: GetClause) -> tuple[BaseModel, str]:
    found = kb.clauses(given.reference, as_of=given.as_of)
    bodies = [ClauseBody.from_clause_text(one, kb.references.of_clause(one, as_of=given.as_of)) for one in found]
    return ClausesResponse(clauses=bodies), texts.clauses(found)


def _check(kb: KnowledgeBase, given: CheckEligibility) -> tuple[BaseModel, str]:
    if not given.story.strip() and not given.facts:
        raise InvalidQuestion("没有说明情况；请在 story 里写明，或在 facts 里给出各项", field="story")
    report = kb.eligibility.check(given.document, given.story, given.facts, given.as_of)
    return EligibilityResponse.from_report(report), "\n".join(verdicts.lines(report))


def _verify(kb: KnowledgeBase, given: VerifyCitation) -> tuple[BaseModel, str]:
    report = kb.verification.check(given.text, as_of=given.as_of)
    return VerifyResponse.from_report(report), "\n".join(told(report))


TOOLS: tuple[Tool[Any], ...] = (
    Tool(
        "search_policies",
        "检索政策条款",
        "按意思和字词检索政策文件的条款，返回逐字的原文、出处（官方引用格式）、效力和链接。只检索，不作答。",
        SearchPolicies,
        SearchResponse,
        _search,
    ),
    Tool(
        "ask_policy",
        "问政策",
        "回答关于政策文件的问题。每一句都是有编号条款的原文，带标记 [1]；"
        "文件没有写明时说明没有（status 为 abstained），不会编造。",
        AskPolicy,
        AnswerBody,
        _ask,
    ),
    Tool(
        "get_clause",
        "查条款原文",
        "按引用取条款原文，如“《…办法》第五条第二款”，附效力、它引用了什么、什么引用了它。可能指几份文件时报错并列出各自的写法。",
        GetClause,
        ClausesResponse,
        _clause,
    ),
    Tool(
        "check_eligibility",
        "判断能不能享受政策",
        "按条款逐项判断一家企业或一个人能不能享受政策：符合、不符合、要由有关方面决定、还缺情况；每项附原文，并列出还要问什么。",
        CheckEligibility,
        EligibilityResponse,
        _check,
    ),
    Tool(
        "verify_citation",
        "核对引用",
        "逐句核对一段文字：哪一条支持、是逐字相符、仅数额写法不同、还是相近（标出差异）；没有依据时说明为什么：数字不同、"
        "否定不同、条号不对、当日已失效等。写给用户之前，用它核对自己的回答。",
        VerifyCitation,
        VerifyResponse,
        _verify,
    ),
)
_BY_NAME = {tool.name: tool for tool in TOOLS}


def schema_of(model: type[BaseModel], *, sent: bool) -> dict[str, Any]:
    """Return the JSON schema of what is taken, or of what is sent; examples, which cost a model tokens, left out."""
    schema = model.model_json_schema(mode="serialization" if sent else "validation")
    for one in (schema, *schema.get("$defs", {}).values()):
        one.pop("example", None)
        one.pop("examples", None)
    return schema


def call(kb: KnowledgeBase, name: str, arguments: Mapping[str, Any], *, is_remote: bool) -> Outcome | None:
    """Return what a tool says, a refusal of what it cannot do included; None where there is no such tool."""
    tool = _BY_NAME.get(name)
    if tool is None:
        return None
    try:
        result, text = tool.run(kb, tool.takes.model_validate(arguments))
    except ValidationError as error:
        # The first part of a place is left out where it says that it is the body.
        problems = [describe({**one, "loc": ("body", *one["loc"])}) for one in error.errors()]
        told = "；".join(f"{one.field}：{one.text}" for one in problems)
        fields = [{"field": one.field, "message": one.text, "value": one.value} for one in problems]
        return _refused(422, "invalid_request", f"参数有误。{told}。", {"errors": fields})
    except KnowledgeBaseError as error:
        outcome = outcome_of(error)
        if is_remote and outcome.status >= 500:
            # The message of a home error names folders: it is for whoever runs the server, and goes to the log.
            logger.error("tool %s failed", name, exc_info=error)
            return _refused(outcome.status, outcome.code, "知识库目前无法使用，原因记在服务日志里；请告诉管理员。", {})
        return _refused(outcome.status, outcome.code, error.message, error.detail)
    return Outcome(text, result.model_dump(mode="json", by_alias=True))


def _refused(status: int, code: str, message: str, detail: Mapping[str, object]) -> Outcome:
    error = json.loads(bytes(error_response(status, code, message, detail).body))["error"]
    return Outcome(f"错误：{error['message']}", error=error)


def names() -> str:
    """Return the names of the tools."""
    return "、".join(_BY_NAME)
