"""What a sentence may rest on: the clauses that it cites, read once for all checks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from kb.answer.lead.text import segments
from kb.answer.written.material import Material
from kb.clauses.citation import official_citation
from kb.text.amounts import Figure, figures_in
from kb.text.folding import fold
from kb.text.keys import title_key
from kb.text.periods import Period, periods_in
from kb.text.sentences import sentence_spans
from kb.text.tokens import bigrams
from kb.text.values import Value, values_in
from kb.text.written_numbers import half_width

# A day without a year is compared as a day of the same year.
ANY_YEAR = 2000
_TITLE = re.compile(r"《[^《》]*》")


@dataclass(frozen=True)
class Support:
    """The cited clauses; `quotes` state what a sentence may state, `names` what it may be called by."""

    quotes: tuple[str, ...]
    heads: tuple[str, ...]
    """The lead-ins among the quotes."""
    titles: tuple[str, ...]
    names: tuple[str, ...]
    """Titles, numbers, issuers, headings and addresses of what is cited."""
    columns: tuple[str, ...] = ()

    @classmethod
    def of(cls, cited: Sequence[Material], every: Sequence[Material]) -> "Support":
        """Return what the cited clauses state, the lead-ins of cited list items included."""
        marks = {one.citation.mark for one in cited}
        above = [one for one in every if one.citation.mark in {item.above for item in cited}]
        held = [*cited, *(one for one in above if one.citation.mark not in marks)]
        names: list[str] = []
        titles: list[str] = []
        for one in held:
            metadata, clause = one.citation.version.metadata, one.citation.clause
            titles += [metadata.title, *([metadata.subtitle] if metadata.subtitle else [])]
            stated = (metadata.doc_number, metadata.region, *metadata.issuers)
            names += [metadata.title, metadata.subtitle or "", *(part.value for part in stated if part)]
            names += [*clause.heading_path, clause.title or "", clause.address]
            names.append(official_citation(metadata, clause, one.citation.version.of))
        return cls(
            tuple(one.citation.quote for one in held),
            tuple(one.citation.quote for one in above),
            tuple(dict.fromkeys(titles)),
            tuple(dict.fromkeys(name for name in names if name)),
            tuple(one.columns for one in held if one.columns),
        )

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The quotes, half-width, offsets kept."""
        return tuple(map(half_width, self.quotes))

    @cached_property
    def key(self) -> str:
        """The quotes folded, one a line."""
        return "\n".join(map(fold, self.quotes))

    @cached_property
    def key_with_names(self) -> str:
        """Quotes, names and column names folded, one a line."""
        return "\n".join([self.key, *map(fold, (*self.names, *self.columns))])

    @cached_property
    def figures(self) -> tuple[tuple[str, Figure], ...]:
        """The figures with the half-width text that each stands in."""
        return tuple((text, one) for text in self.texts for one in figures_in(text))

    @cached_property
    def values(self) -> frozenset[Value]:
        """The figures and days as values."""
        return frozenset(value for text in self.texts for _, value in values_in(text))

    @cached_property
    def periods(self) -> tuple[Period, ...]:
        """The times that the quotes speak of."""
        return tuple(one for text in self.texts for one in periods_in(text, year=ANY_YEAR))

    @cached_property
    def tokens(self) -> frozenset[str]:
        """The bigrams of quotes and names."""
        return frozenset(bigrams("\n".join((*self.quotes, *self.names, *self.columns))))

    @cached_property
    def title_keys(self) -> tuple[str, ...]:
        """Keys of the titles of what is cited, and of the titles that the quotes name."""
        named = (match[0] for text in (*self.quotes, *self.titles) for match in _TITLE.finditer(text))
        return tuple(map(title_key, (*self.titles, *named)))

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The stretches of the quotes between two stops."""
        return tuple(text[part.start : part.end] for text in self.texts for part in segments(text))

    @cached_property
    def sentences(self) -> tuple[str, ...]:
        """The sentences of the quotes as they stand."""
        return tuple(span.of(quote) for quote in self.quotes for span in sentence_spans(quote))
