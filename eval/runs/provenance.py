"""What a run was made with: package versions, the state of the source tree, the questions themselves."""

import dataclasses
import hashlib
import json
import subprocess
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from eval.collection import Dataset
from eval.datasets import DatasetError
from kb.knowledge_base import KnowledgeBase

_PROJECT = Path(__file__).resolve().parents[2]
_PACKAGES = (
    "policy-knowledge-base",
    "faiss-cpu",
    "ir-measures",
    "numpy",
    "sentence-transformers",
    "tantivy",
    "torch",
)


def versions() -> dict[str, str]:
    """Return the versions of the packages that figures may depend on, those that are installed."""
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def git_state(tree: Path = _PROJECT) -> Mapping[str, object] | None:
    """Return the revision of a work tree and whether it holds changes; None where it is none or git is not there."""
    revision, top = _git(tree, "rev-parse", "HEAD"), _git(tree, "rev-parse", "--show-toplevel")
    # An installed package may lie inside somebody else's work tree.
    if revision is None or top is None or Path(top) != tree.resolve():
        return None
    return {"revision": revision, "dirty": bool(_git(tree, "status", "--porcelain"))}


def dataset_sha256(dataset: Dataset) -> str:
    """Return a hash of the questions with their gold, the same whatever file they were read from."""
    record = {
        "questions": [dataclasses.asdict(question) for question in dataset.questions],
        "judgments": {query_id: dict(grades) for query_id, grades in dataset.judgments.items()},
        "gold": {gold_id: dataclasses.asdict(clause) for gold_id, clause in dataset.gold.items()},
    }
    text = json.dumps(record, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def folder_corpus(folder: Path) -> Mapping[str, object]:
    """Return how many texts (.txt) a folder holds, and a hash of their names and contents. Raises DatasetError."""
    try:
        return _corpus((path.name, path.read_bytes()) for path in sorted(folder.glob("*.txt")))
    except OSError as error:
        raise DatasetError(f"{folder}: cannot be read: {error}") from error


def home_corpus(knowledge: KnowledgeBase) -> Mapping[str, object]:
    """Return how many documents a knowledge base holds, and a hash of their files' names and texts."""
    page = knowledge.documents(limit=max(1, knowledge.stats().documents))
    versions = (knowledge.document(one.document_id, version=one.version) for one in page.documents)
    return _corpus((f"{version.key} {version.source_name}", version.text.encode()) for version in versions)


def _corpus(files: Iterable[tuple[str, bytes]]) -> Mapping[str, object]:
    whole, count = hashlib.sha256(), 0
    for name, content in files:
        whole.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
        count += 1
    return {"files": count, "sha256": whole.hexdigest()}


def _git(tree: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(tree), *arguments], capture_output=True, text=True, encoding="utf-8", check=False
        )
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None
