"""kb docs diff, and the versions of a document as its commands show them."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kb.clauses.citation import official_citation, official_title
from kb.clauses.diff.html import KIND_WORDS, diff_page, facts_of, heading, style
from kb.clauses.diff.texts import Change, ChangeKind, Side
from kb.clauses.diff.word_runs import Run, RunKind
from kb.commands.common import DONE, Subparsers, add_command, name_document, named, number
from kb.commands.references import print_repeals, repeals_record
from kb.errors import InvalidQuestion
from kb.retrieve.standing.succession import begun
from kb.text.markdown import without_marks
from kb.types import ClauseTree, Validity, Version
from kb.wire.results import amended_clause, joined, stated

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase
    from kb.retrieve.references.cross_references import RepealFacts
    from kb.retrieve.standing.clauses import AmendedClause
    from kb.retrieve.standing.versions import VersionDiff, VersionState

Record = Mapping[str, object]
# Stays between marks are cut to so many characters on either side.
_CONTEXT = 18


def add(docs: Subparsers) -> None:
    """Add the command that compares two versions."""
    compare = add_command(docs, "diff", _docs_diff, "对照两个版本：逐条对齐，跟随改号，标出改动的字词")
    name_document(compare)
    # Whoever names a second document is told what can be compared.
    compare.add_argument("other", nargs="?", help=argparse.SUPPRESS)
    compare.add_argument("--from", type=number, dest="old", metavar="N", help="旧版（默认前一版）")
    compare.add_argument("--to", type=number, dest="new", metavar="N", help="新版（默认今天适用的一版）")
    compare.add_argument("--html", type=Path, metavar="FILE", help="写成网页，可打印")


def _docs_diff(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    if options.other is not None:
        raise InvalidQuestion(
            f"docs diff 对照的是一份文件的两个版本，不能再给“{options.other}”；"
            f"请写 kb docs diff {options.document_id} --from 1 --to 2 的样子",
            field="other",
            other=options.other,
        )
    found = knowledge_base.versions.diff(named(knowledge_base, options), old=options.old, new=options.new)
    if options.html:
        title = official_title(found.new.metadata, found.new.of)
        page = diff_page(
            title,
            found.diff,
            heading(found.old, found.old_standing),
            heading(found.new, found.new_standing),
            head=style(),
        )
        options.html.write_text(page, encoding="utf-8")
        print(f"已写出 {options.html}", file=sys.stderr)
    if options.json:
        print(json.dumps(diff_record(found), ensure_ascii=False))
    elif not options.html:
        _print_diff(found)
    return DONE


def show(
    version: Version,
    tree: ClauseTree,
    found: "Sequence[VersionState]",
    repeals: "RepealFacts",
    amended: "Sequence[AmendedClause]" = (),
    *,
    as_json: bool,
) -> None:
    """Print a document: its versions, then the clauses of one of them, indented by depth."""
    if as_json:
        clauses_of = [
            {
                "address": clause.address,
                "official_citation": official_citation(version.metadata, clause, version.of),
                "start": clause.own.start,
                "end": clause.own.end,
            }
            for clause in tree.clauses
        ]
        record = {
            "document_id": version.document_id,
            "version": version.version,
            "text": version.text,
            "clauses": clauses_of,
            "versions": [version_record(one) for one in found],
            **repeals_record(repeals),
            "amended": [amended_clause(one) for one in amended],
        }
        print(json.dumps(record, ensure_ascii=False))
        return
    print(f"{official_title(version.metadata, version.of)} {version.key}（{version.source_name}）")
    print_versions(found)
    print_repeals(repeals)
    for one in amended:
        print(f"  {one.told}")
    for clause in tree.clauses:
        indent = "  " * clause.depth
        print(f"{indent}{clause.address}  {' '.join(without_marks(clause.own.of(version.text)).split())}")


def print_versions(found: "Sequence[VersionState]") -> None:
    """Print one line a version, oldest first."""
    for one in found:
        facts = "，".join([*facts_of(one.metadata, one.standing), one.source])
        print(f"  第 {one.version} 版{'（今天适用）' if one.is_current else ''}  {facts}")


def version_record(found: "VersionState") -> Record:
    """Return a version as `GET /v1/documents/{id}/versions` gives it."""
    return {
        "version": found.version,
        "title": found.metadata.title,
        "doc_number": stated(found.metadata.doc_number),
        "issuer": joined(found.metadata.issuers),
        "published": stated(found.metadata.published),
        "effective_from": stated(found.metadata.effective_from),
        "effective_to": stated(found.metadata.effective_to),
        "validity": found.validity.value,
        "current": found.is_current,
        "replaced_by": found.replaced_by,
        "replaced_from": begun(found.replaced_from),
        "label": found.standing.label,
        "reason": found.reason,
        "source": found.source,
        "clauses": found.clauses,
        "withdrawn": found.withdrawn,
    }


def diff_record(found: "VersionDiff") -> Record:
    """Return a comparison as `GET /v1/documents/{id}/diff` gives it."""
    return {
        "document_id": found.new.document_id,
        "title": found.new.metadata.title,
        "from": _version(found.old, found.old_standing.validity),
        "to": _version(found.new, found.new_standing.validity),
        "counts": dict(found.diff.counts),
        "changes": [_change(one, found) for one in found.diff.changes],
    }


def _version(version: Version, validity: Validity) -> Record:
    metadata = version.metadata
    return {
        "version": version.version,
        "doc_number": stated(metadata.doc_number),
        "published": stated(metadata.published),
        "effective_from": stated(metadata.effective_from),
        "validity": validity.value,
        "source": version.source_name,
    }


def _change(change: Change, found: "VersionDiff") -> Record:
    return {
        "status": change.kind.value,
        "renumbered": change.renumbered,
        "moved": change.moved,
        "old": _side(change.old, found.old),
        "new": _side(change.new, found.new),
        "split_from": change.split_from,
        "merged_into": change.merged_into,
        "runs": [_run(run) for run in change.runs],
    }


def _side(side: Side | None, version: Version) -> Record | None:
    if side is None:
        return None
    return {
        "clause_id": f"{version.key}#{side.address}",
        "clause_label": side.label,
        "start": side.start,
        "end": side.end,
        "text": side.text,
    }


def _run(run: Run) -> Record:
    record = {"op": run.kind.value, "text": run.text}
    return record if run.new_text is None else record | {"new_text": run.new_text}


def _print_diff(found: "VersionDiff") -> None:
    print(f"{official_title(found.new.metadata, found.new.of)}  {found.old.key} → {found.new.key}")
    for side in (
        heading(found.old, found.old_standing),
        heading(found.new, found.new_standing),
    ):
        print(f"  {side.name}：{'，'.join(side.facts)}")
    counts = found.diff.counts
    print("  " + "，".join(f"{words} {counts[kind.value]}" for kind, words in KIND_WORDS.items() if counts[kind.value]))
    for change in found.diff.changes:
        if change.kind is not ChangeKind.UNCHANGED:
            _print_change(change)


def _print_change(change: Change) -> None:
    labels = [side.label for side in (change.old, change.new) if side]
    name = "→".join(dict.fromkeys(labels))
    notes = [
        f"原在{change.split_from}" if change.split_from else "",
        f"并入{change.merged_into}" if change.merged_into else "",
    ]
    print(f"\n【{KIND_WORDS[change.kind]}】{name}{''.join(f'（{note}）' for note in notes if note)}")
    if change.runs:
        print("    " + "".join(map(_marked, change.runs)))
    elif change.kind in (ChangeKind.ADDED, ChangeKind.REMOVED):
        side = change.new or change.old
        print(f"    {' '.join(without_marks(side.text).split()) if side else ''}")


def _marked(run: Run) -> str:
    text = " ".join(without_marks(run.text).split())
    if run.kind is RunKind.REMOVED:
        return f"[-{text}-]"
    if run.kind is RunKind.ADDED:
        return f"{{+{text}+}}"
    return text if len(text) <= 2 * _CONTEXT + 1 else f"{text[:_CONTEXT]}…{text[-_CONTEXT:]}"
