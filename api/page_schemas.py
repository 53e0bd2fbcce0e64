"""Pages of files on the wire."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from api.examples import PAGES_RESPONSE
from kb.source_pages import PageTexts
from kb.types import PageBox


class PageBoxBody(BaseModel):
    """A rectangle on a page (from 1), in points from the page's upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def from_box(cls, box: PageBox) -> Self:
        """Return the rectangle as sent."""
        return cls(page=box.page, left=box.left, top=box.top, right=box.right, bottom=box.bottom)


class SourcePageBody(BaseModel):
    """One page: its size in points, how many characters were read from it, and how surely where it is an image."""

    page: int
    width: float
    height: float
    characters: int
    share: float = Field(description="The share of the file's characters that stand on this page.")
    confidence: float | None


class PagesResponse(BaseModel):
    """The pages of the file that a version came in; none for formats without pages."""

    model_config = ConfigDict(json_schema_extra={"example": PAGES_RESPONSE})

    document_id: str
    version: int
    source: str
    format: str
    text_share: float | None = Field(description="The share of the pages that have text; null without pages.")
    lowest_confidence: float | None
    pages: list[SourcePageBody]

    @classmethod
    def from_pages(cls, found: PageTexts) -> Self:
        """Return the pages as sent."""
        whole = found.characters or 1
        return cls(
            document_id=found.document_id,
            version=found.version,
            source=found.source,
            format=found.format,
            text_share=found.text_share,
            lowest_confidence=found.lowest_confidence,
            pages=[
                SourcePageBody(
                    page=number,
                    width=page.width,
                    height=page.height,
                    characters=page.characters,
                    share=round(page.characters / whole, 4),
                    confidence=page.confidence,
                )
                for number, page in enumerate(found.pages, start=1)
            ],
        )
