"""A question made ready for searching."""

import unicodedata
from dataclasses import dataclass

from kb.errors import InvalidQuestion
from kb.text.keys import search_key
from kb.text.tokens import bigrams

# Unicode's control characters, and halves of surrogate pairs.
_NO_TEXT = frozenset({"Cc", "Cs"})


@dataclass(frozen=True, slots=True)
class PreparedQuestion:
    """A question as the searches read it."""

    text: str
    """Simplified characters, folded widths, single spaces."""
    terms: tuple[str, ...]
    """Its distinct tokens in order of first occurrence."""


def prepare(question: str, max_chars: int) -> PreparedQuestion:
    """Return the question made ready. Raises InvalidQuestion where it is empty, too long, or not text."""
    if len(question) > max_chars:
        raise InvalidQuestion(
            f"问题有 {len(question)} 个字，超过上限 {max_chars} 个字；请缩短后再问",
            length=len(question),
            limit=max_chars,
        )
    for position, character in enumerate(question):
        if unicodedata.category(character) in _NO_TEXT and character not in "\t\r\n":
            raise InvalidQuestion(
                f"问题的第 {position + 1} 个字是不能显示的控制字符（U+{ord(character):04X}）；请删去后再问",
                position=position,
            )
    text = search_key(question)
    terms = tuple(dict.fromkeys(bigrams(text)))
    if not terms:
        raise InvalidQuestion("问题是空的；请写下想问的内容", question=question[:50])
    return PreparedQuestion(text, terms)
