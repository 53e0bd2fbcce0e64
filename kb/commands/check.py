"""kb check."""

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kb.commands import verdicts
from kb.commands.asking import ask_in_turn
from kb.commands.common import DONE, NOT_FOUND, Subparsers, add_command, day
from kb.errors import InvalidQuestion

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase


def add(commands: Subparsers) -> None:
    """Add the command that judges who may have what."""
    command = add_command(commands, "check", _check, "按条款判断能不能享受政策，缺什么问什么")
    command.add_argument(
        "story", nargs="?", default="", metavar="情况", help="用平常的话说：在哪里、做什么、有什么资质"
    )
    command.add_argument("--document", metavar="编号或标题", help="只看这份文件；不写就看所有有效的文件")
    command.add_argument(
        "--facts", type=Path, metavar="FILE", help="JSON 文件，写明各项情况（名称见 docs/eligibility.md）"
    )
    command.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help="按哪一天判断")
    command.add_argument("--no-ask", action="store_true", help="在终端上也不追问")
    command.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="结果以 JSON 输出，不追问")


def _check(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    eligibility = knowledge_base.eligibility
    document_id = eligibility.find(options.document, as_of=options.as_of) if options.document else None
    facts = read_facts_file(options.facts) if options.facts else {}
    report = eligibility.check(document_id, options.story, facts, options.as_of)
    if not (options.json or options.no_ask) and sys.stdin.isatty() and sys.stdout.isatty():
        report = ask_in_turn(
            report, facts, lambda answered: eligibility.check(document_id, options.story, answered, options.as_of)
        )
    verdicts.report(report, as_json=options.json)
    return DONE if report.policies else NOT_FOUND


def read_facts_file(path: Path) -> Mapping[str, object]:
    """Return the facts of a JSON file. Raises InvalidQuestion where it holds no object."""
    try:
        facts = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise InvalidQuestion(
            f"{path} 不是 UTF-8 的 JSON：{error}；请检查引号、逗号和编码", field="facts", file=str(path)
        ) from error
    if not isinstance(facts, dict):
        raise InvalidQuestion(f'{path} 应是一个对象，例如 {{"region": "某某市"}}', field="facts", file=str(path))
    return facts
