"""Every number that the training depends on, with the values of the bundled model as defaults."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a static model is trained. Sources of pairs without a share in `mixture` are not used."""

    seed: int = 1
    vocabulary: int = 20_000
    piece_chars: int = 4
    tokenizer_passages: int = 25_000
    """Passages that the tokenizer is trained on, beside all texts of the sources written by people."""
    dim: int = 384
    nested_dims: tuple[int, ...] = (192, 96)
    """Numbers of first dimensions that must do alone too (Matryoshka, Kusupati 2022, arXiv:2205.13147)."""
    steps: int = 1200
    batch: int = 1024
    learning_rate: float = 0.01
    warm_up: int = 30
    temperature: float = 0.05
    backward_share: float = 0.3
    """Weight of the loss from passage to question beside that from question to passage."""
    fine_chars: int = 2
    """Longest piece of the finer of two ways to cut a text (after subword regularisation, Kudo 2018)."""
    fine_share: float = 0.4
    """How often a text is cut the finer way in training; encoding cuts it the coarser way."""
    token_dropout: float = 0.1
    passage_tokens: int = 160
    """Tokens of a passage that are seen in training; encoding has no limit."""
    mine_every: int = 300
    mined_depth: int = 40
    mined_share: float = 0.8
    """How often a mined wrong passage is taken where there is one; else one that the pair file names."""
    mining_pool: int = 60_000
    """Passages among which wrong ones are looked for, drawn anew each time."""
    mined_sources: tuple[str, ...] = ("lay", "term", "given", "sentences")
    mixture: dict[str, float] = field(
        default_factory=lambda: {
            "lay": 0.31,
            "term": 0.05,
            "given": 0.09,
            "words": 0.10,
            "substituted": 0.14,
            "fragments": 0.09,
            "keywords": 0.12,
            "sentences": 0.10,
        }
    )
    """Shares of a batch by source; `given` stands for every source without a share of its own."""
