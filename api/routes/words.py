"""The dictionary of plain words: what it says, what is added, what is taken out."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response

from api.deps import KnowledgeBaseDep, Offset, UploadsDep, require_json
from api.errors import RequestRejected
from api.fields import WholeText
from api.headers import content_disposition
from api.multipart import FILE_BODY
from api.responses import refusals
from api.word_schemas import Expression, Term, WordChangesResponse, WordFileResponse, WordsRequest, WordsResponse
from kb.retrieve.words.entries import WordState
from kb.retrieve.words.files import comma_separated, tsv

router = APIRouter(prefix="/v1/words", tags=["words"])

_Text = Annotated[WholeText | None, Query(max_length=200, description="Words of the term or the expression.")]
_Limit = Annotated[int, Query(ge=1, le=1000, description="Entries wanted.")]
_Expressions = Annotated[
    list[Expression], Query(default_factory=list, max_length=100, description="By default all of the term's.")
]
_KINDS = {"tsv": ("text/tab-separated-values", tsv), "csv": ("text/csv", comma_separated)}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Two columns, as a download.",
        "content": {kind: {"schema": {"type": "string"}} for kind, _ in _KINDS.values()},
    }
}


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


@router.get("/file", response_class=Response, responses={**refusals(403, 422), **_FILE})
def export_words(
    kb: KnowledgeBaseDep,
    form: Annotated[Literal["tsv", "csv"], Query(alias="format", description="CSV opens in Excel.")] = "tsv",
    shipped: Annotated[bool, Query(description="Those that come with the program too.")] = False,
) -> Response:
    """Return what the home adds and takes out as a file that can be taken in again."""
    kind, written = _KINDS[form]
    # Excel takes a CSV without the mark for the system's own encoding.
    encoding = "utf-8-sig" if form == "csv" else "utf-8"
    data = written(kb.words.list(changed_only=not shipped).entries).encode(encoding)
    return Response(data, media_type=kind, headers={"Content-Disposition": content_disposition(f"口语词典.{form}")})


@router.post("/file", responses=refusals(400, 403, 409, 413, 415, 422), openapi_extra=FILE_BODY)
def import_words(files: UploadsDep, kb: KnowledgeBaseDep) -> WordFileResponse:
    """Add and remove what a file of two columns (TSV or CSV) says; a bad line keeps no other from being taken."""
    if len(files) != 1:
        message = f"一次导入一个词表文件，收到 {len(files)} 个；请分几次导入。"
        raise RequestRejected(422, "invalid_request", message, files=len(files))
    return WordFileResponse.from_report(kb.words.take_file(files[0].data, files[0].name))
