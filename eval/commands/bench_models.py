"""`python -m eval bench-models`: models side by side on the development questions, each alone."""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import product
from pathlib import Path

from embeddings.errors import EmbeddingError
from embeddings.loading import BUNDLED_MODEL
from eval.benchmarks.model_table import markdown, record
from eval.benchmarks.models import Model, open_model, tables
from eval.benchmarks.sets import SETS, BenchSet, absent
from eval.datasets import DatasetError

_ROOT = Path(__file__).resolve().parents[2]
_CACHE = Path("work") / "bench-models"
_FORMATS = (".md", ".json")
_NOTHING_RAN = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "models", nargs="*", default=[BUNDLED_MODEL], metavar="MODEL", help=f"folder or shipped name ({BUNDLED_MODEL})"
    )
    parser.add_argument("--sets", default=",".join(SETS), metavar="NAMES", help=f"which sets ({','.join(SETS)})")
    parser.add_argument(
        "--corpora", type=Path, metavar="DIR", help="the folder of the corpora (KB_CORPUS_DIR, else ../shared/data)"
    )
    parser.add_argument(
        "--cache", type=Path, default=_CACHE, metavar="DIR", help=f"passage vectors and keyword indexes ({_CACHE})"
    )
    parser.add_argument(
        "--dims", type=_dims, default=(), metavar="N,…", help="also each model with its first N dimensions only"
    )
    parser.add_argument("--no-keywords", action="store_true", help="leave out the row of keyword search alone")
    parser.add_argument("--out", type=Path, metavar="FILE", help="also write the table, as .md or .json")


def run(options: argparse.Namespace) -> int:
    """Print the table; return 0, or 1 where no set is there (with CI=true: where one is missing).

    Raises DatasetError where a model, a set's name or a corpus cannot be used.
    """
    if options.out is not None and options.out.suffix not in _FORMATS:
        raise DatasetError(f"--out {options.out}: the name must end in .md or .json")
    corpora = options.corpora or Path(os.environ.get("KB_CORPUS_DIR", _ROOT.parent / "shared" / "data"))
    sets, missing = _sets(_names(options.sets), corpora)
    if not sets or (missing and os.environ.get("CI") == "true"):
        return _NOTHING_RAN
    models = _models(options.models, (None, *options.dims), sets)
    found = list(tables(sets, models, options.cache, keywords=not options.no_keywords))
    text = markdown(models, found)
    sys.stdout.write(text)
    if options.out is not None:
        as_json = json.dumps(record(models, found), ensure_ascii=False, indent=1) + "\n"
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(as_json if options.out.suffix == ".json" else text, encoding="utf-8")
    return 0


def _names(given: str) -> list[str]:
    names = [name.strip() for name in given.split(",") if name.strip()]
    unknown = next((name for name in names if name not in SETS), None)
    if unknown is not None or not names:
        raise DatasetError(f"--sets {given!r}: {unknown or 'nothing'} is no set; there are {', '.join(SETS)}")
    return list(dict.fromkeys(names))


def _sets(names: Sequence[str], corpora: Path) -> tuple[list[BenchSet], int]:
    """Return the sets whose corpora are there, and how many are not; each of those is named on standard error."""
    sets: list[BenchSet] = []
    missing = 0
    for name in names:
        lacking = absent(name, corpora)
        if lacking is None:
            sets.extend(SETS[name](corpora))
        else:
            missing += 1
            sys.stderr.write(f"eval: {name} is left out: {lacking} is not there; name the corpora with --corpora\n")
    return sets, missing


def _dims(given: str) -> tuple[int, ...]:
    try:
        return tuple(dict.fromkeys(int(dim) for dim in given.split(",")))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{given!r} is no list of numbers such as 192,96") from error


def _models(names: Sequence[str], dims: Sequence[int | None], sets: Sequence[BenchSet]) -> list[Model]:
    questions = [question for one in sets for question in one.questions.values()]
    clauses = sets[0].passages.texts
    short = Counter(Path(name).name for name in dict.fromkeys(names))
    models = []
    for name, dim in product(dict.fromkeys(names), dims):
        label = Path(name).name if short[Path(name).name] == 1 else name
        try:
            models.append(open_model(name, label if dim is None else f"{label} @{dim}", questions, clauses, dim))
        except EmbeddingError as error:
            raise DatasetError(f"model {name}: {error}") from error
    return models
