"""A run folder that is open: what is asked, and every reply the moment it came.

`replies.jsonl` grows line by line while the run goes on, so that a run that was broken off can go on where it stopped.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from eval.collection import Dataset
from eval.datasets import DatasetError, Question
from eval.lenient import number, read_object
from eval.readers.written import write_dataset
from eval.replies import Reply
from eval.runs.failures import failures
from eval.runs.files import DATASET, MANIFEST, REPLIES, read_replies, replace_file, reply_line
from eval.runs.folder_lock import FolderLock
from eval.runs.provenance import dataset_sha256, git_state, versions


@dataclass(frozen=True, slots=True)
class RunPlan:
    """What is asked of whom: all that two runs must share for one to go on where the other stopped."""

    dataset: Dataset
    as_of: date | None
    top_k: int
    kind: str
    address: str
    settings: Mapping[str, object] = field(default_factory=dict)
    corpus: Mapping[str, object] | None = None
    """How many texts are asked about and their hash, where they are known here."""

    def record(self) -> dict[str, object]:
        """Return the plan as a manifest says it."""
        dataset = self.dataset
        return {
            "dataset": {
                "path": str(dataset.path),
                "sha256": dataset_sha256(dataset),
                "questions": len(dataset.questions),
            },
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "top_k": self.top_k,
            "system": {"kind": self.kind, "address": self.address},
            "settings": dict(self.settings),
            "corpus": self.corpus,
        }


class RunFolder:
    """An open run folder that replies are kept in."""

    def __init__(
        self,
        path: Path,
        plan: RunPlan,
        replies: Mapping[str, Reply],
        earlier: Mapping[str, object],
        lock: FolderLock,
    ) -> None:
        self.path = path
        self.plan = plan
        self._replies = dict(replies)
        self._seconds = number(earlier.get("seconds")) or 0.0
        self._created = str(earlier.get("created") or _now())
        self._lock = lock
        self._started = datetime.now(UTC)
        self._file: TextIO = (path / REPLIES).open("a", encoding="utf-8", newline="\n")

    @classmethod
    def begin(cls, path: Path, plan: RunPlan, *, resume: bool) -> Self:
        """Open a folder for a new run, or with `resume` one that was broken off, where there is one.

        Raises DatasetError where the folder cannot be made, holds a run and is not to be resumed, where its run is
        another one, and where another process goes on with it.
        """
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DatasetError(f"{path}: cannot be made a folder: {error}; name another one") from error
        lock = FolderLock(path)
        try:
            folder = cls._begun(path, plan, lock, resume=resume)
            write_dataset(plan.dataset, path / DATASET)
            folder.write_manifest()
        except BaseException:
            lock.release()
            raise
        return folder

    @classmethod
    def _begun(cls, path: Path, plan: RunPlan, lock: FolderLock, *, resume: bool) -> Self:
        manifest = path / MANIFEST
        if not manifest.exists() and not (path / REPLIES).exists():
            return cls(path, plan, {}, {}, lock)
        if not resume:
            raise DatasetError(f"{path}: holds a run already; go on with it by --resume, or name another folder")
        earlier = _earlier(manifest)
        _require_same(path, plan, earlier)
        _drop_torn_line(path / REPLIES)
        return cls(path, plan, read_replies(path), earlier, lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._file.close()
            self.write_manifest()
        finally:
            self._lock.release()

    def open_questions(self) -> tuple[Question, ...]:
        """Return the questions that have no reply yet, those with an error included."""
        return tuple(
            question
            for question in self.plan.dataset.questions
            if question.query_id not in self._replies or self._replies[question.query_id].error is not None
        )

    def keep(self, question: Question, reply: Reply) -> None:
        """Keep a reply, on disk before the next one."""
        self._file.write(reply_line(question.query_id, reply))
        self._file.flush()
        os.fsync(self._file.fileno())
        self._replies[question.query_id] = reply

    def finish(self) -> tuple[Reply, ...]:
        """Write the replies anew, one line a question in the order of the questions; return them."""
        self._file.close()
        replies = {question.query_id: self._replies[question.query_id] for question in self.plan.dataset.questions}
        replace_file(self.path / REPLIES, "".join(reply_line(query_id, reply) for query_id, reply in replies.items()))
        self._file = (self.path / REPLIES).open("a", encoding="utf-8", newline="\n")
        return tuple(replies.values())

    def fingerprints(self) -> tuple[str, ...]:
        """Return the settings that the replies say they were made with; more than one if these changed on the way."""
        return tuple(dict.fromkeys(reply.fingerprint for reply in self._replies.values() if reply.fingerprint))

    def write_manifest(self) -> None:
        """Write what the run was made with, as far as it has come."""
        asked = [self._replies[one.query_id] for one in self.plan.dataset.questions if one.query_id in self._replies]
        record = {
            "name": self.path.resolve().name,
            "created": self._created,
            **self.plan.record(),
            "fingerprint": " ".join(self.fingerprints()),
            "versions": versions(),
            "git": git_state(),
            "seconds": round(self._seconds + (datetime.now(UTC) - self._started).total_seconds(), 3),
            "replies": len(asked),
            "errors": sum(reply.error is not None for reply in asked),
            "errors_by_reason": dict(failures(asked).reasons),
        }
        replace_file(self.path / MANIFEST, json.dumps(record, ensure_ascii=False, indent=2) + "\n")


def _earlier(manifest: Path) -> Mapping[str, object]:
    try:
        return read_object(manifest)
    except DatasetError as error:
        raise DatasetError(f"{error}; begin anew in another folder") from error


def _require_same(path: Path, plan: RunPlan, earlier: Mapping[str, object]) -> None:
    planned = json.loads(json.dumps(plan.record()))
    differing = []
    for name in ("dataset", "as_of", "top_k", "system", "settings", "corpus"):
        before, now = earlier.get(name), planned[name]
        if name == "dataset":
            before, now = _content(before), _content(now)
        if before != now:
            differing.append(f"{name} was {_differing(before, now)}, now it is {_differing(now, before)}")
    if differing:
        raise DatasetError(f"{path}: is another run and cannot go on: {'; '.join(differing)}; name another folder")


def _content(dataset: object) -> object:
    """Leave out where the questions were read from: a copy of them is as good."""
    return {name: value for name, value in dataset.items() if name != "path"} if isinstance(dataset, dict) else dataset


def _differing(value: object, other: object) -> object:
    if not isinstance(value, dict) or not isinstance(other, dict):
        return value
    return {name: item for name, item in value.items() if other.get(name) != item}


def _drop_torn_line(path: Path) -> None:
    """Cut off what stands behind the last line end: a line that was being written when the run broke off."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        path.write_bytes(whole)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
