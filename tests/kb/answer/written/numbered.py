"""Numbered clauses of a made-up measure, for the checks of written sentences."""

from kb.answer.written.material import Material
from kb.types import (
    Citation,
    Clause,
    DocumentKind,
    Evidence,
    Metadata,
    SourceMap,
    Span,
    Validity,
    Version,
)

TITLE = "东山市种粮贷款扶持办法"


def numbered(*quotes: str, items_from: int | None = None) -> tuple[Material, ...]:
    """Return the quotes as clauses 第一条, 第二条 …; from a number on they are items that the one before introduces."""
    issuer = Evidence("东山市农业农村局", Span(0, 0))
    metadata = Metadata(TITLE, kind=DocumentKind.POLICY, issuers=(issuer,))
    found = []
    for mark, quote in enumerate(quotes, start=1):
        version = Version("d1", 1, "a.txt", quote, metadata, SourceMap(()))
        span = Span(0, len(quote))
        label = f"第{'一二三四五六'[mark - 1]}条"
        clause = Clause(label, "article", label, None, span, span, 1, None)
        above = items_from - 1 if items_from is not None and mark >= items_from else None
        found.append(Material(Citation(mark, quote, span, clause, version, Validity.IN_FORCE, "p"), above))
    return tuple(found)
