"""An answer on its way as server-sent events: hits, answer, citations, done, or an error."""

from collections.abc import Generator

from starlette.requests import HTTPConnection

from api.errors import response_to
from api.schemas import AskResponse, SearchResponse
from api.streaming import Events, event, json_event
from kb.answer.asking import Step
from kb.answer.pieces import answer_pieces
from kb.types import Answer

_FOUND = {"passages", "expansions", "warnings", "left_out"}


def ask_events(steps: Generator[Step, None, None]) -> Events:
    """Give the events of an answer; `done` carries the whole reply, as it would come in one piece."""
    try:
        found = False
        for step in steps:
            if isinstance(step, Answer):
                yield from _answered(step, found=found)
            else:
                found = True
                yield event(SearchResponse.from_result(step).model_dump_json(include=_FOUND), "hits")
    finally:
        steps.close()


def failed(request: HTTPConnection, error: BaseException) -> bytes:
    """Return the event of an error, in the one shape of errors."""
    return event(bytes(response_to(request, error).body).decode(), "error")


def _answered(answer: Answer, *, found: bool) -> Events:
    reply = AskResponse.from_answer(answer)
    if not found:
        yield event(reply.model_dump_json(include=_FOUND), "hits")
    for piece in answer_pieces(answer.text):
        yield json_event({"text": piece}, "answer")
    yield event(reply.model_dump_json(include={"citations", "links"}), "citations")
    yield event(reply.model_dump_json(), "done")
