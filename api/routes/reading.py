"""Stable links: /d/{document}@{version}#{address} opens the text itself, for ever."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from starlette.responses import Response

from api.deps import KnowledgeBaseDep
from api.fields import WholeText
from api.headers import PAGE_CACHE_CONTROL
from api.reading import Page, gone_page, reading_page
from api.routes.versions import STYLE_PATH
from kb.clauses.citation import stable_link
from kb.clauses.diff.html import STYLE_FILE
from kb.errors import NotFound

router = APIRouter(include_in_schema=False)

_Target = Annotated[WholeText, Path(max_length=200)]
# No version has a number of so many digits.
_MOST_DIGITS = 9
_MOST_SHOWN = 40


@router.get("/d/{target}")
def read(target: _Target, kb: KnowledgeBaseDep, as_of: str | None = None) -> Response:
    """Return a version as a page, or lead to the version that stands on the day where none is named.

    What was withdrawn or purged is said with 410, what never was with 404.
    """
    document_id, at, number = target.partition("@")
    try:
        day = date.fromisoformat(as_of) if as_of else None
    except ValueError:
        told = f"“{(as_of or '')[:_MOST_SHOWN]}”不是日期；请写成 2024-06-30 的样子，如 /d/{target}?as_of=2024-06-30。"
        return _gone(422, "日期不对", told, stable_link(target))
    if at and not (number.isascii() and number.isdigit() and 0 < len(number) <= _MOST_DIGITS):
        return _gone(404, "没有这个版本", f"“{target}”不是文件的版本；链接写作 /d/文件编号@版本号。")
    try:
        versions = kb.versions.of(document_id, as_of=day)
    except NotFound:
        if kb.versions.was_purged(document_id):
            return _gone(410, "文件已清除", f"文件 {document_id} 已从知识库彻底删除，不能恢复。")
        return _gone(404, "没有这份文件", f"没有编号为 {document_id} 的文件；请检查链接是否完整。")
    if versions[0].withdrawn:
        return _gone(410, "文件已撤下", f"文件 {document_id} 已撤下，不再提供阅读；恢复之后，这个链接照常可用。")
    if not at:
        current = next(one for one in versions if one.is_current)
        on = f"?as_of={day.isoformat()}" if day else ""
        return RedirectResponse(stable_link(current.key) + on, 307)
    state = next((one for one in versions if one.version == int(number)), None)
    if state is None:
        held = "、".join(f"第 {one.version} 版" for one in versions)
        if kb.versions.was_purged(document_id, int(number)):
            return _gone(410, "这一版已清除", f"第 {int(number)} 版已彻底删除，不能恢复；现有{held}。")
        return _gone(404, "没有这一版", f"文件 {document_id} 没有第 {int(number)} 版；现有{held}。")
    version = kb.document(document_id, version=state.version)
    tree = kb.clause_tree(document_id, version=state.version)
    amended, amends = kb.standings.amended(version, as_of=day), kb.standings.amends(version, as_of=day)
    return HTMLResponse(reading_page(Page(version, tree, state.validity, versions, day, amended, amends)))


@router.get(STYLE_PATH)
def diff_style() -> FileResponse:
    """Return the style of the page that compares two versions."""
    return FileResponse(STYLE_FILE, media_type="text/css", headers={"Cache-Control": PAGE_CACHE_CONTROL})


def _gone(status: int, title: str, message: str, link: str | None = None) -> HTMLResponse:
    return HTMLResponse(gone_page(title, message, link), status)
