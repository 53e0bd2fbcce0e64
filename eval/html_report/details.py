"""What the page shows of single questions: expected, got and passages, ready for its script."""

from collections.abc import Sequence

from eval.collection import Dataset, GoldClause
from eval.datasets import Question
from eval.html_report.marking import found_at, in_script_units
from eval.judging.matching import normalise, rests_on, sentences
from eval.judging.units import PASSAGE_CHARS, golds_of, stands_for
from eval.replies import RepliedPassage, Reply
from eval.results.standing import Verdict, verdict, worth
from eval.results.table import ordered
from eval.runs.finished import FinishedRun
from eval.scored import Scored

_VERDICTS = tuple(Verdict)
_SOURCE_CHARS = 1200


class Texts:
    """Texts that many questions share, each kept once and named by its place."""

    def __init__(self) -> None:
        self._places: dict[tuple[str, ...], int] = {}

    def place(self, *texts: str) -> int:
        """Return the place of a group of texts, a new one where it is not there yet."""
        return self._places.setdefault(texts, len(self._places))

    @property
    def kept(self) -> list[list[str]]:
        """The groups in the order of their places."""
        return [list(texts) for texts in self._places]


def page_data(run: FinishedRun) -> dict[str, object]:
    """Return what the page's script shows: questions with the worst first, and the passages that they share."""
    passages = Texts()
    rows = {row.query_id: row for row in run.figures.scored}
    questions = [
        _question(number, question, run.dataset, run.replies[question.query_id], rows[question.query_id], passages)
        for number, question in enumerate(run.dataset.questions)
        if question.query_id in rows and question.query_id in run.replies
    ]
    ranks = {query_id: place for place, query_id in enumerate(worst_first(run.figures.scored))}
    questions.sort(key=lambda record: ranks[str(record["id"])])
    return {"passages": passages.kept, "questions": questions}


def worst_first(scored: Sequence[Scored]) -> list[str]:
    """Return the ids of the questions: by verdict, then by what the answer is worth, then as they were asked."""
    order = sorted(enumerate(scored), key=lambda pair: (_VERDICTS.index(verdict(pair[1])), worth(pair[1]), pair[0]))
    return [row.query_id for _, row in order]


def _question(
    number: int, question: Question, dataset: Dataset, reply: Reply, row: Scored, passages: Texts
) -> dict[str, object]:
    golds = [] if question.evidence else [gold.clause for gold in golds_of(question, dataset)]
    quotes = question.quotes or tuple(gold.text for gold in golds)
    wanted = [sentence for quote in quotes if quote for sentence in sentences(quote)]
    found = verdict(row)
    return {
        "number": number,
        "id": question.query_id,
        "question": question.text,
        "persona": question.persona,
        "type": question.type,
        "verdict": str(found),
        "wrong": found.wrong,
        "worth": round(worth(row), 3),
        "expected": _expected(question, golds, reply),
        "got": _got(question, reply, row, wanted),
        "passages": [_passage(passage, golds, wanted, passages) for passage in reply.found],
        "figures": {name: round(row.figures[name], 3) for name in ordered(list(row.figures))},
    }


def _expected(question: Question, golds: Sequence[GoldClause], reply: Reply) -> dict[str, object]:
    answer = normalise(reply.text)
    passages = [normalise(passage[:PASSAGE_CHARS]) for passage in reply.passages]
    cited = [normalise(quote) for quote in reply.quotes]
    return {
        "answerable": question.answerable,
        "doubt": question.doubt,
        "reference": question.reference,
        "facts": [[fact, normalise(fact) in answer] for fact in question.key_facts],
        "quotes": [
            {"source": piece.source, "text": piece.quote, **_places(piece.quote, passages, cited)}
            for piece in question.evidence
        ],
        "judged": [_judged(gold, reply.found) for gold in golds],
    }


def _places(quote: str, passages: Sequence[str], cited: Sequence[str]) -> dict[str, object]:
    """Return how many sentences a quote has, how many were found and cited, and the ranks of the passages."""
    wanted = sentences(quote)
    ranks = [rank for rank, text in enumerate(passages, start=1) if any(sentence in text for sentence in wanted)]
    return {
        "sentences": len(wanted),
        "found": sum(any(sentence in text for text in passages) for sentence in wanted),
        "cited": sum(any(sentence in text for text in cited) for sentence in wanted),
        "ranks": ranks,
    }


def _judged(gold: GoldClause, found: Sequence[RepliedPassage]) -> dict[str, object]:
    ranks = [rank for rank, passage in enumerate(found, start=1) if stands_for(passage, gold)]
    return {
        "title": gold.title,
        "label": gold.label or ("" if gold.title else gold.gold_id),
        "text": _short(gold.text, _SOURCE_CHARS),
        "ranks": ranks,
    }


def _got(question: Question, reply: Reply, row: Scored, wanted: Sequence[str]) -> dict[str, object]:
    return {
        "status": reply.status or "",
        "abstained": reply.abstained,
        "answer": reply.text,
        "confidence": reply.confidence,
        "milliseconds": round(row.milliseconds, 1),
        "error": reply.error or "",
        "citations": [
            {
                "quote": citation.quote,
                "where": _where(citation.title, citation.clause_label),
                "on": rests_on(citation.quote, question.quotes) if question.evidence else None,
                "marks": _marks(citation.quote, wanted),
            }
            for citation in reply.cited
        ],
    }


def _passage(
    passage: RepliedPassage, golds: Sequence[GoldClause], wanted: Sequence[str], texts: Texts
) -> dict[str, object]:
    text = _short(passage.text, PASSAGE_CHARS)
    marks = _marks(text, wanted)
    return {
        "at": texts.place(_where(passage.title, passage.clause_label), text),
        "hit": bool(marks) or any(stands_for(passage, gold) for gold in golds),
        "marks": marks,
    }


def _marks(text: str, wanted: Sequence[str]) -> list[list[int]]:
    return in_script_units(text, found_at(text, wanted))


def _where(title: str, label: str) -> str:
    return " ".join(part for part in (f"《{title}》" if title else "", label) if part)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
