"""The gate catches a system whose retriever, citer or abstainer is broken on purpose."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.datasets import SEEDS
from eval.replies import RepliedCitation, RepliedPassage, Reply
from eval.systems.library import Library
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.text.sentences import sentence_spans
from kb.types import Query

DATA = Path(__file__).resolve().parents[1] / "data"


@dataclass(frozen=True, slots=True)
class ReversingRetriever(Library):
    """Gives the worst passage first."""

    def ask(self, question: str) -> Reply:
        reply = Library.ask(self, question)
        return replace(reply, found=reply.found[::-1])


@dataclass(frozen=True, slots=True)
class StrayRetriever(Library):
    """Gives passages of documents that nothing was found in."""

    def ask(self, question: str) -> Reply:
        reply = Library.ask(self, question)
        right = {passage.document_id for passage in reply.found[:3]}
        wide = self.knowledge.search(Query(question, top_k=100, as_of=self.asking.as_of))
        stray = [hit for hit in wide.hits if hit.version.document_id not in right]
        found = (RepliedPassage(hit.passage.text, hit.passage.passage_id, hit.clause_id) for hit in stray)
        return replace(reply, found=tuple(found)[: len(reply.found)])


@dataclass(frozen=True, slots=True)
class ShiftingCiter(Library):
    """Quotes the sentence that stands behind the right one: verbatim, and beside the point."""

    def ask(self, question: str) -> Reply:
        reply = Library.ask(self, question)
        return replace(reply, cited=tuple(map(self._shifted, reply.cited)))

    def _shifted(self, citation: RepliedCitation) -> RepliedCitation:
        document_id, _, version = citation.clause_id.partition("#")[0].rpartition("@")
        text = self.knowledge.document(document_id, version=int(version)).text
        behind = text[text.index(citation.quote) + len(citation.quote) :].strip() or text
        return replace(citation, quote=next(span.of(behind) for span in sentence_spans(behind)))


@dataclass(frozen=True, slots=True)
class NeverAbstains(Library):
    """Answers with the first passage where it should say that the documents do not say."""

    def ask(self, question: str) -> Reply:
        reply = Library.ask(self, question)
        first = reply.found[0]
        cited = reply.cited or (RepliedCitation(first.text, first.clause_id),)
        return replace(reply, status="answered", text=reply.text if reply.cited else first.text, cited=cited)


@dataclass(frozen=True, slots=True)
class AlwaysAbstains(Library):
    """Says that the documents do not say, whatever was asked."""

    def ask(self, question: str) -> Reply:
        return replace(Library.ask(self, question), status="abstained", text="文件里没有说明。", cited=())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("broken") / "home"
    base = KnowledgeBase.open(Settings(home=home))
    base.ingest(sorted(SEEDS.glob("*.txt")))
    base.close()
    return home


@pytest.fixture(scope="module")
def run(home: Path) -> list[str]:
    """Return the command that asks every eighth development question."""
    questions = home.parent / "questions.jsonl"
    lines = (DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    questions.write_text("\n".join(lines[::8]) + "\n", encoding="utf-8")
    return ["run", "--questions", str(questions), "--home", str(home), "--as-of", "2026-11-21"]


@pytest.fixture(scope="module")
def baseline(home: Path, run: list[str]) -> Path:
    out = home.parent / "sound"
    assert main([*run, "--out", str(out)]) == 0
    return out / "figures.json"


def _falls(said: str) -> Mapping[str, str]:
    """Return what is said of each measure that fell."""
    lines = [line.removeprefix("eval: gate: ") for line in said.splitlines() if line.startswith("eval: gate: ")]
    return {line.split(" is ")[0]: line for line in lines if not line.startswith(" ")}


def test_the_sound_system_passes_its_own_figures(
    run: list[str], baseline: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*run, "--baseline", str(baseline), "--tolerance", "0"]) == 0
    assert _falls(capsys.readouterr().err) == {}


@pytest.mark.parametrize(
    ("broken", "fallen", "untouched"),
    [
        (ReversingRetriever, {"evidence@1", "R@1", "RR@10"}, {"citation_precision", "refusal_f1"}),
        (StrayRetriever, {"evidence@1", "evidence@5", "R@5", "nDCG@10"}, {"citation_precision", "refusal_f1"}),
        (ShiftingCiter, {"citation_precision", "citation_recall", "wrong_answers"}, {"evidence@5", "refusal_f1"}),
        (NeverAbstains, {"refusal_recall", "refusal_f1", "answered_unanswerable"}, {"evidence@5", "key_facts"}),
        (AlwaysAbstains, {"false_refusals", "refusal_precision", "key_facts"}, {"evidence@5", "refusal_recall"}),
    ],
)
def test_a_broken_part_is_caught_and_named(
    broken: type[Library],
    fallen: set[str],
    untouched: set[str],
    run: list[str],
    baseline: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("eval.systems.opening.Library", broken)
    assert main([*run, "--baseline", str(baseline)]) == 1
    said = capsys.readouterr().err
    falls = _falls(said)
    assert fallen <= falls.keys()
    assert not untouched & falls.keys()
    known = {row["query_id"] for row in json.loads(baseline.read_text(encoding="utf-8"))["scored"]}
    told = [line.split()[2] for line in said.splitlines() if line.startswith("eval: gate:   d")]
    assert told
    assert set(told) <= known
