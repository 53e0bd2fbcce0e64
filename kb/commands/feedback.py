"""kb feedback: what users think of answers, and the question file that is made of it."""

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kb.commands.common import DONE, NOT_FOUND, Subparsers, add_command, day, number, top_k
from kb.printing.results import print_json
from kb.store.feedback import FeedbackEntry, FeedbackQuery, FeedbackVerdict
from kb.wire.feedback import feedback_page, question_file

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

VERDICTS = {FeedbackVerdict.HELPFUL: "有用", FeedbackVerdict.UNHELPFUL: "没用"}
_NOTHING = "还没有这样的评价；网页上每个回答下面都有“有用”和“没用”"


def add(commands: Subparsers) -> None:
    """Add the commands of the feedback."""
    actions = commands.add_parser("feedback", help="查看用户对回答的评价，或写成评测用的问题").add_subparsers(
        dest="action", required=True
    )
    listing = add_command(actions, "list", _list, "列出评价，最新的在前")
    listing.add_argument("--since", type=day, metavar="日期", help="从哪天起（YYYY-MM-DD）")
    listing.add_argument("--limit", type=top_k, default=50, metavar="N", help="最多几条（1 到 100，默认 50）")
    listing.add_argument("--offset", type=int, default=0, metavar="N", help="跳过最新的几条")
    export = add_command(
        actions, "export", _export, "写成 python -m eval 读的问题：有用的以所引条款为依据，没用的待核对"
    )
    export.add_argument("file", type=Path, nargs="?", metavar="FILE", help="写到哪个文件（.jsonl；默认输出到屏幕）")
    for command in (listing, export):
        names = "、".join(f"{one.value} {name}" for one, name in VERDICTS.items())
        command.add_argument("--verdict", type=FeedbackVerdict, choices=list(FeedbackVerdict), help=f"只要：{names}")
    remove = add_command(actions, "remove", _remove, "删除一条评价（例如写了个人信息）")
    remove.add_argument("number", type=number, metavar="编号")


def _list(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    offset = max(options.offset, 0)
    page = knowledge_base.feedback.list(FeedbackQuery(options.verdict, options.since, options.limit, offset))
    if options.json:
        print_json(feedback_page(page))
        return DONE if page.total else NOT_FOUND
    for entry in page.entries:
        print(line(entry))
    if page.total:
        print(f"有用 {page.helpful}，没用 {page.unhelpful}", file=sys.stderr)
    else:
        print(_NOTHING, file=sys.stderr)
    if page.total > offset + len(page.entries):
        more = f"共 {page.total} 条；更早的用 --offset {offset + len(page.entries)}"
        print(more, file=sys.stderr)
    return DONE if page.total else NOT_FOUND


def _export(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    text = question_file(knowledge_base.feedback, options.verdict)
    if options.file is None:
        print(text, end="")
    else:
        options.file.write_text(text, encoding="utf-8", newline="\n")
    count = text.count("\n")
    if not count:
        print(_NOTHING, file=sys.stderr)
        return NOT_FOUND
    if options.file is not None:
        told = f"已写出 {count} 个问题到 {options.file}；评测：python -m eval run --home {knowledge_base.settings.home}"
        print(f"{told} --questions {options.file}", file=sys.stderr)
    return DONE


def _remove(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    knowledge_base.feedback.remove(options.number)
    print(f"已删除评价 {options.number}", file=sys.stderr)
    return DONE


def line(entry: FeedbackEntry) -> str:
    """Return an entry as one line, its time as the clock of this machine has it."""
    given = entry.feedback
    at = datetime.fromisoformat(entry.at).astimezone().strftime("%Y-%m-%d %H:%M")
    parts = [f"{entry.number}", at, VERDICTS[given.verdict], given.question]
    if given.clause_ids:
        parts.append(f"（{'、'.join(given.clause_ids)}）")
    if given.comment:
        parts.append(f"：{' '.join(given.comment.split())}")
    return " ".join(parts)
