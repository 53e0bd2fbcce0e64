"""What staff set by hand about a version: an append-only history."""

import sqlalchemy as sa


def upgrade(connection: sa.Connection) -> None:
    """Create the table of corrections."""
    tables = sa.MetaData()
    sa.Table("versions", tables, sa.Column("version_row", sa.Integer, primary_key=True))
    corrections = sa.Table(
        "corrections",
        tables,
        sa.Column("correction_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("version_row", sa.Integer, sa.ForeignKey("versions.version_row"), nullable=False, index=True),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("action", sa.String(8), nullable=False),
        sa.Column("value", sa.Text),
        sa.Column("from_day", sa.String(10)),
        sa.Column("previous", sa.Text),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    corrections.create(connection)
