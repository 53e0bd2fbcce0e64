"""What every test runs under: none of the machine's settings, and no skip where CI=true."""

import logging
import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.milvus import MilvusServer
    from tests.postgres import Server

_KEPT = "KB_CORPUS_DIR"


@pytest.fixture(scope="session", autouse=True)
def isolated_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give the tests a home folder of their own and take the project's settings out of the environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        for name in [name for name in os.environ if name.startswith("KB_") and name != _KEPT]:
            patch.delenv(name)
        yield


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Take Ctrl-C up again: what a shell runs in the background ignores it, and so would every process started here."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """Take the log of a server that a test set up in this process away again: it writes to what the test captured."""
    root = logging.getLogger()
    loggers = [root, *map(logging.getLogger, ("api", "kb", "embeddings", "kb.requests"))]
    handlers, levels = tuple(root.handlers), [logger.level for logger in loggers]
    yield
    for handler in tuple(root.handlers):
        if handler not in handlers and type(handler) is logging.StreamHandler:
            root.removeHandler(handler)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator["Server"]:
    """Give a PostgreSQL server of the tests' own."""
    from tests.postgres import started

    with started() as server:
        yield server


@pytest.fixture(scope="session")
def milvus_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator["MilvusServer"]:
    """Give Milvus Lite as a server over HTTP."""
    from tests.milvus import started

    with started(tmp_path_factory.mktemp("milvus")) as server:
        yield server


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the session where CI=true and a test was skipped: there, everything must have been tried."""
    if _forbidden_skips(session.config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Name the tests that CI=true forbids to skip."""
    names = _forbidden_skips(config)
    if names:
        terminalreporter.section("skipped under CI=true, which is an error", red=True)
        for name in names:
            terminalreporter.line(name)


def _forbidden_skips(config: pytest.Config) -> list[str]:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") != "true" or not isinstance(reporter, pytest.TerminalReporter):
        return []
    return [str(report.nodeid) for report in reporter.stats.get("skipped", [])]
