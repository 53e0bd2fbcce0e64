"""How a clause is cited in an official paper: 《标题》（文号）第五条第（二）项; a news item as 据…报道《标题》第2段."""

from urllib.parse import quote

from kb.clauses.marks import OUTLINE
from kb.clauses.steps import MARKS, NAMED, Step, format_step, parse_address
from kb.errors import ClauseReferenceError
from kb.text.keys import title_key
from kb.text.rule_titles import is_rule_title
from kb.types import Clause, DocumentKind, Metadata

_REPORTED = frozenset({DocumentKind.NEWS, DocumentKind.CAPTION})
_INNER = str.maketrans("《》", "〈〉")
# A heading within an annex is shorter than the annex's title.
_SHORTEST_TITLE = 10
# What an item is called by the mark in front of it.
_UNITS = dict.fromkeys(("（一）", "（1）", "（a）", "1）", "a）", "A）"), "项")


def official_citation(metadata: Metadata, clause: Clause, of: str = "") -> str:
    """Return the citation of a clause as official papers write it, with title and document number.

    `of` is whose the document is, where another one bears its title.
    """
    return official_title(metadata, of) + clause_part(clause, metadata.title)


def quoted_title(metadata: Metadata) -> str:
    """Return the title in title marks, those within it as the inner ones."""
    return f"《{_plain_title(metadata.title).translate(_INNER)}》"


def official_title(metadata: Metadata, of: str = "") -> str:
    """Return the citation of a whole document: 《标题》（文号）; of a news item 据…报道《标题》."""
    title = quoted_title(metadata)
    if metadata.kind in _REPORTED:
        return reported(metadata) + title
    return of + title + (f"（{metadata.doc_number.value}）" if metadata.doc_number else "")


def reported(metadata: Metadata) -> str:
    """Return what stands before the title of a news item: 据2024年5月1日报道."""
    return f"据{_written(metadata.published.value if metadata.published else None)}报道"


def clause_part(clause: Clause, title: str = "") -> str:
    """Return what a clause is called in a citation: 第五条第（二）项, 第五部分第（二）项, 附件2第三条, 附件1表1第2行.

    A part that bears the document's own title is left out.
    """
    try:
        steps = parse_address(clause.address).steps
    except ClauseReferenceError:
        return clause.address
    if len(steps) > 1 and steps[0].unit == NAMED and title_key(steps[0].name) == title_key(title):
        steps = steps[1:]
    marked = (clause.label or "").startswith(("（", "("))
    printed, in_article, top = "", False, True
    for place, step in enumerate(steps):
        if step.unit == NAMED and place and steps[place - 1].unit.startswith("附") and _is_title(step.name):
            # The number of the annex says which it is: its title need not be said again.
            continue
        in_article = in_article or step.unit == "条"
        printed += _step(step, in_article, marked and place == len(steps) - 1, top)
        printed += f"（第{step.ordinal}处）" if step.ordinal > 1 else ""
        top = top and (step.unit == NAMED or step.unit.startswith("附"))
    return printed


def _is_title(name: str) -> bool:
    return is_rule_title(name) or len(name) >= _SHORTEST_TITLE


def _step(step: Step, in_article: bool, marked: bool, top: bool) -> str:
    """Return one step; `top` where only an annex or a part by name stands above it."""
    if step.unit == NAMED:
        return f"所附《{step.name}》" if is_rule_title(step.name) else f"“{step.name}”部分"
    mark = format_step(Step(step.unit, step.number), in_article)
    if in_article and step.unit == "项":
        # Items are numbered （一）, （二） in print, and cited so.
        return f"第（{mark[1:-1]}）项" if marked or not mark[1:-1].isdigit() else mark
    if step.unit not in MARKS:
        return mark
    if step.unit == OUTLINE:
        return f"第{mark}{'条' if top else '点'}"
    if step.unit in ("一、", "Ⅰ"):
        return f"第{mark.rstrip('、')}{'部分' if top else '点'}"
    return f"第{mark.rstrip('.')}{_UNITS.get(step.unit, '点')}"


def _plain_title(title: str) -> str:
    stripped = " ".join(title.split())
    whole = stripped.startswith("《") and stripped.find("》") == len(stripped) - 1
    return stripped[1:-1] if whole else stripped


def _written(day: str | None) -> str:
    """Return 2024年5月1日 for 2024-05-01, and a month or a year as far as it is known."""
    if not day:
        return ""
    parts = day.split("-")
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False) if part.isdigit())


def diff_link(document_id: str, old: int, new: int) -> str:
    """Return the path of the page that compares two versions."""
    return f"/v1/documents/{quote(document_id, safe='')}/diff.html?from={old}&to={new}"


def stable_link(version_key: str, address: str | None = None) -> str:
    """Return the path under which a version, or one of its clauses, is read for ever: /d/d000001@1#…."""
    place = f"#{quote(address, safe='')}" if address else ""
    return f"/d/{quote(version_key, safe='@')}{place}"
