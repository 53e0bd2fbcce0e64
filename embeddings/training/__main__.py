"""Train a static model from pair files: `python -m embeddings.training --pairs work/pairs --out FOLDER`."""

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from embeddings.training.contrastive import Trainer, to_stderr
from embeddings.training.folder import write_model
from embeddings.training.recipe import Recipe
from embeddings.training.tokenizer import finer, train_tokenizer
from embeddings.training.tokens import PairTexts, read_pairs, tokenize, usable_sources

_OPTIONS = ("seed", "vocabulary", "dim", "steps", "batch")
# Sources written by people: all their words should be tokens, not only those of a sample.
_SPOKEN = ("lay", "term", "given", "words", "sentences")


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write a model; return 0, or 2 where the pair files cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m embeddings.training", description="Train a static model.")
    parser.add_argument("--pairs", type=Path, required=True, metavar="DIR", help="folder of pair files")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the model")
    for name in _OPTIONS:
        default = getattr(Recipe(), name)
        parser.add_argument(f"--{name}", type=int, default=default, metavar="N", help=f"{name} ({default})")
    options = parser.parse_args(arguments)
    recipe = replace(Recipe(), **{name: getattr(options, name) for name in _OPTIONS})
    try:
        train(options.pairs, options.out, recipe)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"embeddings.training: {error}\n")
        return 2
    return 0


def train(pairs: Path, out: Path, recipe: Recipe) -> None:
    """Train a model from a folder of pair files and write it. Raises OSError and ValueError on unusable pairs."""
    texts = read_pairs(pairs, recipe.mixture)
    to_stderr(f"{len(texts.texts)} texts, {sum(map(len, texts.pairs.values()))} pairs")
    tokenizer = train_tokenizer(_tokenizer_texts(texts, recipe), recipe.vocabulary, recipe.piece_chars)
    tokens = tokenize(tokenizer, texts.texts)
    fine = tokenize(finer(tokenizer, recipe.fine_chars), texts.texts)
    to_stderr(f"{tokenizer.get_vocab_size()} token types, {len(tokens.flat)} tokens")
    sources = usable_sources(texts, tokens)
    trainer = Trainer(tokens, fine, sources, texts.passages, tokenizer.get_vocab_size(), recipe)
    write_model(out, tokenizer, trainer.run())


def _tokenizer_texts(texts: PairTexts, recipe: Recipe) -> list[str]:
    rng = random.Random(recipe.seed)
    passages = texts.passages.tolist()
    chosen = rng.sample(passages, min(recipe.tokenizer_passages, len(passages)))
    spoken = (pair for source in _SPOKEN for pair in texts.pairs.get(source, ()))
    places = dict.fromkeys([*chosen, *(place for pair in spoken for place in pair[:2])])
    return [texts.texts[place] for place in places]


if __name__ == "__main__":
    sys.exit(main())
