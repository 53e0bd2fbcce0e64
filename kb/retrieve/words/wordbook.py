"""The dictionary of plain words in force in a home: the shipped one with the home's own changes over it."""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache

from kb.errors import InvalidWord, NotFound
from kb.retrieve.expand import MOST_TERMS, PlainWords, Word, bundled_plain_words, shipped_words
from kb.retrieve.words.entries import (
    WordChange,
    WordEntry,
    WordFault,
    WordOutcome,
    WordPage,
    WordReport,
    WordState,
)
from kb.retrieve.words.files import read_words
from kb.retrieve.words.rules import fault_of, tidy, word_key
from kb.store.rows import WordRow
from kb.store.store import Store
from kb.text.keys import search_key


class WordBook:
    """Lists and changes the dictionary; safe to share between threads.

    The shipped dictionary is read-only. The store holds what the home adds and removes, pair by pair, so that a newer
    shipped dictionary comes into force with the home's changes still over it.
    """

    def __init__(
        self,
        store: Store,
        writing: Callable[[], AbstractContextManager[None]],
        is_common: Callable[[str], bool],
        *,
        in_use: bool,
    ) -> None:
        """Take the store, what keeps other writers out, what the documents use themselves, and the setting."""
        self._store = store
        self._writing = writing
        self._is_common = is_common
        self._in_use = in_use
        self._lock = threading.Lock()
        self._current: tuple[int, PlainWords] | None = None

    def current(self) -> PlainWords:
        """Return the words in force, those that another program has just changed included."""
        if not self._in_use:
            return PlainWords({})
        revision = self._store.words_revision()
        held = self._current
        if held is not None and held[0] == revision:
            return held[1]
        with self._lock:
            if self._current is None or self._current[0] != revision:
                rows = self._store.word_rows()
                added = [(row.term, row.expression) for row in rows if not row.removed]
                removed = [(row.term, row.expression) for row in rows if row.removed]
                words = bundled_plain_words()
                # The number is read before the rows: at worst what they hold is read once more.
                self._current = (revision, words.changed(added, removed) if rows else words)
            return self._current[1]

    def list(
        self,
        text: str | None = None,
        *,
        state: WordState | None = None,
        changed_only: bool = False,
        limit: int | None = None,
        offset: int = 0,
    ) -> WordPage:
        """Return the entries with some text in the term or the expression, by term; removed ones are among them.

        `changed_only` leaves out what is shipped and in force.
        """
        revision = self._store.words_revision()
        wanted = search_key(text or "")
        chosen = [
            entry
            for key, entry in _entries(self._rows()).items()
            if state in (None, entry.state)
            and not (changed_only and entry.state is WordState.SHIPPED)
            and any(wanted in part for part in key)
        ]
        chosen.sort(key=lambda entry: (entry.term, entry.state.value, entry.expression))
        end = None if limit is None else offset + limit
        return WordPage(tuple(chosen[offset:end]), len(chosen), revision)

    def add(self, term: str, expressions: Sequence[str]) -> WordReport:
        """Add plain expressions of a term, or bring shipped ones back. Raises InvalidWord, and then adds none."""
        return self._change([self._checked(term, expression) for expression in expressions], [])

    def remove(self, term: str, expressions: Sequence[str] = ()) -> WordReport:
        """Take expressions of a term out, all of them where none is given. Raises NotFound, and then removes none."""
        term = tidy(term)
        in_force = {key: one for key, one in _entries(self._rows()).items() if one.state is not WordState.REMOVED}
        of_term = [entry for key, entry in in_force.items() if key[0] == search_key(term)]
        if not of_term:
            raise NotFound(f"词典里没有术语“{term}”；请在词典列表里核对", term=term)
        wanted = [(term, tidy(expression)) for expression in expressions]
        for word in wanted:
            if word_key(word) not in in_force:
                raise NotFound(
                    f"词典里术语“{term}”没有说法“{word[1]}”；请在词典列表里核对",
                    term=term,
                    expression=word[1],
                )
        return self._change([], wanted or [(entry.term, entry.expression) for entry in of_term])

    def take_file(self, data: bytes, name: str) -> WordReport:
        """Add and remove what a file says, and name every line that says nothing.

        Raises UnreadableSource, EmptySource.
        """
        file = read_words(data, name)
        return self._change(file.added, file.removed, file.faults)

    def _checked(self, term: str, expression: str) -> Word:
        word = tidy(term), tidy(expression)
        if reason := fault_of(*word):
            raise InvalidWord(reason, term=term, expression=expression)
        return word

    def _rows(self) -> dict[Word, WordRow]:
        return {word_key((row.term, row.expression)): row for row in self._store.word_rows()}

    def _change(self, added: Sequence[Word], removed: Sequence[Word], faults: tuple[WordFault, ...] = ()) -> WordReport:
        """Write the changes in one transaction, removals after additions."""
        with self._writing():
            # First of all: where the documents cannot be read, nothing is changed that could not be reported.
            common = {expression for _, expression in added if self._is_common(search_key(expression))}
            before = self._rows()
            rows = dict(before)
            outcomes = [(word, _add(word, rows)) for word in added] + [(word, _remove(word, rows)) for word in removed]
            kept = [row for key, row in rows.items() if before.get(key) != row]
            dropped = [row for key, row in before.items() if key not in rows]
            if kept or dropped:
                with self._store.writing() as writer:
                    writer.change_words(kept, dropped)
        words = self.current()
        changes = (
            WordChange(*word, outcome, self._note(word[1], outcome, words, word[1] in common))
            for word, outcome in outcomes
        )
        return WordReport(tuple(changes), self._store.words_revision(), faults)

    def _note(self, expression: str, outcome: WordOutcome, words: PlainWords, common: bool) -> str | None:
        """Return why an entry in force is not searched with; None where it is."""
        if outcome is WordOutcome.REMOVED:
            return None
        if not self._in_use:
            return "设置 KB_PLAIN_WORDS 关闭了口语词典，目前不会用到"
        terms = words.terms_of(expression)
        if len(terms) > MOST_TERMS:
            return f"“{expression}”对应 {len(terms)} 个术语，超过 {MOST_TERMS} 个就不会用到；请移除用不着的术语"
        if common:
            return f"“{expression}”在已导入的文件里很常用，只按原词检索，不会另外补充术语"
        return None


def _add(word: Word, rows: dict[Word, WordRow]) -> WordOutcome:
    key = word_key(word)
    row = rows.get(key)
    if key in _shipped():
        if row is None or not row.removed:
            return WordOutcome.UNCHANGED
        del rows[key]
        return WordOutcome.RESTORED
    if row is not None and not row.removed:
        return WordOutcome.UNCHANGED
    rows[key] = WordRow(*word, removed=False)
    return WordOutcome.ADDED


def _remove(word: Word, rows: dict[Word, WordRow]) -> WordOutcome:
    key = word_key(word)
    row = rows.get(key)
    if key in _shipped():
        if row is not None and row.removed:
            return WordOutcome.UNCHANGED
        rows[key] = WordRow(*_shipped()[key], removed=True)
        return WordOutcome.REMOVED
    if row is None or row.removed:
        return WordOutcome.UNCHANGED
    del rows[key]
    return WordOutcome.REMOVED


def _entries(rows: Mapping[Word, WordRow]) -> dict[Word, WordEntry]:
    """Return every entry by its key: the shipped ones, and what the home's changes make of them."""
    entries = {key: WordEntry(*word, WordState.SHIPPED) for key, word in _shipped().items()}
    for key, row in rows.items():
        if row.removed:
            entries[key] = WordEntry(row.term, row.expression, WordState.REMOVED)
        elif key not in entries:
            entries[key] = WordEntry(row.term, row.expression, WordState.OWN)
    return entries


@lru_cache(maxsize=1)
def _shipped() -> Mapping[Word, Word]:
    return {word_key(word): word for term, said in shipped_words().items() for word in ((term, one) for one in said)}
