"""Texts that are longer than what an encoder reads: which they are, and what to tell of them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from embeddings.types import Encoder, LimitedEncoder
from kb.clauses.split import embedding_text
from kb.ingest.report import FileReport
from kb.store.rows import VersionRow
from kb.store.store import Store
from kb.text.placed_titles import placed_title


def question_warnings(encoder: Encoder, questions: Sequence[str]) -> tuple[str, ...]:
    """Return one warning where the encoder leaves out the end of a question as it is searched, else none."""
    limit = _limit(encoder)
    if limit is None or not any(limit.cut_queries(questions)):
        return ()
    return (f"问题超过向量模型的长度上限（{limit.max_tokens} 个词元），超出部分没有参与语义检索；按字词检索用的是全文",)


def with_warnings(
    reports: Sequence[FileReport], encoder: Encoder, store: Store, *, context: bool
) -> tuple[FileReport, ...]:
    """Return the reports with a warning for each of their documents that the encoder does not read to the end."""
    limit = _limit(encoder)
    if limit is None:
        return tuple(reports)
    named = {(document.document_id, document.version) for report in reports for document in report.documents}
    rows = [row for row in store.version_rows() if (row.document_id, row.version) in named]
    found = {(row.document_id, row.version): text for row, text in _warnings(limit, store, rows, context=context)}
    return tuple(
        replace(
            report,
            warnings=(
                *report.warnings,
                *(found[key] for one in report.documents if (key := (one.document_id, one.version)) in found),
            ),
        )
        for report in reports
    )


def all_warnings(encoder: Encoder, store: Store, *, context: bool) -> tuple[str, ...]:
    """Return a warning for each document of the store that the encoder does not read to the end."""
    limit = _limit(encoder)
    if limit is None:
        return ()
    return tuple(text for _, text in _warnings(limit, store, store.version_rows(), context=context))


def _limit(encoder: Encoder) -> LimitedEncoder | None:
    return encoder if isinstance(encoder, LimitedEncoder) and encoder.max_tokens is not None else None


def _warnings(
    encoder: LimitedEncoder, store: Store, rows: Sequence[VersionRow], *, context: bool
) -> Iterator[tuple[VersionRow, str]]:
    for row in rows:
        clauses = store.clause_tree(row.version_row).clauses
        title = row.metadata.title
        passages = list(store.passages_of([row.version_row]))
        above = placed_title(row.metadata)
        texts = [embedding_text(above, one.passage, clauses[one.clause_position], context=context) for one in passages]
        cut = zip(passages, encoder.cut_passages(texts), strict=True)
        count = len({one.clause_position for one, is_cut in cut if is_cut})
        if count:
            yield (
                row,
                f"《{title}》有 {count} 条超过向量模型的长度上限（{encoder.max_tokens} 个词元），"
                "超出部分不参与语义检索；按字词检索用的是全文",
            )
