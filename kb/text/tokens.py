"""Character bigrams: the tokens of keyword search.

Runs of Han characters give overlapping bigrams (a lone character gives itself), so that a phrase query over the
tokens finds an exact phrase whatever a word segmenter would make of it; Latin letters and digits stay whole, and
1,000 is 1000.
"""

import re
from collections.abc import Sequence

from kb.text.keys import search_key

_RUN = re.compile(r"[〇\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+|[a-z]+|[0-9]+(?:\.[0-9]+)?%?")
_GROUPED = re.compile(r"(?<![0-9,.])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9,])")


# A character that no text has and that no folding touches: many texts are folded as one, which is faster.
_BETWEEN = "\uf8ff"


def bigrams(text: str) -> list[str]:
    """Return the tokens of a text in order."""
    return _tokens(_plain(text))


def bigrams_of_each(texts: Sequence[str]) -> list[list[str]]:
    """Return the tokens of each text, as bigrams would."""
    if any(_BETWEEN in text for text in texts):
        return [bigrams(text) for text in texts]
    return [_tokens(plain) for plain in _plain(_BETWEEN.join(texts)).split(_BETWEEN)] if texts else []


def _plain(text: str) -> str:
    return _GROUPED.sub(lambda match: match.group().replace(",", ""), search_key(text))


def _tokens(plain: str) -> list[str]:
    tokens: list[str] = []
    for match in _RUN.finditer(plain):
        run = match.group()
        if len(run) == 1 or run[0].isascii():
            tokens.append(run)
        else:
            tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
    return tokens
