"""kb docs."""

import argparse
import sys
from typing import TYPE_CHECKING

from kb.commands import corrections, references, rereading, versions
from kb.commands.common import (
    BAD_INPUT,
    DONE,
    NOT_FOUND,
    Subparsers,
    add_command,
    day,
    name_actor,
    name_document,
    named,
    number,
)
from kb.printing import results as printing

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase


def add(commands: Subparsers) -> None:
    """Add the commands that list and look after documents."""
    docs = commands.add_parser("docs", help="查看、撤回、恢复、清除文件").add_subparsers(dest="action", required=True)
    listing = add_command(docs, "list", _docs_list, "列出文件")
    listing.add_argument("--text", help="标题里的字")
    listing.add_argument("--withdrawn", action="store_true", help="连已撤回的一起列出")
    listing.add_argument("--as-of", type=day, metavar="日期", help="按哪一天的效力列出（默认今天）")
    for name, run, text in (
        ("show", _docs_show, "显示一份文件的各版本和条款"),
        ("withdraw", _docs_withdraw, "撤回：不再出现在任何回答里，可恢复"),
        ("restore", _docs_restore, "恢复撤回的文件"),
        ("purge", _docs_purge, "清除：原文、索引、缓存全部删除，不可恢复"),
    ):
        command = add_command(docs, name, run, text)
        # What is purged is gone: it must be named by its id.
        if name == "purge":
            command.add_argument("document_id", metavar="编号")
        else:
            name_document(command)
        if name == "purge":
            command.add_argument("--yes", action="store_true", help="不再询问，直接清除")
        if name != "show":
            name_actor(command)
        if name in ("show", "purge"):
            command.add_argument("--version", type=number, metavar="N", help="第几版")
    versions.add(docs)
    references.add(docs)
    corrections.add(docs)
    rereading.add(docs)


def _docs_list(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    page = knowledge_base.documents(
        text=options.text, limit=1_000_000, include_withdrawn=options.withdrawn, as_of=options.as_of
    )
    standings = knowledge_base.standings.of_page(page, as_of=options.as_of)
    printing.documents(page, standings, as_json=options.json)
    return DONE if page.total else NOT_FOUND


def _docs_show(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    document_id = named(knowledge_base, options)
    version = knowledge_base.document(document_id, version=options.version)
    tree = knowledge_base.clause_tree(document_id, version=version.version)
    repeals = knowledge_base.references.repeals(document_id, version=version.version)
    amended = knowledge_base.standings.amended(version)
    versions.show(version, tree, knowledge_base.versions.of(document_id), repeals, amended, as_json=options.json)
    return DONE


def _docs_withdraw(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    document_id = named(knowledge_base, options)
    knowledge_base.withdraw(document_id)
    print(f"已撤回 {document_id}；用 kb docs restore {document_id} 恢复", file=sys.stderr)
    return DONE


def _docs_restore(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    document_id = named(knowledge_base, options)
    knowledge_base.restore(document_id)
    print(f"已恢复 {document_id}", file=sys.stderr)
    return DONE


def _docs_purge(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    what = f"{options.document_id} 的第 {options.version} 版" if options.version else options.document_id
    if not (options.yes or _is_confirmed(knowledge_base, options, what)):
        print("已取消，什么也没有清除", file=sys.stderr)
        return BAD_INPUT
    knowledge_base.purge(options.document_id, version=options.version)
    print(f"已清除 {what}", file=sys.stderr)
    return DONE


def _is_confirmed(knowledge_base: "KnowledgeBase", options: argparse.Namespace, what: str) -> bool:
    """Ask on a terminal whether something is to go for good; a script is not asked."""
    if not sys.stdin.isatty():
        return True
    found = knowledge_base.document(options.document_id, version=options.version)
    print(f"将彻底清除 {what}《{found.metadata.title}》：原文、索引、缓存全部删除，不可恢复。", file=sys.stderr)
    print("确定请输入 y：", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in {"y", "yes", "是"}
