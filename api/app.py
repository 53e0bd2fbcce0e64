"""The HTTP application over a knowledge base."""

from collections.abc import Collection
from importlib.metadata import version

from fastapi import FastAPI
from starlette.routing import Route

from api import errors
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
    state,
    verify,
    versions,
    words,
)
from api.security import HostGuard
from kb.knowledge_base import KnowledgeBase

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
    errors.install(app)
    # The last one added is the first to see a request.
    app.add_middleware(HeadAsGet)
    app.add_middleware(Actor)
    app.add_middleware(BodyLimit, source_bytes=kb.settings.source_bytes)
    app.add_middleware(HostGuard, host=kb.settings.host, allowed_hosts=allowed_hosts)
    app.add_middleware(OpenAIErrors)
    about_questions = (questions, guide, openai, eligibility, clauses, phrases, verify)
    about_documents = (documents, versions, references, corrections, pages)
    about_the_home = (words, state, log, generations, feedback, evaluation)
    for routes in (*about_questions, *about_documents, *about_the_home, page, reading):
        app.include_router(routes.router)
    app.router.routes.append(Route("/mcp", mcp, include_in_schema=False))
    app.mount("/web", page.PageFiles(directory=page.WEB_FOLDER), name="web")
    return app
