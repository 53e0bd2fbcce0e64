"""The dictionary of plain words: what it says, what is added, what is taken out."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.deps import KnowledgeBaseDep, Offset, require_json
from api.fields import WholeText
from api.responses import refusals
from api.word_schemas import Expression, Term, WordChangesResponse, WordsRequest, WordsResponse
from kb.retrieve.words.entries import WordState

router = APIRouter(prefix="/v1/words", tags=["words"])

_Text = Annotated[WholeText | None, Query(max_length=200, description="Words of the term or the expression.")]
_Limit = Annotated[int, Query(ge=1, le=1000, description="Entries wanted.")]
_Expressions = Annotated[
    list[Expression], Query(default_factory=list, max_length=100, description="By default all of the term's.")
]


@router.get("", responses=refusals(403, 422))
def list_words(
    kb: KnowledgeBaseDep, q: _Text = None, state: WordState | None = None, limit: _Limit = 100, offset: Offset = 0
) -> WordsResponse:
    """List the entries by term: those shipped, the home's own, and those that the home removed."""
    return WordsResponse.from_page(kb.words.list(q or None, state=state, limit=limit, offset=offset))


@router.post("", dependencies=[Depends(require_json)], responses=refusals(400, 403, 409, 413, 415, 422))
def add_words(body: WordsRequest, kb: KnowledgeBaseDep) -> WordChangesResponse:
    """Add plain expressions of a term, or bring removed ones back; the next question is searched with them."""
    return WordChangesResponse.from_report(kb.words.add(body.term, body.expressions))


@router.delete("", responses=refusals(403, 404, 409, 422))
def remove_words(kb: KnowledgeBaseDep, term: Annotated[Term, Query()], expression: _Expressions) -> WordChangesResponse:
    """Take expressions of a term out, reversibly; all of them where none is named."""
    return WordChangesResponse.from_report(kb.words.remove(term, expression))
