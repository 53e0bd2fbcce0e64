"""The texts of a knowledge base in this process."""

from collections.abc import Iterator
from dataclasses import dataclass

from eval.judging.held import HeldText
from kb.errors import NotFound
from kb.knowledge_base import KnowledgeBase

_PAGE = 500


@dataclass(frozen=True, slots=True)
class HomeTexts:
    """What an open knowledge base holds."""

    knowledge: KnowledgeBase

    def texts(self, source: str | None = None) -> Iterator[HeldText]:
        """Yield the current text of every document, or of those of one file."""
        offset = 0
        while True:
            page = self.knowledge.documents(source=source, limit=_PAGE, offset=offset)
            for summary in page.documents:
                version = self.knowledge.document(summary.document_id, version=summary.version)
                tree = self.knowledge.clause_tree(summary.document_id, version=summary.version)
                yield HeldText(version.key, version.source_name, version.metadata.title, version.text, tree)
            offset += _PAGE
            if offset >= page.total:
                return

    def text(self, document_id: str, version: int) -> str | None:
        """Return the text of one version; None where there is none."""
        try:
            return self.knowledge.document(document_id, version=version).text
        except NotFound:
            return None
