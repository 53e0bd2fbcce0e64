"""The marks around a block of code in Markdown: they are no text, wherever they stand."""

import re

_MARKS = r"[^\S\n]*(?:`{3,}|~{3,})[^\S\n]*[A-Za-z0-9_+-]*[^\S\n]*"
_FENCE = re.compile(_MARKS)
_BEFORE = re.compile(rf"(?:{_MARKS}\n|\s)*")


def is_fence(line: str) -> bool:
    """Tell whether a line opens or closes a block of code and says nothing else."""
    return _FENCE.fullmatch(line) is not None


def trimmed(text: str) -> tuple[int, int]:
    """Return where a text starts and ends without the white space and the marks of blocks around it."""
    before = _BEFORE.match(text)
    start = before.end() if before else 0
    end = len(text.rstrip())
    while end > start:
        last = text.rfind("\n", start, end)
        if last < 0 or not is_fence(text[last + 1 : end]):
            break
        end = len(text[:last].rstrip())
    return start, start if is_fence(text[start:end]) else max(start, end)
