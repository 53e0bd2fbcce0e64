"""Interviews and questions with answers: paragraphs that begin with who speaks."""

import re
from collections import Counter
from collections.abc import Iterable

from kb.ingest.furniture import is_contact

_TURN = re.compile(r"^([\u4e00-\u9fff·]{1,6}|[QA])[：:](?=\S)")
_FEWEST = 2


def speakers(texts: Iterable[str]) -> frozenset[str]:
    """Return who speaks more than once on a page, by how its lines begin."""
    found = Counter(match[1] for text in texts if (match := _TURN.match(text)) and not is_contact(text))
    return frozenset(name for name, count in found.items() if count >= _FEWEST)


def speaker_of(text: str, known: frozenset[str]) -> str | None:
    """Return which of the known speakers a paragraph begins with, None where it begins with none."""
    match = _TURN.match(text)
    return match[1] if match and match[1] in known else None
