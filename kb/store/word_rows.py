"""The rows of the dictionary of plain words."""

from collections.abc import Iterable
from datetime import UTC, datetime

import sqlalchemy as sa

from kb.store.rows import WordRow
from kb.store.schema import words
from kb.text.keys import search_key


def set_words(connection: sa.Connection, kept: Iterable[WordRow], dropped: Iterable[WordRow]) -> list[str]:
    """Keep changes to the dictionary, replacing those of the same words, and drop others; return their terms."""
    gone = list(dropped)
    new = [_word(row) for row in kept]
    old = [{"old_term": row["term_key"], "old_expression": row["expression_key"]} for row in new]
    old += [{"old_term": search_key(row.term), "old_expression": search_key(row.expression)} for row in gone]
    same = (words.c.term_key == sa.bindparam("old_term"), words.c.expression_key == sa.bindparam("old_expression"))
    if old:
        connection.execute(sa.delete(words).where(*same), old)
    if new:
        connection.execute(sa.insert(words), new)
    return sorted({str(row["term"]) for row in new} | {row.term for row in gone})


def _word(row: WordRow) -> dict[str, object]:
    return {
        "term_key": search_key(row.term),
        "expression_key": search_key(row.expression),
        "term": row.term,
        "expression": row.expression,
        "removed": row.removed,
        "changed_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
