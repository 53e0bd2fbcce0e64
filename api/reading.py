"""A document as a page of its own: what a stable link opens, read without a script."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from api.reading_notices import amended_notices, amending_notices
from kb.clauses.citation import diff_link, official_citation, official_title, stable_link
from kb.clauses.first_paragraph import first_paragraph
from kb.retrieve.standing.clauses import AmendedClause, StatedAmendment
from kb.retrieve.standing.versions import VersionState
from kb.text.html import Markup, tag
from kb.text.markdown import without_marks
from kb.types import Clause, ClauseTree, Validity, Version
from kb.wire.results import joined

# A first line of so few characters, with no mark that ends a sentence, is a heading.
_LONGEST_HEADING = 40
_ENDS = "。；，：,;:"
# So many entries of a list of contents are a help; more are another document.
_MOST_CONTENTS = 200


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows: one version with its clauses, its validity on a day, and the versions beside it."""

    version: Version
    tree: ClauseTree
    validity: Validity
    versions: Sequence[VersionState]
    as_of: date | None = None
    amended: Sequence[AmendedClause] = ()
    amends: Sequence[StatedAmendment] = ()

    @property
    def state(self) -> VersionState:
        """The version among those of its document."""
        return next(one for one in self.versions if one.version == self.version.version)


def reading_page(page: Page) -> str:
    """Return a version as a page; every clause is an element whose id is its address."""
    metadata = page.version.metadata
    title = official_title(metadata, page.version.of)
    body = tag(
        "main",
        tag("h1", metadata.title),
        tag("p", metadata.subtitle) if metadata.subtitle else None,
        _facts(page),
        _notice(page),
        _versions(page) if len(page.versions) > 1 else None,
        _contents(page),
        tag("article", *_clauses(page), data_link=stable_link(page.version.key)),
        id="main",
        class_="reading-page",
    )
    return _document(f"{title} 第 {page.version.version} 版", body)


def gone_page(title: str, message: str, link: str | None = None) -> str:
    """Return a page that says why there is no document, with a link to what there is instead."""
    instead = tag("p", tag("a", "打开今天适用的文本", href=link)) if link else None
    home = tag("p", tag("a", "到文件库查看现有文件", href="/#files"))
    return _document(title, tag("main", tag("h1", title), tag("p", message), instead, home, id="main", class_="gone"))


def _document(title: str, main: Markup) -> str:
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title),
        tag("link", rel="icon", href="/web/icon.svg", type="image/svg+xml"),
        tag("link", rel="stylesheet", href="/web/style.css"),
        tag("link", rel="stylesheet", href="/web/reading.css"),
        tag("script", type="module", src="/web/reading.js"),
    )
    ways = tag("nav", tag("a", "提问", href="/#ask"), tag("a", "文件库", href="/#files"), aria_label="主要功能")
    bar = tag("div", tag("a", "政策条款问答", class_="brand", href="/"), ways, class_="top-inner")
    skip = tag("a", "跳到正文", class_="skip", href="#main")
    return "<!doctype html>\n" + tag(
        "html", head, tag("body", skip, tag("header", bar, class_="top"), main), lang="zh-CN"
    )


def _facts(page: Page) -> Markup:
    metadata = page.version.metadata
    facts = (
        metadata.doc_number.value if metadata.doc_number else None,
        joined(metadata.issuers),
        f"发布 {metadata.published.value}" if metadata.published else None,
        f"施行 {metadata.effective_from.value}" if metadata.effective_from else None,
        f"有效期至 {metadata.effective_to.value}" if metadata.effective_to else None,
        f"第 {page.version.version} 版" if len(page.versions) > 1 else None,
        f"来源文件 {page.version.source_name}",
    )
    on = f"（{page.as_of.isoformat()}）" if page.as_of else ""
    badge = tag("span", page.state.standing.label + on, class_=f"badge {page.validity.value}")
    return tag("p", badge, *(tag("span", fact) for fact in facts if fact), class_="meta")


def _notice(page: Page) -> Markup | None:
    """Return what a reader must know before reading on: the text is not, or not any more, in force."""
    state = page.state
    reason = _because(state)
    current = next((one for one in page.versions if one.is_current), None)
    if current is None or current.version == state.version:
        return tag("p", reason, class_="notice") if reason else None
    to = tag("a", f"第 {current.version} 版", href=stable_link(current.key))
    changes = tag("a", "对照改动", href=diff_link(state.document_id, state.version, current.version))
    when = "当天" if page.as_of else "今天"
    return tag("p", reason, "。" if reason else None, f"{when}适用的是", to, "，", changes, class_="notice")


def _because(state: VersionState) -> Markup | None:
    """Return why a version does not apply, or by which text it still does, with the clause that says so as a link."""
    standing = state.standing
    if standing.reason is None:
        return None
    by = standing.by
    if by is None or by.document_id == state.document_id:
        return tag("strong", standing.told)
    before, named, behind = standing.told.partition(by.named)
    link = tag("a", named, href=stable_link(f"{by.document_id}@{by.version}", by.address))
    return tag("strong", before, link, behind)


def _versions(page: Page) -> Markup:
    def line(place: int, one: VersionState) -> Markup:
        metadata = one.metadata
        facts = (
            metadata.doc_number.value if metadata.doc_number else None,
            f"发布 {metadata.published.value}" if metadata.published else None,
            f"施行 {metadata.effective_from.value}" if metadata.effective_from else None,
            one.standing.label,
            one.reason,
        )
        before = page.versions[place - 1] if place else None
        compared = (
            tag("a", f"与第 {before.version} 版对照", href=diff_link(one.document_id, before.version, one.version))
            if before
            else None
        )
        name = tag("a", f"第 {one.version} 版", href=stable_link(one.key))
        here = "page" if one.version == page.version.version else None
        return tag(
            "li", name, *(tag("span", fact, class_="fact") for fact in facts if fact), compared, aria_current=here
        )

    lines = [line(place, one) for place, one in enumerate(page.versions)]
    return tag("details", tag("summary", f"各版本（{len(lines)}）"), tag("ul", *lines), class_="versions", open=True)


def _contents(page: Page) -> Markup | None:
    entries = [clause for clause in page.tree.clauses if clause.depth <= 1 and clause.title and clause.label]
    if not 2 <= len(entries) <= _MOST_CONTENTS:
        return None
    links = [
        tag("a", clause_name, href=stable_link(page.version.key, clause.address))
        for clause, clause_name in ((one, f"{one.label} {one.title}") for one in entries)
    ]
    return tag("details", tag("summary", f"目录（{len(links)}）"), *links, class_="contents")


def _clauses(page: Page) -> list[Markup]:
    """Return the top clauses, each holding what lies within it."""
    children: dict[int | None, list[int]] = {}
    for position, clause in enumerate(page.tree.clauses):
        children.setdefault(clause.parent, []).append(position)
    made: dict[int, Markup] = {}
    # A parent stands before its children: from the end on, every child is made before its parent.
    for position in reversed(range(len(page.tree.clauses))):
        inner = [made.pop(child) for child in children.get(position, ())]
        made[position] = _clause(page, position, inner)
    return [made[position] for position in children.get(None, ())]


def _clause(page: Page, position: int, inner: Sequence[Markup]) -> Markup:
    clause = page.tree.clauses[position]
    # A link to 第一款 opens where it begins; the other 款 are clauses by themselves.
    first = first_paragraph(page.tree, position)
    own = without_marks(clause.own.of(page.version.text))
    lines = [line.strip() for line in own.splitlines() if line.strip()]
    # A note below the title lists who passed the text and when.
    may_head = clause.kind != "note" and (len(lines) > 1 or bool(inner))
    paragraphs = [
        tag("p", line, class_="heading" if at == 0 and _is_heading(line, may_head) else None)
        for at, line in enumerate(lines)
    ]
    notices = [*amended_notices(clause, first, page.amended), *amending_notices(clause, page.amends)]
    gone = any(one.ends and one.clause.span == clause.span for one in page.amended)
    return tag(
        "div",
        *notices,
        _own(page, position, first, paragraphs) if paragraphs else None,
        *inner,
        id=clause.address,
        class_=f"clause depth-{min(clause.depth, 4)}{' ended' if gone else ''}",
        data_citation=official_citation(page.version.metadata, clause, page.version.of),
    )


def _own(page: Page, position: int, first: Clause | None, paragraphs: Sequence[Markup]) -> Markup:
    """Return a clause's own text; where more 款 follow it is the first of them, cited and copied by itself."""
    if first is None:
        return tag("div", *paragraphs, class_="own")
    second = next(one for one in page.tree.clauses[position + 1 :] if one.span.start == first.span.end)
    citation = official_citation(page.version.metadata, first, page.version.of)
    return tag("div", *paragraphs, id=first.address, class_="own", data_citation=citation, data_next=second.address)


def _is_heading(line: str, is_followed: bool) -> bool:
    return is_followed and len(line) <= _LONGEST_HEADING and not line.endswith(tuple(_ENDS))
