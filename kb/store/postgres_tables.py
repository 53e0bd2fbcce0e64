"""What PostgreSQL's tables need beside what the migrations say, and how deleted rows leave its files."""

import logging
from collections import defaultdict

import sqlalchemy as sa

from kb.store.schema import metadata

logger = logging.getLogger(__name__)

# A B-tree takes no value of more than 2,704 bytes; these are looked up whole, and names and titles may be long.
_LONG_TEXTS = (
    ("documents", "title_key"),
    ("documents", "source_name"),
    ("sources", "name"),
    ("cross_references", "name_key"),
)
# To write a table anew keeps its readers waiting: seconds for one of this size.
_MOST_BYTES_AT_ONCE = 512 * 1024 * 1024


def finish_tables(connection: sa.Connection) -> None:
    """Make texts sort by their characters and have no length of their own, as in SQLite, and long ones findable."""
    found = connection.execute(
        sa.text(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema() "
            "AND data_type IN ('text', 'character varying') AND (data_type <> 'text' OR collation_name IS NULL "
            "OR collation_name <> 'C') ORDER BY table_name, ordinal_position"
        )
    )
    columns = defaultdict(list)
    for table, column in found:
        if table in metadata.tables:
            columns[table].append(f'ALTER COLUMN "{column}" TYPE text COLLATE "C"')
    for table, changes in columns.items():
        connection.exec_driver_sql(f'ALTER TABLE "{table}" {", ".join(changes)}')
    kinds = "SELECT indexname, indexdef LIKE '%USING hash%' FROM pg_indexes WHERE schemaname = current_schema()"
    is_hash = {str(name): bool(found) for name, found in connection.execute(sa.text(kinds))}
    for table, column in _LONG_TEXTS:
        name = f"ix_{table}_{column}"
        if is_hash.get(name) is False:
            connection.exec_driver_sql(f'DROP INDEX "{name}"')
            connection.exec_driver_sql(f'CREATE INDEX "{name}" ON "{table}" USING hash ("{column}")')


def vacuum(connection: sa.Connection) -> None:
    """Write every table anew that lost rows, so that their bytes are gone from its file; very large ones in place."""
    for name in metadata.tables:
        size = connection.execute(sa.text(f"SELECT pg_total_relation_size('\"{name}\"'::regclass)")).scalar_one()
        if size <= _MOST_BYTES_AT_ONCE:
            connection.exec_driver_sql(f'VACUUM (FULL, ANALYZE) "{name}"')
        else:
            connection.exec_driver_sql(f'VACUUM (ANALYZE) "{name}"')
            logger.warning(
                "table %s (%d MB) was vacuumed in place: what was purged is out of reach, and its bytes are "
                "overwritten as the table grows; VACUUM FULL at a quiet time writes it anew",
                name,
                size // 1_000_000,
            )
