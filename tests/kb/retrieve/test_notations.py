"""Every address of real documents in four notations: a fixed sample here, all of them by `make soak` with a report."""

import hashlib
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.corpus import ROOT, corpus_dir
from tests.kb.retrieve.notations import NOTATIONS, Outcome, Shelves, arabic, measure, remembered_title, spoken

_LEAST = 0.999
_ONE_IN = 150
_ALL = 3777 + 121
_REPORTS = ROOT / "work" / "soak"
_EXAMPLES = 5


def _files() -> list[Path]:
    return [file for folder in ("laws", "policy") for file in sorted((corpus_dir() / folder).rglob("*.md"))]


def _sampled(file: Path) -> bool:
    name = "/".join(file.parts[-3:])
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % _ONE_IN == 0


def _measured(folder: Path, files: Sequence[Path]) -> tuple[Outcome, int]:
    shelves = Shelves(folder, files)
    try:
        rows = shelves.rows()
        return measure(shelves, rows), len(rows)
    finally:
        shelves.close()


def test_how_addresses_are_written() -> None:
    assert [arabic(one) for one in ("第十二条第二款第三项", "五、（二）1", "第十二条之一")] == [
        "第12条第2款第3项",
        "五、(二)1",
        "第12条之一",
    ]
    assert [spoken(one) for one in ("第十二条第二款第三项", "五、（二）1", "附件1第二条")] == [
        "十二条二款三项",
        "第五部分第二项1",
        "附件1第二条",
    ]
    words = remembered_title("临山市科创企业贷款支持实施办法", ["临山市科创企业贷款支持实施办法", "临山市税收办法"])
    assert words == remembered_title("临山市科创企业贷款支持实施办法", ["临山市科创企业贷款支持实施办法"])
    assert words is not None
    assert (words[-2:], len(words)) == ("办法", 8)
    assert remembered_title("税收办法", ["税收办法", "税收管理办法"]) is None


@pytest.mark.corpus
def test_a_fixed_sample_of_the_corpora_is_found_in_every_notation(tmp_path: Path) -> None:
    files = [file for file in _files() if _sampled(file)]
    assert 15 <= len(files) <= 40
    outcome, documents = _measured(tmp_path, files)
    assert documents == len(files)
    assert outcome.asked["chinese"] > 1500
    assert outcome.share >= _LEAST, dict(outcome.failures)


@pytest.mark.corpus
@pytest.mark.soak
def test_all_addresses_of_the_corpora_are_found_in_every_notation(tmp_path: Path) -> None:
    files = _files()
    assert len(files) == _ALL
    started = time.perf_counter()
    outcome, documents = _measured(tmp_path, files)
    _report(outcome, documents, time.perf_counter() - started)
    assert outcome.share >= _LEAST, {kind: len(examples) for kind, examples in outcome.failures.items()}


def _report(outcome: Outcome, documents: int, seconds: float) -> None:
    """Write figures, and each kind of failure with examples, to a dated file."""
    now = datetime.now(UTC)
    lines = [
        f"# Clause look-up in four notations, {now:%Y-%m-%d %H:%M} UTC",
        "",
        f"{documents} documents of a title that no other bears, {outcome.asked['chinese']} addresses,"
        f" {outcome.asked.total()} look-ups in {seconds:.0f} s: {outcome.share:.5f} found exactly."
        f" {outcome.remembered} of the remembered titles leave characters out.",
        "",
        "| notation | asked | found | share |",
        "|---|---|---|---|",
        *(
            f"| {name} | {asked} | {outcome.found[name]} | {outcome.found[name] / asked:.5f} |"
            for name, asked in ((name, outcome.asked[name]) for name in NOTATIONS)
        ),
        "",
    ]
    for (notation, kind), examples in sorted(outcome.failures.items(), key=lambda one: -len(one[1])):
        lines += [f"## {notation}: {kind} ({len(examples)})", "", *(f"- {one}" for one in examples[:_EXAMPLES]), ""]
    _REPORTS.mkdir(parents=True, exist_ok=True)
    (_REPORTS / f"addresses-{now:%Y-%m-%dT%H%M}.md").write_text("\n".join(lines), encoding="utf-8")
