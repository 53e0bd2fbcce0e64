"""`python -m eval bench-peers`: this project and other open systems side by side, on the same corpora and questions."""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from eval.datasets import DatasetError, default_corpora
from eval.peers.names import EXHAUSTIVE, LIBRARIES, OURS

if TYPE_CHECKING:
    from eval.peers.comparison import PeerFigures
    from eval.peers.task import Outcome

_SETS = ("seeds", "practice", "laws", "stard")
_LARGE = {"laws", "stard"}
_SIGNIFICANT = 0.05
_NOTHING_RAN = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `python -m eval bench-peers`."""
    parser.add_argument(
        "--corpora", type=Path, metavar="DIR", help="the folder of the corpora (default: KB_CORPUS_DIR)"
    )
    parser.add_argument("--sets", nargs="+", choices=_SETS, default=_SETS, metavar="SET", help=f"({' '.join(_SETS)})")
    parser.add_argument(
        "--systems",
        nargs="+",
        choices=tuple(LIBRARIES),
        metavar="SYSTEM",
        help=f"(all, but on large sets not those that go through every piece; {', '.join(LIBRARIES)})",
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="write every figure as JSON")


def run(options: argparse.Namespace) -> int:
    """Print one Markdown table a set; return 0, or 1 where nothing ran. Raises DatasetError on what is missing."""
    corpora = options.corpora or default_corpora()
    for system in options.systems or LIBRARIES:
        for library in LIBRARIES[system]:
            if importlib.util.find_spec(library) is None:
                raise DatasetError(f"{system} needs {library}, which is not installed: pip install -e '.[peers]'")
    done: list[PeerFigures] = []
    for name in options.sets:
        with tempfile.TemporaryDirectory(prefix="kb-peers-") as folder:
            for place, figures in enumerate(_compared(name, corpora, _systems(name, options.systems), Path(folder))):
                if place == 0:
                    print("\n".join(heading(figures)))
                print(line(figures), flush=True)
                done.append(figures)
    if options.out and done:
        options.out.write_text(json.dumps([asdict(one) for one in done], ensure_ascii=False), encoding="utf-8")
    return 0 if done else _NOTHING_RAN


def _systems(name: str, wanted: Sequence[str] | None) -> Sequence[str]:
    """Return the systems that are run on a set: those that are wanted, else all that end in bearable time."""
    if wanted:
        return wanted
    left_out = [system for system in LIBRARIES if name in _LARGE and system in EXHAUSTIVE]
    if left_out:
        print(f"eval: {name}: without {', '.join(left_out)}; name them with --systems", file=sys.stderr)
    return [system for system in LIBRARIES if system not in left_out]


def heading(figures: "PeerFigures") -> tuple[str, ...]:
    """Return the title of a set and the head of its table."""
    names = ["system", *figures.estimates, "query p50 / p95 ms", "taken in, s", "memory, MiB", "pieces"]
    questions = len(figures.outcome.found)
    return (
        f"\n### {figures.set_name}: {questions} questions\n",
        f"| {' | '.join(names)} |",
        "|---" * len(names) + "|",
    )


def line(figures: "PeerFigures") -> str:
    """Return the line of a system; a measure that differs from this project by more than chance has a star."""
    from eval.measures.sets import percentile

    outcome = figures.outcome
    cells = [f"{outcome.system} ({outcome.setting})"]
    for measure, estimate in figures.estimates.items():
        difference = figures.differences.get(measure)
        mark = "*" if difference is not None and difference.p_value < _SIGNIFICANT else ""
        cells.append(f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]{mark}")
    times = [found.milliseconds for found in outcome.found]
    cells += [
        f"{percentile(times, 0.5):.1f} / {percentile(times, 0.95):.1f}",
        f"{outcome.build_seconds:.1f}",
        f"{outcome.peak_mib:.0f}",
        str(outcome.indexed),
    ]
    return f"| {' | '.join(cells)} |"


def _compared(name: str, corpora: Path, systems: Sequence[str], folder: Path) -> "Iterator[PeerFigures]":
    from eval.peers.comparison import judged
    from eval.peers.sets import SETS
    from eval.peers.task import AskedQuestion, write_task

    try:
        peer_set = SETS[name](corpora, folder / "texts")
    except DatasetError as error:
        # A corpus that is not there is no fault of who runs it, but a build must not pass by it.
        if os.environ.get("CI") == "true":
            raise
        print(f"eval: {name} skipped: {error}", file=sys.stderr)
        return
    asked = (AskedQuestion(question.query_id, question.text) for question in peer_set.dataset.questions)
    write_task(folder / "task", peer_set.texts, asked, peer_set.files)
    ours = None
    for number, system in enumerate(systems):
        print(f"eval: {name}: {system} …", file=sys.stderr)
        outcome = _outcome(system, folder / "task", folder / f"home-{number}", folder / f"outcome-{number}.json")
        figures, scored = judged(peer_set, outcome, ours)
        ours = ours or (scored if system == OURS else None)
        yield figures


def _outcome(system: str, task: Path, home: Path, out: Path) -> "Outcome":
    from eval.peers.task import read_outcome

    command = [sys.executable, "-m", "eval.peers.worker", system, str(task), str(home), str(out)]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    if ended.returncode:
        last = (ended.stderr.strip().splitlines() or ["no message"])[-1]
        raise DatasetError(f"{system} ended with {ended.returncode}: {last}")
    return read_outcome(out)
