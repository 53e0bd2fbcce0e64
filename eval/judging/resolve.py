"""Gold evidence as clauses of what a system holds, so that cutting its passages anew voids no judgment."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from eval.collection import Dataset, GoldClause
from eval.datasets import Question
from eval.judging.held import HeldText, Holdings
from eval.judging.matching import normalise, sentences
from kb.clauses.address import resolve as resolve_address
from kb.clauses.references.asked import find_reference, title_matches
from kb.types import Clause, Span

_CLAUSE_ID = re.compile(r"[^#\s]+@\d+#\S+")
# As much of a quote as a fault needs to show.
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Resolution:
    """A data set whose questions name clauses, and what could not be placed for sure."""

    dataset: Dataset
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One piece of evidence: a quote, or a clause's name."""

    query_id: str
    text: str
    source: str
    by_name: bool


def resolve_in(holdings: Holdings, dataset: Dataset) -> Resolution:
    """Return the data set with the clauses of what a system holds.

    Where every piece of evidence names its file and stands in it once, nothing else is read. Raises HoldingsUnknown.
    """
    wanted = [piece for question in dataset.questions for piece in _wanted(question, dataset)]
    if all(piece.source for piece in wanted):
        names = dict.fromkeys(PurePath(piece.source).name for piece in wanted)
        found = resolve(dataset, (text for name in names for text in holdings.texts(name)))
        if not found.faults:
            return found
    return resolve(dataset, holdings.texts())


def resolve(dataset: Dataset, texts: Iterable[HeldText]) -> Resolution:
    """Return the data set with the clauses that its evidence stands in, by their ids in these texts.

    A quote is the smallest clauses that hold its sentences, in the file that is named, else wherever it stands. A
    clause named in words (《…办法》第五条) is that clause. Questions that have judgments stay as they are. What stands
    nowhere, only in other files than the one named, or in several documents is a fault; of several the first is taken.
    A question with evidence that stands nowhere says so, and keeps the names that lead to no clause.
    """
    wanted = [piece for question in dataset.questions for piece in _wanted(question, dataset)]
    found: defaultdict[_Wanted, dict[str, tuple[HeldText, list[Clause]]]] = defaultdict(dict)
    for held in texts:
        searched = _Searched(held)
        for piece in dict.fromkeys(wanted):
            clauses = searched.named(piece.text) if piece.by_name else searched.holding(piece.text)
            if clauses:
                found[piece][held.key] = (held, clauses)
    gold: dict[str, GoldClause] = dict(dataset.gold)
    faults: list[str] = []
    ids: defaultdict[str, list[str]] = defaultdict(list)
    doubts: defaultdict[str, list[str]] = defaultdict(list)
    quoted: set[str] = set()
    for piece in wanted:
        if piece.by_name and piece.query_id in quoted:
            # The words quoted lead to the smaller clause.
            continue
        places, fault = _chosen(piece, found[piece])
        faults += [f"{piece.query_id}: {fault}"] if fault else []
        if not places:
            doubts[piece.query_id].append(str(fault))
            ids[piece.query_id] += [piece.text] if piece.by_name else []
        elif not piece.by_name:
            quoted.add(piece.query_id)
        for held, clause in places:
            one = _gold(held, clause)
            gold[one.gold_id] = one
            ids[piece.query_id].append(one.gold_id)
    questions = tuple(
        replace(_with_clauses(question, ids), doubt="; ".join(doubts[question.query_id]) or question.doubt)
        for question in dataset.questions
    )
    return Resolution(replace(dataset, questions=questions, gold=gold), tuple(faults))


def _wanted(question: Question, dataset: Dataset) -> Iterator[_Wanted]:
    """Yield the evidence of a question whose clauses are not all known by their ids."""
    names = [name for name in question.clause_ids if not _CLAUSE_ID.fullmatch(name)]
    if dataset.judgments.get(question.query_id) or (question.clause_ids and not names):
        return
    for piece in question.evidence:
        yield _Wanted(question.query_id, piece.quote, piece.source, by_name=False)
    for name in names:
        yield _Wanted(question.query_id, name, "", by_name=True)


def _with_clauses(question: Question, ids: Mapping[str, list[str]]) -> Question:
    known = [name for name in question.clause_ids if _CLAUSE_ID.fullmatch(name)]
    return replace(question, clause_ids=tuple(dict.fromkeys([*known, *ids.get(question.query_id, ())])))


def _chosen(
    piece: _Wanted, found: Mapping[str, tuple[HeldText, list[Clause]]]
) -> tuple[list[tuple[HeldText, Clause]], str | None]:
    """Return the clauses that a piece of evidence is, and what is doubtful about them."""
    name = PurePath(piece.source).name
    shown = piece.text if len(piece.text) <= _SHOWN else f"{piece.text[:_SHOWN]}…"
    here = [place for place in found.values() if name and PurePath(place[0].source).name == name]
    places = here or list(found.values())
    if not places:
        return [], f"{shown!r} is found in no document"
    titles = [held.title for held, _ in places]
    fault = None
    if name and not here:
        fault = f"{shown!r} is not in {piece.source} but in {titles[0]}"
    elif len(places) > 1:
        fault = f"{shown!r} is found in {len(places)} documents: {', '.join(titles)}"
    held, clauses = places[0]
    return [(held, clause) for clause in clauses], fault


def _gold(held: HeldText, clause: Clause) -> GoldClause:
    text = clause.span.of(held.text).strip()
    return GoldClause(f"{held.key}#{clause.address}", held.title, clause.address, text)


class _Searched:
    """A text as quotes are looked up in it."""

    def __init__(self, held: HeldText) -> None:
        self._text = held.text
        self._title = held.title
        self._tree = held.tree
        self._normal = normalise(self._text)
        self._offsets: list[int] = []

    def holding(self, quote: str) -> list[Clause]:
        """Return the smallest clauses that hold a quote's sentences, in text order; none where one is missing."""
        wanted = sentences(quote)
        if not all(sentence in self._normal for sentence in wanted):
            return []
        self._map()
        whole = max(self._normal.find(normalise(quote)), 0)
        starts = [self._normal.find(sentence, whole) for sentence in wanted]
        if min(starts) < 0:
            starts = [self._normal.find(sentence) for sentence in wanted]
        places = [(start, start + len(sentence)) for start, sentence in zip(starts, wanted, strict=True) if start >= 0]
        clauses = (self._smallest(Span(self._offsets[start], self._offsets[end - 1] + 1)) for start, end in places)
        return [clause for clause in dict.fromkeys(clauses) if clause]

    def _map(self) -> None:
        """Compare character by character from here on: so it is known where each character stands."""
        if not self._offsets:
            pieces = [normalise(char) for char in self._text]
            self._normal = "".join(pieces)
            self._offsets = [place for place, piece in enumerate(pieces) for _ in piece]

    def named(self, name: str) -> list[Clause]:
        """Return the clauses that a reference means in this text; none where it names another document."""
        reference = find_reference(name)
        if reference is None or not reference.title or not title_matches(reference.title, self._title):
            return []
        return [self._tree.clauses[position] for position in resolve_address(self._tree, reference.address)]

    def _smallest(self, span: Span) -> Clause | None:
        holding = [clause for clause in self._tree.clauses if clause.span.contains(span)]
        return max(holding, key=lambda clause: clause.depth, default=None)
