"""The page at / and the files it is made of."""

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.headers import PAGE_CACHE_CONTROL

WEB_FOLDER = Path(__file__).resolve().parents[1] / "web"

router = APIRouter(include_in_schema=False)


class PageFiles(StaticFiles):
    """The page's files, revalidated at every visit so that an upgrade shows at once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return the file; the framework's HTTPException where there is none."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = PAGE_CACHE_CONTROL
        return response


@router.get("/")
def page() -> FileResponse:
    """Return the page."""
    return FileResponse(WEB_FOLDER / "index.html", headers={"Cache-Control": PAGE_CACHE_CONTROL})
