"""`python -m eval ablate`: what each part of the system brings."""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from eval.datasets import SEEDS, DatasetError, default_questions

if TYPE_CHECKING:
    from eval.benchmarks.ablation import Ablation, NamedSettings

_MEASURES = ("evidence@5", "key_facts", "citation_precision", "refusal_f1")
_TIME = "latency_p50_ms"
_SIGNIFICANT = 0.05


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `python -m eval ablate`."""
    parser.add_argument(
        "--questions", type=Path, metavar="FILE", help="any question set (default: the development questions)"
    )
    parser.add_argument("--format", metavar="F", help="its format, where that cannot be recognised")
    parser.add_argument(
        "--files", type=Path, default=SEEDS, metavar="DIR", help="the files that are asked about (default: seeds/)"
    )
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 11, 21), metavar="DAY")
    parser.add_argument("--top-k", type=int, default=10, metavar="K", help="passages asked for (10)")
    parser.add_argument(
        "--settings",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="TOML files of named settings, or folders of them (default: those that come with the project)",
    )
    parser.add_argument("--only", nargs="+", metavar="NAME", help="of these settings only the named ones")
    parser.add_argument("--measures", nargs="+", default=_MEASURES, metavar="M", help=f"({' '.join(_MEASURES)})")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write all figures and paired tests as JSON")


def run(options: argparse.Namespace) -> int:
    """Print a Markdown table, a line a setting; return 0. Raises DatasetError on what cannot be used."""
    from eval.benchmarks.ablation import SHIPPED, ablate, read_all
    from eval.judging.matching import normalise
    from eval.peers.sets import document_files
    from eval.readers.detect import read_dataset
    from eval.systems.asking import Asking

    path = options.questions or default_questions()
    if path is None:
        raise DatasetError("the development questions are not beside this project; name a file with --questions")
    _require_known(options.measures)
    named = _only(read_all(options.settings or [SHIPPED]), options.only)
    dataset = read_dataset(path, options.format)
    files = document_files(options.files)
    sources = frozenset(normalise(file.read_text(encoding="utf-8")) for file in files)
    asking = Asking(options.as_of, options.top_k)
    done: list[Ablation] = []
    for ablation in ablate(dataset, files, sources, named, asking, options.measures):
        if not done:
            print("\n".join(heading(options.measures)))
        print(line(ablation, options.measures), flush=True)
        done.append(ablation)
    if options.out:
        options.out.write_text(json.dumps([asdict(one) for one in done], ensure_ascii=False, indent=1), "utf-8")
    return 0


def heading(measures: Sequence[str]) -> tuple[str, str]:
    """Return the head of the table."""
    names = ["settings", *measures, "ask p50 ms", "passages", "indexes, MB", "taken in, s"]
    return f"| {' | '.join(names)} |", "|---" * len(names) + "|"


def line(ablation: "Ablation", measures: Sequence[str]) -> str:
    """Return the line of a setting; a difference that is hardly chance (p < .05) is bold."""
    cells = [ablation.named.name]
    for measure in measures:
        estimate, difference = ablation.estimates.get(measure), ablation.differences.get(measure)
        cell = f"{estimate.value:.3f}" if estimate else "–"
        if difference is not None:
            changed = f"{difference.difference:+.3f}"
            cell += f" (**{changed}**)" if difference.p_value < _SIGNIFICANT else f" ({changed})"
        cells.append(cell)
    seconds = ablation.index_seconds
    cells += [
        f"{ablation.estimates[_TIME].value:.0f}",
        str(ablation.passages),
        f"{ablation.index_bytes / 1e6:.1f}",
        "as before" if seconds is None else f"{seconds:.1f}",
    ]
    return f"| {' | '.join(cells)} |"


def _require_known(measures: Iterable[str]) -> None:
    from eval.measures.catalog import MEASURES

    for measure in measures:
        if measure not in MEASURES:
            raise DatasetError(f"unknown measure {measure!r}; known are {', '.join(MEASURES)}")


def _only(named: Sequence["NamedSettings"], names: Sequence[str] | None) -> Sequence["NamedSettings"]:
    known = [one.name for one in named]
    for name in names or ():
        if name not in known:
            raise DatasetError(f"no settings are named {name!r}; there are {', '.join(known)}")
    return [one for one in named if names is None or one.name in names]
