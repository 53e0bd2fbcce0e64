"""What rows are checked against, and the bytes of files that were purged."""

import sqlalchemy as sa


def upgrade(connection: sa.Connection) -> None:
    """Create the tables; versions from before have no digest until a repair adds it."""
    tables = sa.MetaData()
    sa.Table("versions", tables, sa.Column("version_row", sa.Integer, primary_key=True))
    new = [
        sa.Table(
            "version_digests",
            tables,
            sa.Column("version_row", sa.Integer, sa.ForeignKey("versions.version_row"), primary_key=True),
            sa.Column("digest", sa.String(64), nullable=False),
        ),
        sa.Table(
            "purged_files",
            tables,
            sa.Column("sha256", sa.String(64), primary_key=True),
            sa.Column("purged_at", sa.String(32), nullable=False),
        ),
    ]
    tables.create_all(connection, new)
