"""A question as it was meant: misspelt words, English, plain words, each with what it may stand for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kb.index.snapshot import Snapshot
from kb.retrieve.expand import PlainWords
from kb.retrieve.figures import Rewriting, rewriting
from kb.retrieve.query import PreparedQuestion
from kb.retrieve.words.english import translate
from kb.retrieve.words.typos import corrected, corrections
from kb.text.keys import search_key
from kb.text.tokens import bigrams
from kb.types import Expansion

# A word of the question counts 1; what it may stand for counts less, the surer it is the more.
_CORRECTION, _TRANSLATION, _PLAIN_WORD, _NOTATION = 0.8, 0.8, 0.5, 0.5
# A notation that is in so many passages is one that the documents use.
_OFTEN = 200


@dataclass(frozen=True, slots=True)
class Understanding:
    """What is searched for besides the question's own words, and what to tell the reader of it."""

    readings: tuple[str, ...]
    """The question as it stands, then as it is read: each is searched by meaning."""
    terms: tuple[tuple[str, float], ...]
    """(token, weight): the question's own, then those of its expansions."""
    expansions: tuple[Expansion, ...]


def understand(
    question: PreparedQuestion, snapshot: Snapshot, words: PlainWords, without: Collection[str] = ()
) -> Understanding:
    """Return how a prepared question is read. Its own words are never replaced, only added to.

    Those `without` are taken for what they are: nothing is added for them.
    """
    off = frozenset(map(search_key, without))
    fixes = _on(corrections(question.text, snapshot, words.own_places(question.text)), off)
    fixed = corrected(question.text, fixes)
    translations = _on(translate(fixed), off)
    plain = _on(words.expansions(fixed, snapshot.is_common), off)
    figures = rewriting(fixed, lambda written: snapshot.phrase_frequency(written, _OFTEN))
    if len(notations := _on(figures.expansions, off)) < len(figures.expansions):
        # Its readings write all of the figures anew.
        figures = Rewriting(tuple(notations))
    readings = [question.text]
    if fixes:
        readings.append(fixed)
    if translations:
        readings.append(" ".join(translation.targets[0] for translation in translations))
    readings += figures.readings
    weights = dict.fromkeys(question.terms, 1.0)
    for found, weight in (
        (fixes, _CORRECTION),
        (translations, _TRANSLATION),
        (plain, _PLAIN_WORD),
        (figures.expansions, _NOTATION),
    ):
        for token in _tokens(found):
            weights.setdefault(token, weight)
    return Understanding(tuple(readings), tuple(weights.items()), (*fixes, *translations, *plain, *figures.expansions))


def _on(expansions: Sequence[Expansion], off: Collection[str]) -> list[Expansion]:
    return [one for one in expansions if search_key(one.source) not in off]


def _tokens(expansions: Sequence[Expansion]) -> list[str]:
    return [token for expansion in expansions for target in expansion.targets for token in bigrams(target)]
