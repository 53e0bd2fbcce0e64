"""Requests and failures in the shape of OpenAI's chat interface."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.fields import Day, WholeText
from api.schemas import AskRequest, FiltersBody
from kb.errors import InvalidQuestion
from kb.settings import Settings
from kb.types import Query, Turn

MODEL = "policy-kb"
"""The one model there is: the knowledge base itself."""

_MOST_MESSAGES = 1000
_NOTHING_ELSE = ("auto", "none", None)


class ContentPart(BaseModel):
    """A part of a message; text alone is read."""

    type: str
    text: WholeText | None = None


class ChatMessage(BaseModel):
    """One message of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: WholeText | list[ContentPart] | None = None

    def text(self) -> str:
        """Return the message's text. Raises InvalidQuestion on a part that is none."""
        if not isinstance(self.content, list):
            return self.content or ""
        for part in self.content:
            if part.type not in {"text", "input_text", "refusal"}:
                raise InvalidQuestion(
                    f"消息里有“{part.type}”内容，这里只读文字；请把内容写成文字，文件请先用 POST /v1/documents 上传。",
                    field="messages",
                    value=part.type,
                )
        return "\n".join(part.text or "" for part in self.content)


class StreamOptions(BaseModel):
    """What a stream tells besides the text."""

    include_usage: bool = False


class ChatRequest(BaseModel):
    """A conversation whose last user message is the question.

    Whatever steers a language model (temperature, seed, max_tokens …) is taken and without effect: answers quote.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"model": MODEL, "messages": [{"role": "user", "content": "小微企业贷款能补贴多少利息？"}]}]
        }
    )

    model: WholeText
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=_MOST_MESSAGES)]
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: int | None = Field(None, description="Only 1: there is one answer.")
    response_format: dict[str, Any] | None = Field(None, description='Only {"type": "text"}.')
    tool_choice: str | dict[str, Any] | None = Field(None, description="Only auto or none: no tool is called.")
    top_k: int | None = Field(None, ge=1, le=100, description="Passages looked at, as in POST /v1/ask.")
    as_of: Day | None = Field(None, description="The day whose validity counts, as in POST /v1/ask.")
    include_not_in_force: bool = False
    filters: FiltersBody = FiltersBody()

    def to_query(self, settings: Settings) -> Query:
        """Return the domain's query, with what was said before. Raises InvalidQuestion."""
        self._refuse_what_cannot_be()
        turns, question = self._turns()
        asked = AskRequest(
            question=question,
            top_k=self.top_k,
            as_of=self.as_of,
            include_not_in_force=self.include_not_in_force,
            filters=self.filters,
        )
        query = asked.to_query(settings)
        return replace(query, earlier=tuple(turns))

    def _turns(self) -> tuple[list[Turn], str]:
        turns: list[Turn] = []
        for message in self.messages:
            if message.role == "user":
                turns.append(Turn(message.text()))
            elif message.role == "assistant" and turns:
                turns[-1] = Turn(turns[-1].question, message.text())
        if not turns:
            raise InvalidQuestion("messages 里没有 role 为 user 的消息，请把问题写在这样的消息里。", field="messages")
        return turns[:-1], turns[-1].question

    def _refuse_what_cannot_be(self) -> None:
        if self.n not in {None, 1}:
            raise InvalidQuestion(f"n 是 {self.n}；一个问题只有一个答案，请去掉 n 或设为 1。", field="n", value=self.n)
        kind = (self.response_format or {}).get("type", "text")
        if kind != "text":
            raise InvalidQuestion(
                f'response_format 是“{kind}”；回答是逐字引文，只能是 {{"type": "text"}}，结构化结果请用 POST /v1/ask。',
                field="response_format",
                value=kind,
            )
        if self.tool_choice not in _NOTHING_ELSE:
            raise InvalidQuestion(
                "tool_choice 要求调用工具；这里不调用工具，请去掉 tool_choice 或设为 none。", field="tool_choice"
            )


class ModelBody(BaseModel):
    """A model as OpenAI's interface lists it."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "policy-knowledge-base"


class ModelsResponse(BaseModel):
    """The models there are."""

    object: Literal["list"] = "list"
    data: list[ModelBody]


class OpenAIErrorBody(BaseModel):
    """What went wrong, in OpenAI's fields; `detail` is added."""

    message: str
    type: str
    param: str | None
    code: str
    detail: dict[str, Any] = {}


class OpenAIErrorResponse(BaseModel):
    """The shape of failures of OpenAI's interface."""

    error: OpenAIErrorBody
