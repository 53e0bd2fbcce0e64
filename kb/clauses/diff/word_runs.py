"""Which words of a clause stayed, which went and which came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from kb.text.keys import compare_key
from kb.text.words import words

# Beside changes of at least twice its length, a stay of so few characters only makes the marks hard to read.
_SHORT_STAY = 2
# A clause of which less is left was written anew.
_LEAST_LEFT = 0.2


class RunKind(StrEnum):
    """What became of a run of words."""

    EQUAL = "equal"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stayed, went or came; equal and removed runs joined give the old text, equal and added the new."""

    kind: RunKind
    text: str
    new_text: str | None = None
    """How the new text writes an equal run, where it differs in white space or widths."""


Block = tuple[bool, str, str]
"""Whether the words stayed, the old words, the new words."""


def word_runs(old: str, new: str) -> tuple[Run, ...]:
    """Return the runs of words from one text to the other, in order; what went stands before what came."""
    return tuple(_runs(_whole_changes(_blocks(_spaced(words(old)), _spaced(words(new))))))


def _spaced(tokens: Sequence[str]) -> list[str]:
    """Return the words with the white space that follows each, which is no word of its own."""
    found: list[str] = []
    for token in tokens:
        if found and not token.strip():
            found[-1] += token
        else:
            found.append(token)
    return found


def _blocks(old: Sequence[str], new: Sequence[str]) -> list[Block]:
    matcher = SequenceMatcher(None, list(map(compare_key, old)), list(map(compare_key, new)), autojunk=False)
    blocks = [(kind == "equal", "".join(old[a:b]), "".join(new[c:d])) for kind, a, b, c, d in matcher.get_opcodes()]
    stayed = sum(len(here) for equal, here, _ in blocks if equal)
    if stayed < _LEAST_LEFT * max(sum(map(len, old)), sum(map(len, new))):
        return [(False, "".join(old), "".join(new))]
    return blocks


def _whole_changes(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks with short stays between larger changes taken into them."""
    found: list[Block] = []
    for at, block in enumerate(blocks):
        equal, old, new = block
        inner = 0 < at < len(blocks) - 1
        if equal and inner and len(old.strip()) <= _SHORT_STAY:
            least = 2 * len(old.strip())
            equal = not all(len(side[1]) + len(side[2]) >= 2 * least for side in (blocks[at - 1], blocks[at + 1]))
        if found and found[-1][0] == equal:
            found[-1] = (equal, found[-1][1] + old, found[-1][2] + new)
        else:
            found.append((equal, old, new))
    return found


def _runs(blocks: Iterable[Block]) -> Iterable[Run]:
    for equal, old, new in blocks:
        if equal:
            yield Run(RunKind.EQUAL, old, None if old == new else new)
            continue
        if old:
            yield Run(RunKind.REMOVED, old)
        if new:
            yield Run(RunKind.ADDED, new)
