"""Learn token vectors so that a question's mean lies nearer to its passage than to all others of the batch."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F

from embeddings.training.recipe import Recipe
from embeddings.training.tokens import Ids, Source, Tokens, concatenate

_ENCODE_AT_ONCE = 4096
_REPORT_EVERY = 100
# Added to the score of a wrong passage that is in truth the right one under another number.
_NEVER = -1e4

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """Positions of texts: the right passage of query i is passages[i], all others are wrong."""

    queries: Ids
    passages: Ids


def to_stderr(line: str) -> None:
    """Write a line of progress."""
    sys.stderr.write(line + "\n")


class Trainer:
    """The state of one training: token vectors, pairs, mined wrong passages, and one source of chance."""

    def __init__(
        self,
        coarse: Tokens,
        fine: Tokens,
        sources: dict[str, Source],
        passages: Ids,
        vocabulary: int,
        recipe: Recipe,
    ) -> None:
        self._tokens = concatenate(coarse, fine)
        self._texts = len(coarse)
        self._sources = sources
        self._passages = passages[coarse.lengths(passages) > 0]
        self._recipe = recipe
        self._rng = np.random.default_rng(recipe.seed)
        self._mined: dict[str, Ids] = {}
        self._turns = {name: self._shuffled(len(source)) for name, source in sources.items()}
        self._embedding = torch.nn.EmbeddingBag.from_pretrained(self._first_vectors(vocabulary), False, mode="sum")

    def run(self, report: Report = to_stderr) -> npt.NDArray[np.float32]:
        """Return the trained token vectors, shape (vocabulary, dim)."""
        recipe, begun, shown = self._recipe, time.monotonic(), 0.0
        optimizer = torch.optim.Adam(self._embedding.parameters(), lr=recipe.learning_rate, fused=True)
        for step in range(recipe.steps):
            if step and step % recipe.mine_every == 0:
                self._mine()
            for group in optimizer.param_groups:
                group["lr"] = recipe.learning_rate * _rate(step, recipe)
            loss = self._loss(self._draw())
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
            shown = loss.item() if step == 0 else 0.98 * shown + 0.02 * loss.item()
            if (step + 1) % _REPORT_EVERY == 0:
                report(f"step {step + 1}/{recipe.steps}, loss {shown:.3f}, {time.monotonic() - begun:.0f} s")
        vectors: npt.NDArray[np.float32] = self._embedding.weight.detach().numpy()
        return vectors

    def _first_vectors(self, vocabulary: int) -> torch.Tensor:
        """Draw random directions; a rare token begins longer than a common one, as in TF-IDF."""
        counts = np.bincount(self._tokens.flat, minlength=vocabulary)
        rarity = np.log(1 + len(self._tokens) / (1 + counts))
        rows = self._rng.normal(0, self._recipe.dim**-0.5, (vocabulary, self._recipe.dim))
        return torch.from_numpy((rows * (rarity / rarity.mean())[:, None]).astype(np.float32))

    def _draw(self) -> Batch:
        queries: list[Ids] = []
        positives: list[Ids] = []
        negatives: list[int] = []
        for name, share in self._recipe.mixture.items():
            source, wanted = self._sources[name], round(self._recipe.batch * share)
            rows = np.array([next(self._turns[name]) for _ in range(wanted)], dtype=np.int64)
            queries.append(source.queries[rows])
            positives.append(source.positives[rows])
            negatives.extend(self._wrong(name, int(row)) for row in rows)
        return Batch(np.concatenate(queries), np.concatenate([*positives, np.array(negatives, dtype=np.int64)]))

    def _wrong(self, name: str, row: int) -> int:
        if name in self._mined and self._rng.random() < self._recipe.mined_share:
            return int(self._rng.choice(self._mined[name][row]))
        named = self._sources[name].negatives[row]
        return int(self._rng.choice(named) if named else self._rng.choice(self._passages))

    def _loss(self, batch: Batch) -> torch.Tensor:
        """InfoNCE over the batch by all dimensions, and by each nested number of first ones with less weight."""
        recipe = self._recipe
        questions = self._vectors(self._varied(batch.queries), recipe.token_dropout)
        passages = self._vectors(self._varied(batch.passages), recipe.token_dropout, recipe.passage_tokens)
        same = torch.from_numpy(batch.passages[None, :] == batch.passages[: len(questions), None])
        same.fill_diagonal_(False)
        loss = self._info_nce(questions, passages, same)
        for dim in recipe.nested_dims:
            first = F.normalize(questions[:, :dim], dim=1), F.normalize(passages[:, :dim], dim=1)
            loss = loss + self._info_nce(*first, same) / (len(recipe.nested_dims) + 1)
        return loss

    def _info_nce(self, questions: torch.Tensor, passages: torch.Tensor, same: torch.Tensor) -> torch.Tensor:
        """InfoNCE (van den Oord 2018, arXiv:1807.03748) in both directions; `same` marks right passages named twice."""
        scores = (questions @ passages.T / self._recipe.temperature).masked_fill(same, _NEVER)
        count = len(questions)
        right = torch.arange(count)
        back = F.cross_entropy(scores[:, :count].T, right)
        return F.cross_entropy(scores, right) + self._recipe.backward_share * back

    def _varied(self, texts: Ids) -> Ids:
        """Cut some of the texts into finer tokens, so that parts of unseen words have a meaning too."""
        finely = self._rng.random(len(texts)) < self._recipe.fine_share
        return texts + self._texts * finely

    def _vectors(self, texts: Ids, dropout: float = 0.0, at_most: int | None = None) -> torch.Tensor:
        flat, starts = self._tokens.gather(texts, at_most)
        kept = torch.from_numpy((self._rng.random(len(flat)) >= dropout).astype(np.float32)) if dropout else None
        sums = self._embedding(torch.from_numpy(flat), torch.from_numpy(starts), per_sample_weights=kept)
        return F.normalize(sums, dim=1)

    def _mine(self) -> None:
        """Look for the passages that the model so far confuses with the right one (ANCE, arXiv:2007.00808)."""
        recipe = self._recipe
        pool = self._rng.choice(self._passages, min(recipe.mining_pool, len(self._passages)), replace=False)
        with torch.no_grad():
            rows = torch.cat([self._vectors(part) for part in _parts(pool)])
            for name in recipe.mined_sources:
                depth = min(recipe.mined_depth, len(pool))
                found = [
                    pool[(self._vectors(part) @ rows.T).topk(depth).indices.numpy()]
                    for part in _parts(self._sources[name].queries)
                ]
                self._mined[name] = np.concatenate(found)

    def _shuffled(self, count: int) -> Iterator[int]:
        while True:
            yield from self._rng.permutation(count).tolist()


def _parts(texts: Ids) -> Iterator[Ids]:
    for start in range(0, len(texts), _ENCODE_AT_ONCE):
        yield texts[start : start + _ENCODE_AT_ONCE]


def _rate(step: int, recipe: Recipe) -> float:
    """Rise over the first steps, then fall in a line to a fiftieth."""
    return min(1.0, (step + 1) / recipe.warm_up) * max(0.02, 1 - step / recipe.steps)
