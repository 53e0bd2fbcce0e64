"""The tokenizer of a static model: words and parts of words, no punctuation."""

import json
from collections.abc import Sequence

from tokenizers import Regex, Tokenizer
from tokenizers.models import Unigram
from tokenizers.normalizers import NFKC, Lowercase
from tokenizers.normalizers import Sequence as Normalizers
from tokenizers.pre_tokenizers import Sequence as PreTokenizers
from tokenizers.pre_tokenizers import Split
from tokenizers.trainers import UnigramTrainer

UNKNOWN = "<unk>"
# A logarithm of a probability below that of any row of pieces a text has.
_LAST_CHOICE = -1000.0
# A mean over tokens has no use for commas: what is neither letter nor digit is dropped.
_NOT_WORDS = Regex(r"[^\p{L}\p{N}]+")
_RUNS = Regex(r"\p{Han}+|[0-9]+|[^\p{Han}0-9]+")


def train_tokenizer(texts: Sequence[str], vocabulary: int, piece_chars: int) -> Tokenizer:
    """Return a Unigram tokenizer (Kudo 2018, arXiv:1804.10959): unlike BPE it keeps Chinese words apart."""
    tokenizer = Tokenizer(Unigram())
    tokenizer.normalizer = Normalizers([NFKC(), Lowercase()])
    tokenizer.pre_tokenizer = PreTokenizers([Split(_NOT_WORDS, "removed"), Split(_RUNS, "isolated")])
    trainer = UnigramTrainer(
        vocab_size=vocabulary,
        unk_token=UNKNOWN,
        special_tokens=[UNKNOWN],
        max_piece_length=piece_chars,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return _in_fixed_order(tokenizer)


def finer(tokenizer: Tokenizer, piece_chars: int) -> Tokenizer:
    """Return a tokenizer with the same numbers that uses longer pieces only where a character has no other."""
    state = json.loads(tokenizer.to_str())
    unknown, *pieces = state["model"]["vocab"]
    state["model"]["vocab"] = [
        unknown,
        *((piece, score if len(piece) <= piece_chars else _LAST_CHOICE) for piece, score in pieces),
    ]
    return Tokenizer.from_str(json.dumps(state))


def _in_fixed_order(tokenizer: Tokenizer) -> Tokenizer:
    """Renumber the pieces by their characters: the trainer's own order and last digits differ from run to run."""
    state = json.loads(tokenizer.to_str())
    unknown, *pieces = state["model"]["vocab"]
    state["model"]["vocab"] = [unknown, *sorted((piece, round(score, 4)) for piece, score in pieces)]
    return Tokenizer.from_str(json.dumps(state))
