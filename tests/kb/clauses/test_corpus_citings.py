"""References of real laws: how many of a text's own lead to a clause that it has. Figures: docs/references.md."""

from collections import Counter

from kb.clauses.address import AddressBook
from kb.clauses.parse import parse_clauses
from kb.clauses.references.stated import find_citings
from kb.errors import ClauseReferenceError
from kb.ingest.source import parse_source
from tests.corpus import corpus_dir

_EVERY = 60


def _clauses(book: AddressBook, address: str) -> int:
    try:
        return len(book.find(address))
    except ClauseReferenceError:
        return 0


def test_what_laws_cite_of_themselves_is_there() -> None:
    files = sorted((corpus_dir() / "laws").rglob("*.md"))[::_EVERY]
    found: Counter[int] = Counter()
    for file in files:
        for document in parse_source(file.read_bytes(), file.name).documents:
            tree = parse_clauses(document.text)
            book = AddressBook(tree)
            for one in find_citings(document.text, tree, document.metadata.title):
                assert one.span.of(document.text).strip()
                if one.title is None and one.number is None:
                    found[_clauses(book, one.address or "")] += 1
    assert len(files) == 63
    assert found.total() > 400
    assert found[1] / found.total() >= 0.97
