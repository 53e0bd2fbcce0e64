"""kb docs references, and what other commands show of references and repeals."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from kb.commands.common import DONE, NOT_FOUND, Subparsers, add_command, day, name_document, named, number
from kb.printing.results import VALIDITY
from kb.retrieve.references.status import ReferenceStatus
from kb.retrieve.standing.repeals import Held, repealed_name
from kb.store.rows import VersionRow
from kb.text.markdown import without_marks
from kb.types import ClauseText, Validity
from kb.wire import results as wire

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase
    from kb.retrieve.references.cross_references import References, RepealFacts, StatedRepeal
    from kb.retrieve.references.targets import CrossReference, ReferenceTarget

Record = Mapping[str, object]
_STATUS = {
    ReferenceStatus.ABSENT: "没有这一条",
    ReferenceStatus.AMBIGUOUS: "不止一处",
    ReferenceStatus.NOT_HELD: "未收入",
}
_MOST_SHOWN = 20


def add(docs: Subparsers) -> None:
    """Add the command that shows what a document cites and what cites it."""
    command = add_command(docs, "references", _docs_references, "列出一份文件引用了哪些条款，又被哪些条款引用")
    name_document(command)
    command.add_argument("--clause", metavar="条款", help="只看这一条，如 第五条第二款")
    command.add_argument("--version", type=number, metavar="N", help="第几版")
    command.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help="按哪一天适用的版本")


def _docs_references(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    found = knowledge_base.references.of(
        named(knowledge_base, options), version=options.version, address=options.clause, as_of=options.as_of
    )
    if options.json:
        print(json.dumps(references_record(found), ensure_ascii=False))
    else:
        _print_references(found)
    return DONE if found.outgoing or found.incoming else NOT_FOUND


def references_record(found: "References") -> Record:
    """Return references as `GET /v1/documents/{id}/references` gives them."""
    return {
        "outgoing": [reference_record(one) for one in found.outgoing],
        "incoming": [reference_record(one) for one in found.incoming],
    }


def reference_record(found: "CrossReference") -> Record:
    """Return one reference: the citing clause, its words, and what they mean."""
    return {
        "clause_id": found.clause_id,
        "clause_label": found.clause_address,
        "document_title": found.row.metadata.title,
        "start": found.span.start,
        "end": found.span.end,
        "text": found.text,
        "title": found.title,
        "number": found.number,
        "address": found.address,
        "status": found.status.value,
        "target": _target(found.target) if found.target else None,
        "candidates": [_row(row) for row in found.candidates],
    }


def _target(target: "ReferenceTarget") -> Record:
    return {
        **_row(target.row),
        "address": target.address,
        "clause_id": target.clause_id,
        "clause_label": target.clause.address if target.clause else None,
        "validity": target.validity.value,
    }


def _row(row: VersionRow) -> Record:
    return {"document_id": row.document_id, "version": row.version, "title": row.metadata.title}


def repeals_record(found: "RepealFacts") -> Record:
    """Return what repeals a document and what it repeals as `GET /v1/documents/{id}` gives them."""
    return {
        "repealed_by": _repealer(found.repealed_by[0]) if found.repealed_by else None,
        "repeals": [_repealed(one) for one in found.repeals],
        "still_cited": [reference_record(one) for one in found.still_cited],
    }


def _repealer(found: "StatedRepeal") -> Record:
    repeal = found.met.repeal
    return {**_row(repeal.by), **_stated(found)}


def _repealed(found: "StatedRepeal") -> Record:
    return {
        "text": found.met.repeal.evidence.value,
        "status": found.met.held.value,
        "documents": [_row(row) for row in found.met.rows],
        **_stated(found),
    }


def _stated(found: "StatedRepeal") -> Record:
    repeal = found.met.repeal
    return {
        "clause_id": f"{repeal.by.key}#{found.clause_address}" if found.clause_address else None,
        "clause_label": found.clause_address or None,
        "quote": found.quote,
        "from_day": repeal.first_day.isoformat() if repeal.first_day else None,
    }


def print_repeals(found: "RepealFacts") -> None:
    """Print what repeals a document, what it repeals, and which clauses still cite it."""
    for one in found.repealed_by:
        by = one.met.repeal.by
        who = f"{by.document_id}《{by.metadata.title}》{one.clause_address}"
        print(f"  被 {who}废止{_since(one)}：{_shortened(one.quote)}")
    for one in found.repeals:
        rows = "、".join(dict.fromkeys(f"{row.document_id}《{row.metadata.title}》" for row in one.met.rows))
        state = {
            Held.HELD: f"已收入：{rows}",
            Held.NOT_HELD: "未收入",
            Held.AMBIGUOUS: f"分不清是哪一份，都没有标为废止：{rows}",
        }[one.met.held]
        print(f"  废止 {repealed_name(one.met)}{_since(one)}（{one.clause_address}；{state}）")
    if found.still_cited:
        names = [f"{one.row.document_id}《{one.row.metadata.title}》{one.clause_address}" for one in found.still_cited]
        print(f"  仍被这些条款引用：{_listed(list(dict.fromkeys(names)))}")


def _since(one: "StatedRepeal") -> str:
    first = one.met.repeal.first_day
    return f"，自 {first.isoformat()} 起" if first else "，没有写明日期"


def _shortened(text: str) -> str:
    plain = " ".join(without_marks(text).split())
    return plain if len(plain) <= 120 else plain[:120] + "…"


def _listed(names: Sequence[str]) -> str:
    more = f"；另有 {len(names) - _MOST_SHOWN} 处" if len(names) > _MOST_SHOWN else ""
    return "；".join(names[:_MOST_SHOWN]) + more


def print_clause_references(clauses: Sequence[ClauseText], found: "Sequence[References]") -> None:
    """Print below a clause what it cites and what cites it, and on stderr what no longer applies of that."""
    for clause, references in zip(clauses, found, strict=True):
        if references.outgoing:
            print(f"{clause.clause.address}引用：{_listed(list(dict.fromkeys(map(_meant, references.outgoing))))}")
        if references.incoming:
            names = [f"《{one.row.metadata.title}》{one.clause_address}" for one in references.incoming]
            print(f"{clause.clause.address}被引用：{_listed(list(dict.fromkeys(names)))}")
        for warning in references.warnings:
            print(f"注意：{warning}", file=sys.stderr)


def print_clauses_as_json(clauses: Sequence[ClauseText], found: "Sequence[References]") -> None:
    """Print clauses as `GET /v1/clauses` gives them, with what each cites and what cites it."""
    records = [
        {
            **wire.clause_text(clause),
            "cites": [reference_record(one) for one in references.outgoing],
            "cited_by": [reference_record(one) for one in references.incoming],
            "warnings": [*wire.standing_warnings(clause), *references.warnings],
        }
        for clause, references in zip(clauses, found, strict=True)
    ]
    print(json.dumps({"clauses": records}, ensure_ascii=False))


def _print_references(found: "References") -> None:
    if found.outgoing:
        print("引用：")
    for one in found.outgoing:
        print(f"  {one.clause_address}  {_plain(one.text)} → {_meant(one)}")
    if found.incoming:
        print("被引用：")
    for one in found.incoming:
        to = one.target.clause.address if one.target and one.target.clause else "全文"
        print(f"  {to}  ← {one.row.document_id}《{one.row.metadata.title}》{one.clause_address}  {_plain(one.text)}")


def _meant(one: "CrossReference") -> str:
    """Return what a reference means, or why that cannot be told."""
    if one.target is None:
        named = f"《{one.title}》" if one.title else one.number or ""
        others = "、".join(f"{row.document_id}《{row.metadata.title}》" for row in one.candidates)
        return f"{named}{one.address or ''}（{_STATUS[one.status]}{f'：{others}' if others else ''}）"
    row = one.target.row
    named = "" if one.is_own else f"《{row.metadata.title}》"
    state = _STATUS.get(one.status)
    if state is None and one.target.validity in (Validity.REPEALED, Validity.EXPIRED, Validity.NOT_YET):
        state = None if one.is_own else VALIDITY[one.target.validity]
    return f"{named}{one.address or ''}{f'（{state}）' if state else ''}"


def _plain(text: str) -> str:
    return " ".join(text.split())
