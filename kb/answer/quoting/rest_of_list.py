"""What is said of a list of which only some items are quoted: how many it has, and where the others stand."""

from collections.abc import Sequence, Set

from kb.answer.question import QuestionKind
from kb.answer.quoting.extractive import introduces_list
from kb.clauses.label import clause_label
from kb.retrieve.view import Shelf, View
from kb.types import Citation

_LISTS = frozenset({QuestionKind.LIST, QuestionKind.STEPS, QuestionKind.CONDITIONS})
# Of fewer items it is not the list that is quoted.
_FEWEST = 3


def rest_of_list(kinds: Set[QuestionKind], citations: Sequence[Citation], view: View, shelf: Shelf) -> str:
    """Return a sentence on the list that a question asks for and that is quoted in part; empty where none is."""
    quoted: dict[tuple[str, int], dict[str, Citation]] = {}
    for citation in citations:
        if citation.clause.label is not None and citation.clause.parent is not None and kinds & _LISTS:
            quoted.setdefault((citation.version.key, citation.clause.parent), {})[citation.clause.address] = citation
    for (_, parent), shown in quoted.items():
        version = next(iter(shown.values())).version
        row = view.catalog.find(version.document_id, version.version)
        if row is None or len(shown) < _FEWEST:
            continue
        clauses = shelf.tree(row.version_row).clauses
        # The articles of a chapter are no list.
        if not introduces_list(clauses[parent], version.text):
            continue
        items = [one.address for one in clauses if one.parent == parent and one.label is not None]
        if len(shown) < len(items):
            which = "前" if set(items[: len(shown)]) == shown.keys() else "其中"
            return f"（共{len(items)}项，以上是{which}{len(shown)}项，全文见{clause_label(clauses[parent])}）"
    return ""
