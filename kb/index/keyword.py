"""Keyword search: BM25 over character bigrams, and exact phrases."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol, Self

import tantivy

from kb.errors import HomeDamaged
from kb.text.tokens import bigrams

# A word in the title or a heading says less than in the text: a whole law shares its title.
TITLE_WEIGHT = 0.4
"""What a word in the title counts for beside one in the text."""
FIELD_WEIGHTS = {"body": 1.0, "heading": 0.6, "title": TITLE_WEIGHT}
_HEAP_BYTES = 128_000_000
_SHARED = 64
# Tokens whose frequency is remembered, five megabytes: questions share most of theirs.
_MOST_FREQUENCIES = 50_000


@dataclass(frozen=True, slots=True)
class KeywordEntry:
    """One passage as the keyword index reads it."""

    version_row: int
    title: str
    heading: str
    body: str


@dataclass(frozen=True, slots=True)
class KeywordHit:
    """A passage found by its words: its position in the order of building, and its BM25 score."""

    position: int
    score: float


@dataclass(frozen=True, slots=True)
class Places:
    """Where the passages of a part of an index stand: from its passage begins[i] on, at positions[i] and following."""

    begins: tuple[int, ...]
    positions: tuple[int, ...]

    def of(self, number: int) -> int:
        """Return the position of a passage by its number in the part."""
        place = bisect_right(self.begins, number) - 1
        return self.positions[place] + number - self.begins[place]

    def after(self, start: int) -> "Places":
        """Return the places where the part itself begins at a position."""
        return Places(self.begins, tuple(start + position for position in self.positions))


class KeywordIndex(Protocol):
    """Passages found by their words. Positions count from 0 in the order of building."""

    def search(
        self, terms: Sequence[tuple[str, float]], top_k: int, *, version_rows: Sequence[int] | None = None
    ) -> list[KeywordHit]:
        """Return at most top_k passages that hold at least one of the (token, weight) terms, best first.

        Where version_rows is given, only passages of these versions are found.
        """

    def phrase(self, text: str, top_k: int) -> list[KeywordHit]:
        """Return at most top_k passages in whose text the words stand one after the other."""

    def holding(self, text: str) -> list[int]:
        """Return the positions of all passages in which the words may stand one after the other, in no order.

        None that holds them is left out; punctuation, and lone characters at either end, are not looked at.
        """

    def resembling(self, tokens: Sequence[str], top_k: int) -> list[KeywordHit]:
        """Return at most top_k passages that have most of the tokens in their text or headings, best first."""

    def frequency(self, token: str) -> int:
        """Return in how many passages' texts a token stands."""

    def title_frequency(self, token: str) -> int:
        """Return how many passages are indexed under a title with the token."""

    def is_in_title(self, version_row: int, token: str) -> bool:
        """Tell whether a version was indexed under a title with the token."""


class TantivyIndex:
    """KeywordIndex on tantivy (BM25, k1 1.2, b 0.75; Robertson and Zaragoza 2009)."""

    def __init__(self, index: tantivy.Index, places: Sequence[Places | int] | None = None) -> None:
        """Take an open index; of one that was laid together, where the passages of each of its parts stand.

        For a part whose own order is not known, a number tells where it begins: its passages tell the rest, slowly.
        """
        self._index = index
        self._searcher = index.searcher()
        self._places = [0] * int(self._searcher.num_segments) if places is None else list(places)
        self._frequencies: dict[str, int] = {}

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    @classmethod
    def build(cls, folder: Path, entries: Iterable[KeywordEntry]) -> Self:
        """Write an index of the entries into a new folder."""
        folder.mkdir(parents=True)
        index = tantivy.Index(_schema(), path=str(folder))
        writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        # Passages of one text share their title, and many their heading.
        shared = lru_cache(maxsize=_SHARED)(_words)
        for position, entry in enumerate(entries):
            document = tantivy.Document()
            document.add_integer("position", position)
            document.add_text("version", str(entry.version_row))
            document.add_text("title", shared(entry.title))
            document.add_text("heading", shared(entry.heading))
            document.add_text("body", _words(entry.body))
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        return cls(index)

    @classmethod
    def empty(cls) -> Self:
        """Return an index in memory without a passage."""
        return cls(tantivy.Index(_schema()))

    @classmethod
    def open(cls, folder: Path, *, places: Sequence[Places | int] | None = None, name: Path | None = None) -> Self:
        """Read an index that build wrote. Raises HomeDamaged, which tells of `name`, where none can be read."""
        told = name or folder
        if not tantivy.Index.exists(str(folder)):
            raise HomeDamaged(f"关键词索引不见了：{told}；请运行 kb reindex 重建", folder=str(told))
        try:
            index = tantivy.Index.open(str(folder))
            # What is written stays as it is: nothing is to be looked for again.
            index.config_reader(reload_policy="manual")
            index.reload()
            return cls(index, places)
        except (ValueError, OSError) as error:
            raise HomeDamaged(
                f"关键词索引已损坏：{told}（{error}）；请运行 kb reindex 重建", folder=str(told)
            ) from error

    def search(
        self, terms: Sequence[tuple[str, float]], top_k: int, *, version_rows: Sequence[int] | None = None
    ) -> list[KeywordHit]:
        """Return at most top_k passages that hold at least one of the terms, best first."""
        if not terms or (version_rows is not None and not len(version_rows)):
            return []
        query = self._any_term(terms)
        if version_rows is not None:
            chosen = version_query(self._index.schema, version_rows)
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query), (tantivy.Occur.Must, tantivy.Query.const_score_query(chosen, 0.0))]
            )
        return self._run(query, top_k)

    def phrase(self, text: str, top_k: int) -> list[KeywordHit]:
        """Return at most top_k passages in whose text the words stand one after the other."""
        tokens = bigrams(text)
        if not tokens:
            return []
        return self._run(self._phrase_query(tokens), top_k)

    def _phrase_query(self, tokens: Sequence[str]) -> tantivy.Query:
        schema = self._index.schema
        if _is_lone(tokens[0]) or _is_lone(tokens[-1]):
            return _at_edges(schema, tokens)
        if len(tokens) == 1:
            return tantivy.Query.term_query(schema, "body", tokens[0])
        words: list[str | tuple[int, str]] = list(tokens)
        return tantivy.Query.phrase_query(schema, "body", words)

    def holding(self, text: str) -> list[int]:
        """Return the positions of all passages in which the words may stand one after the other, in no order."""
        tokens = _without_lone_edges(bigrams(text))
        if not tokens:
            return []
        found = self._searcher.search(self._phrase_query(tokens), limit=max(1, len(self)), count=False).hits
        return [self._position(address) for _, address in found]

    def resembling(self, tokens: Sequence[str], top_k: int) -> list[KeywordHit]:
        """Return at most top_k passages that have most of the tokens in their text or headings, best first."""
        fields = ("body", "heading")
        terms = [tantivy.Query.term_query(self._index.schema, field, token) for token in tokens for field in fields]
        return self._run(tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms]), top_k)

    def frequency(self, token: str) -> int:
        """Return in how many passages' texts a token stands."""
        # Held in a local: another thread may begin another dictionary at any moment.
        known = self._frequencies
        found = known.get(token)
        if found is None:
            found = int(self._searcher.doc_freq("body", token))
            if len(known) >= _MOST_FREQUENCIES:
                self._frequencies = known = {}
            known[token] = found
        return found

    def title_frequency(self, token: str) -> int:
        """Return how many passages are indexed under a title with the token."""
        return int(self._searcher.doc_freq("title", token))

    def is_in_title(self, version_row: int, token: str) -> bool:
        """Tell whether a version was indexed under a title with the token."""
        schema = self._index.schema
        both = [
            (tantivy.Occur.Must, tantivy.Query.term_query(schema, "version", str(version_row))),
            (tantivy.Occur.Must, tantivy.Query.term_query(schema, "title", token)),
        ]
        return bool(self._searcher.search(tantivy.Query.boolean_query(both), limit=1, count=False).hits)

    def _any_term(self, terms: Sequence[tuple[str, float]]) -> tantivy.Query:
        schema = self._index.schema
        return tantivy.Query.boolean_query(
            [
                (
                    tantivy.Occur.Should,
                    tantivy.Query.boost_query(tantivy.Query.term_query(schema, field, token), weight * field_weight),
                )
                for token, weight in terms
                for field, field_weight in FIELD_WEIGHTS.items()
            ]
        )

    def _position(self, address: tantivy.DocAddress) -> int:
        places = self._places[address.segment_ord]
        if isinstance(places, int):
            return places + int(self._searcher.doc(address)["position"][0])
        return places.of(int(address.doc))

    def _run(self, query: tantivy.Query, top_k: int) -> list[KeywordHit]:
        found = self._searcher.search(query, limit=top_k, count=False).hits
        hits = [KeywordHit(self._position(address), float(score)) for score, address in found if score > 0]
        return sorted(hits, key=lambda hit: (-hit.score, hit.position))


def version_query(schema: tantivy.Schema, version_rows: Sequence[int]) -> tantivy.Query:
    """Return a query for the passages of versions."""
    return tantivy.Query.term_set_query(schema, "version", [str(row) for row in version_rows])


def _words(text: str) -> str:
    return " ".join(bigrams(text))


def _is_lone(token: str) -> bool:
    return len(token) == 1 and not token.isascii()


def _without_lone_edges(tokens: Sequence[str]) -> Sequence[str]:
    """Return the tokens without lone characters at the ends, which make a query slow, where words are left."""
    start, end = int(_is_lone(tokens[0])) if tokens else 0, len(tokens)
    end -= int(end > start and _is_lone(tokens[-1]))
    if any(not token.isascii() for token in tokens[start:end]):
        return tokens[start:end]
    # A number alone is in too many passages; what begins with a character is found faster than what ends with it.
    return tokens[start:] if tokens[start:] else tokens


def _at_edges(schema: tantivy.Schema, tokens: Sequence[str]) -> tantivy.Query:
    """Return a phrase query for words that begin or end with a lone character: in a text it is half of a bigram.

    3年 stands in 3年以上, whose tokens are 3, 年以 and 以上.
    """
    first, last = re.escape(tokens[0]), re.escape(tokens[-1])
    if len(tokens) == 1:
        return tantivy.Query.regex_query(schema, "body", f"{first}.?|.{first}")
    words: list[str | tuple[int, str]] = [re.escape(token) for token in tokens]
    if _is_lone(tokens[0]):
        words[0] = f".?{first}"
    if _is_lone(tokens[-1]):
        words[-1] = f"{last}.?"
    return tantivy.Query.regex_phrase_query(schema, "body", words)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("position", stored=True)
    builder.add_text_field("version", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("heading", tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("body", tokenizer_name="whitespace", index_option="position")
    return builder.build()
