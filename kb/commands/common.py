"""What the commands share: exit codes, how a command is added, and how days and counts are written."""

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from kb.types import Query

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

DONE, NOT_FOUND, BAD_INPUT, SOME_FAILED = 0, 1, 2, 3
_MOST_HITS = 100
# The store's integers end beyond it.
_LARGEST = 1_000_000_000

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


def top_k(text: str) -> int:
    """Return a number of results. Raises ArgumentTypeError beyond 1 to 100."""
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_HITS):
        raise argparse.ArgumentTypeError(f"“{text}”不行；请给 1 到 {_MOST_HITS} 之间的整数")
    return int(text)


def query(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> Query:
    """Return the question of a command with what it is restricted to."""
    wanted = options.top_k if options.top_k is not None else knowledge_base.settings.top_k
    return Query(options.question, wanted, options.as_of, options.include_not_in_force)


def fail(message: str, options: argparse.Namespace, code: int, detail: object) -> int:
    """Tell of a failure, on stdout too where JSON is wanted; return the exit code."""
    if options.json:
        print(json.dumps({"error": {"message": message, "detail": detail}}, ensure_ascii=False, default=str))
    print(f"错误：{message}", file=sys.stderr)
    return code
