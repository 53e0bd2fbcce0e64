"""`python -m eval pairs`: training pairs with mined hard negatives."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from embeddings.errors import EmbeddingError
from embeddings.loading import BUNDLED_MODEL, load_encoder
from eval.datasets import DatasetError
from eval.pairs.mining import Rules
from eval.pairs.writing import MANIFEST, SIMILAR, Plan, write_pairs
from kb.retrieve.expand import DICTIONARY

_RULES = Rules()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--corpora", type=Path, required=True, metavar="DIR", help="the folder of the corpora")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the pair files are written")
    parser.add_argument("--seed", type=int, default=7, metavar="N", help="seed of every random choice (7)")
    parser.add_argument("--model", default=BUNDLED_MODEL, help=f"encoder that mines: folder or name ({BUNDLED_MODEL})")
    parser.add_argument(
        "--home", type=Path, metavar="DIR", help="mine by this home's retriever, not over the training passages"
    )
    parser.add_argument(
        "--negatives",
        type=int,
        default=_RULES.negatives,
        metavar="N",
        help=f"mined wrong passages a question; 0 mines none ({_RULES.negatives})",
    )
    parser.add_argument(
        "--depth", type=int, default=_RULES.depth, metavar="N", help=f"passages asked of each search ({_RULES.depth})"
    )
    parser.add_argument(
        "--margin",
        type=float,
        default=_RULES.margin,
        metavar="SHARE",
        help=f"passages with this share of the right one's similarity may be right too ({_RULES.margin})",
    )
    parser.add_argument(
        "--similar",
        type=float,
        default=SIMILAR,
        metavar="COSINE",
        help=f"questions this near to a development question are left out ({SIMILAR})",
    )
    parser.add_argument(
        "--words", type=Path, default=DICTIONARY, metavar="FILE", help="dictionary of plain words (the shipped one)"
    )
    parser.add_argument("--sample", type=int, metavar="N", help="mine for only N questions, drawn at random")


def run(options: argparse.Namespace) -> int:
    """Write the pairs and print how many; return 0. Raises DatasetError where something cannot be used."""
    manifest = write_pairs(_plan(options))
    written = manifest["written"]
    for source, count in sorted(written.items()) if isinstance(written, dict) else ():
        sys.stdout.write(f"{source}\t{count}\n")
    sys.stdout.write(f"what was left out and why: {options.out / MANIFEST}\n")
    return 0


def _plan(options: argparse.Namespace) -> Plan:
    for name, least in (("negatives", 0), ("depth", 1), ("sample", 1)):
        value = getattr(options, name)
        if value is not None and value < least:
            raise DatasetError(f"--{name} must be at least {least}, got {value}")
    for name in ("margin", "similar"):
        if not 0 < getattr(options, name) <= 1:
            raise DatasetError(f"--{name} must be above 0 and at most 1, got {getattr(options, name)}")
    if options.home is not None and not (options.home / "kb.sqlite3").is_file():
        raise DatasetError(f"--home {options.home}: holds no knowledge base; fill it with `kb ingest` first")
    try:
        encoder = load_encoder(options.model)
    except EmbeddingError as error:
        raise DatasetError(f"--model {options.model}: {error}") from error
    rules = replace(_RULES, negatives=options.negatives, depth=options.depth, margin=options.margin)
    return Plan(
        corpora=options.corpora,
        out=options.out,
        seed=options.seed,
        encoder=encoder,
        similar=options.similar,
        rules=rules,
        home=options.home,
        words=options.words,
        sample=options.sample,
    )
