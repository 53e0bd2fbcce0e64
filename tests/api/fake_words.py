"""A dictionary of two shipped words and the home's changes to them, in memory."""

from collections.abc import Sequence

from kb.errors import InvalidWord, NotFound
from kb.retrieve.words.entries import WordChange, WordEntry, WordOutcome, WordPage, WordReport, WordState


class FakeWords:
    """The methods of WordBook over a plain dictionary."""

    def __init__(self) -> None:
        self.failure: BaseException | None = None
        self.revision = 0
        self.states = {("贷款利率", "利息"): WordState.SHIPPED, ("贷款贴息", "利息补贴"): WordState.SHIPPED}

    def list(
        self, text: str | None = None, *, state: WordState | None = None, limit: int | None = None, offset: int = 0
    ) -> WordPage:
        found = [
            WordEntry(*word, is_now)
            for word, is_now in sorted(self.states.items())
            if (text or "") in "".join(word) and state in (None, is_now)
        ]
        return WordPage(tuple(found[offset : None if limit is None else offset + limit]), len(found), self.revision)

    def add(self, term: str, expressions: Sequence[str]) -> WordReport:
        if self.failure is not None:
            raise self.failure
        for expression in expressions:
            if len(expression) < 2:
                raise InvalidWord("说法太短", term=term, expression=expression)
        return self._report(term, expressions, WordOutcome.ADDED, WordState.OWN)

    def remove(self, term: str, expressions: Sequence[str] = ()) -> WordReport:
        said = [word[1] for word in self.states if word[0] == term]
        if not said:
            raise NotFound(f"词典里没有术语“{term}”", term=term)
        return self._report(term, expressions or said, WordOutcome.REMOVED, WordState.REMOVED)

    def _report(self, term: str, expressions: Sequence[str], outcome: WordOutcome, state: WordState) -> WordReport:
        self.revision += 1
        self.states.update(dict.fromkeys([(term, expression) for expression in expressions], state))
        return WordReport(tuple(WordChange(term, expression, outcome) for expression in expressions), self.revision)
