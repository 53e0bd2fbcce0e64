"""What a clause is called before readers."""

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


def clause_name(version: Version, clause: Clause) -> str:
    """Return a clause's name, 《title》（number）label."""
    number = f"（{version.metadata.doc_number.value}）" if version.metadata.doc_number else ""
    return f"《{version.metadata.title}》{number}{clause_label(clause)}"
