"""kb phrase."""

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from kb.clauses.label import clause_name
from kb.commands.common import DONE, NOT_FOUND, Subparsers, add_command, day
from kb.printing.results import VALIDITY
from kb.retrieve.phrases.marking import marked
from kb.retrieve.phrases.types import DifferenceOp, PhrasePlace, PhraseResult
from kb.wire.results import Record, standing

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

_SHOWN = 20


def add(commands: Subparsers) -> None:
    """Add the command that looks a wording up."""
    phrase = add_command(commands, "phrase", _phrase, "查一句原文出现在哪些条款；记得不准时给出最接近的原文并标出差异")
    phrase.add_argument("text", metavar="原文")
    phrase.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help="按哪一天的效力标注")
    phrase.add_argument("--limit", type=_count, default=_SHOWN, metavar="N", help=f"最多列出多少处（默认 {_SHOWN}）")
    phrase.add_argument("--offset", type=_count, default=0, metavar="N", help="跳过前多少处")


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise argparse.ArgumentTypeError(f"“{text}”不行；请给 0 或正整数")
    return int(text)


def _phrase(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    found = knowledge_base.phrases.find(options.text, as_of=options.as_of, limit=options.limit, offset=options.offset)
    if options.json:
        print(json.dumps(phrase_result(found), ensure_ascii=False, indent=2))
    else:
        _show(found)
    return DONE if found.exact else NOT_FOUND


def phrase_result(found: PhraseResult) -> Record:
    """Return the places of a wording as `GET /v1/phrases` gives them."""
    return {
        "text": found.text,
        "total": found.total,
        "exact": found.exact,
        "places": [_place(place) for place in found.places],
        "other_total": found.other_total,
        "others": [_place(place) for place in found.others],
    }


def _place(place: PhrasePlace) -> Record:
    return {
        "clause_id": place.clause_id,
        "clause_label": place.clause.address,
        "heading_path": list(place.clause.heading_path),
        "document_id": place.version.document_id,
        "version": place.version.version,
        "title": place.version.metadata.title,
        "source": place.version.source_name,
        "validity": place.validity.value,
        "standing": standing(place.standing),
        "start": place.span.start,
        "end": place.span.end,
        "quote": place.quote,
        "before": place.before,
        "after": place.after,
        "differences": [{"op": one.op.value, "text": one.text, "wanted": one.wanted} for one in place.differences],
    }


def _show(found: PhraseResult) -> None:
    if not found.exact:
        print(f"没有一字不差的“{found.text}”{_instead(found)}", file=sys.stderr)
    _list(found.places, found.total)
    if found.other_total:
        print(f"写法不同、数额或日期相同的另有 {found.other_total} 处（［写作：…］）：")
        _list(found.others, found.other_total)


def _list(places: Sequence[PhrasePlace], total: int) -> None:
    for place in places:
        state = place.standing.label if place.standing else VALIDITY[place.validity]
        print(f"{clause_name(place.version, place.clause)}（{state}）  {place.clause_id}")
        print(f"    {place.before}{''.join(map(marked, place.differences))}{place.after}")
    if total > len(places):
        print(f"共 {total} 处，列出 {len(places)} 处；用 --limit 和 --offset 看其余的", file=sys.stderr)


def _instead(found: PhraseResult) -> str:
    if not found.total:
        return ""
    if found.places and all(one.op is DifferenceOp.EQUAL for place in found.places for one in place.differences):
        return f"；同一数额，写法不同的原文有 {found.total} 处"
    return f"；最接近的原文有 {found.total} 处，［有：…］是原文有而您没写的，［无：…］相反"
