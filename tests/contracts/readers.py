"""What every reader promises. A test module derives from the classes and supplies the fixtures they name."""

import random
import time
from collections.abc import Iterator

import pytest

from kb.errors import SourceError
from kb.ingest.condition import require_text
from kb.ingest.readers.isolation import IsolatedReaders
from kb.ingest.readers.process import ReaderLimits
from kb.ingest.readers.table import READERS
from kb.raw import RawDocument
from tests.kb.ingest.readers.samples import Sample

LIMITS = ReaderLimits(seconds=60.0, memory=1_500_000_000)
_LONGEST_SECONDS = 30.0
_SEED = 20240501
# Readers that start another program are tried on few damaged files.
_MANY = 10


@pytest.fixture(scope="session")
def readers() -> Iterator[IsolatedReaders]:
    """Give the processes that the readers run in, as they do for an ingest: what kills one fails its test alone."""
    readers = IsolatedReaders(LIMITS, processes=1)
    yield readers
    readers.close()


class ReaderContract:
    """The promises about `sample`, a file of the format of `suffix`.

    Its `damages` says how many damaged files are tried of each kind; a slow reader tries fewer.
    """

    def test_the_text_is_the_document_s(self, readers: IsolatedReaders, suffix: str, sample: Sample) -> None:
        raw = _read(readers, suffix, sample.data)
        found, missing = 0, []
        for words in sample.words:
            at = raw.text.find(words, found)
            if at < 0:
                missing.append(words)
            else:
                found = at + len(words)
        assert len(missing) <= sample.may_miss * len(sample.words), missing
        assert require_text(raw, f"样本{suffix}") == ()

    def test_the_same_file_gives_the_same_text(self, readers: IsolatedReaders, suffix: str, sample: Sample) -> None:
        first = _read(readers, suffix, sample.data)
        again = READERS[suffix](sample.data, f"样本{suffix}")
        assert again.text == first.text
        assert [(run.start, run.length, run.page) for run in again.placed] == [
            (run.start, run.length, run.page) for run in first.placed
        ]

    def test_the_text_has_plain_lines(self, readers: IsolatedReaders, suffix: str, sample: Sample) -> None:
        raw = _read(readers, suffix, sample.data)
        assert raw.text.encode().decode() == raw.text
        assert "\ufeff" not in raw.text
        assert raw.format != ""
        if raw.is_reflowed:
            assert "\r" not in raw.text
            assert [line for line in raw.text.split("\n") if line != line.rstrip()] == []

    def test_what_is_placed_stands_in_the_text_and_on_the_pages(
        self, readers: IsolatedReaders, suffix: str, sample: Sample
    ) -> None:
        raw = _read(readers, suffix, sample.data)
        assert bool(raw.pages) is bool(raw.placed)
        end = 0
        for run in raw.placed:
            assert run.start >= end
            assert run.length > 0
            end = run.start + run.length
            assert end <= len(raw.text)
            assert "\n" not in raw.text[run.start : end]
            assert 1 <= run.page <= len(raw.pages)
            if run.box is not None:
                page = raw.pages[run.page - 1]
                assert -1 <= run.box.left <= run.box.right <= page.width + 1
                assert -1 <= run.box.top <= run.box.bottom <= page.height + 1
        if raw.placed:
            placed = sum(run.length for run in raw.placed)
            assert placed >= 0.9 * sum(not character.isspace() for character in raw.text if character not in "|-")
            assert sum(page.characters for page in raw.pages) > 0

    def test_an_empty_file_is_refused(self, readers: IsolatedReaders, suffix: str) -> None:
        with pytest.raises(SourceError) as refused:
            _read(readers, suffix, b"")
        _require_advice(refused.value, suffix)

    @pytest.mark.parametrize("data", [b"\0" * 100, b"\n\n \n", bytes(range(256)) * 8], ids=["zeros", "blank", "bytes"])
    def test_a_file_of_another_kind_is_refused_or_read(
        self, readers: IsolatedReaders, suffix: str, data: bytes
    ) -> None:
        _read_or_refused(readers, suffix, data)

    def test_a_file_that_breaks_off_is_refused_or_read(
        self, readers: IsolatedReaders, suffix: str, sample: Sample
    ) -> None:
        for length in _cuts(len(sample.data), sample.damages):
            _read_or_refused(readers, suffix, sample.data[:length])

    def test_a_damaged_file_is_refused_or_read(self, readers: IsolatedReaders, suffix: str, sample: Sample) -> None:
        chance = random.Random(_SEED)
        for _ in range(sample.damages):
            _read_or_refused(readers, suffix, _damaged(sample.data, chance))


class RefusalContract:
    """What readers refuse; the fixtures are `blank`, `(suffix, file without words)`, and `locked`, with a password."""

    def test_a_document_without_words_is_refused(self, readers: IsolatedReaders, blank: tuple[str, bytes]) -> None:
        suffix, data = blank
        with pytest.raises(SourceError) as refused:
            raw = _read(readers, suffix, data)
            require_text(raw, f"样本{suffix}")
        _require_advice(refused.value, suffix)

    def test_a_file_with_a_password_is_refused(self, readers: IsolatedReaders, locked: tuple[str, bytes]) -> None:
        suffix, data = locked
        with pytest.raises(SourceError) as refused:
            _read(readers, suffix, data)
        assert "密码" in refused.value.message or "加密" in refused.value.message
        _require_advice(refused.value, suffix)


def _read(readers: IsolatedReaders, suffix: str, data: bytes) -> RawDocument:
    # Plain text too is read there: what is tested here may be anything.
    return readers.read_apart(READERS[suffix], data, f"样本{suffix}")


def _read_or_refused(readers: IsolatedReaders, suffix: str, data: bytes) -> None:
    """Read a file that may be refused by a named error alone, in time. ReaderStopped is none of a reader's own."""
    started = time.monotonic()
    try:
        raw = _read(readers, suffix, data)
    except SourceError as error:
        _require_advice(error, suffix)
    else:
        assert raw.text.encode().decode() == raw.text
    assert time.monotonic() - started < _LONGEST_SECONDS


def _require_advice(error: SourceError, suffix: str) -> None:
    """Require that a refusal is the reader's own, names the file and tells what to do."""
    assert type(error).__name__ != "ReaderStopped", error.message
    assert f"样本{suffix}" in error.message
    assert any(word in error.message for word in ("请", "可")), error.message


def _cuts(length: int, count: int) -> list[int]:
    if count < _MANY:
        return [length // 2]
    chance = random.Random(_SEED)
    return sorted({1, length // 2, length - 1, *(chance.randrange(1, length) for _ in range(count))})


def _damaged(data: bytes, chance: random.Random) -> bytes:
    """Return the file with some bytes changed, a stretch blanked, or a stretch put in twice."""
    changed = bytearray(data)
    start = chance.randrange(len(changed))
    length = min(chance.choice((1, 8, 64, 512)), len(changed) - start)
    kind = chance.randrange(3)
    if kind == 0:
        for _ in range(chance.choice((1, 4, 32))):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    elif kind == 1:
        changed[start : start + length] = bytes(length)
    else:
        changed[start:start] = changed[start : start + length]
    return bytes(changed)
