"""Wordings: every place where one stands, or the nearest ones."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import AsOf, KnowledgeBaseDep, Offset
from api.fields import WholeText
from api.phrase_schemas import PhrasesResponse
from api.responses import refusals
from kb.retrieve.phrases.places import LONGEST_PHRASE

router = APIRouter(prefix="/v1", tags=["phrases"], responses=refusals(403, 422))

Text = Annotated[
    WholeText,
    Query(
        min_length=1,
        max_length=LONGEST_PHRASE,
        description="At least two characters; white space, widths and traditional characters do not count.",
        examples=["单户企业每年最高20万元"],
    ),
]
_Limit = Annotated[int, Query(ge=1, le=200, description="Places wanted.")]


@router.get("/phrases")
def phrases(
    text: Text, kb: KnowledgeBaseDep, as_of: AsOf = None, limit: _Limit = 50, offset: Offset = 0
) -> PhrasesResponse:
    """Return every place where a wording stands; where it stands nowhere, the nearest wordings and how they differ."""
    return PhrasesResponse.from_result(kb.phrases.find(text, as_of=as_of, limit=limit, offset=offset))
