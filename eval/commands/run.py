"""`python -m eval run`: every question of a data set put to a system, and what the answers are worth."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from eval.datasets import SEEDS, DatasetError, default_questions
from eval.readers import lay
from eval.readers.detect import FORMATS, read_dataset
from eval.results import gate
from eval.results.table import run_lines
from eval.runs.finished import read_run

if TYPE_CHECKING:
    from eval.collection import Dataset
    from eval.runs.measuring import Measured

# Validity depends on the day asked about: figures are comparable only on one pinned day.
PINNED_DAY = date(2026, 11, 21)
TOP_K = 10
_WORSE = 1
_NOTHING_RAN = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    _add_questions(parser.add_argument_group("what is asked"))
    _add_system(parser)
    _add_output(parser.add_argument_group("what comes out"))
    gate.add_arguments(parser.add_argument_group("gate"))


def _add_questions(group: "argparse._ActionsContainer") -> None:
    group.add_argument(
        "--questions",
        type=Path,
        nargs="+",
        action="extend",
        metavar="FILE",
        help="data sets of any format (default: the development questions over the seeds)",
    )
    group.add_argument("--format", choices=FORMATS, help="the format, where it cannot be recognised")
    group.add_argument("--mapping", type=Path, metavar="FILE", help="which field of another format holds what")
    group.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook (default: its first)")
    group.add_argument("--corpus", type=Path, metavar="DIR", help="the corpus of a BEIR folder that has none itself")
    group.add_argument("--type", nargs="+", default=[], metavar="T", help="only questions of these types")
    group.add_argument("--persona", nargs="+", default=[], metavar="P", help="only questions of these personas")
    group.add_argument("--limit", type=int, metavar="N", help="only the first N questions")
    group.add_argument(
        "--as-of",
        type=date.fromisoformat,
        default=PINNED_DAY,
        metavar="DAY",
        help=f"the day asked about ({PINNED_DAY})",
    )
    group.add_argument(
        "--include-not-in-force",
        action="store_true",
        help="find text that is out of force too (always for sets of judged clauses)",
    )
    group.add_argument("--top-k", type=int, default=TOP_K, metavar="K", help=f"passages asked for ({TOP_K})")


def _add_system(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what is measured")
    system = group.add_mutually_exclusive_group()
    system.add_argument(
        "--home", type=Path, metavar="DIR", help="a home that holds the files already (default: a new one, thrown away)"
    )
    system.add_argument("--url", metavar="BASE", help="a running server that speaks the HTTP contract, or --system's")
    group.add_argument("--system", type=Path, metavar="FILE", help="a mapping file for a server of another make (TOML)")
    group.add_argument(
        "--seeds",
        "--sources",
        type=Path,
        metavar="DIR",
        help="the texts (.txt) that are asked about: a new home is built from them, quotes are looked up in them",
    )
    group.add_argument(
        "--cache",
        type=Path,
        metavar="DIR",
        help="where homes for retrieval sets are built from their own corpora, once (default: work/bases)",
    )
    group.add_argument("--workers", type=int, metavar="N", help="questions asked at a time (library 1, server 2)")
    group.add_argument("--retries", type=int, default=3, metavar="N", help="tries more for a request that fails (3)")
    group.add_argument("--timeout", type=float, default=60.0, metavar="S", help="seconds that a try may take (60)")


def _add_output(group: "argparse._ActionsContainer") -> None:
    group.add_argument("--out", type=Path, metavar="DIR", help="keep everything in this folder")
    group.add_argument("--resume", action="store_true", help="go on with the run that --out holds")
    group.add_argument("--html", type=Path, metavar="FILE", help="write the report, a page that opens offline")
    group.add_argument("--dump", type=Path, metavar="FILE", help="write every answer with its figures, one JSON a line")
    group.add_argument("--json", action="store_true", help="print the figures as JSON")
    group.add_argument("--curve", action="store_true", help="also print risk against coverage as a Markdown table")


def run(options: argparse.Namespace) -> int:
    """Measure each data set; return 0, or 1 where a gate is missed or nothing ran. Raises DatasetError."""
    from eval.runs.outputs import summary

    _check(options)
    bounds = gate.from_options(options)
    done: list[Measured] = []
    missing = False
    with ExitStack() as stack:
        kept = options.out or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kb-eval-run-")))
        sets = list(_datasets(options))
        _check_ahead(options, sets, bounds)
        for place, dataset in enumerate(sets):
            if dataset is None:
                missing = True
                continue
            alone = len(sets) == 1
            folder = kept if alone and options.out else kept / _own_name(sets, place)
            measured = _measure(options, dataset, folder)
            _publish(options, folder, measured, alone=alone)
            done.append(measured)
    if options.json:
        records = list(map(summary, done))
        print(json.dumps(records[0] if len(records) == 1 else records, ensure_ascii=False, indent=1))
    return _ended(done, bounds, missing=missing)


def _check(options: argparse.Namespace) -> None:
    for name, least in (("top_k", 1), ("workers", 1), ("retries", 0), ("limit", 1)):
        value = getattr(options, name)
        if value is not None and value < least:
            raise DatasetError(f"--{name.replace('_', '-')} must be at least {least}, got {value}")
    if not options.timeout > 0:
        raise DatasetError(f"--timeout must be more than 0, got {options.timeout}")
    if options.system and options.home:
        raise DatasetError("--system asks a server, --home opens the library; name one of them")
    if options.resume and not options.out:
        raise DatasetError("--resume goes on with the run of a folder; name it with --out")


def _check_ahead(options: argparse.Namespace, sets: "Sequence[Dataset | None]", bounds: gate.Gate | None) -> None:
    """Raise DatasetError where what comes out could not be written, or not be held to the gate, in the end."""
    from eval.runs.outputs import require_folder, require_writable

    asked = [(_own_name(sets, place), one) for place, one in enumerate(sets) if one is not None]
    if options.out and asked:
        require_folder(options.out)
    for name, dataset in asked:
        for path in filter(None, (options.html, options.dump)):
            require_writable(_suffixed(path, name, alone=len(sets) == 1))
        if bounds is not None:
            bounds.require_same(dataset.questions)


def _datasets(options: argparse.Namespace) -> "Iterator[Dataset | None]":
    """Give each data set, None for one whose file is not there: it is skipped, and said so."""
    from eval.runs.measuring import cut

    default = default_questions()
    paths = options.questions or ([default] if default else [])
    if not paths:
        print(
            "eval: skipped: the development questions are not beside this project; name a file with --questions,"
            " or the folder of the corpora with KB_CORPUS_DIR",
            file=sys.stderr,
        )
        yield None
    for path in paths:
        if len(paths) > 1 and not _is_there(path):
            print(f"eval: skipped: {path}: there is no such file or folder", file=sys.stderr)
            yield None
            continue
        dataset = read_dataset(path, options.format, options.mapping, sheet=options.sheet, corpus=options.corpus)
        yield cut(dataset, options.type, options.persona, options.limit)


def _is_there(path: Path) -> bool:
    split_off = path.with_name(path.name.partition(":")[0] or path.name)
    return path.exists() or split_off.exists() or lay.pair_of(path) is not None


def _measure(options: argparse.Namespace, dataset: "Dataset", folder: Path) -> "Measured":
    from eval.runs.measuring import folder_texts, measure
    from eval.runs.provenance import folder_corpus
    from eval.runs.questioning import WORKERS
    from eval.systems.asking import Asking
    from eval.systems.opening import Named, open_system

    # Judgments of a retrieval set say nothing of validity: a law that another of the corpus repeals is judged too.
    asking = Asking(options.as_of, options.top_k, options.include_not_in_force or bool(dataset.judgments))
    served = options.url or options.system
    named = Named(_home(options, dataset), options.url, options.system, options.seeds or SEEDS)
    # Quotes of a system that was given other files stand in no seed.
    folder_of_texts = options.seeds or (None if named.home or (options.questions and served) else SEEDS)
    sources = folder_texts(folder_of_texts) if folder_of_texts else frozenset()
    corpus = folder_corpus(folder_of_texts) if folder_of_texts and not named.home else None
    workers = options.workers or (WORKERS if served else 1)
    with open_system(named, asking, retries=options.retries, timeout=options.timeout, workers=workers) as opened:
        try:
            return measure(
                opened,
                dataset,
                asking,
                folder,
                workers=workers,
                resume=options.resume,
                sources=sources,
                corpus=corpus,
            )
        except KeyboardInterrupt:
            remedy = "the same command with --resume goes on" if options.out else "with --out DIR it could go on"
            print(f"\neval: broken off: {remedy}", file=sys.stderr)
            raise


def _home(options: argparse.Namespace, dataset: "Dataset") -> Path | None:
    """Return the home that is named; for a retrieval set without one, that of its own corpus, built where need be."""
    from eval.corpora.bases import CACHE, home_for

    if options.home or options.url or options.system or options.seeds or not dataset.judgments:
        home: Path | None = options.home
        return home
    say = partial(print, "eval:", file=sys.stderr)
    return home_for(dataset.path, options.cache or CACHE, corpus=options.corpus, say=say).home


def _publish(options: argparse.Namespace, folder: Path, measured: "Measured", *, alone: bool) -> None:
    from eval import html_report
    from eval.html_report.overview import write_overview
    from eval.runs.files import REPORT
    from eval.runs.outputs import write_dump

    finished = read_run(folder)
    fingerprint = str(finished.manifest.get("fingerprint"))
    if " " in fingerprint:
        print(f"eval: the system's settings changed during the run: {fingerprint}", file=sys.stderr)
    if not options.json:
        _print(options, measured, alone=alone)
    if options.out:
        html_report.write(folder, folder / REPORT)
        write_overview(finished)
    if options.html:
        html_report.write(folder, _suffixed(options.html, folder.name, alone=alone))
    if options.dump:
        write_dump(_suffixed(options.dump, folder.name, alone=alone), measured)


def _print(options: argparse.Namespace, measured: "Measured", *, alone: bool) -> None:
    from eval.runs.failures import failures
    from eval.runs.outputs import curve_table

    if not alone:
        print(f"## {measured.dataset.name}\n")
    print("\n".join(run_lines(measured.estimates, measured.scored)))
    if told := failures(measured.replies).told():
        print(f"\n{told}")
    if options.curve:
        print(f"\n{curve_table(measured.scored)}")


def _ended(done: "Sequence[Measured]", bounds: gate.Gate | None, *, missing: bool) -> int:
    fallen = [line for measured in done for line in _gated(measured, bounds)] if bounds else []
    unanswered = [measured for measured in done if all(reply.error is not None for reply in measured.replies)]
    for measured in unanswered:
        reply = measured.replies[0]
        print(
            f"eval: {measured.dataset.name}: no question was answered; the first said: {reply.error}", file=sys.stderr
        )
    nothing_ran = len(unanswered) == len(done) or (missing and os.environ.get("CI") == "true")
    if nothing_ran:
        return _NOTHING_RAN
    return _WORSE if fallen else 0


def _gated(measured: "Measured", bounds: gate.Gate) -> list[str]:
    """Say what of a run is worse than allowed, or that nothing is; return what is."""
    fallen = gate.lines(bounds.check(measured.estimates, measured.scored))
    for line in fallen or [bounds.passed(measured.estimates)]:
        print(f"eval: gate{' ' if not fallen else ': '}{line}", file=sys.stderr)
    return fallen


def _own_name(sets: "Sequence[Dataset | None]", place: int) -> str:
    """Return the name of a data set, numbered where another one before it has the same."""
    names = [one.name if one else "" for one in sets]
    before = names[:place].count(names[place])
    return f"{names[place]}-{before + 1}" if before else names[place]


def _suffixed(path: Path, name: str, *, alone: bool) -> Path:
    return path if alone else path.with_name(f"{path.stem}-{name}{path.suffix}")
