import argparse
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.commands import pairs
from eval.datasets import DatasetError
from eval.pairs.mining import Rules
from eval.pairs.writing import SIMILAR, Plan


def options(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    pairs.add_arguments(parser)
    return parser.parse_args(["--corpora", "data", "--out", "out", *given])


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (("--negatives", "-1"), "--negatives must be at least 0, got -1"),
        (("--depth", "0"), "--depth must be at least 1, got 0"),
        (("--sample", "0"), "--sample must be at least 1, got 0"),
        (("--margin", "1.5"), r"--margin must be above 0 and at most 1, got 1\.5"),
        (("--similar", "0"), r"--similar must be above 0 and at most 1, got 0\.0"),
        (("--home", "nowhere"), "--home nowhere: holds no knowledge base"),
    ],
)
def test_what_makes_no_sense_is_named_before_anything_is_read(given: Sequence[str], fault: str) -> None:
    with pytest.raises(DatasetError, match=fault):
        pairs.run(options(*given))


def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="--model"):
        pairs.run(options("--model", str(tmp_path)))


def test_the_options_become_the_plan_and_the_counts_are_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plans: list[Plan] = []

    def write(plan: Plan) -> dict[str, object]:
        plans.append(plan)
        return {"written": {"words": 2, "asked": 1}}

    monkeypatch.setattr(pairs, "write_pairs", write)
    assert pairs.run(options()) == 0
    (tmp_path / "kb.sqlite3").touch()
    home = ("--home", str(tmp_path))
    assert pairs.run(options(*home, "--negatives", "7", "--depth", "9", "--margin", "0.8", "--seed", "3")) == 0
    plain, changed = plans
    assert (plain.seed, plain.similar, plain.home, plain.sample, plain.rules) == (7, SIMILAR, None, None, Rules())
    assert (changed.seed, changed.home, changed.rules) == (3, tmp_path, Rules(negatives=7, depth=9, margin=0.8))
    line = f"asked\t1\nwords\t2\nwhat was left out and why: {Path('out') / 'manifest.json'}\n"
    assert capsys.readouterr().out == 2 * line
