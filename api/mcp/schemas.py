"""What the tools take and return, beside what the routes do."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, Field

from api.fields import Day, RequestBody, WholeText
from api.left_out_schemas import LeftOutBody
from api.schemas import CitationBody
from api.standing_schemas import LinkBody
from kb.types import Answer, AnswerStatus, Filters, Query
from kb.verify.verification import LONGEST_TEXT, MOST_SENTENCES
from kb.wire.results import told_in

_MOST_PASSAGES = 20
_MOST_FACTS = 200
_DAY = "按哪一天的效力，写作 YYYY-MM-DD；不写就按今天"


class _Asked(RequestBody):
    """A question with what it is restricted to."""

    question: WholeText = Field(
        min_length=1, description="用平常的话问，如“没有抵押能不能贷款”；也可以写“《…办法》第五条”"
    )
    region: Annotated[WholeText, Field(max_length=200)] | None = Field(
        None, description="只看文件写明的地区含有这几个字的，如“某某市”；不写就看全部"
    )
    as_of: Day | None = Field(None, description=_DAY)
    top_k: int = Field(5, ge=1, le=_MOST_PASSAGES, description="要多少条条款")

    def to_query(self) -> Query:
        """Return the domain's query."""
        filters = Filters(region=(self.region,) if self.region else ())
        return Query(self.question.strip(), self.top_k, self.as_of, False, filters)


class SearchPolicies(_Asked):
    """What search_policies takes."""


class AskPolicy(_Asked):
    """What ask_policy takes."""


class GetClause(RequestBody):
    """What get_clause takes."""

    reference: WholeText = Field(
        min_length=1,
        max_length=500,
        description="条款引用，如“《…办法》第五条第二款”、文号加条号，或编号 d000001@1#第五条",
    )
    as_of: Day | None = Field(None, description=_DAY)


class CheckEligibility(RequestBody):
    """What check_eligibility takes."""

    story: WholeText = Field("", description="用平常的话说情况：在哪里、做什么、多少人、营业额、有什么资质")
    facts: dict[str, Any] = Field(
        default_factory=dict,
        max_length=_MOST_FACTS,
        description="已知的各项情况，名称同回答里的 understood[].fact；比 story 优先，null 表示不知道",
    )
    document: Annotated[WholeText, Field(max_length=200)] | None = Field(
        None, description="只看这份文件：编号、标题或文号；不写就看所有有效的文件"
    )
    as_of: Day | None = Field(None, description=_DAY)


class VerifyCitation(RequestBody):
    """What verify_citation takes."""

    text: WholeText = Field(
        min_length=1,
        max_length=LONGEST_TEXT,
        description=f"要核对的文字，最多 {MOST_SENTENCES} 句；句首或句末写明出处（《…办法》第三条）的，只认那一条",
    )
    as_of: Day | None = Field(None, description=_DAY)


class AnswerBody(BaseModel):
    """An answer whose every sentence rests on a citation, or an abstention."""

    question: str
    status: AnswerStatus
    answer: str
    confidence: float
    citations: list[CitationBody]
    links: list[LinkBody]
    warnings: list[str]
    left_out: list[LeftOutBody]

    @classmethod
    def from_answer(cls, answer: Answer) -> Self:
        """Return the answer as sent."""
        return cls(
            question=answer.question,
            status=answer.status,
            answer=answer.text,
            confidence=answer.confidence,
            citations=[CitationBody.from_citation(one, told_in(answer.standings, one)) for one in answer.citations],
            links=[LinkBody.from_link(one) for one in answer.links],
            warnings=list(answer.warnings),
            left_out=[LeftOutBody.from_left_out(one) for one in answer.left_out],
        )
