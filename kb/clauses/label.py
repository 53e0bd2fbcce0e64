"""What a clause is called before readers."""

from kb.types import Clause, Version


def clause_name(version: Version, clause: Clause) -> str:
    """Return a clause's name, 《title》（number）address; `四、` alone is followed by its heading."""
    number = f"（{version.metadata.doc_number.value}）" if version.metadata.doc_number else ""
    heading = (clause.title or "") if clause.address.endswith("、") else ""
    return f"《{version.metadata.title}》{number}{clause.address}{heading}"
