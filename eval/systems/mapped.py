"""A system of another make, asked and read as a mapping file says."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import httpx

from eval.replies import RepliedCitation, RepliedPassage, Reply
from eval.systems.asking import Asking
from eval.systems.http import NO_ANSWER
from eval.systems.mapping import ItemPaths, SystemMapping, fill
from eval.systems.paths import JsonPath
from kb.types import AnswerStatus

_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Mapped:
    """The endpoint that a mapping file describes."""

    mapping: SystemMapping
    kind: str = "mapped"

    def request(self, client: httpx.Client, question: str, asking: Asking) -> httpx.Request:
        """Return the request with the question put in."""
        values = {
            "question": question,
            "top_k": asking.top_k,
            "as_of": asking.as_of.isoformat() if asking.as_of else None,
        }
        mapping = self.mapping
        query = {name: _parameter(fill(value, values)) for name, value in mapping.query.items()}
        body = fill(mapping.body, values)
        return client.build_request(
            mapping.method, mapping.path, params=query or None, headers=mapping.headers, json=body
        )

    def read(self, body: object, seconds: float) -> Reply:
        """Return the reply that stands in the JSON; one with an error where no answer stands there."""
        paths = self.mapping.reply
        whole = body if isinstance(body, Mapping) else {"reply": body}
        empty = Reply(None, "", (), (), None, seconds, body=whole)
        if paths.success is not None and paths.success.path.first(body) not in paths.success.equals:
            told = paths.success.message.first(body) if paths.success.message else None
            return replace(empty, error=f"the system says no: {_short(told if told is not None else body)}")
        said = paths.answer.values(body)
        if not said:
            return replace(empty, error=f"{NO_ANSWER} {paths.answer.text}: {_short(body)}")
        text = "".join(_text(value) for value in said)
        quotes = _items(paths.citations, body) if paths.citations else []
        return replace(
            empty,
            status=self._status(body, text),
            text=_without_marks(paths.citations, text),
            cited=tuple(_citation(item, paths.citations) for item in _pointed_to(paths.citations, quotes, text)),
            found=tuple(_passage(item, paths.passages) for item in _items(paths.passages, body)),
            confidence=_number(paths.confidence.first(body)) if paths.confidence else None,
            fingerprint=_text(paths.fingerprint.first(body)) if paths.fingerprint else "",
        )

    def _status(self, body: object, text: str) -> str:
        paths = self.mapping.reply
        if paths.status is not None:
            value = paths.status.first(body)
            named = str(value).lower() if isinstance(value, bool) else _text(value)
            status = paths.statuses.get(named, named if not paths.statuses else AnswerStatus.ANSWERED.value)
            if status == AnswerStatus.ABSTAINED:
                return status
        else:
            status = AnswerStatus.ANSWERED.value
        if paths.abstained is not None and paths.abstained.search(text):
            return AnswerStatus.ABSTAINED.value
        return status


def _items(paths: ItemPaths | None, body: object) -> list[object]:
    return [item for item in paths.items.values(body) if item is not None] if paths else []


def _pointed_to(paths: ItemPaths | None, items: Sequence[object], text: str) -> list[object]:
    """Return the items that the answer's marks name, in the order of the marks; all where there are no marks."""
    if paths is None or paths.marks is None:
        return list(items)
    numbers = dict.fromkeys(int(number) - paths.first_mark for number in paths.marks.findall(text) if number.isdigit())
    return [items[number] for number in numbers if 0 <= number < len(items)]


def _without_marks(paths: ItemPaths | None, text: str) -> str:
    return text if paths is None or paths.marks is None else paths.marks.sub("", text)


def _citation(item: object, paths: ItemPaths | None) -> RepliedCitation:
    if paths is None:
        return RepliedCitation("")
    others = {name: _text(path.first(item)) for name, path in paths.others.items()}
    return RepliedCitation(_joined(paths.text, item), **others)


def _passage(item: object, paths: ItemPaths | None) -> RepliedPassage:
    if paths is None:
        return RepliedPassage("")
    others = {name: _text(path.first(item)) for name, path in paths.others.items() if name != "score"}
    score = _number(paths.others["score"].first(item)) if "score" in paths.others else None
    return RepliedPassage(_joined(paths.text, item), score=score or 0.0, **others)


def _joined(paths: Sequence[JsonPath], item: object) -> str:
    return "\n".join(text for path in paths for value in path.values(item) if (text := _text(value)))


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None or isinstance(value, dict | list | bool) else str(value)


def _number(value: object) -> float | None:
    if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return float(value)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _parameter(value: object) -> str:
    return "" if value is None else str(value)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
