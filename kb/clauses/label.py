"""What a clause is called before readers."""

from kb.clauses.tables import SEPARATOR
from kb.types import Clause, Validity, Version

VALIDITY_WORDS = {
    Validity.IN_FORCE: "现行有效",
    Validity.NOT_YET: "尚未施行",
    Validity.EXPIRED: "已过有效期",
    Validity.REPEALED: "已废止",
    Validity.UNKNOWN: "效力未写明",
}
"""What a validity is called before readers."""


def clause_label(clause: Clause) -> str:
    """Return a clause's address; `四、` alone is followed by its heading."""
    return clause.address + ((clause.title or "") if clause.address.endswith("、") else "")


def column_names(clause: Clause) -> str:
    """Return the names of the columns that a row of a table stands below (甲｜乙); empty for what is no row."""
    above = clause.heading_path[-1] if clause.kind == "row" and clause.heading_path else ""
    return above if SEPARATOR in above else ""


def clause_name(version: Version, clause: Clause) -> str:
    """Return a clause's name, 《title》（number）label."""
    number = f"（{version.metadata.doc_number.value}）" if version.metadata.doc_number else ""
    return f"《{version.metadata.title}》{number}{clause_label(clause)}"
