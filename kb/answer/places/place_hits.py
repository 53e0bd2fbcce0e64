"""Documents of a place that the question names, on the topic of what was found, where the search kept none of them."""

from collections.abc import Iterator, Sequence

from kb.answer.places.of_places import asked_places
from kb.retrieve.naming.placed import Standing, is_on_one_thing, standing_to, states_rules
from kb.retrieve.view import Shelf, View
from kb.retrieve.weights import WordWeights
from kb.store.rows import VersionRow
from kb.text.places import Place
from kb.text.tokens import bigrams
from kb.types import Hit, Query, RetrievedBy

_FROM_IT = frozenset({Standing.OWN, Standing.WITHIN, Standing.ABOVE})
# A title is compared with so many documents of one place at most; of its passages so many are taken.
_MOST_COMPARED, _MOST_PASSAGES = 400, 5


def hits_of_places(question: str, query: Query, hits: Sequence[Hit], view: View, shelf: Shelf) -> list[Hit]:
    """Return the passages of such documents that have most of the question's words, one document a place."""
    places = asked_places(question, view) if hits else ()
    lacking = [place for place in places if not any(_is_from(place, hit) for hit in hits)]
    if not lacking:
        return []
    like = next((hit for hit in hits if states_rules(hit.version.metadata)), hits[0])
    found: list[Hit] = []
    for place in lacking:
        row = next(_alike(place, like, query, view), None)
        if row is not None:
            found += _hits_in(row, question, view, shelf)
    return found


def _is_from(place: Place, hit: Hit) -> bool:
    return standing_to(place, hit.version.metadata) in _FROM_IT or place.named_in(hit.version.text)


def _alike(place: Place, like: Hit, query: Query, view: View) -> Iterator[VersionRow]:
    """Yield the documents of the place that are titled like what was found, as far as the query may find them."""
    held = [row for row, share in view.catalog.names.placed(place.name).items() if share == 1.0]
    if len(held) > _MOST_COMPARED:
        return
    searched = view.catalog.searched(query, view.day)
    for number in held:
        row = view.catalog[number]
        if not is_on_one_thing(row.metadata, like.version.metadata):
            continue
        at = int(searched.searchsorted(number))
        if at < len(searched) and searched[at] == number:
            yield row


def _hits_in(row: VersionRow, question: str, view: View, shelf: Shelf) -> Iterator[Hit]:
    version = shelf.version(row.version_row)
    validity = view.catalog.validity(row, view.day)
    words = WordWeights([(term, 1.0) for term in bigrams(question)], view.snapshot.frequency, view.snapshot.passages)
    passages = sorted(shelf.passages_of(row.version_row), key=lambda one: -words.coverage(one.passage.text))
    for one in passages[:_MOST_PASSAGES]:
        clause = shelf.clause_at(row.version_row, one.clause_position)
        yield Hit(one.passage, 0.0, 0, clause, version, validity, {"place": RetrievedBy(1, 0.0)})
