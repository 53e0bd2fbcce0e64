"""Clients that send or take too slowly: what they are given of the server's time, and no more."""

import asyncio

from starlette.types import Message, Receive, Send

from api.errors import RequestRejected


class ClientTooSlow(Exception):
    """Raised where a client does not take what is sent to it; nothing more can be said to it."""


class ClientGone(Exception):
    """Raised where a client has gone before its request was whole."""


def patient_receive(receive: Receive, seconds: float, most: float) -> Receive:
    """Return a receive that waits so long for each piece of the body, and no longer than `most` for all of it.

    It raises RequestRejected; once the body is whole it waits for as long as it takes.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + most
    whole = False

    async def received() -> Message:
        nonlocal whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout(max(min(seconds, until - loop.time()), 0.0)):
                message = await receive()
        except TimeoutError:
            said = f"请求体在 {seconds:g} 秒内没有新内容，或没有在 {most:g} 秒内发完。请检查网络后重试。"
            raise RequestRejected(408, "body_too_slow", said, seconds=seconds, most_seconds=most) from None
        whole = not message.get("more_body", False)
        return message

    return received


def patient_send(send: Send, seconds: float) -> Send:
    """Return a send that waits so long for the client to take each piece; it raises ClientTooSlow."""

    async def sent(message: Message) -> None:
        try:
            async with asyncio.timeout(seconds):
                await send(message)
        except TimeoutError:
            raise ClientTooSlow from None

    return sent


class WholeBody:
    """A body read to its end before the request takes a place; afterwards it tells when the client goes."""

    def __init__(self, receive: Receive, pieces: list[Message]) -> None:
        self._pieces = pieces[::-1]
        self.gone: asyncio.Future[Message] = asyncio.ensure_future(receive())

    @classmethod
    async def read(cls, receive: Receive) -> "WholeBody":
        """Return the body. Raises ClientGone, and what receive raises."""
        pieces: list[Message] = []
        while not pieces or pieces[-1].get("more_body", False):
            message = await receive()
            if message["type"] != "http.request":
                raise ClientGone
            pieces.append(message)
        return cls(receive, pieces)

    async def receive(self) -> Message:
        """Give the body again, then the end of the connection."""
        return self._pieces.pop() if self._pieces else await asyncio.shield(self.gone)

    def close(self) -> None:
        """Look for the end of the connection no more."""
        self.gone.cancel()
