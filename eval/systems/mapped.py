"""A system of another make, asked and read as a mapping file says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import httpx

from eval.json_paths import JsonPath
from eval.lenient import number
from eval.replies import RepliedCitation, RepliedPassage, Reply, shortened
from eval.systems.asking import Asking
from eval.systems.http import NO_ANSWER
from eval.systems.mapping import ItemPaths, SystemMapping, fill
from kb.types import AnswerStatus


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
            return replace(empty, error=f"the system says no: {shortened(told if told is not None else body)}")
        said = paths.answer.values(body)
        if not said:
            return replace(empty, error=f"{NO_ANSWER} {paths.answer.text}: {shortened(body)}")
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

    def settings(self) -> Mapping[str, object]:
        """Return the mapping file's hash: another one asks or reads otherwise."""
        return {"mapping": {"name": self.mapping.name, "sha256": self.mapping.sha256}}

    def warnings(self, replies: Sequence[Reply]) -> tuple[str, ...]:
        """Return the paths of the mapping file that lead nowhere in any usable reply: misspelt ones, it may be."""
        bodies = [self._body(reply) for reply in replies if reply.error is None and reply.body]
        return tuple(
            f"{self.mapping.name}: response.{field}: {path.text!r} leads nowhere in any of the {len(wholes)} {what}"
            for field, path, wholes, what in self._mapped(bodies)
            if wholes and not any(path.leads(whole) for whole in wholes)
        )

    def _mapped(self, bodies: Sequence[object]) -> Iterator[tuple[str, JsonPath, Sequence[object], str]]:
        """Yield each path that may lead nowhere, with its field and what it is followed in."""
        paths = self.mapping.reply
        for field, path in (
            ("status", paths.status),
            ("confidence", paths.confidence),
            ("fingerprint", paths.fingerprint),
        ):
            if path is not None:
                yield field, path, bodies, "replies"
        for field, inside, text in (("citations", paths.citations, "quote"), ("passages", paths.passages, "text")):
            if inside is None:
                continue
            yield f"{field}.items", inside.items, bodies, "replies"
            items = [item for body in bodies for item in _items(inside, body)]
            named = [*((text, path) for path in inside.text), *inside.others.items()]
            for name, path in named:
                yield f"{field}.{name}", path, items, "items"

    def _body(self, reply: Reply) -> object:
        """Return the JSON as it came: what is no object is kept as the field of one."""
        kept = reply.body
        return kept["reply"] if kept.keys() == {"reply"} and not self.mapping.reply.answer.leads(kept) else kept

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
        return number(float(value))
    return number(value)


def _parameter(value: object) -> str:
    return "" if value is None else str(value)
