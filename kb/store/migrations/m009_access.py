"""Keys with roles, the sessions that they open, and who sees a document."""

import sqlalchemy as sa


def upgrade(connection: sa.Connection) -> None:
    """Create the tables and the column; every document stays public."""
    # Of SQLite's own accord a column that is added stands last.
    connection.execute(sa.text("ALTER TABLE documents ADD COLUMN visible_to TEXT"))
    tables = sa.MetaData()
    sa.Table(
        "access_keys",
        tables,
        sa.Column("key_id", sa.String(16), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("groups_seen", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("expires_on", sa.String(10)),
        sa.Column("last_used_on", sa.String(10)),
        sa.Column("revoked_at", sa.String(32)),
    )
    sa.Table(
        "access_sessions",
        tables,
        sa.Column("digest", sa.String(64), primary_key=True),
        sa.Column("key_id", sa.String(16), sa.ForeignKey("access_keys.key_id"), nullable=False, index=True),
        sa.Column("expires_at", sa.String(32), nullable=False),
    )
    tables.create_all(connection)
    meta = sa.table("meta", sa.column("key", sa.String), sa.column("value", sa.Text))
    connection.execute(sa.insert(meta).values(key="access_revision", value="0"))
