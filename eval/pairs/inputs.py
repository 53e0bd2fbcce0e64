"""What training pairs were made from, byte for byte."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from embeddings.files import sha256_of
from eval.corpora.reading import read_json_lines
from eval.pairs.makers import CLAUSES, SENTENCES

_FILES = (
    "laws/meta.jsonl",
    "policy/meta.jsonl",
    "lay/keep_out_titles.txt",
    "lay/*.jsonl",
    "plain_words/plain_words.tsv",
    "pairs/*.jsonl",
    "bench/stard/*.jsonl",
    "bench/stard/qrels/*.tsv",
    "bench/lawbench_3-2/queries.jsonl",
    "seeds_eval/questions.jsonl",
)
_TEXTS = ("laws", "policy")


def inputs_of(corpora: Path, words: Path | None = None) -> dict[str, str]:
    """Return the SHA-256 of every file that pairs are made from, by its path in the corpora.

    The texts of a corpus of many files have one together: that of their paths and digests, a line each.
    """
    paths = [path for pattern in _FILES for path in sorted(corpora.glob(pattern))]
    digests = {path.relative_to(corpora).as_posix(): sha256_of(path) for path in paths}
    for name in _TEXTS:
        listed = (str(meta["path"]) for meta in read_json_lines(corpora / name / "meta.jsonl"))
        digests[f"{name}/*"] = _together(corpora / name, listed)
    if words is not None:
        digests[words.name] = sha256_of(words)
    digests |= {f"eval/everyday/{path.name}": sha256_of(path) for path in (CLAUSES, SENTENCES)}
    return digests


def _together(folder: Path, names: Iterable[str]) -> str:
    lines = (f"{name}\t{sha256_of(folder / name)}\n" for name in names)
    return hashlib.sha256("".join(lines).encode()).hexdigest()
