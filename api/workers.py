"""Several processes that answer at one socket, over one home; one that dies is replaced while the others go on."""

import logging
import os
import tempfile
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from socket import socket
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from api.app import create_app
from api.traffic import logs
from api.traffic.memory import Thrift
from api.traffic.metrics import SHARED_FOLDER
from kb.at_rest import at_rest
from kb.errors import KnowledgeBaseError
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings, load_settings
from kb.types import AnsweredBy, Query

logger = logging.getLogger(__name__)

_APPLICATION = "api.worker:application"
# A process that is this long silent hangs: a large import holds the interpreter for less.
_SILENT_SECONDS = 60
_AGAIN_SECONDS = 5.0
_REHEARSED = "小微企业贷款最多可以贷多少？"


def server_config(app: Any, settings: Settings, **more: Any) -> uvicorn.Config:  # noqa: ANN401 - the library's own type
    """Return how an application is served: what is logged, and how, was set up before."""
    return uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=int(settings.client_seconds) + 1,
        **more,
    )


def run_workers(settings: Settings, listener: socket) -> None:
    """Serve with as many processes as the settings say, until interrupted."""
    # The processes start anew, and read the settings that hold here from their environment.
    os.environ.update(_as_environment(settings))
    with tempfile.TemporaryDirectory(prefix="kb-metrics-") as folder:
        os.environ[SHARED_FOLDER] = folder
        config = server_config(
            _APPLICATION,
            settings,
            factory=True,
            workers=settings.workers,
            timeout_worker_healthcheck=_SILENT_SECONDS,
        )
        try:
            Multiprocess(config, sockets=[listener]).run()
        finally:
            del os.environ[SHARED_FOLDER]


def application() -> FastAPI:
    """Return the application of one process; it opens the home of the environment, and closes it when it ends."""
    settings = load_settings()
    logs.install(settings)
    kb = KnowledgeBase.open(settings)
    app = create_app(kb, allowed_hosts=settings.allowed_hosts)
    lifespan = app.router.lifespan_context

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[Any]:
        warming = WarmUp(kb)
        warming.start()
        try:
            async with lifespan(app) as state:
                yield state
        finally:
            warming.stop()
            kb.close()

    app.router.lifespan_context = living
    return app


class WarmUp:
    """Loads model and indexes beside the first requests; where that fails, tries again until it is stopped."""

    def __init__(self, kb: KnowledgeBase, say: Callable[[str], None] = lambda line: None) -> None:
        self._kb = kb
        self._say = say
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="warm-up", daemon=True)
        self._thrift = Thrift()

    def start(self) -> None:
        """Begin."""
        self._thrift.start()
        self._thread.start()

    def stop(self) -> None:
        """End, when what is under way is done."""
        self._stopped.set()
        self._thrift.stop()
        self._thread.join()

    def _run(self) -> None:
        said = ""
        while not self._stopped.is_set():
            try:
                with at_rest():
                    self._kb.warm_up()
                    # What the first question makes and the others use is made before it comes.
                    self._kb.ask(Query(_REHEARSED, answerer=AnsweredBy.EXTRACTIVE))
            except KnowledgeBaseError as error:
                if error.message != said:
                    said = error.message
                    logger.error("warm-up failed, it is tried again: %s", said)
                    self._say(f"载入失败，暂时无法检索：{said}")
                self._stopped.wait(_AGAIN_SECONDS)
            else:
                return


def _as_environment(settings: Settings) -> dict[str, str]:
    """Return the settings that a command line may have given, as variables."""
    given = {name: getattr(settings, name) for name in ("host", "port", "workers", "public_read")}
    return {f"KB_{name.upper()}": str(value) for name, value in {**given, "home": settings.home.absolute()}.items()}
