"""What the tests in a real browser share: Chromium, and a server over a knowledge base."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

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
