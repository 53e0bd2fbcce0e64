"""Rows of characters that no sentence has are read in a moment: what is asked and checked comes from anybody."""

import time
from collections.abc import Callable

import pytest

from kb.clauses.references.asked import find_references
from kb.clauses.steps import parse_address
from kb.errors import ClauseReferenceError
from kb.retrieve.naming.printed import cut
from kb.retrieve.words.typos import corrections
from kb.text.quantities import quantities_in
from kb.text.written_numbers import number_at

_ROWS = {
    "digits": "1" * 10_000,
    "numerals": "一二三千百" * 2_000,
    "letters": "a" * 10_000,
    "ordinals": "第" * 10_000,
    "addresses": "第一条第二款第三项" * 1_100,
    "brackets": "（" * 10_000,
    "titles": "《" * 10_000,
    "days": "2024年1月1日至" * 1_000,
}
_READERS: dict[str, Callable[[str], object]] = {
    "references": find_references,
    "quantities": lambda text: list(quantities_in(text)),
    "one reference": lambda text: cut(text, lambda title, quoted: True),
}


class _Empty:
    """A base in which nothing stands; it counts how often it is asked."""

    asked = 0

    def frequency(self, token: str) -> int:
        self.asked += 1
        return 0

    def phrase_frequency(self, text: str, most: int) -> int:
        return 0


@pytest.mark.parametrize("reader", _READERS)
@pytest.mark.parametrize("row", _ROWS)
def test_a_row_is_read_in_a_moment(row: str, reader: str) -> None:
    started = time.process_time()
    _READERS[reader](_ROWS[row])
    # Each took seconds to half a minute where its time grew with the square of the length.
    assert time.process_time() - started < 2


def test_words_that_are_no_sentence_are_not_read_as_misspelt() -> None:
    base = _Empty()
    rare = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(2_000))
    assert corrections(rare, base) == []
    # Each pair of neighbours is looked up once, and none of the hundreds that sound like it.
    assert base.asked < 2_000
    assert corrections("，".join(rare[start : start + 6] for start in range(0, 600, 6)), base) == []


def test_an_address_has_an_end() -> None:
    assert len(parse_address("、".join(f"第{number}条" for number in range(1, 65))).steps) == 64
    with pytest.raises(ClauseReferenceError, match="最多 64 级"):
        parse_address("a" * 10_000)


def test_a_number_has_an_end() -> None:
    found = number_at("一" * 100, 0)
    assert found is not None
    assert found.end == 41
