"""Which clauses name which other clauses and documents."""

import sqlalchemy as sa


def upgrade(connection: sa.Connection) -> None:
    """Create the table of references, and the one of the versions that were searched for them.

    Versions of before are searched when their references are first needed, or by `kb reindex`.
    """
    tables = sa.MetaData()
    sa.Table("versions", tables, sa.Column("version_row", sa.Integer, primary_key=True))
    sa.Table(
        "cross_references",
        tables,
        sa.Column("version_row", sa.Integer, sa.ForeignKey("versions.version_row"), primary_key=True),
        sa.Column("ordinal", sa.Integer, primary_key=True),
        sa.Column("clause_position", sa.Integer, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("number", sa.Text),
        sa.Column("address", sa.Text),
        sa.Column("name_key", sa.Text, index=True),
    )
    sa.Table(
        "reference_searches",
        tables,
        sa.Column("version_row", sa.Integer, sa.ForeignKey("versions.version_row"), primary_key=True),
        sa.Column("rules", sa.Integer, nullable=False),
    )
    tables.create_all(connection)
