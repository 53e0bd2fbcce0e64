"""What the commands share: exit codes, how a command is added, and how days and counts are written."""

import argparse
import getpass
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any

from kb.store.audience import groups_in
from kb.types import Query

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

DONE, NOT_FOUND, BAD_INPUT, SOME_FAILED = 0, 1, 2, 3
_MOST_HITS = 100
# The store's integers end beyond it.
_LARGEST = 1_000_000_000
_ID = re.compile(r"d\d+")

Command = Callable[["KnowledgeBase", argparse.Namespace], int]
Subparsers = Any
"""What add_subparsers returns; argparse keeps its type private."""


def add_command(commands: Subparsers, name: str, run: Command, text: str) -> argparse.ArgumentParser:
    """Add a command that `run` carries out; return its parser for the arguments."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def day(text: str) -> date:
    """Return the day written as YYYY-MM-DD. Raises ArgumentTypeError."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期；请写成 2024-06-30 的样子") from None


def number(text: str) -> int:
    """Return a version's number. Raises ArgumentTypeError."""
    if not (text.isascii() and text.isdigit() and 0 < int(text) < _LARGEST):
        raise argparse.ArgumentTypeError(f"“{text}”不是版本号；请给 1 或更大的整数")
    return int(text)


def name_actor(parser: argparse.ArgumentParser) -> None:
    """Let a command say who makes the change."""
    parser.add_argument("--by", metavar="姓名", help="谁操作的，记入日志（默认 KB_ACTOR 或系统用户）")


def name_groups(parser: argparse.ArgumentParser) -> None:
    """Let a command say who sees the documents that it takes in."""
    words = "新文件只给这些分组看，逗号隔开，一收入就如此；--groups= 是所有人（默认按 KB_DEFAULT_GROUPS）"
    parser.add_argument("--groups", type=groups_in, metavar="甲,乙", help=words)


def actor(options: argparse.Namespace, setting: str | None) -> str | None:
    """Return who acts: as the command says, as the setting says, or the user of the system; None where unknown."""
    if named := getattr(options, "by", None) or setting:
        return str(named)
    # Without a name in the environment the system asks its table of users, which need not know the user, or there
    # is no such table.
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return None


def name_document(parser: argparse.ArgumentParser) -> None:
    """Let a command take a document by its id (d000001, d000001@2), title or number."""
    parser.add_argument("document_id", metavar="编号或标题")


def named(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> str:
    """Return the id of the document that a command is given; its version becomes the option where it has one.

    Raises NotFound, AmbiguousReference.
    """
    # An id needs no look-up: what is stored but not yet published has one as well.
    if _ID.fullmatch(options.document_id):
        return str(options.document_id)
    found = knowledge_base.naming.find(options.document_id, withdrawn=True)
    if found.version is not None and getattr(options, "version", None) is None:
        options.version = found.version
    return found.document_id


def top_k(text: str) -> int:
    """Return a number of results. Raises ArgumentTypeError beyond 1 to 100."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_HITS):
        raise argparse.ArgumentTypeError(f"“{text}”不行；请给 1 到 {_MOST_HITS} 之间的整数")
    return int(text)


def query(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> Query:
    """Return the question of a command with what it is restricted to."""
    wanted = options.top_k if options.top_k is not None else knowledge_base.settings.top_k
    return Query(options.question, wanted, options.as_of, options.include_not_in_force)


_COMMANDS = {
    "文件列表": "kb docs list",
    "文件全文": "kb docs show {document_id}",
    "恢复它": "kb docs restore {document_id}",
    "词典列表": "kb words list",
    "密钥列表": "kb keys list",
    "评价列表": "kb feedback list",
}
"""What a message may send its reader to, and the command that shows or does it."""


def fail(message: str, options: argparse.Namespace, code: int, detail: object) -> int:
    """Tell of a failure, on stdout too where JSON is wanted; return the exit code."""
    if options.json:
        print(json.dumps({"error": {"message": message, "detail": detail}}, ensure_ascii=False, default=str))
    print(f"错误：{message}", file=sys.stderr)
    for line in (*_choices(detail), *_places(message, detail)):
        print(f"  {line}", file=sys.stderr)
    return code


def _places(message: str, detail: object) -> Iterator[str]:
    """Yield the command for each place that a message sends to; the message holds for HTTP and the page as well."""
    document_id = detail.get("document_id", "编号") if isinstance(detail, Mapping) else "编号"
    for place, command in _COMMANDS.items():
        if place in message:
            yield f"{place}：{command.format(document_id=document_id)}"


def _choices(detail: object) -> Iterator[str]:
    """Yield the command for each document that a reference may mean, or that repeals what it names."""
    found = detail if isinstance(detail, Mapping) else {}
    for one in found.get("candidates", ()):
        facts = "，".join(str(one[name]) for name in ("issuer", "doc_number") if one[name])
        clause = f'kb clause "{one["reference"]}"' if one["clause_id"] else f'kb docs show "{one["reference"]}"'
        yield f"《{one['title']}》（{facts + '，' if facts else ''}编号 {one['document_id']}）：{clause}"
    if (by := found.get("repealed_by")) and by["clause_label"]:
        yield f'看废止它的条款：kb clause "{by["document_id"]}@{by["version"]}#{by["clause_label"]}"'
