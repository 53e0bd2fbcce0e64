"""Answers in the shape of OpenAI's chat interface: in one piece, or in chunks on their way."""

import re
import secrets
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

from api.openai_schemas import MODEL
from api.schemas import AskResponse, CitationBody
from api.streaming import Events, json_event
from kb.answer.asking import Step
from kb.answer.pieces import answer_pieces
from kb.printing.results import place
from kb.types import Answer
from kb.wire.results import told_in

_MARK = re.compile(r"\[(\d{1,3})\]")
_END = b"data: [DONE]\n\n"


@dataclass(frozen=True, slots=True)
class Completion:
    """One completion: what all of its parts have in common."""

    base_url: str
    """Where the links of citations lead, without a slash at the end."""
    completion_id: str = field(default_factory=lambda: f"chatcmpl-{secrets.token_hex(12)}")
    created: int = field(default_factory=lambda: int(time.time()))

    def whole(self, answer: Answer) -> dict[str, Any]:
        """Return the completion in one piece."""
        message = {
            "role": "assistant",
            "content": "".join(self._pieces(answer)),
            "refusal": None,
            "annotations": self._annotations(answer),
        }
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
        return {
            **self._head("chat.completion", answer),
            "choices": [choice],
            "usage": _usage(answer),
            **self._beside(answer),
        }

    def events(self, steps: Generator[Step, None, None], *, with_usage: bool) -> Events:
        """Give the completion in chunks, the first as soon as passages are found."""
        usage: dict[str, Any] = {"usage": None} if with_usage else {}
        try:
            opened = False
            for step in steps:
                if not opened:
                    opened = True
                    yield self._chunk({"role": "assistant", "content": ""}, **usage)
                if isinstance(step, Answer):
                    for piece in self._pieces(step):
                        yield self._chunk({"content": piece}, step, **usage)
                    annotations = {"annotations": self._annotations(step)}
                    yield self._chunk(annotations, step, finish="stop", **usage, **self._beside(step))
                    if with_usage:
                        yield json_event(
                            {**self._head("chat.completion.chunk", step), "choices": [], "usage": _usage(step)}
                        )
            yield _END
        finally:
            steps.close()

    def _chunk(
        self, delta: dict[str, Any], answer: Answer | None = None, *, finish: str | None = None, **more: object
    ) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return json_event({**self._head("chat.completion.chunk", answer), "choices": [choice], **more})

    def _head(self, kind: str, answer: Answer | None) -> dict[str, Any]:
        return {
            "id": self.completion_id,
            "object": kind,
            "created": self.created,
            "model": MODEL,
            "system_fingerprint": answer.fingerprint if answer else None,
        }

    def _beside(self, answer: Answer) -> dict[str, Any]:
        """Return what the interface has no field for: the reply of `POST /v1/ask`."""
        return {"knowledge_base": AskResponse.from_answer(answer).model_dump(mode="json", exclude={"passages"})}

    def _opening(self, answer: Answer) -> str:
        return f"（按上文理解为：{answer.understood_as}）\n\n" if answer.understood_as else ""

    def _pieces(self, answer: Answer) -> Iterator[str]:
        """Give the content: the answer with its marks, what each mark cites, and what to beware of."""
        if opening := self._opening(answer):
            yield opening
        yield from answer_pieces(answer.text)
        sources = [f"[{one.mark}] {place(one, told_in(answer.standings, one))}" for one in answer.citations]
        cautions = [f"注意：{warning}" for warning in answer.warnings]
        for lines in (sources, cautions):
            if lines:
                yield "\n\n" + "\n".join(lines)

    def _annotations(self, answer: Answer) -> list[dict[str, Any]]:
        """Return one annotation for each mark in the answer, with where it stands in the content."""
        cited = {one.mark: CitationBody.from_citation(one) for one in answer.citations}
        before = len(self._opening(answer))
        return [
            {
                "type": "url_citation",
                "url_citation": {
                    "start_index": before + found.start(),
                    "end_index": before + found.end(),
                    "title": cited[mark].official_citation,
                    "url": self.base_url + cited[mark].link,
                },
            }
            for found in _MARK.finditer(answer.text)
            if (mark := int(found[1])) in cited
        ]


def _usage(answer: Answer) -> dict[str, int]:
    """Return what a language model says that it took; zeros where none was asked, or it tells nothing."""
    prompt, completion = (answer.tokens.prompt, answer.tokens.completion) if answer.tokens else (0, 0)
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}
