"""kb ask, search and clause."""

import argparse
from typing import TYPE_CHECKING

from kb.commands import references
from kb.commands.common import DONE, NOT_FOUND, Subparsers, add_command, day, query, top_k
from kb.printing import results as printing
from kb.types import AnswerStatus

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase


def add(commands: Subparsers) -> None:
    """Add the commands that answer a question or find a clause."""
    for name, run, text in (("ask", _ask, "提问，得到附条款原文的回答"), ("search", _search, "只检索条款，不作答")):
        command = add_command(commands, name, run, text)
        command.add_argument("question", metavar="问题")
        command.add_argument("--top-k", type=top_k, help="返回多少条（1–100）")
        command.add_argument("--as-of", type=day, metavar="YYYY-MM-DD", help="按哪一天的效力回答")
        command.add_argument("--include-not-in-force", action="store_true", help="也检索未生效和已失效的文件")
        if name == "ask":
            command.add_argument("--fail-on-abstain", action="store_true", help="没有答案时退出码为 1")

    clause = add_command(commands, "clause", _clause, "按名称查条款原文，如“《…办法》第五条第二款”")
    clause.add_argument("reference", metavar="引用")
    clause.add_argument("--as-of", type=day, metavar="YYYY-MM-DD")


def _ask(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    answer = knowledge_base.ask(query(knowledge_base, options))
    printing.answer(answer, as_json=options.json)
    return NOT_FOUND if options.fail_on_abstain and answer.status is AnswerStatus.ABSTAINED else DONE


def _search(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    result = knowledge_base.search(query(knowledge_base, options))
    printing.hits(result, as_json=options.json)
    return DONE if result.hits else NOT_FOUND


def _clause(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    found = knowledge_base.clauses(options.reference, as_of=options.as_of)
    cited = [knowledge_base.references.of_clause(clause, as_of=options.as_of) for clause in found]
    if options.json:
        references.print_clauses_as_json(found, cited)
    else:
        printing.clauses(found)
        references.print_clause_references(found, cited)
    return DONE
