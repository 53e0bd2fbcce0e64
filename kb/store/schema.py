"""The tables. The migrations create them; a test holds the two together."""

import sqlalchemy as sa

SCHEMA_VERSION = 9
"""The number of the last migration."""

metadata = sa.MetaData()

meta = sa.Table(
    "meta",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("source_id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name", sa.Text, nullable=False, index=True),
    sa.Column("sha256", sa.String(64), nullable=False, index=True),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("encoding", sa.String(32), nullable=False),
    sa.Column("added_at", sa.String(32), nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sqlite_autoincrement=True,
)

source_layouts = sa.Table(
    "source_layouts",
    metadata,
    sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.source_id"), primary_key=True),
    sa.Column("format", sa.String(32), nullable=False),
    sa.Column("layout", sa.LargeBinary, nullable=False),
)
"""The pages of files and the places of their characters; a file that is its own text, letter for letter, has none."""

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("document_id", sa.String(32), primary_key=True),
    sa.Column("title_key", sa.Text, nullable=False, index=True),
    sa.Column("source_name", sa.Text, nullable=False, index=True),
    sa.Column("withdrawn_at", sa.String(32)),
    sa.Column("visible_to", sa.Text),
)
"""A document with groups (`visible_to`, |a|b|) is seen by them alone; one without is public."""

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("version_row", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("document_id", sa.String(32), sa.ForeignKey("documents.document_id"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.source_id"), nullable=False, index=True),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("text_sha256", sa.String(64), nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("metadata", sa.Text, nullable=False),
    sa.Column("source_map", sa.Text, nullable=False),
    sa.Column("gaps", sa.Text, nullable=False),
    sa.Column("added_at", sa.String(32), nullable=False),
    sa.UniqueConstraint("document_id", "version"),
    sqlite_autoincrement=True,
)

copies = sa.Table(
    "copies",
    metadata,
    sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.source_id"), primary_key=True),
    sa.Column("version_row", sa.Integer, sa.ForeignKey("versions.version_row"), primary_key=True, index=True),
    sa.Column("source_map", sa.Text, nullable=False),
)
"""Later files that hold a version's text again: a purge must reach them too."""

clauses = sa.Table(
    "clauses",
    metadata,
    sa.Column("version_row", sa.Integer, sa.ForeignKey("versions.version_row"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("label", sa.Text),
    sa.Column("title", sa.Text),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("own_start", sa.Integer, nullable=False),
    sa.Column("own_end", sa.Integer, nullable=False),
    sa.Column("depth", sa.Integer, nullable=False),
    sa.Column("parent", sa.Integer),
    sa.Column("heading_path", sa.Text, nullable=False),
    sa.UniqueConstraint("version_row", "address"),
)

passages = sa.Table(
    "passages",
    metadata,
    sa.Column("passage_row", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("passage_id", sa.String(64), nullable=False, unique=True),
    sa.Column("version_row", sa.Integer, sa.ForeignKey("versions.version_row"), nullable=False, index=True),
    sa.Column("clause_position", sa.Integer, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("lead_in", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)

generations = sa.Table(
    "generations",
    metadata,
    sa.Column("generation", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("created_at", sa.String(32), nullable=False),
    sa.Column("segments", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sqlite_autoincrement=True,
)

words = sa.Table(
    "words",
    metadata,
    sa.Column("term_key", sa.String(200), primary_key=True),
    sa.Column("expression_key", sa.String(200), primary_key=True),
    sa.Column("term", sa.Text, nullable=False),
    sa.Column("expression", sa.Text, nullable=False),
    sa.Column("removed", sa.Boolean, nullable=False),
    sa.Column("changed_at", sa.String(32), nullable=False),
)
"""What this home adds to the shipped dictionary of plain words, and what it takes out of it."""

corrections = sa.Table(
    "corrections",
    metadata,
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
"""What staff set by hand about a version; rows are only ever added, the last one of a field counts."""

cross_references = sa.Table(
    "cross_references",
    metadata,
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
"""Where a version's clauses name other clauses and documents, in text order; what they mean is told when asked."""

reference_searches = sa.Table(
    "reference_searches",
    metadata,
    sa.Column("version_row", sa.Integer, sa.ForeignKey("versions.version_row"), primary_key=True),
    sa.Column("rules", sa.Integer, nullable=False),
)
"""The versions whose references stand in the table above, and the number of the rules that found them."""

audit = sa.Table(
    "audit",
    metadata,
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
"""What was done, when and by whom; a purge empties what its rows tell, and no row is ever removed."""

sync_files = sa.Table(
    "sync_files",
    metadata,
    sa.Column("root", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("source_id", sa.Integer, sa.ForeignKey("sources.source_id"), primary_key=True, index=True),
    sa.Column("present", sa.Boolean, nullable=False),
)
"""What came in from a folder that is kept in step, by its name below the folder; absent where it no longer lies there.

A file that stands in no row was given by hand.
"""

sync_withdrawals = sa.Table(
    "sync_withdrawals",
    metadata,
    sa.Column("document_id", sa.String(32), sa.ForeignKey("documents.document_id"), primary_key=True),
    sa.Column("kept", sa.Boolean, nullable=False),
)
"""The documents that were withdrawn because their file is gone; kept where somebody restored one all the same."""

version_digests = sa.Table(
    "version_digests",
    metadata,
    sa.Column("version_row", sa.Integer, sa.ForeignKey("versions.version_row"), primary_key=True),
    sa.Column("digest", sa.String(64), nullable=False),
)
"""What the rows of a version were when they were written: `kb doctor` compares."""

purged_files = sa.Table(
    "purged_files",
    metadata,
    sa.Column("sha256", sa.String(64), primary_key=True),
    sa.Column("purged_at", sa.String(32), nullable=False),
)
"""The files that held what was purged, by the hash of their bytes: a folder does not bring them back by itself."""

feedback = sa.Table(
    "feedback",
    metadata,
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
"""What users think of answers: no names, no words of the documents; a purge takes the clauses it removes out."""

access_keys = sa.Table(
    "access_keys",
    metadata,
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
"""Who may come in over HTTP; of a key only a digest is kept, and a row stays when its key is revoked."""

access_sessions = sa.Table(
    "access_sessions",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("key_id", sa.String(16), sa.ForeignKey("access_keys.key_id"), nullable=False, index=True),
    sa.Column("expires_at", sa.String(32), nullable=False),
)
"""Browsers that signed in with a key, by a digest of their cookie."""
