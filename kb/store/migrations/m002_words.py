"""A home's own changes to the dictionary of plain words."""

import sqlalchemy as sa


def upgrade(connection: sa.Connection) -> None:
    """Create the table of changed words and the number that tells of a change."""
    tables = sa.MetaData()
    sa.Table(
        "words",
        tables,
        sa.Column("term_key", sa.String(200), primary_key=True),
        sa.Column("expression_key", sa.String(200), primary_key=True),
        sa.Column("term", sa.Text, nullable=False),
        sa.Column("expression", sa.Text, nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("changed_at", sa.String(32), nullable=False),
    )
    tables.create_all(connection)
    connection.execute(sa.text("INSERT INTO meta (key, value) VALUES ('words_revision', '0')"))
