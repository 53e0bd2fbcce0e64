"""Where one of several processes that answer begins."""

from fastapi import FastAPI

from kb.at_rest import at_rest


def application() -> FastAPI:
    """Return the application of this process. See api.workers."""
    with at_rest():
        from api.workers import application as opened
    return opened()
