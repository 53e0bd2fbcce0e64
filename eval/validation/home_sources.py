"""What a knowledge base holds, as a validator asks for it: its documents' texts, and whether a clause is there."""

import re
from collections.abc import Iterator
from contextlib import suppress

from eval.validation.sources import Source
from kb.clauses.references.asked import find_reference
from kb.errors import ClauseReferenceError, KnowledgeBaseError, NotFound
from kb.knowledge_base import KnowledgeBase
from kb.retrieve.catalog import names_of

_CLAUSE_ID = re.compile(r"(?P<document>[^#@]+)@(?P<version>\d+)#(?P<address>.+)")
_PAGE = 500


def home_sources(knowledge: KnowledgeBase) -> Iterator[Source]:
    """Yield every document's current text, by the file it came in, with the names it goes by."""
    offset = 0
    while True:
        page = knowledge.documents(limit=_PAGE, offset=offset, include_withdrawn=True)
        for summary in page.documents:
            version = knowledge.document(summary.document_id)
            yield Source(version.source_name, version.text, tuple(names_of(version.metadata)))
        offset += _PAGE
        if offset >= page.total:
            return


def clause_fault(knowledge: KnowledgeBase, clause_id: str) -> str | None:
    """Return what is wrong with a clause id (`document@version#address`) or reference (`《…办法》第五条`)."""
    named = _CLAUSE_ID.fullmatch(clause_id)
    if named is not None:
        try:
            knowledge.clause(named["document"], named["address"], version=int(named["version"]))
        except (NotFound, ClauseReferenceError):
            return "is not in the home"
        return None
    reference = find_reference(clause_id)
    if reference is None:
        return "is neither a clause id (document@version#address) nor a reference such as 《…办法》第五条"
    if not reference.title:
        return "names no document; put its title in 《》 before it"
    with suppress(KnowledgeBaseError):
        if knowledge.clauses(clause_id):
            return None
    return "names no clause of the home"
