"""Places of a wording on the wire."""

from typing import Self

from pydantic import BaseModel, ConfigDict

from api.examples import PHRASES_RESPONSE
from api.schemas import clause_label
from api.standing_schemas import StandingBody
from kb.retrieve.phrases.types import Difference, DifferenceOp, PhrasePlace, PhraseResult
from kb.types import Validity


class DifferenceBody(BaseModel):
    """A piece of the quote beside the piece of the wanted text; the pieces joined give both texts back."""

    op: DifferenceOp
    text: str
    wanted: str

    @classmethod
    def from_difference(cls, one: Difference) -> Self:
        """Return the difference as sent."""
        return cls(op=one.op, text=one.text, wanted=one.wanted)


class PhrasePlaceBody(BaseModel):
    """A place where a wording stands; start and end are character offsets into the version's text.

    `before` and `after` are what stands beside the quote in its sentence, of a long one the nearest 80 characters.
    """

    clause_id: str
    clause_label: str
    heading_path: list[str]
    document_id: str
    version: int
    title: str
    source: str
    validity: Validity
    standing: StandingBody | None = None
    start: int
    end: int
    quote: str
    before: str = ""
    after: str = ""
    differences: list[DifferenceBody]

    @classmethod
    def from_place(cls, place: PhrasePlace) -> Self:
        """Return the place as sent."""
        return cls(
            clause_id=place.clause_id,
            clause_label=clause_label(place.clause),
            heading_path=list(place.clause.heading_path),
            document_id=place.version.document_id,
            version=place.version.version,
            title=place.version.metadata.title,
            source=place.version.source_name,
            validity=place.validity,
            standing=StandingBody.from_standing(place.standing),
            start=place.span.start,
            end=place.span.end,
            quote=place.quote,
            before=place.before,
            after=place.after,
            differences=[DifferenceBody.from_difference(one) for one in place.differences],
        )


class PhrasesResponse(BaseModel):
    """Some of the places of a wording and how many there are; those of the nearest wordings where it is not exact.

    `others` beside exact places have the same figures or days in another notation.
    """

    model_config = ConfigDict(json_schema_extra={"example": PHRASES_RESPONSE})

    text: str
    total: int
    exact: bool
    places: list[PhrasePlaceBody]
    other_total: int = 0
    others: list[PhrasePlaceBody] = []

    @classmethod
    def from_result(cls, found: PhraseResult) -> Self:
        """Return the places as sent."""
        return cls(
            text=found.text,
            total=found.total,
            exact=found.exact,
            places=[PhrasePlaceBody.from_place(place) for place in found.places],
            other_total=found.other_total,
            others=[PhrasePlaceBody.from_place(place) for place in found.others],
        )
