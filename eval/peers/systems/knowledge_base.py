"""The knowledge base of this project."""

from collections.abc import Sequence
from pathlib import Path

from eval.datasets import DatasetError
from eval.peers.systems.base import DEPTH
from eval.peers.task import TitledText, read_files


class KnowledgeBaseSystem:
    """The knowledge base as it is installed: the files taken in, `search` asked."""

    setting = "as installed"

    def build(self, task: Path, home: Path) -> int:
        """Take in the files of the task. Raises DatasetError where one could not be taken in."""
        from kb.ingest.report import IngestStatus
        from kb.knowledge_base import KnowledgeBase
        from kb.settings import Settings

        self._knowledge = KnowledgeBase.open(Settings(home=home))
        report = self._knowledge.ingest(read_files(task))
        faults = [f"{file.name}: {file.reason}" for file in report.files if file.status is IngestStatus.FAILED]
        if faults:
            raise DatasetError(f"files that could not be taken in: {'; '.join(faults[:5])}")
        return self._knowledge.stats().passages

    def search(self, question: str) -> Sequence[TitledText]:
        """Return the hits' passages; text out of force counts, as the others know no validity."""
        from kb.types import Query

        result = self._knowledge.search(Query(question, top_k=DEPTH, include_not_in_force=True))
        return [TitledText(hit.version.metadata.title, hit.passage.text) for hit in result.hits]
