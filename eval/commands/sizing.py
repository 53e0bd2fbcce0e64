"""`python -m eval sizing`: what searching millions of vectors by sketches finds, and the memory it takes."""

import argparse
import sys
from pathlib import Path

from eval.datasets import DatasetError

_COMPARED = (400, 800, 1600, 3200, 6400, 12800)
_TOLD_EVERY = 1_000_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    real = parser.add_mutually_exclusive_group(required=True)
    real.add_argument("--home", type=Path, metavar="DIR", help="a home whose vectors are varied; only read")
    real.add_argument(
        "--file", type=Path, metavar="NPY", help="the vectors to vary, float16, in the order of the texts"
    )
    parser.add_argument("--questions", type=Path, metavar="FILE", required=True, help="a data set of questions")
    parser.add_argument("--vectors", type=int, default=10_000_000, metavar="N", help="how many there are to be (10 M)")
    parser.add_argument("--segments", type=int, default=6, metavar="N", help="indexes that they lie in (6)")
    parser.add_argument(
        "--compared", type=int, nargs="+", default=_COMPARED, metavar="N", help="how many are compared exactly"
    )
    parser.add_argument("--count", type=int, default=200, metavar="N", help="questions asked at most (200)")
    parser.add_argument("--threads", type=int, default=1, metavar="N", help="threads of a search (1)")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="the same one makes the same vectors (1)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(options: argparse.Namespace) -> int:
    """Print what is found and what it takes. Raises DatasetError."""
    import numpy as np

    from eval.plain import as_json
    from eval.readers.detect import read_dataset
    from eval.scale.sizing import simulate
    from eval.scale.vectors import ManyVectors, vectors_of_home
    from kb.index.model import load_model
    from kb.settings import load_settings

    if min(options.vectors, options.segments, options.count, options.threads, *options.compared) < 1:
        raise DatasetError("--vectors, --segments, --count, --threads and --compared must be at least 1")
    real = np.load(options.file, mmap_mode="r") if options.file else vectors_of_home(options.home)
    questions = [one.text for one in read_dataset(options.questions, None).questions[: options.count]]
    queries = load_model(load_settings()).encode_queries(questions)
    if real.ndim != 2 or real.shape[1] != queries.shape[1]:
        raise DatasetError(f"vectors of shape {real.shape} for a model of {queries.shape[1]} dimensions")

    def told(done: int) -> None:
        if done % _TOLD_EVERY < 8192:
            print(f"eval: {done} of {options.vectors} vectors", file=sys.stderr, flush=True)

    figures = simulate(
        ManyVectors(real, options.vectors, seed=options.seed),
        np.ascontiguousarray(queries, dtype=np.float32),
        segments=options.segments,
        compared=options.compared,
        real=len(real),
        threads=options.threads,
        told=told,
    )
    if options.json:
        print(as_json(figures))
        return 0
    print(
        f"{figures.vectors} vectors ({figures.real} real) of {figures.dim} dimensions in {figures.segments} segments; "
        f"sketches {figures.sketch_bytes / 1e6:.0f} MB, vectors {figures.half_precision_bytes / 1e6:.0f} MB in their "
        f"files, built in {figures.built_seconds:.0f} s; this process at most {figures.peak_memory_bytes / 1e6:.0f} MB"
    )
    print("| compared | R@10 | R@100 | scan p50 ms |\n|---|---|---|---|")
    for one in figures.settings:
        print(f"| {one.compared} | {one.recall_at_10:.4f} | {one.recall_at_100:.4f} | {one.scan_ms:.1f} |")
    return 0
