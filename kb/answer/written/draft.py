"""What a model wrote, in sentences with the marks of the clauses that each rests on."""

import re
from dataclasses import dataclass

# What models that think aloud put before their reply.
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_FENCE = re.compile(r"^```.*$", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:[-*•·>#]+\s+|\d{1,2}[.、)]\s+)", re.MULTILINE)
_EMPHASIS = re.compile(r"\*\*|__|`")
_NOT_PRINTED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NUMBERS = r"\d{1,3}(?:\s?[,，、]\s?\d{1,3})*"
_MARK = rf"[\[【［〔](?:出处|条款|来源)?\s?({_NUMBERS})[\]】］〕](?!第?\d+号)"
_MARKS = re.compile(_MARK)
# Marks behind the full stop belong to what stands before it.
_SENTENCE = re.compile(rf"[^。！？!?；;\n]*(?:[。！？!?；;]+[”’」』）)】]*|\n|\Z)(?:[ \t]*{_MARK}[。；;]?)*")


@dataclass(frozen=True, slots=True)
class DraftSentence:
    """One sentence of a draft: its words without the marks, and the marks in order."""

    text: str
    marks: tuple[int, ...]


def sentences_of(draft: str) -> tuple[DraftSentence, ...]:
    """Return the sentences of a draft in order, without what models put around them: thoughts, bullets, emphasis."""
    plain = _EMPHASIS.sub("", _BULLET.sub("", _FENCE.sub("", _THOUGHT.sub("", draft))))
    found = []
    for match in _SENTENCE.finditer(_NOT_PRINTED.sub("", plain)):
        numbers = [int(one) for mark in _MARKS.finditer(match[0]) for one in re.findall(r"\d+", mark[1])]
        text = " ".join(_MARKS.sub("", match[0]).split())
        text = re.sub(r"(?<=[。！？；])[。；]+", "", text)
        if text.strip("。！？!?；; ") or numbers:
            found.append(DraftSentence(text, tuple(dict.fromkeys(numbers))))
    return tuple(found)
