"""Where the characters of files with pages stand, and of what format a file is whose text is not the file itself."""

import sqlalchemy as sa


def upgrade(connection: sa.Connection) -> None:
    """Create the table of layouts. The files of before are plain text and have none."""
    tables = sa.MetaData()
    sa.Table("sources", tables, sa.Column("source_id", sa.Integer, primary_key=True))
    sa.Table(
        "source_layouts",
        tables,
        sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.source_id"), primary_key=True),
        sa.Column("format", sa.String(32), nullable=False),
        sa.Column("layout", sa.LargeBinary, nullable=False),
    )
    tables.create_all(connection)
