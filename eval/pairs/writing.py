"""Training pairs on disk: a file a source, one with all passages, and a manifest of what they were made from."""

import json
import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from embeddings.types import Encoder
from eval.corpora.keep_out import NEAR_MEANING, NearMeaning
from eval.corpora.reading import read_dev_questions
from eval.pairs.home import HomeSearch
from eval.pairs.inputs import inputs_of
from eval.pairs.makers import BY_PEOPLE, makers
from eval.pairs.material import Material, Pair, gather
from eval.pairs.mining import Miner, Rules, Tally
from eval.pairs.pool import Pool
from eval.pairs.search import CandidateSource, PoolSearch
from eval.progress import progress

MANIFEST = "manifest.json"
PASSAGES = "passages.jsonl"
PLAIN_WORDS = Path("plain_words") / "plain_words.tsv"
SIMILAR = 0.8
"""Cosine from which a question is too near to a development question. Read by eye: from here up most ask what the
development question asks, or the same of a neighbouring thing; below, mostly of another matter."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the pairs depend on."""

    corpora: Path
    out: Path
    seed: int
    encoder: Encoder
    """Says which questions mean nearly the same, and mines."""
    similar: float = SIMILAR
    rules: Rules = field(default_factory=Rules)
    home: Path | None = None
    """A home whose retriever finds the wrong passages; without one both searches run over the training passages."""
    words: Path | None = None
    """The dictionary of plain words; without one that of the corpora."""
    sample: int | None = None
    """Only so many pairs are given mined passages, drawn at random: for a trial."""


def write_pairs(plan: Plan) -> dict[str, object]:
    """Write the pair files, the passages and the manifest; return the manifest. Raises DatasetError."""
    material = gather(plan.corpora, plan.seed)
    plan.out.mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    asked: dict[str, list[Pair]] = {}
    for name, make in makers(plan.corpora, material, plan.words or plan.corpora / PLAIN_WORDS).items():
        pairs = _unlike_questions(name, make(), material)
        if name in BY_PEOPLE:
            asked[name] = list(pairs)
        else:
            counts[name] = _write(plan.out / f"{name}.jsonl", map(_record, pairs))
    asked = _unlike_in_meaning(asked, material, plan)
    passages = tuple(dict.fromkeys(article.passage for article in material.articles))
    counts["passages"] = _write(plan.out / PASSAGES, ({"text": passage} for passage in passages))
    mined, tally = _mined(asked, passages, plan, material)
    for name, found in mined.items():
        counts[name] = _write(plan.out / f"{name}.jsonl", map(_record, found))
    manifest = _manifest(plan, material, counts, tally)
    (plan.out / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return manifest


def _unlike_questions(source: str, pairs: Iterable[Pair], material: Material) -> Iterator[Pair]:
    """Yield the pairs whose text that asks is not in nearly the words of a development question."""
    # Questions written by people were looked at where they were read.
    return (
        pair
        for pair in pairs
        if source in BY_PEOPLE or material.keeps(source, material.keep_out.why_question(pair.query))
    )


def _unlike_in_meaning(asked: dict[str, list[Pair]], material: Material, plan: Plan) -> dict[str, list[Pair]]:
    """Return the pairs whose question the encoder does not put near a development question."""
    near = NearMeaning(plan.encoder, read_dev_questions(plan.corpora), plan.similar)
    return {
        name: [
            pair
            for pair, is_near in zip(pairs, near.of([pair.query for pair in pairs]), strict=True)
            if material.keeps(name, NEAR_MEANING if is_near else None)
        ]
        for name, pairs in asked.items()
    }


def _mined(
    asked: dict[str, list[Pair]], passages: Sequence[str], plan: Plan, material: Material
) -> tuple[dict[str, list[Pair]], Tally | None]:
    """Return the pairs with mined wrong passages, those of the sample or all."""
    every = [pair for pairs in asked.values() for pair in pairs]
    if not plan.rules.negatives or not every:
        return asked, None
    chosen = list(range(len(every)))
    if plan.sample is not None:
        chosen = sorted(random.Random(plan.seed).sample(chosen, min(plan.sample, len(chosen))))
    pool = Pool.of(passages, every)
    vectors = plan.encoder.encode_passages(pool.texts)
    miner = Miner(pool, vectors, plan.encoder, plan.rules)
    with tempfile.TemporaryDirectory(prefix="kb-pairs-") as folder:
        source: CandidateSource
        if plan.home is None:
            source = PoolSearch(pool, vectors, Path(folder) / "keywords", plan.rules.depth)
        else:
            source = HomeSearch(plan.home, plan.encoder, pool, material.articles, plan.rules.depth)
        found = miner.mine([every[place] for place in chosen], every, source)
        mined = dict(zip(chosen, _counted(found, len(chosen)), strict=True))
    if isinstance(source, HomeSearch):
        miner.tally.passed_over.update(source.passed_over)
    rows = iter(mined.get(place, pair) for place, pair in enumerate(every))
    return {name: [next(rows) for _ in pairs] for name, pairs in asked.items()}, miner.tally


def _counted(pairs: Iterable[Pair], total: int) -> Iterator[Pair]:
    bar = progress(total)
    for pair in pairs:
        yield pair
        bar.done(0)
    bar.close()


def _manifest(plan: Plan, material: Material, counts: dict[str, int], tally: Tally | None) -> dict[str, object]:
    """Return what was made from what; the same for the same inputs, so it names no day and no folder."""
    return {
        "command": "python -m eval pairs",
        "seed": plan.seed,
        "encoder": plan.encoder.fingerprint,
        "rules": {"similar": plan.similar, "sample": plan.sample, "home": plan.home is not None, **asdict(plan.rules)},
        "written": dict(sorted(counts.items())),
        "left_out": {source: dict(sorted(reasons.items())) for source, reasons in sorted(material.removed.items())},
        "mining": tally.record() if tally else None,
        "inputs_sha256": inputs_of(plan.corpora, plan.words),
    }


def _record(pair: Pair) -> dict[str, object]:
    record = asdict(pair)
    if not pair.mined:
        del record["mined"]
    return record


def _write(path: Path, records: Iterable[dict[str, object]]) -> int:
    written = 0
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            written += 1
    return written
