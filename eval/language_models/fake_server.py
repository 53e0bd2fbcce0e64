"""A fake language model over HTTP, for tests and demonstrations: `python -m eval fake-llm`.

It speaks the interface that vLLM, Ollama and others share, and replies by rules in one of the modes of `behaviours`.
"""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from eval.language_models.behaviours import FAILURES, REPLIES, asked_of, rewriting

_PIECE = 12
_SLOW_SECONDS = 600.0
_TRICKLE_SECONDS = 0.2
MODEL = "fake"


class FakeServer(ThreadingHTTPServer):
    """Replies to `POST /v1/chat/completions` in one mode, which may be changed while it runs."""

    daemon_threads = True

    def __init__(self, mode: str, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__((host, port), _Handler)
        self.mode = mode
        self.asked = 0
        """How many questions it was asked."""
        self.stopped = threading.Event()

    @property
    def base_url(self) -> str:
        """What KB_LLM_BASE_URL is set to."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}/v1"

    def stop(self) -> None:
        """End it, the slow replies included."""
        self.stopped.set()
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    server: FakeServer

    def do_POST(self) -> None:
        """Reply to one request."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked += 1
        mode = self.server.mode
        if not self.path.endswith("/chat/completions"):
            self._send(404, b'{"error": {"message": "not found"}}')
        elif mode in FAILURES:
            self._send(FAILURES[mode], b'{"error": {"message": "overloaded"}}')
        elif mode == "bad-json":
            self._send(200, b'{"choices": [{"message": ')
        elif mode == "no-choices":
            self._send(200, b'{"object": "chat.completion"}')
        else:
            self._reply(mode, body)

    def _reply(self, mode: str, body: bytes) -> None:
        asked = json.loads(body)
        text = _text(mode, asked["messages"])
        usage = {"prompt_tokens": sum(len(one["content"]) for one in asked["messages"]), "completion_tokens": len(text)}
        if mode == "slow" and self.server.stopped.wait(_SLOW_SECONDS):
            return
        if not asked.get("stream"):
            choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
            self._send(200, json.dumps({"choices": [choice], "usage": usage}, ensure_ascii=False).encode())
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
        if mode == "dying":
            pieces = pieces[: len(pieces) // 2]
        try:
            self._stream(mode, pieces, usage if asked.get("stream_options", {}).get("include_usage") else None)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _stream(self, mode: str, pieces: Sequence[str], usage: dict[str, int] | None) -> None:
        for piece in pieces:
            self._event({"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]})
            if mode == "trickling" and self.server.stopped.wait(_TRICKLE_SECONDS):
                return
        if mode != "dying":
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            if usage:
                self._event({"choices": [], "usage": usage})
            self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, data: object) -> None:
        self.wfile.write(f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode())
        self.wfile.flush()

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Say nothing: what it is asked is nobody's business."""


def _text(mode: str, messages: Sequence[dict[str, str]]) -> str:
    """Return what is replied: a question written out, or an answer. A character counts as a token."""
    told = json.loads(messages[-1]["content"])
    return rewriting(mode, told) if "追问" in told else REPLIES[mode](*asked_of(messages))


@contextmanager
def serving(mode: str) -> Iterator[FakeServer]:
    """Run a fake model on a free port of this machine."""
    server = FakeServer(mode)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()
