"""What the tests in a real browser share: Chromium, and a server over a knowledge base."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from api.app import create_app
from api.server import listen
from kb.knowledge_base import KnowledgeBase


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give Debian's Chromium without a window; where it is absent the test is skipped, under CI it fails."""
    executable = shutil.which("chromium")
    if executable is None:
        message = "no Chromium: the page is not tried (apt install chromium fonts-noto-cjk)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    arguments = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-gpu"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield browser
        browser.close()


@contextmanager
def served(base: KnowledgeBase) -> Iterator[str]:
    """Give the address of a server over the knowledge base, which is closed at the end."""
    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(base), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
            base.close()


@dataclass
class Watched:
    """A page with all that it asked for and complained of."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def without_violations(self) -> None:
        """Fail where axe-core finds something serious or critical on the page as it is."""
        found = Axe().run(self.page).response["violations"]
        grave = [one for one in found if one["impact"] in {"serious", "critical"}]
        told = [(one["id"], [node["html"] for node in one["nodes"]]) for one in grave]
        assert told == [], told

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("blob:", "data:")):
            self.hosts.add("/".join(request.url.split("/")[:3]))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@contextmanager
def watching(browser: Browser, url: str, view: str = "", *, width: int) -> Iterator[Watched]:
    """Give a page of the server; at the end it has complained of nothing and asked nobody else, and fits the width."""
    context = browser.new_context(viewport={"width": width, "height": 740}, locale="zh-CN")
    watched = Watched(context.new_page())
    watched.page.set_default_timeout(8000)
    watched.page.on("request", watched._request)
    watched.page.on("console", watched._console)
    watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    watched.page.goto(f"{url}/{view}")
    yield watched
    assert watched.complaints == []
    assert watched.hosts == {url}
    assert watched.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()
