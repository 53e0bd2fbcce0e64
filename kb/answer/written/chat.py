"""A chat model behind the interface that vLLM, Ollama, DeepSeek, Qwen and others share (`/chat/completions`)."""

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import httpx

from kb.settings import Settings
from kb.turns import ModelTokens

_CONNECT_SECONDS = 3.0
# No answer of a few sentences comes near; what goes on longer is no answer.
_MOST_BYTES = 1_000_000
_MOST_TOKENS = 800
# A server that is down or overloaded is left alone so long: questions must not wait for it one after the other.
_PAUSE_SECONDS = 20.0
_OVERLOADED = frozenset({429, 502, 503, 504, 529})
_LINE_END = re.compile(r"\r\n|\n|\r")
_REFUSED_WITH = frozenset({"content_filter", "refusal"})
_ENDED_WITH = frozenset({"stop", "length", "eos", "end_turn"})


class ChatFailed(Exception):
    """The model gave no usable reply; the message says why, in words for readers."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The words of a model, and how many tokens it says that it took for them."""

    text: str
    tokens: ModelTokens | None = None


class ChatModel:
    """Asks one model for one reply. Safe to share between threads; nothing is connected before the first question."""

    def __init__(
        self,
        base_url: str,
        model: str,
        api_key: str | None,
        timeout: float,
        *,
        transport: httpx.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = f"{base_url.rstrip('/')}/chat/completions"
        self._model = model
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._timeout = timeout
        self._transport = transport
        self._clock = clock
        self._paused_until = 0.0

    @classmethod
    def of(cls, settings: Settings) -> "ChatModel | None":
        """Return the model that the settings name; None where they name none."""
        if not settings.llm_base_url or not settings.llm_model:
            return None
        key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
        return cls(settings.llm_base_url, settings.llm_model, key, settings.llm_timeout)

    def reply(self, messages: Sequence[dict[str, str]]) -> Reply:
        """Return the whole reply. Raises ChatFailed where there is none, it breaks off, or it takes too long."""
        if self._clock() < self._paused_until:
            raise ChatFailed("语言模型刚才没有响应，暂不询问")
        asked = {
            "model": self._model,
            "messages": list(messages),
            "temperature": 0,
            "max_tokens": _MOST_TOKENS,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        ends = self._clock() + self._timeout
        try:
            with (
                self._client() as client,
                client.stream("POST", self._url, json=asked, headers=self._headers) as response,
            ):
                self._require_ok(response)
                return _reply(self._body(response, ends))
        except httpx.TimeoutException as error:
            self._pause()
            raise ChatFailed(f"语言模型在 {self._timeout:g} 秒内没有写完") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            self._pause()
            raise ChatFailed("连不上语言模型，或连接中途断开") from error

    def _client(self) -> httpx.Client:
        # One a question: a reply takes seconds, and nothing stays open that somebody would have to close.
        timeout = httpx.Timeout(self._timeout, connect=min(_CONNECT_SECONDS, self._timeout))
        return httpx.Client(timeout=timeout, transport=self._transport)

    def _pause(self) -> None:
        self._paused_until = self._clock() + _PAUSE_SECONDS

    def _require_ok(self, response: httpx.Response) -> None:
        status = response.status_code
        if status == httpx.codes.OK:
            return
        if status in _OVERLOADED:
            self._pause()
            raise ChatFailed(f"语言模型繁忙（{status}）")
        if status in (401, 403):
            raise ChatFailed(f"语言模型不接受密钥（{status}），请核对 KB_LLM_API_KEY")
        if status == httpx.codes.NOT_FOUND:
            raise ChatFailed("语言模型的地址或名称不对（404），请核对 KB_LLM_BASE_URL 和 KB_LLM_MODEL")
        raise ChatFailed(f"语言模型出错（{status}）")

    def _body(self, response: httpx.Response, ends: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            # The client's own limit is one of silence: a trickle would never meet it.
            if self._clock() > ends:
                raise ChatFailed(f"语言模型在 {self._timeout:g} 秒内没有写完")
            size += len(part)
            if size > _MOST_BYTES:
                raise ChatFailed("语言模型的回复过长")
            parts.append(part)
        return b"".join(parts)


def _reply(body: bytes) -> Reply:
    """Return the words of a reply, sent as events or in one piece."""
    text = body.decode("utf-8", errors="replace")
    streamed = text.lstrip().startswith(("data:", ":", "event:"))
    ended = not streamed
    pieces: list[str] = []
    tokens: ModelTokens | None = None
    for record in _events(text) if streamed else [text]:
        if record == "[DONE]":
            ended = True
            break
        said, reason, used = _said(record)
        tokens = used or tokens
        pieces.append(said)
        ended = ended or reason in _ENDED_WITH
    if not ended:
        raise ChatFailed("语言模型的回复中途断开")
    whole = "".join(pieces).strip()
    if not whole:
        raise ChatFailed("语言模型的回复是空的")
    return Reply(whole, tokens)


def _events(text: str) -> Iterator[str]:
    for line in _LINE_END.split(text):
        if line.startswith("data:"):
            yield line[5:].strip()


def _said(record: str) -> tuple[str, str | None, ModelTokens | None]:
    """Return the words of one part of a reply, why it ends there, if it does, and what it took, if it is told."""
    try:
        read = json.loads(record)
    except (ValueError, RecursionError) as error:
        raise ChatFailed("语言模型的回复不是有效的 JSON") from error
    if isinstance(read, dict) and read.get("error"):
        raise ChatFailed("语言模型报告出错")
    choices = read.get("choices") if isinstance(read, dict) else None
    if not isinstance(choices, list):
        raise ChatFailed("语言模型的回复缺少 choices")
    tokens = _tokens(read.get("usage"))
    if not choices:  # the usage comes in a part without words
        return "", None, tokens
    first = choices[0] if isinstance(choices[0], dict) else {}
    message = first.get("delta") or first.get("message") or {}
    reason = first.get("finish_reason")
    if reason in _REFUSED_WITH or (isinstance(message, dict) and message.get("refusal")):
        raise ChatFailed("语言模型拒绝回答")
    content = message.get("content") if isinstance(message, dict) else None
    if not isinstance(content, str | None):
        raise ChatFailed("语言模型的回复不是文字")
    return content or "", reason if isinstance(reason, str) else None, tokens


def _tokens(usage: object) -> ModelTokens | None:
    if not isinstance(usage, dict):
        return None
    counts = [usage.get(name) for name in ("prompt_tokens", "completion_tokens")]
    told = [one for one in counts if type(one) is int and one >= 0]
    return ModelTokens(*told) if len(told) == len(counts) else None
