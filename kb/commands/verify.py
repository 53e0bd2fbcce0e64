"""kb verify."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kb.commands.common import DONE, NOT_FOUND, Subparsers, add_command, day
from kb.errors import InvalidQuestion
from kb.verify.telling import told
from kb.wire.verification import verification

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

# A path is no longer; what is longer is the text itself.
_LONGEST_PATH = 1_000


def add(commands: Subparsers) -> None:
    """Add the command that checks a text against the clauses."""
    command = add_command(commands, "verify", _verify, "逐句核对引用：哪一条支持，数字、否定、条号、效力对不对")
    command.add_argument("text", metavar="文字|文件|-", help="要核对的文字，或 UTF-8 文本文件的路径；- 从标准输入读")
    command.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help="按哪一天的效力核对")
    command.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="结果以 JSON 输出")


def _verify(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    report = knowledge_base.verification.check(given_text(options.text), as_of=options.as_of)
    if options.json:
        print(json.dumps(verification(report), ensure_ascii=False, indent=2))
    else:
        print("\n".join(told(report)))
    return DONE if report.supported else NOT_FOUND


def given_text(given: str) -> str:
    """Return the text that is given: by itself, in a file, or on standard input. Raises InvalidQuestion."""
    if given == "-":
        return _decoded(sys.stdin.buffer.read(), "标准输入")
    if len(given) <= _LONGEST_PATH and "\n" not in given and _is_file(given):
        return _decoded(Path(given).read_bytes(), given)
    return given


def _is_file(given: str) -> bool:
    try:
        return Path(given).is_file()
    except (OSError, ValueError):
        # No file system has such a name: it is too long, or has a character that no name may have.
        return False


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidQuestion(f"{name} 不是 UTF-8 文字；请另存为 UTF-8 后再核对", field="text", file=name) from error
