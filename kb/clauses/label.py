"""What a clause is called before readers."""

from kb.types import Clause, Version


def clause_label(clause: Clause) -> str:
    """Return a clause's address; `四、` alone is followed by its heading."""
    return clause.address + ((clause.title or "") if clause.address.endswith("、") else "")


def clause_name(version: Version, clause: Clause) -> str:
    """Return a clause's name, 《title》（number）label."""
    number = f"（{version.metadata.doc_number.value}）" if version.metadata.doc_number else ""
    return f"《{version.metadata.title}》{number}{clause_label(clause)}"
