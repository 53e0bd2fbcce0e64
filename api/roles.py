"""What every route needs: the one place where that is said. What stands nowhere here is for administrators."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from starlette.routing import compile_path

from kb.store.access import Role

OPEN: Final = None
"""Whoever asks is answered: nothing of the documents is in it."""

ROLES: Mapping[str, Role | None] = {
    # The page itself, what tells that the server lives, and signing in.
    "GET /": OPEN,
    "GET /web/{path:path}": OPEN,
    "GET /healthz": OPEN,
    "GET /readyz": OPEN,
    "GET /openapi.json": OPEN,
    "GET /v1/session": OPEN,
    "POST /v1/session": OPEN,
    "DELETE /v1/session": OPEN,
    # Asking and reading.
    "POST /v1/ask": Role.READ,
    "POST /v1/search": Role.READ,
    "POST /v1/chat/completions": Role.READ,
    "GET /v1/models": Role.READ,
    "GET /v1/models/{model}": Role.READ,
    "POST /mcp": Role.READ,
    "GET /v1/clauses": Role.READ,
    "GET /v1/examples": Role.READ,
    "GET /v1/facets": Role.READ,
    "GET /v1/phrases": Role.READ,
    "POST /v1/verify": Role.READ,
    "POST /v1/eligibility": Role.READ,
    "GET /v1/eligibility/schema": Role.READ,
    "GET /v1/documents": Role.READ,
    "GET /v1/documents/{document_id}": Role.READ,
    "GET /v1/documents/{document_id}/clauses": Role.READ,
    "GET /v1/documents/{document_id}/clauses/{address:path}": Role.READ,
    "GET /v1/documents/{document_id}/source": Role.READ,
    "GET /v1/documents/{document_id}/pages": Role.READ,
    "GET /v1/documents/{document_id}/pages/{page}.png": Role.READ,
    "GET /v1/documents/{document_id}/references": Role.READ,
    "GET /v1/documents/{document_id}/questions": Role.READ,
    "GET /v1/documents/{document_id}/versions": Role.READ,
    "GET /v1/documents/{document_id}/diff": Role.READ,
    "GET /v1/documents/{document_id}/diff.html": Role.READ,
    "GET /d/{target}": Role.READ,
    "GET /v1/words": Role.READ,
    "GET /v1/words/file": Role.READ,
    "GET /v1/stats": Role.READ,
    # What a reader says of an answer changes nothing that anybody else sees.
    "POST /v1/feedback": Role.READ,
    # Looking after the documents, and who did.
    "POST /v1/documents": Role.EDIT,
    "PATCH /v1/documents/{document_id}": Role.EDIT,
    # To purge is for administrators: the handler asks again.
    "DELETE /v1/documents/{document_id}": Role.EDIT,
    "POST /v1/documents/{document_id}/restore": Role.EDIT,
    "GET /v1/documents/{document_id}/history": Role.EDIT,
    "POST /v1/words": Role.EDIT,
    "DELETE /v1/words": Role.EDIT,
    "POST /v1/words/file": Role.EDIT,
    "GET /v1/log": Role.EDIT,
    # What others asked, and what an evaluation quotes, may name any document.
    "GET /v1/feedback": Role.ADMIN,
    "GET /v1/feedback/export/questions.jsonl": Role.ADMIN,
    "DELETE /v1/feedback/{number}": Role.ADMIN,
    "GET /v1/evaluation": Role.ADMIN,
    "GET /v1/evaluation/report": Role.ADMIN,
    # The home as a whole.
    "GET /v1/generations": Role.ADMIN,
    "POST /v1/generations/rollback": Role.ADMIN,
    "GET /metrics": Role.ADMIN,
}
"""The role by method and path, as the routes write them; HEAD is GET."""

_PATHS_REMEMBERED = 1024
_LONGEST_REMEMBERED = 200


def role_of(method: str, path: str) -> Role | None:
    """Return the role that a request needs, None where it needs none."""
    # Anybody may send any path: what is long is not remembered.
    look = _role_of if len(path) <= _LONGEST_REMEMBERED else _role_of.__wrapped__
    return look("GET" if method == "HEAD" else method, path)


@lru_cache(maxsize=_PATHS_REMEMBERED)
def _role_of(method: str, path: str) -> Role | None:
    exact = f"{method} {path}"
    if exact in ROLES:
        return ROLES[exact]
    return next((role for one, fits, role in _templates() if one == method and fits.match(path)), Role.ADMIN)


@lru_cache(maxsize=1)
def _templates() -> tuple[tuple[str, re.Pattern[str], Role | None], ...]:
    declared = ((*one.partition(" ")[::2], role) for one, role in ROLES.items() if "{" in one)
    return tuple((method, compile_path(template)[0], role) for method, template, role in declared)
