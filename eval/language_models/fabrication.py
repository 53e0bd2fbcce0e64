"""How many false sentences the checks of written answers let through, and how many true ones they take out."""

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from embeddings.loading import load_encoder
from embeddings.types import Encoder
from eval.language_models import corruptions, paraphrases
from eval.language_models.corruptions import FIGURES, Pool, bodies_in, corrupted
from kb.answer.written.check import sentence_fault
from kb.answer.written.draft import DraftSentence, sentences_of
from kb.answer.written.material import Material
from kb.knowledge_base import KnowledgeBase
from kb.text.folding import Folded, fold
from kb.text.sentences import sentence_spans
from kb.types import AnswerStatus, Citation, DocumentKind, Query, Span, Validity

_SHORTEST, _LONGEST = 12, 160
_SHOWN = 8
_UNKNOWN_MARK = 99
_RULES = frozenset({DocumentKind.POLICY, DocumentKind.LAW, DocumentKind.NOTICE, DocumentKind.NEWS, DocumentKind.OTHER})


@dataclass(slots=True)
class Count:
    """Sentences of one kind: how many there were, and how many the checks decided wrongly on, with examples."""

    tried: int = 0
    wrong: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, *, wrong: bool, example: str) -> None:
        """Count one sentence."""
        self.tried += 1
        self.wrong += wrong
        if wrong and len(self.examples) < _SHOWN:
            self.examples.append(example)


@dataclass(frozen=True, slots=True)
class FabricationReport:
    """What was tried, by kind: false sentences let through, true sentences dropped."""

    answers: int
    documents: int
    let_through: Mapping[str, Count]
    dropped: Mapping[str, Count]

    @property
    def figures_let_through(self) -> int:
        """Sentences with a figure, unit or day that no clause states, shown all the same."""
        return sum(count.wrong for kind, count in self.let_through.items() if kind in FIGURES)


@dataclass(frozen=True, slots=True)
class _Known:
    """An answer's citations as a model would be given them."""

    materials: tuple[Material, ...]


def measure(knowledge: KnowledgeBase, questions: Path | None, *, each: int, seed: int) -> FabricationReport:
    """Ask for `each` sentences of every document, corrupt and paraphrase what is quoted, and check all of it.

    The answers that people wrote to the questions of a file are checked as well, where one is given.
    """
    chance = random.Random(seed)
    encoder = load_encoder(knowledge.settings.embedding_model)
    answers = list(_answers(knowledge, each, chance))
    pool = _pool(answers)
    let_through = {kind: Count() for kind in corruptions.KINDS}
    dropped = {kind: Count() for kind in paraphrases.KINDS}
    for known in answers:
        quotes = [one.citation.quote for one in known.materials]
        for material, sentence in _sentences(known):
            _try_false(let_through, known, material, sentence, quotes, pool, encoder, chance)
            _try_true(dropped, known, material, sentence, encoder)
    if questions is not None:
        _try_written(dropped["written by people"], knowledge, questions, encoder)
    documents = {one.citation.version.key for known in answers for one in known.materials}
    return FabricationReport(len(answers), len(documents), let_through, dropped)


def terminal_lines(report: FabricationReport, *, examples: bool) -> list[str]:
    """Return the counts as lines, by kind."""
    lines = [f"{report.answers} answers from {report.documents} documents", "", "false sentences let through"]
    for title, counts in (("", report.let_through), ("true sentences dropped", report.dropped)):
        lines += ["", title] if title else []
        for kind, count in counts.items():
            share = f" ({count.wrong / count.tried:.1%})" if count.tried else ""
            lines.append(f"  {kind}: {count.wrong} of {count.tried}{share}")
            lines += [f"      {one}" for one in count.examples if examples]
    return lines


def _answers(knowledge: KnowledgeBase, each: int, chance: random.Random) -> Iterator[_Known]:
    for summary in knowledge.documents(limit=100_000).documents:
        if summary.kind not in _RULES:
            continue
        text = knowledge.document(summary.document_id).text
        sentences = [one for span in sentence_spans(text) if _SHORTEST <= len(one := span.of(text)) <= _LONGEST]
        for sentence in chance.sample(sentences, min(each, len(sentences))):
            found = knowledge.ask(Query(f"《{summary.title}》{sentence[:40]}", include_not_in_force=True))
            if found.status is not AnswerStatus.ABSTAINED and found.citations:
                yield _Known(tuple(map(Material, found.citations)))


def _pool(answers: Sequence[_Known]) -> Pool:
    cited = [(one.citation, said) for known in answers for one, said in _sentences(known)]
    return Pool(
        [(said, one.version.metadata.title) for one, said in cited],
        sorted({one.version.metadata.title for one, _ in cited}),
        sorted({body for _, said in cited for body in bodies_in(said)}),
    )


def _sentences(known: _Known) -> Iterator[tuple[Material, str]]:
    for material in known.materials:
        quote = material.citation.quote
        for span in sentence_spans(quote):
            said = " ".join(span.of(quote).split())
            if _SHORTEST <= len(said) <= _LONGEST and "|" not in said:
                yield material, said


def _try_false(
    counts: Mapping[str, Count],
    known: _Known,
    material: Material,
    sentence: str,
    quotes: Sequence[str],
    pool: Pool,
    encoder: Encoder,
    chance: random.Random,
) -> None:
    mark = material.citation.mark
    for kind, made in corrupted(sentence, quotes, material.citation.version.metadata.title, pool, chance):
        fault = sentence_fault(DraftSentence(made, (mark,)), known.materials, encoder)
        counts[kind].add(wrong=fault is None, example=f"{made}  <-  {sentence}")
    for kind, marks in (("no mark", ()), ("unknown mark", (_UNKNOWN_MARK,))):
        fault = sentence_fault(DraftSentence(sentence, marks), known.materials, encoder)
        counts[kind].add(wrong=fault is None, example=sentence)


def _try_true(counts: Mapping[str, Count], known: _Known, material: Material, sentence: str, encoder: Encoder) -> None:
    for kind, made in paraphrases.paraphrased(sentence, material.citation.version.metadata.title):
        fault = sentence_fault(DraftSentence(made, (material.citation.mark,)), known.materials, encoder)
        counts[kind].add(wrong=fault is not None, example=f"{fault}: {made}  <-  {material.citation.quote[:120]}")


def _try_written(count: Count, knowledge: KnowledgeBase, questions: Path, encoder: Encoder) -> None:
    for line in questions.read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        materials = [
            one for one in (_material(knowledge, place, told) for place, told in enumerate(asked["evidence"], 1)) if one
        ]
        if not asked["answerable"] or len(materials) < len(asked["evidence"]):
            continue
        marks = tuple(one.citation.mark for one in materials)[:4]
        for sentence in sentences_of(asked["answer"]):
            fault = sentence_fault(DraftSentence(sentence.text, marks), materials, encoder)
            count.add(wrong=fault is not None, example=f"{fault}: {sentence.text}")


def _material(knowledge: KnowledgeBase, mark: int, evidence: Mapping[str, str]) -> Material | None:
    """Return a piece of evidence as a numbered clause; None where no document of its file holds it."""
    wanted = fold(evidence["quote"])
    for summary in knowledge.documents(source=evidence["source"], limit=1000).documents:
        version = knowledge.document(summary.document_id)
        folded = Folded(version.text)
        place = folded.key.find(wanted)
        if place >= 0:
            span = folded.span(place, place + len(wanted))
            tree = knowledge.clause_tree(summary.document_id)
            clause = tree.clauses[tree.at(span.start)]
            return Material(
                Citation(mark, span.of(version.text), Span(span.start, span.end), clause, version, Validity.UNKNOWN, "")
            )
    return None
