"""What changed between two versions as a page: side by side where there is room, one under the other where not."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kb.clauses.diff.texts import Change, ChangeKind, Diff, Side
from kb.clauses.diff.word_runs import Run, RunKind
from kb.text.html import Markup, joined, tag
from kb.text.markdown import without_marks
from kb.types import Metadata, Standing, Version

STYLE_FILE = Path(__file__).parents[1] / "data" / "diff.css"

KIND_WORDS = {
    ChangeKind.CHANGED: "修改",
    ChangeKind.ADDED: "新增",
    ChangeKind.REMOVED: "删去",
    ChangeKind.RENUMBERED: "改序号",
    ChangeKind.MOVED: "移动",
    ChangeKind.UNCHANGED: "未变",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above one side: which version it is, and facts of it."""

    name: str
    facts: tuple[str, ...]
    link: str | None = None


def heading(version: Version, standing: Standing, *, link: str | None = None) -> Heading:
    """Return what stands above a version's side: its number, its days, how it stands and the reason for that."""
    facts = facts_of(version.metadata, standing)
    return Heading(f"第 {version.version} 版", facts, link)


def facts_of(metadata: Metadata, standing: Standing) -> tuple[str, ...]:
    """Return what tells a version from the others: its number, its days, whether it is in force and why."""
    facts = (
        metadata.doc_number.value if metadata.doc_number else None,
        f"{metadata.published.value} 发布" if metadata.published else None,
        f"{metadata.effective_from.value} 起施行" if metadata.effective_from else None,
        standing.label,
        standing.reason,
    )
    return tuple(fact for fact in facts if fact)


def style() -> Markup:
    """Return the style that the page needs, to be put into its head."""
    return tag("style", Markup(STYLE_FILE.read_text(encoding="utf-8")))


def diff_page(
    title: str,
    found: Diff,
    old: Heading,
    new: Heading,
    *,
    head: Markup,
    link: Callable[[str, Side], str] | None = None,
) -> str:
    """Return a whole page. `link` gives the address of a clause of the side “old” or “new”; without it none is linked.

    `head` holds what brings the style in.
    """
    counts = tag(
        "ul",
        *(
            tag("li", f"{words} {found.counts[kind.value]}")
            for kind, words in KIND_WORDS.items()
            if found.counts[kind.value]
        ),
        class_="counts",
    )
    is_same = found.counts[ChangeKind.UNCHANGED.value] == len(found.changes)
    body = tag(
        "main",
        tag("h1", f"{title}：版本对照"),
        tag("div", _heading(old), _heading(new), class_="sides"),
        counts,
        tag("label", tag("input", type="checkbox", id="all"), "也显示未变的条款", class_="show"),
        tag("p", "两版条款文字相同。", class_="none") if is_same else None,
        *(_row(number, change, old, new, link) for number, change in enumerate(found.changes, start=1)),
        class_="diff",
    )
    return "<!doctype html>\n" + tag(
        "html",
        tag(
            "head",
            tag("meta", charset="utf-8"),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", name="color-scheme", content="light dark"),
            tag("title", f"{title}：{old.name}与{new.name}对照"),
            head,
        ),
        tag("body", body),
        lang="zh-CN",
    )


def _heading(heading: Heading) -> Markup:
    name = tag("a", heading.name, href=heading.link) if heading.link else heading.name
    return tag("p", tag("strong", name), *(joined(tag("br"), fact) for fact in heading.facts))


def _row(number: int, change: Change, old: Heading, new: Heading, link: Callable[[str, Side], str] | None) -> Markup:
    before, after = _words(change, RunKind.REMOVED), _words(change, RunKind.ADDED)
    if change.kind in (ChangeKind.UNCHANGED, ChangeKind.RENUMBERED, ChangeKind.MOVED) and change.new:
        columns = tag("div", _compact(change.new.text), class_="words")
    else:
        columns = tag("div", _side(before, old, "本版没有"), _side(after, new, "本版已删去"), class_="pair")
    return tag(
        "section",
        tag(
            "p",
            tag("span", KIND_WORDS[change.kind], class_="tag"),
            _names(change, link),
            _note(change),
            class_="row-head",
        ),
        columns,
        class_=f"row {change.kind.value}",
        id=f"change-{number}",
    )


def _side(words: Markup | None, heading: Heading, absent: str) -> Markup:
    name = tag("span", heading.name, class_="side-name")
    if words is None:
        return tag("div", name, tag("span", absent, class_="absent"), class_="words")
    return tag("div", name, words, class_="words")


def _words(change: Change, kind: RunKind) -> Markup | None:
    """Return one side's words with what went, or came, marked; None where the clause is not there."""
    side = change.old if kind is RunKind.REMOVED else change.new
    if side is None:
        return None
    mark = "del" if kind is RunKind.REMOVED else "ins"
    if change.runs:
        return joined(*(_run(run, kind, mark) for run in change.runs if run.kind in (RunKind.EQUAL, kind)))
    alone = change.old is None or change.new is None
    return tag(mark, _compact(side.text)) if alone else joined(_compact(side.text))


def _run(run: Run, kind: RunKind, mark: str) -> Markup:
    text = run.new_text if kind is RunKind.ADDED and run.new_text is not None else run.text
    plain = _compact(text)
    return joined(plain) if run.kind is RunKind.EQUAL else tag(mark, plain)


def _compact(text: str) -> str:
    text = without_marks(text)
    while "\n\n" in text:
        text = text.replace("\n\n", "\n")
    return text


def _names(change: Change, link: Callable[[str, Side], str] | None) -> Markup:
    def name(which: str, side: Side) -> Markup:
        return tag("a", side.label, href=link(which, side)) if link else tag("span", side.label)

    if change.old and change.new and change.old.address != change.new.address:
        return joined(name("old", change.old), "→", name("new", change.new))
    if change.new:
        return name("new", change.new)
    return name("old", change.old) if change.old else Markup()


def _note(change: Change) -> Markup | None:
    notes = []
    if change.kind is ChangeKind.CHANGED and change.moved:
        notes.append("位置也有移动")
    if change.split_from:
        notes.append(f"原在{change.split_from}")
    if change.merged_into:
        notes.append(f"并入{change.merged_into}")
    return tag("span", "，".join(notes), class_="note") if notes else None
