"""The HTTP application over a knowledge base."""

from collections.abc import Collection
from importlib.metadata import version

from fastapi import FastAPI
from starlette.routing import Route

from api import errors
from api.access import AccessGuard
from api.actor import Actor
from api.head import HeadAsGet
from api.limits import BodyLimit
from api.mcp.endpoint import McpEndpoint
from api.openai_errors import OpenAIErrors
from api.routes import (
    clauses,
    corrections,
    documents,
    eligibility,
    evaluation,
    feedback,
    generations,
    guide,
    log,
    openai,
    page,
    pages,
    phrases,
    questions,
    reading,
    references,
    session,
    state,
    verify,
    versions,
    words,
)
from api.security import HostGuard, is_loopback
from api.traffic.admission import Admission, Lanes
from api.traffic.metrics import Metrics
from api.traffic.rates import Rates
from api.traffic.watch import Watch
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings

# A page and a program of one office beside it stay far below.
_REQUESTS_A_MINUTE = 600
_DESCRIPTION = (
    "Answers from policy documents in which every sentence rests on a verbatim, numbered clause. "
    'Every failure has one shape: `{"error": {"code", "message", "detail"}}`.'
)


def create_app(kb: KnowledgeBase, *, allowed_hosts: Collection[str] = ()) -> FastAPI:
    """Return the application that serves this knowledge base; closing it stays with the caller.

    `allowed_hosts` are names, beside this machine's own and `settings.host`, under which the server may be called.
    """
    mcp = McpEndpoint(kb)
    app = FastAPI(
        title="Policy knowledge base",
        version=version("policy-knowledge-base"),
        description=_DESCRIPTION,
        # Their pages load scripts from elsewhere; this server works without a network.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=mcp.running,
    )
    app.state.kb = kb
    settings = kb.settings
    metrics = app.state.metrics = Metrics()
    lanes = app.state.lanes = Lanes(settings)
    rates = Rates(_requests_a_minute(settings))
    errors.install(app)
    # The last one added is the first to see a request.
    app.add_middleware(HeadAsGet)
    app.add_middleware(Actor)
    app.add_middleware(Admission, settings=settings, rates=rates, lanes=lanes, shed=metrics.refused)
    app.add_middleware(BodyLimit, source_bytes=kb.settings.source_bytes)
    app.add_middleware(AccessGuard, access=kb.access, settings=settings, rates=rates, shed=metrics.refused)
    app.add_middleware(HostGuard, host=kb.settings.host, allowed_hosts=allowed_hosts)
    app.add_middleware(OpenAIErrors)
    app.add_middleware(Watch, metrics=metrics)
    about_questions = (questions, guide, openai, eligibility, clauses, phrases, verify)
    about_documents = (documents, versions, references, corrections, pages)
    about_the_home = (words, session, state, log, generations, feedback, evaluation)
    for routes in (*about_questions, *about_documents, *about_the_home, page, reading):
        app.include_router(routes.router)
    app.router.routes.append(Route("/mcp", mcp, include_in_schema=False))
    app.mount("/web", page.PageFiles(directory=page.WEB_FOLDER), name="web")
    return app


def _requests_a_minute(settings: Settings) -> int:
    """Return how many requests a minute one caller may make; 0 where as many as they like."""
    if settings.rate_limit is not None:
        return settings.rate_limit
    return 0 if is_loopback(settings.host) else _REQUESTS_A_MINUTE
