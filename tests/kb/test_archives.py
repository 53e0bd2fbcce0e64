"""Archives into the knowledge base: by path and as bytes that came over the wire."""

from pathlib import Path

import pytest

from eval.benchmarks.ofd_maker import typeset, zipped
from kb.ingest.report import IngestStatus
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT


@pytest.mark.parametrize("by_path", [True, False])
def test_the_files_of_an_archive_come_in_each_with_its_report(tmp_path: Path, by_path: bool) -> None:
    data = zipped(
        {
            "一/贴息.txt": LOANS.encode(),
            "租金.ofd": typeset(RENT.strip().split("\n")),
            "坏.ofd": b"no",
            "../出.txt": b"x",
            "图.exe": b"x",
        }
    )
    path = tmp_path / "包.zip"
    path.write_bytes(data)
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(256))
    try:
        report = base.ingest([path]) if by_path else base.ingest_files([("包.zip", data)])
        again = base.ingest_files([("包.zip", data)])
        sources = [document.source for document in base.documents().documents]
    finally:
        base.close()
    assert [(file.name, file.status) for file in report.files] == [
        ("包.zip/../出.txt", IngestStatus.FAILED),
        ("包.zip/一/贴息.txt", IngestStatus.ADDED),
        ("包.zip/图.exe", IngestStatus.SKIPPED),
        ("包.zip/坏.ofd", IngestStatus.FAILED),
        ("包.zip/租金.ofd", IngestStatus.ADDED),
    ]
    assert sources == ["包.zip/一/贴息.txt", "包.zip/租金.ofd"]
    assert again.count(IngestStatus.UNCHANGED) == 2
