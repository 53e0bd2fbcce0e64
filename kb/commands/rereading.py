"""kb docs reread."""

import argparse
import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from kb.commands.common import DONE, Subparsers, add_command, name_actor

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase
    from kb.rereading import Reread

STATED_FIELDS = {
    "subtitle": "副题",
    "byline": "作者",
    "kind": "种类",
    "issuers": "发文单位",
    "doc_number": "文号",
    "region": "地区",
    "published": "发布日期",
    "effective_from": "施行日期",
    "effective_to": "失效日期",
    "repeals": "废止的文件",
    "basis": "依据",
    "reports_on": "所报道的文件",
    "not_before": "文本最早日期",
    "extends": "延期的文件",
    "amends": "改动的条款",
}
"""What a text says of itself, as people call it."""


def add(docs: Subparsers) -> None:
    """Add the command that reads the metadata of held texts again."""
    text = "用今天的规则重读已收录文件的日期、文号、废止、延期等；人工更正不变。默认只列出会改什么，加 --apply 才写入"
    command = add_command(docs, "reread", _docs_reread, text)
    command.add_argument("document_id", nargs="?", metavar="编号", help="只重读一份（默认全部）")
    command.add_argument("--apply", action="store_true", help="写入；中断后再运行会接着做")
    name_actor(command)


def _docs_reread(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    changed = noted = 0
    for one in knowledge_base.rereading.run(options.document_id, apply=options.apply):
        changed, noted = changed + bool(one.changes), noted + bool(one.note)
        if options.json:
            print(json.dumps(asdict(one), ensure_ascii=False))
        else:
            _print(one)
    done = "已改" if options.apply else "会改"
    rest = "" if options.apply or not changed else "；写入请加 --apply"
    print(f"{done} {changed} 个文本，另有 {noted} 条说明{rest}", file=sys.stderr)
    return DONE


def _print(one: "Reread") -> None:
    print(f"{one.document_id}@{one.version} 《{one.title}》")
    for change in one.changes:
        before, after = ("、".join(values) or "空" for values in (change.before, change.after))
        same = "（值不变，出处变了）" if change.before == change.after else ""
        print(f"    {STATED_FIELDS.get(change.field, change.field)}：{before} → {after}{same}")
    if one.note:
        print(f"    {one.note}")
