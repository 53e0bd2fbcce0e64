"""What users think of answers."""

import sqlalchemy as sa


def upgrade(connection: sa.Connection) -> None:
    """Create the table."""
    tables = sa.MetaData()
    sa.Table(
        "feedback",
        tables,
        sa.Column("feedback_id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("given_key", sa.String(64), unique=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("verdict", sa.String(16), nullable=False, index=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("as_of", sa.String(10)),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("answer_sha256", sa.String(64), nullable=False),
        sa.Column("clause_ids", sa.Text, nullable=False),
        sa.Column("comment", sa.Text),
        sqlite_autoincrement=True,
    )
    tables.create_all(connection)
