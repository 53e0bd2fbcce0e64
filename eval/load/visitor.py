"""One client of a load: it searches, asks, reads, uploads and removes in turn, and checks whatever it is told."""

import random
from collections.abc import Awaitable, Callable
from typing import Any

from eval.load.exchange import Exchange, Refused, Unanswered
from eval.load.ledger import Entry, Fate, Ledger

_AT_MOST_FINDABLE = 200
"""Beyond so many of its documents a load removes instead of adding: memory must be flat on a home of one size."""


class Texts:
    """The texts of versions as the server gives them, each asked for once."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, int], str] = {}

    async def of(self, exchange: Exchange, document_id: str, version: int) -> str:
        """Return a version's text. Raises Refused, Unanswered."""
        key = (document_id, version)
        if key not in self._held:
            reply = await exchange.ask("document", "GET", f"/v1/documents/{document_id}", params={"version": version})
            self._held[key] = reply["text"]
        return self._held[key]


class Visitor:
    """A client; `go` makes one step."""

    def __init__(
        self, exchange: Exchange, ledger: Ledger, texts: Texts, questions: list[str], seed: int, *, changes: bool
    ) -> None:
        self._exchange = exchange
        self._figures = exchange.figures
        self._ledger = ledger
        self._texts = texts
        self._questions = questions
        self._random = random.Random(seed)
        steps: list[tuple[int, Callable[[], Awaitable[None]]]] = [
            (40, self._search),
            (24, self._ask),
            (8, self._stream),
            (4, self._leave_stream),
            (8, self._read),
            (6, self._clauses),
        ]
        if changes:
            steps += [
                (4, self._add),
                (2, self._replace),
                (2, self._withdraw),
                (2, self._restore),
                (2, self._purge),
            ]
        self._weights = [weight for weight, _ in steps]
        self._steps = [step for _, step in steps]

    async def go(self) -> None:
        """Make one step; what the server refused is counted, not raised."""
        (step,) = self._random.choices(self._steps, self._weights)
        try:
            await step()
        except (Refused, Unanswered):
            return

    async def _search(self) -> None:
        reply = await self._found(self._random.choice(self._questions))
        for passage in self._random.sample(reply["passages"], min(2, len(reply["passages"]))):
            await self._check(passage, passage["text"])

    async def _ask(self) -> None:
        body = {"question": self._random.choice(self._questions)}
        reply = await self._exchange.ask("ask", "POST", "/v1/ask", json=body)
        for citation in reply["citations"]:
            await self._check(citation, citation["quote"])

    async def _stream(self) -> None:
        await self._streamed("stream", 1000)

    async def _leave_stream(self) -> None:
        await self._streamed("stream left", 1)

    async def _streamed(self, name: str, events: int) -> None:
        body = {"question": self._random.choice(self._questions), "stream": True}
        came = await self._exchange.stream(name, "/v1/ask", body, events=events)
        if events > 1 and came < 3:
            self._figures.server_errors += 1
            self._figures.fault(f"{name}: ended after {came} events")

    async def _read(self) -> None:
        reply = await self._exchange.ask("list", "GET", "/v1/documents", params={"limit": 50})
        if reply["documents"]:
            one = self._random.choice(reply["documents"])
            await self._exchange.ask("document", "GET", f"/v1/documents/{one['document_id']}")

    async def _clauses(self) -> None:
        with self._ledger.taken(Fate.FINDABLE) as entry:
            if entry is not None:
                path = f"/v1/documents/{entry.document_id}/clauses/第二条"
                clause = await self._exchange.ask("clause", "GET", path)
                if f"{entry.amount}元" not in clause["text"]:
                    self._figures.torn_reads += 1
                    self._figures.fault(f"clause of {entry.document_id}: {clause['text']}")

    async def _add(self) -> None:
        findable = sum(one.fate is Fate.FINDABLE for one in self._ledger.entries)
        if findable >= _AT_MOST_FINDABLE:
            await self._purge()
            return
        entry = self._ledger.new()
        try:
            await self._send(entry)
        finally:
            entry.is_taken = False

    async def _replace(self) -> None:
        with self._ledger.taken(Fate.FINDABLE) as entry:
            if entry is not None:
                entry.amount = entry.amount + 1
                await self._send(entry)

    async def _send(self, entry: Entry) -> None:
        before, entry.fate = entry.fate, Fate.UNKNOWN
        files = {"files": (entry.name, entry.text.encode(), "text/plain")}
        try:
            reply = await self._exchange.ask("upload", "POST", "/v1/documents", files=files)
        except Refused:
            entry.fate = before
            # What was not taken in is not what the document says.
            entry.amount -= before is Fate.FINDABLE
            raise
        (report,) = reply["files"]
        if report["status"] not in {"added", "updated"}:
            self._figures.server_errors += 1
            self._figures.fault(f"upload of {entry.name}: {report['status']} {report['reason']}")
            return
        entry.document_id = report["documents"][0]["document_id"]
        entry.fate = Fate.FINDABLE
        await self.look(entry)

    async def _withdraw(self) -> None:
        await self._change("withdraw", Fate.FINDABLE, Fate.WITHDRAWN, "DELETE", "")

    async def _restore(self) -> None:
        await self._change("restore", Fate.WITHDRAWN, Fate.FINDABLE, "POST", "/restore")

    async def _purge(self) -> None:
        before = self._random.choice((Fate.FINDABLE, Fate.WITHDRAWN))
        await self._change("purge", before, Fate.PURGED, "DELETE", "?purge=true")

    async def _change(self, name: str, before: Fate, after: Fate, method: str, rest: str) -> None:
        with self._ledger.taken(before) as entry:
            if entry is None:
                return
            entry.fate = Fate.UNKNOWN
            try:
                await self._exchange.ask(name, method, f"/v1/documents/{entry.document_id}{rest}")
            except Refused:
                entry.fate = before
                raise
            entry.fate = after
            await self.look(entry)

    async def look(self, entry: Entry) -> None:
        """Search for a document, and count it where it should be found and is not, or should not and is."""
        reply = await self._found(entry.question)
        texts = [one["text"] for one in reply["passages"] if one["document_id"] == entry.document_id]
        said = any(f"每年补助{entry.amount}元" in text for text in texts)
        if entry.fate is Fate.FINDABLE and not said:
            self._figures.lost += 1
            self._figures.fault(f"{entry.document_id} ({entry.mark}, {entry.amount}) not found: {texts}")
        if entry.fate in {Fate.WITHDRAWN, Fate.PURGED} and texts:
            self._figures.ghosts += 1
            self._figures.fault(f"{entry.document_id} ({entry.mark}) found though {entry.fate.name}")

    async def _found(self, question: str) -> Any:  # noqa: ANN401 - parsed JSON
        return await self._exchange.ask("search", "POST", "/v1/search", json={"question": question, "top_k": 10})

    async def _check(self, place: dict[str, Any], quote: str) -> None:
        """Compare a quotation with the text of the version that it names."""
        document_id, version = place["document_id"], place["version"]
        try:
            text = await self._texts.of(self._exchange, document_id, version)
        except Refused as error:
            if error.status == 404 and not self._ledger.purged(document_id):
                self._figures.torn_reads += 1
                self._figures.fault(f"{document_id}@{version} is quoted and is not there")
            return
        self._figures.quotes += 1
        if text[place["start"] : place["end"]] != quote:
            self._figures.torn_reads += 1
            self._figures.fault(f"{document_id}@{version} {place['start']}: {quote[:80]!r}")
