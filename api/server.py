"""The server process: one knowledge base behind one socket."""

import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable

import uvicorn

from api.app import create_app
from api.mcp.extra import HOW_TO_GET, is_installed
from api.security import is_loopback
from kb.errors import KnowledgeBaseError
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings

logger = logging.getLogger(__name__)

_BACKLOG = 128
_LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class AddressUnavailable(Exception):
    """An address that the server cannot listen on; the message says why and what to do."""


def serve(settings: Settings, *, open_kb: Callable[[Settings], KnowledgeBase] = KnowledgeBase.open) -> int:
    """Serve the knowledge base until interrupted; return the exit code (2: the address cannot be had).

    Runs in the main thread, which is where signals arrive. Raises KnowledgeBaseError where the home cannot be opened.
    """
    logging.basicConfig(level=logging.WARNING, format=_LOG_FORMAT)
    try:
        listener = listen(settings.host, settings.port)
    except AddressUnavailable as error:
        _say(str(error))
        return 2
    with listener:
        if not is_loopback(settings.host):
            _say(f"注意：{settings.host} 可从其他机器访问，而目前没有登录功能，任何能连上的人都可以上传和撤下文件。")
        kb = open_kb(settings)
        warming = threading.Thread(target=_warm_up, args=(kb,), name="warm-up", daemon=True)
        warming.start()
        try:
            if not is_installed():
                _say(f"/mcp 不可用：{HOW_TO_GET}。其他功能不受影响。")
            _say(f"政策知识库已启动：{address(settings.host, settings.port)}（按 Ctrl+C 停止）")
            _run(kb, listener)
        finally:
            warming.join()
            kb.close()
    return 0


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens there. Raises AddressUnavailable."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise AddressUnavailable(f"找不到地址 {host}。请检查 --host（本机用 127.0.0.1）。") from error
    family, kind, protocol, _, place = found[0]
    listener = socket.socket(family, kind, protocol)
    try:
        _claim(listener)
        listener.bind(place)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise AddressUnavailable(_why(host, port, error)) from error
    return listener


def address(host: str, port: int) -> str:
    """Return the URL under which a browser on this machine reaches the server."""
    bare = host.strip("[]")
    shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bare, bare)
    return f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"


def _claim(listener: socket.socket) -> None:
    # On Windows SO_REUSEADDR would let two servers share a port in silence; elsewhere it only allows a quick restart.
    if sys.platform == "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)


def _why(host: str, port: int, error: OSError) -> str:
    if isinstance(error, PermissionError):
        return f"没有权限使用 {host} 的端口 {port}。请换一个 1024 以上的端口，例如 --port 8000。"
    other = port + 1 if port < 65535 else 8000
    return (
        f"端口 {port} 无法使用（{host}：{error.strerror}），可能已有程序占用。"
        f"请先停止那个程序，或换一个端口，例如 --port {other}（或设置 KB_PORT={other}）。"
    )


def _warm_up(kb: KnowledgeBase) -> None:
    try:
        kb.warm_up()
    except KnowledgeBaseError as error:
        logger.error("warm-up failed: %s", error.message)
        _say(f"载入失败，暂时无法检索：{error.message}")


def _run(kb: KnowledgeBase, listener: socket.socket) -> None:
    config = uvicorn.Config(
        create_app(kb, allowed_hosts=kb.settings.allowed_hosts),
        log_level="warning",
        access_log=False,
        server_header=False,
    )
    # uvicorn raises the signal that stopped it once more; SIGTERM would end the process before the home is closed.
    previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    except KeyboardInterrupt:
        _say("已停止。")
    finally:
        signal.signal(signal.SIGTERM, previous)


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
