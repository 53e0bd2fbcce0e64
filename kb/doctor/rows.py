"""The rows of a home compared with their checksums, and with one another."""

import hashlib
import re
import sqlite3
from collections.abc import Iterator
from itertools import pairwise

import sqlalchemy as sa

from kb.doctor.findings import Finding, Mending, Severity
from kb.store.digests import digest_of, kept_digests
from kb.store.schema import SCHEMA_VERSION, clauses, documents, meta, passages, sources, versions

BACKUP = "请从备份恢复：kb import 备份.kbz --into 新目录，再用 --home 指定它"
# What SQLite says of an index that does not agree with its table; the table itself is whole.
_INDEX_ALONE = re.compile(r"(?:row \d+ missing from index|wrong # of entries in index|non-unique entry in index) .*")
_MOST_TOLD = 20


def check_file(connection: sa.Connection) -> Iterator[Finding]:
    """Yield what SQLite itself finds wrong with its pages, its indexes and the links between its rows."""
    found = [row[0] for row in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_TOLD})")]
    if found != ["ok"]:
        if all(_INDEX_ALONE.fullmatch(one) for one in found):
            yield Finding(
                "database_index",
                "kb.sqlite3",
                f"数据库自己的索引与数据不一致（{found[0]}）；数据本身完好",
                "请运行 kb doctor --repair 重建",
                mending=Mending.SQLITE,
            )
        else:
            yield Finding("database_damaged", "kb.sqlite3", f"数据库文件已损坏（{found[0]}）", BACKUP)
            return
    links = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if links:
        yield Finding(
            "links_broken", "kb.sqlite3", f"有 {len(links)} 行数据指向不存在的行（如 {links[0][0]} 表）", BACKUP
        )


def schema_of(connection: sa.Connection) -> int:
    """Return the number of the schema that the rows are in. Raises sqlalchemy's DatabaseError where there is none."""
    return int(connection.execute(sa.select(meta.c.value).where(meta.c.key == "schema_version")).scalar_one())


def check_schema(found: int) -> Iterator[Finding]:
    """Yield whether another version of the program wrote the rows."""
    if found > SCHEMA_VERSION:
        yield Finding(
            "schema_newer",
            "kb.sqlite3",
            f"知识库由较新版本的程序写成（结构版本 {found}，本程序支持到 {SCHEMA_VERSION}）",
            "请升级程序，或用 --home 指定另一个目录",
        )
    elif found < SCHEMA_VERSION:
        yield Finding(
            "schema_older",
            "kb.sqlite3",
            f"知识库由较旧版本的程序写成（结构版本 {found}，本程序用 {SCHEMA_VERSION}），逐行校验从略",
            "下一次打开时自动升级；也可运行 kb doctor --repair",
            Severity.NOTE,
            Mending.UPGRADE,
        )


def check_sources(connection: sa.Connection) -> Iterator[Finding]:
    """Yield the files whose bytes are not those that came in. Of a file that a purge has cut nothing is known."""
    query = sa.select(sources.c.source_id, sources.c.name, sources.c.sha256, sources.c.data)
    for row in connection.execute(query.order_by(sources.c.source_id)):
        if row.sha256 and hashlib.sha256(_bytes(row.data)).hexdigest() != row.sha256:
            yield Finding(
                "source_differs",
                row.name,
                f"原件“{row.name}”的内容与收入时的校验值不符；从它读出的文字另行保存，不受影响",
                "手里还有这份原件的，请运行 kb doctor --repair --originals 原件所在的目录；没有的，" + BACKUP,
                mending=Mending.ORIGINALS,
                number=row.source_id,
            )


def check_versions(connection: sa.Connection) -> Iterator[Finding]:
    """Yield the versions whose text, clauses or passages are not as they were written."""
    kept = kept_digests(connection)
    unknown = 0
    query = (
        sa.select(versions, sources.c.name)
        .join(sources, sources.c.source_id == versions.c.source_id)
        .order_by(versions.c.version_row)
    )
    for row in connection.execute(query):
        text = str(row.text)
        if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != row.text_sha256:
            yield _version_fault("text_differs", row, "的文字与收入时的校验值不符")
        elif row.version_row not in kept:
            unknown += 1
            if problem := _disagreement(connection, row.version_row, text):
                yield _version_fault("rows_differ", row, problem)
        elif digest_of(connection, row.version_row) != kept[row.version_row]:
            yield _version_fault("rows_differ", row, "的条款、段落或文件信息与写入时的校验值不符")
    if unknown:
        yield Finding(
            "digests_missing",
            "kb.sqlite3",
            f"{unknown} 个版本由较早的程序收入，还没有逐行校验值",
            "运行 kb doctor --repair 补上",
            Severity.NOTE,
            Mending.CHECKSUMS,
        )


def check_counters(connection: sa.Connection) -> Iterator[Finding]:
    """Yield whether an id would be given twice, and documents without a text."""
    highest = connection.execute(sa.select(sa.func.max(documents.c.document_id))).scalar_one()
    value = connection.execute(sa.select(meta.c.value).where(meta.c.key == "next_document")).scalar_one_or_none()
    if value is None or (highest and int(str(highest)[1:]) >= int(value)):
        yield Finding("counter_behind", "kb.sqlite3", f"下一个文件编号（{value}）已经用过（{highest}）", BACKUP)
    textless = sa.select(documents.c.document_id).where(
        ~sa.exists().where(versions.c.document_id == documents.c.document_id)
    )
    for document_id in connection.execute(textless).scalars():
        yield Finding(
            "document_empty", document_id, f"文件 {document_id} 没有任何版本", f"请运行 kb docs purge {document_id}"
        )


def count_rows(connection: sa.Connection) -> dict[str, int]:
    """Return how many rows there are of what was looked at."""
    tables = {"documents": documents, "sources": sources, "versions": versions, "clauses": clauses}
    return {
        name: int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())
        for name, table in {**tables, "passages": passages}.items()
    }


def is_sqlite_fault(error: Exception) -> str:
    """Return what SQLite says is wrong."""
    return str(getattr(error, "orig", error) if not isinstance(error, sqlite3.Error) else error)


def _version_fault(code: str, row: sa.Row[*tuple[object, ...]], problem: str) -> Finding:
    key = f"{row.document_id}@{row.version}"
    return Finding(
        code,
        key,
        f"{key}（{row.name}）{problem}",
        "请运行 kb doctor --repair，从保存的原件重新读出；读不出同样文字的，" + BACKUP,
        mending=Mending.ROWS,
        number=int(row.version_row),
    )


def _disagreement(connection: sa.Connection, version_row: int, text: str) -> str:
    """Return how clauses and passages contradict the text; empty where they do not."""
    of_passages = sa.select(passages).where(passages.c.version_row == version_row)
    if any(text[row.start : row.end] != row.text for row in connection.execute(of_passages)):
        return "的段落与文字不一致"
    query = sa.select(clauses.c.own_start, clauses.c.own_end).where(clauses.c.version_row == version_row)
    spans = sorted((row.own_start, row.own_end) for row in connection.execute(query))
    whole = [(0, 0), *spans, (len(text), len(text))]
    if any(before[1] != after[0] for before, after in pairwise(whole)):
        return "的条款连起来不是全文"
    return ""


def _bytes(data: object) -> bytes:
    return data if isinstance(data, bytes) else str(data).encode()
