"""What staff set by hand about a document, on the wire."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from api.examples import CORRECTION_REQUEST, CORRECTION_RESPONSE
from api.fields import RequestBody, WholeText
from kb.retrieve.standing.correction_values import NAMES, Changes, CorrectionReport
from kb.store.corrections import Action, Correction
from kb.store.corrections import Field as Corrected

# How long a value may be, and what it may say, is for the knowledge base to tell.
_Value = WholeText | None
_Names = Annotated[list[Annotated[WholeText, Field(max_length=50)]], Field(max_length=20)]


class CorrectionRequest(RequestBody):
    """Fields to set, each with its new value or null to empty it; fields that are not named stay as they are."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [CORRECTION_REQUEST]})

    by: WholeText = Field(description="Who makes the change.")
    reason: WholeText = Field("", description="Why, in their words; with `from_version` it may be left out.")
    version: int | None = Field(None, ge=1, strict=True, description="By default the version that stands today.")
    from_version: int | None = Field(
        None, ge=1, strict=True, description="Carry over what was corrected in this version, as far as it still fits."
    )
    title: _Value = None
    doc_number: _Value = None
    issuer: _Value = Field(None, description="Several are parted by “、”.")
    region: _Value = None
    published: _Value = Field(None, description="A day, YYYY-MM-DD.")
    effective_from: _Value = Field(None, description="The first day on which it applies.")
    effective_to: _Value = Field(None, description="The last day on which it applies.")
    validity: _Value = Field(None, description="Its validity by hand; it goes before what the texts say.")
    validity_from: _Value = Field(
        None, description="The first day on which that validity counts; by default every day."
    )
    groups: _Names | None = Field(
        None, description="The groups that alone see the document, of all its versions; [] shows it to everyone."
    )
    restore: _Names = Field([], description="Fields for which the text's own word is to count again.")

    @property
    def corrects(self) -> bool:
        """True where a field of a version is named, or a version to carry corrections over from."""
        return bool(self.to_changes().named) or self.from_version is not None

    def to_changes(self) -> Changes:
        """Return the domain's changes: a field that is null is emptied, one that is absent is left alone."""
        given = {name: getattr(self, name) for name in NAMES if name in self.model_fields_set}
        return Changes(
            {name: value for name, value in given.items() if value is not None},
            [name for name, value in given.items() if value is None],
            self.restore,
            self.validity_from,
        )


class CorrectionBody(BaseModel):
    """One change of one field: what stood there, what stands there now, who made it, when and why."""

    document_id: str
    version: int
    field: Corrected
    action: Action
    previous: str | None
    value: str | None
    from_day: str | None
    by: str
    at: str
    reason: str

    @classmethod
    def from_correction(cls, found: Correction) -> Self:
        """Return the change as sent."""
        return cls(
            document_id=found.document_id,
            version=found.version,
            field=found.field,
            action=found.action,
            previous=found.previous,
            value=found.value,
            from_day=found.from_day,
            by=found.by,
            at=found.at,
            reason=found.reason,
        )


class CorrectionsResponse(BaseModel):
    """The changes that were made, none where everything stood so already, and what changed along with them."""

    model_config = ConfigDict(json_schema_extra={"example": CORRECTION_RESPONSE})

    changes: list[CorrectionBody]
    notes: list[str]
    groups: list[str] = []

    @classmethod
    def from_report(cls, report: CorrectionReport, groups: Sequence[str]) -> Self:
        """Return the report as sent, with the groups that alone see the document."""
        made = [CorrectionBody.from_correction(one) for one in report.made]
        return cls(changes=made, notes=list(report.notes), groups=list(groups))


class HistoryResponse(BaseModel):
    """Every change that staff made to a document's versions, oldest first, and which of them stand, by field."""

    changes: list[CorrectionBody]
    standing: dict[Corrected, CorrectionBody]
    not_carried: list[CorrectionBody] = Field(
        [], description="Corrections of the version before that the version shown, or the newest, began without."
    )
