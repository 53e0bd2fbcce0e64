"""Every clause of real laws: partition, unique addresses, round trip, look-up; passages of all of them."""

import hashlib
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from kb.clauses.address import format_address, parse_address, resolve
from kb.clauses.parse import parse_clauses
from kb.clauses.split import MAX_CHARS, split_passages
from kb.types import ClauseTree
from tests.corpus import corpus_dir

_ONE_IN = 25
_LONG_CODES = ("中华人民共和国民法典", "中华人民共和国刑法", "中华人民共和国民事诉讼法")
_ALL = 3777


def _laws() -> list[Path]:
    return sorted((corpus_dir() / "laws").rglob("*.md"))


def _sampled(path: Path) -> bool:
    name = "/".join(path.parts[-3:])
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % _ONE_IN == 0


def _read(path: Path) -> str:
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def _check(text: str, tree: ClauseTree, every: int) -> None:
    assert "".join(clause.own.of(text) for clause in tree.clauses) == text
    addresses = [clause.address for clause in tree.clauses]
    assert len(set(addresses)) == len(addresses)
    for position, address in enumerate(addresses):
        assert format_address(parse_address(address)) == address
        if position % every == 0:
            assert resolve(tree, address) == [position]
    end = 0
    for passage in split_passages("d", 1, text, tree):
        assert passage.span.start >= end
        assert passage.span.of(text) == passage.text
        assert 0 < len(passage.text) <= MAX_CHARS
        end = passage.span.end


def _check_all(paths: Iterable[Path], every: int = 1) -> int:
    clauses = 0
    for path in paths:
        text = _read(path)
        tree = parse_clauses(text)
        _check(text, tree, every)
        clauses += len(tree.clauses)
    return clauses


@pytest.mark.corpus
def test_a_fixed_sample_of_the_laws() -> None:
    paths = [path for path in _laws() if _sampled(path)]
    assert 120 <= len(paths) <= 180
    assert _check_all(paths) > 10_000


@pytest.mark.corpus
@pytest.mark.parametrize("name", _LONG_CODES)
def test_the_long_codes(name: str) -> None:
    paths = [path for path in _laws() if path.name.startswith(f"{name}(")]
    assert paths
    assert _check_all(paths, every=7) > 500


@pytest.mark.corpus
@pytest.mark.soak
def test_all_laws(capsys: pytest.CaptureFixture[str]) -> None:
    paths = _laws()
    assert len(paths) == _ALL
    started = time.perf_counter()
    clauses = _check_all(paths)
    with capsys.disabled():
        sys.stdout.write(f"\n{len(paths)} laws, {clauses} clauses, {time.perf_counter() - started:.0f} s\n")
