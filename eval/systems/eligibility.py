"""What a system says of applicants: a knowledge base in this process, or a server, asked as `POST /v1/eligibility`."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import httpx

from eval.datasets import DatasetError
from eval.lenient import objects
from eval.readers.eligibility import EligibilityCase
from eval.systems.exchange import exchange
from eval.systems.http import http_client, public
from eval.systems.opening import opened
from eval.systems.retry import Patience
from kb.errors import ClauseReferenceError, KnowledgeBaseError, NotFound
from kb.knowledge_base import KnowledgeBase
from kb.wire.eligibility import eligibility

TEXT = "text"
"""The mode in which an applicant is told in its own words."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What came back for an applicant, and how long it took; None where nothing usable did."""

    reply: Mapping[str, object] | None
    seconds: float
    error: str | None = None


class Judge(Protocol):
    """Something that judges applicants."""

    def document(self, name: str) -> str:
        """Return the id of the document that a title or id names. Raises DatasetError."""

    def check(self, document_id: str | None, case: EligibilityCase, mode: str, day: date) -> Judged:
        """Return what is said of a case, told as facts or in words."""


@dataclass(frozen=True, slots=True)
class Named:
    """A policy as a file of profiles names it: the document that is meant, and which of its schemes."""

    document_id: str | None
    scheme: str | None = None


@contextmanager
def open_judge(home: Path | None, url: str | None, seeds: Path, timeout: float) -> Iterator[Judge]:
    """Open what is asked: a server, a home, or a home built from the seeds. Raises DatasetError, KnowledgeBaseError."""
    if url is not None:
        with http_client(url, timeout=timeout) as client:
            yield _Server(client, timeout)
        return
    if home is not None and not home.is_dir():
        raise DatasetError(f"{home}: there is no such home; build one with `kb --home {home} ingest FILES`")
    with opened(home, seeds) as knowledge:
        yield _Here(knowledge)


def named_policies(cases: Sequence[EligibilityCase], given: Sequence[str], judge: Judge) -> Mapping[str, Named]:
    """Return the documents that the cases' policies mean: by KEY=TITLE or KEY=TITLE#SCHEME, else by their own names.

    Raises DatasetError on an option of another shape, a key that no case has, and a name that means no document.
    """
    keys = dict.fromkeys(case.policy for case in cases)
    meant: dict[str, str] = {key: key for key in keys if key}
    for option in given:
        key, _, name = option.partition("=")
        if not key or not name:
            raise DatasetError(f"--policy {option!r}: must be KEY=TITLE or KEY=TITLE#SCHEME")
        if key not in keys:
            raise DatasetError(f"--policy {option!r}: no profile is judged by {key!r}; there are {', '.join(keys)}")
        meant[key] = name
    found = {"": Named(None)}
    for key, name in meant.items():
        title, _, scheme = name.partition("#")
        found[key] = Named(judge.document(title), scheme or None)
    return found


def of_scheme(reply: Mapping[str, object], scheme: str | None) -> Mapping[str, object]:
    """Return a reply in which the verdict is that of the scheme whose name has the words; else the policy's own."""
    if scheme is None:
        return reply
    policies = []
    for policy in objects(reply, "policies"):
        own = next((one for one in objects(policy, "schemes") if scheme in str(one.get("name"))), None)
        policies.append({**policy, "verdict": own["verdict"]} if own is not None else policy)
    return {**reply, "policies": policies}


def _body(document_id: str | None, case: EligibilityCase, mode: str, day: date) -> dict[str, object]:
    told = {"profile": case.text} if mode == TEXT else {"facts": dict(case.profile)}
    return {"document_id": document_id, **told, "as_of": day.isoformat()}


@dataclass(frozen=True, slots=True)
class _Here:
    """A knowledge base in this process."""

    knowledge: KnowledgeBase

    def document(self, name: str) -> str:
        try:
            return self.knowledge.eligibility.find(name)
        except (NotFound, ClauseReferenceError) as error:
            # What a document gives is asked for by its own name: it is chosen within the document.
            if not isinstance(error, NotFound) or not self._gives(name):
                raise _no_document(name, error.message) from error
            return name

    def _gives(self, name: str) -> bool:
        try:
            return bool(self.knowledge.eligibility.check(name).policies)
        except KnowledgeBaseError:
            return False

    def check(self, document_id: str | None, case: EligibilityCase, mode: str, day: date) -> Judged:
        story, facts = (case.text, {}) if mode == TEXT else ("", case.profile)
        started = time.perf_counter()
        try:
            report = self.knowledge.eligibility.check(document_id, story, facts, day)
        except KnowledgeBaseError as error:
            return Judged(None, time.perf_counter() - started, error.message)
        return Judged(eligibility(report), time.perf_counter() - started)


@dataclass(frozen=True, slots=True)
class _Server:
    """A server that speaks the HTTP contract."""

    client: httpx.Client
    timeout: float

    def document(self, name: str) -> str:
        """Return the id of the document that the server understands by a name."""
        body = {"document_id": name, "profile": "", "facts": {}}
        judged = self._sent(self.client.build_request("POST", "/v1/eligibility", json=body))
        if judged.reply is None:
            raise _no_document(name, f"{public(self.client.base_url)} says {judged.error}")
        without = judged.reply.get("without_conditions")
        found = [*objects(judged.reply, "policies"), *([without] if isinstance(without, dict) else [])]
        if not found:
            raise _no_document(name, "the server judges no document of that name")
        # What a document gives is asked for by its own name: it is chosen within the document.
        chosen = any(scheme.get("asked") for scheme in objects(found[0], "schemes"))
        return name if chosen else str(found[0]["document_id"])

    def check(self, document_id: str | None, case: EligibilityCase, mode: str, day: date) -> Judged:
        body = _body(document_id, case, mode, day)
        return self._sent(self.client.build_request("POST", "/v1/eligibility", json=body))

    def _sent(self, request: httpx.Request) -> Judged:
        got = exchange(self.client, request, Patience(3), self.timeout)
        if not isinstance(got.body, dict):
            return Judged(None, got.seconds, got.error or "the reply is no object")
        return Judged(got.body, got.seconds)


def _no_document(name: str, why: str) -> DatasetError:
    return DatasetError(f"policy {name!r} means no document: {why}; name one with --policy {name}=TITLE")
