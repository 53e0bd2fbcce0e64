"""The log of what was done, and what folders that are kept in step with the home hold."""

import hashlib

import sqlalchemy as sa


def upgrade(connection: sa.Connection) -> None:
    """Create the tables; of files that a purge has cut, forget the hash of the bytes that they had."""
    tables = sa.MetaData()
    sources = sa.Table(
        "sources",
        tables,
        sa.Column("source_id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64)),
        sa.Column("data", sa.LargeBinary),
    )
    sa.Table("documents", tables, sa.Column("document_id", sa.String(32), primary_key=True))
    sa.Table(
        "audit",
        tables,
        sa.Column("audit_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(32), nullable=False, index=True),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("document_id", sa.String(32), index=True),
        sa.Column("version", sa.Integer),
        sa.Column("title", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("sha256", sa.String(64)),
        sa.Column("detail", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    sa.Table(
        "sync_files",
        tables,
        sa.Column("root", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.source_id"), primary_key=True, index=True),
        sa.Column("present", sa.Boolean, nullable=False),
    )
    sa.Table(
        "sync_withdrawals",
        tables,
        sa.Column("document_id", sa.String(32), sa.ForeignKey("documents.document_id"), primary_key=True),
        sa.Column("kept", sa.Boolean, nullable=False),
    )
    tables.create_all(connection)
    ids = list(connection.execute(sa.select(sources.c.source_id)).scalars())
    for source_id in ids:
        which = sources.c.source_id == source_id
        row = connection.execute(sa.select(sources).where(which)).one()
        if hashlib.sha256(row.data).hexdigest() != row.sha256:
            connection.execute(sa.update(sources).where(which).values(sha256=""))
