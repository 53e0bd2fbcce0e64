"""Measure an encoder alone on everyday and clerks' questions: `python -m eval.dense_bench --corpora DIR`.

One article of the latest versions is one passage; an article of the same text counts as the right one.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.errors import EmbeddingError
from embeddings.loading import BUNDLED_MODEL, load_encoder
from embeddings.types import Encoder
from eval.corpora import AskedClause, passage_text, read_asked, read_json_lines, read_laws, read_qrels
from eval.datasets import DatasetError

CUTS = (1, 5, 10, 100)
_QUESTIONS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Recalls:
    """Shares of the right passages among the first CUTS, over a number of questions."""

    questions: int
    at: tuple[float, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table of recalls; return 0, or 2 where model or corpora cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m eval.dense_bench", description="Measure an encoder alone.")
    parser.add_argument("--corpora", type=Path, required=True, metavar="DIR", help="the folder of the corpora")
    parser.add_argument("--model", default=BUNDLED_MODEL, help=f"bundled name, folder or hub name ({BUNDLED_MODEL})")
    options = parser.parse_args(arguments)
    try:
        encoder = load_encoder(options.model)
        table = {**asked_recalls(encoder, options.corpora), "stard dev": stard_recalls(encoder, options.corpora)}
    except (DatasetError, EmbeddingError) as error:
        sys.stderr.write(f"eval.dense_bench: {error}\n")
        return 2
    sys.stdout.write("questions\tn\t" + "\t".join(f"R@{cut}" for cut in CUTS) + "\n")
    for name, recalls in table.items():
        figures = "\t".join(f"{value:.3f}" for value in recalls.at)
        sys.stdout.write(f"{name}\t{recalls.questions}\t{figures}\n")
    return 0


def asked_recalls(encoder: Encoder, corpora: Path) -> dict[str, Recalls]:
    """Return the recalls of the development questions of lay/, by style."""
    articles = read_laws(corpora)
    asked = read_asked(corpora, "dev", {(article.document, article.label): article for article in articles})
    latest = [article for article in articles if article.latest]
    by_text: dict[str, set[int]] = {}
    for place, article in enumerate(latest):
        by_text.setdefault(_key(article.text), set()).add(place)
    vectors = encoder.encode_passages([article.passage for article in latest])
    styles = dict.fromkeys(item.style for item in asked)
    return {style: _asked_of(style, asked, encoder, vectors, by_text) for style in styles}


def stard_recalls(encoder: Encoder, corpora: Path) -> Recalls:
    """Return the recalls of STARD's development questions over its corpus."""
    folder = corpora / "bench" / "stard"
    questions = {row["_id"]: row["text"] for row in read_json_lines(folder / "queries.jsonl")}
    passages = {row["_id"]: row for row in read_json_lines(folder / "corpus.jsonl")}
    places = {name: place for place, name in enumerate(passages)}
    right: dict[str, set[int]] = {}
    for query, document in read_qrels(folder / "qrels" / "dev.tsv"):
        right.setdefault(query, set()).add(places[document])
    vectors = encoder.encode_passages([passage_text(row["law"], (), row["text"]) for row in passages.values()])
    ranked = _best(encoder.encode_queries([questions[query] for query in right]), vectors)
    shares = [
        [len(wanted.intersection(row[:cut].tolist())) / len(wanted) for cut in CUTS]
        for wanted, row in zip(right.values(), ranked, strict=True)
    ]
    return Recalls(len(right), tuple(np.mean(shares, axis=0).tolist()))


def _asked_of(
    style: str,
    asked: Sequence[AskedClause],
    encoder: Encoder,
    vectors: npt.NDArray[np.float32],
    by_text: dict[str, set[int]],
) -> Recalls:
    own = [item for item in asked if item.style == style]
    ranked = _best(encoder.encode_queries([item.question for item in own]), vectors)
    found = [
        [not by_text[_key(item.article.text)].isdisjoint(row[:cut].tolist()) for cut in CUTS]
        for item, row in zip(own, ranked, strict=True)
    ]
    return Recalls(len(own), tuple(np.mean(found, axis=0).tolist()))


def _best(queries: npt.NDArray[np.float32], passages: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    """Return the places of the best passages of each question, best first."""
    rows = []
    for start in range(0, len(queries), _QUESTIONS_AT_ONCE):
        scores = queries[start : start + _QUESTIONS_AT_ONCE] @ passages.T
        some = np.argpartition(-scores, CUTS[-1], axis=1)[:, : CUTS[-1]]
        order = np.argsort(-np.take_along_axis(scores, some, axis=1), axis=1, kind="stable")
        rows.append(np.take_along_axis(some, order, axis=1))
    return np.concatenate(rows)


def _key(text: str) -> str:
    return "".join(text.split())


if __name__ == "__main__":
    sys.exit(main())
