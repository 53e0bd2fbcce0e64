"""The server process: one knowledge base behind one socket."""

import signal
import socket
import sys
from collections.abc import Callable

import uvicorn

from api.app import create_app
from api.mcp.extra import HOW_TO_GET, is_installed
from api.security import is_loopback
from api.traffic import logs
from api.workers import WarmUp, run_workers, server_config
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings

_BACKLOG = 128
# Of a client that is gone without a word, or reads nothing, the system gives up the connection after so long.
_SILENT_MILLISECONDS = 60_000


_NO_KEY = (
    "没有启动：{host} 可从其他机器访问，而知识库还没有管理密钥，任何能连上的人都可以上传和撤下文件。"
    "请先运行 kb keys add 名称 --role admin 建一把；只想让人不用密钥就能提问和看公开文件，加 --public-read"
    "（或设 KB_PUBLIC_READ=true），修改仍要密钥；只在本机用，去掉 --host。"
)
_REACHABLE = {
    False: "注意：{host} 可从其他机器访问，每个请求都要密钥（kb keys list 列出）。",
    True: "注意：{host} 可从其他机器访问，任何能连上的人不用密钥就能提问和看公开文件；修改要密钥。",
}
_EMPTY = "知识库还是空的：在网页的“管理”里上传文件，或运行 kb ingest 文件夹。"


class AddressUnavailable(Exception):
    """An address that the server cannot listen on; the message says why and what to do."""


def serve(settings: Settings, *, open_kb: Callable[[Settings], KnowledgeBase] = KnowledgeBase.open) -> int:
    """Serve the knowledge base until interrupted; return the exit code (2: no such address, or no key guards it).

    Runs in the main thread, which is where signals arrive. Raises KnowledgeBaseError where the home cannot be opened.
    """
    logs.install(settings)
    try:
        listener = listen(settings.host, settings.port)
    except AddressUnavailable as error:
        _say(str(error))
        return 2
    with listener:
        # Where it cannot be opened, that is said once, and no process is started in vain.
        kb = open_kb(settings)
        is_empty = not kb.generations.list()
        if not is_loopback(settings.host):
            if not (kb.access.has_admin() or settings.public_read):
                kb.close()
                _say(_NO_KEY.format(host=settings.host))
                return 2
            _say(_REACHABLE[settings.public_read].format(host=settings.host))
        if settings.workers > 1:
            kb.close()
            _say_started(settings, is_empty=is_empty)
            run_workers(settings, listener)
            _say("已停止。")
            return 0
        warming = WarmUp(kb, _say)
        warming.start()
        try:
            _say_started(settings, is_empty=is_empty)
            _run(kb, listener)
        finally:
            warming.stop()
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
        _give_up_on_the_silent(listener)
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


def _give_up_on_the_silent(listener: socket.socket) -> None:
    """Have the system end connections that take nothing; those accepted have it from the listener. Only on Linux."""
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _SILENT_MILLISECONDS)


def _say_started(settings: Settings, *, is_empty: bool) -> None:
    if not is_installed():
        _say(f"/mcp 不可用：{HOW_TO_GET}。其他功能不受影响。")
    _say(f"政策知识库已启动：{address(settings.host, settings.port)}（按 Ctrl+C 停止）")
    if is_empty:
        _say(_EMPTY)


def _run(kb: KnowledgeBase, listener: socket.socket) -> None:
    config = server_config(create_app(kb, allowed_hosts=kb.settings.allowed_hosts), kb.settings)
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
