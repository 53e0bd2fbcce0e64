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


class _Keys(dict[int, str]):
    """What each character becomes in a key for searching, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        key = " " if character.isspace() else search_key(character)
        self[code] = key
        return key


_KEYS = _Keys()


def bigrams(text: str) -> list[str]:
    """Return the tokens of a text in order."""
    return _tokens(_plain(text))


def bigrams_of_each(texts: Sequence[str]) -> list[list[str]]:
    """Return the tokens of each text, as bigrams would."""
    if any(_BETWEEN in text for text in texts):
        return [bigrams(text) for text in texts]
    return [_tokens(plain) for plain in _plain(_BETWEEN.join(texts)).split(_BETWEEN)] if texts else []


def shared_tokens(wanted: Sequence[str], texts: Sequence[str]) -> list[int]:
    """Return for each text how many of the distinct wanted tokens are among its own.

    A pair of Han characters is a token wherever the two stand side by side, so it need only be looked for.
    """
    pairs = [token for token in wanted if len(token) == 2 and not token.isascii()]
    others = {token for token in wanted if token not in pairs}
    counts = []
    # Character by character is much faster, and gives the same but for accents written as characters of their own.
    joined = _BETWEEN.join(text.replace(_BETWEEN, " ") for text in texts)
    for plain in _ungrouped(joined.translate(_KEYS)).split(_BETWEEN) if texts else ():
        count = sum(map(plain.__contains__, pairs))
        counts.append(count + (len(others & set(_tokens(plain))) if others else 0))
    return counts


def _plain(text: str) -> str:
    return _ungrouped(search_key(text))


def _ungrouped(text: str) -> str:
    return _GROUPED.sub(lambda match: match.group().replace(",", ""), text)


def _tokens(plain: str) -> list[str]:
    tokens: list[str] = []
    for match in _RUN.finditer(plain):
        run = match.group()
        if len(run) == 1 or run[0].isascii():
            tokens.append(run)
        else:
            tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
    return tokens
