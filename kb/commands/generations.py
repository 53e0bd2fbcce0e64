"""kb generations: what is kept of earlier states, and going back to one."""

import argparse
import sys
from typing import TYPE_CHECKING

from kb.commands.common import DONE, NOT_FOUND, Subparsers, add_command, number
from kb.printing.results import print_json

if TYPE_CHECKING:
    from kb.index.generations import GenerationFacts
    from kb.knowledge_base import KnowledgeBase

_SHOWN = 10


def add(commands: Subparsers) -> None:
    """Add the commands of the generations."""
    actions = commands.add_parser("generations", help="查看保留的各代索引，或回退到其中一代").add_subparsers(
        dest="action", required=True
    )
    add_command(actions, "list", _list, "列出保留的各代：时间、段落数、大小、模型，* 为正在使用的")
    rollback = add_command(actions, "rollback", _rollback, "重新发布较早的一代；撤下和彻底删除的内容不会因此回来")
    rollback.add_argument("number", nargs="?", type=number, metavar="N", help="哪一代（默认当前的前一代）")


def _list(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    from kb.wire import upkeep as wire_upkeep

    found = knowledge_base.generations.list()
    if options.json:
        print_json({"generations": [wire_upkeep.generation(one) for one in found]})
    else:
        for one in found:
            print(_line(one))
        if not found:
            print("还没有发布过任何一代", file=sys.stderr)
    return DONE if found else NOT_FOUND


def _rollback(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    from kb.wire import upkeep as wire_upkeep

    done = knowledge_base.generations.rollback(options.number)
    if options.json:
        print_json(wire_upkeep.rollback(done))
        return DONE
    print(f"已回退到第 {done.again} 代的内容（发布为第 {done.number} 代，原来是第 {done.left} 代）")
    for row in done.not_found[:_SHOWN]:
        print(f"  暂时查不到 {row.key}《{row.metadata.title}》（{row.source_name}）")
    if len(done.not_found) > _SHOWN:
        print(f"  另有 {len(done.not_found) - _SHOWN} 个版本暂时查不到")
    if done.not_found:
        print("  它们仍在库里，下一次 kb ingest、kb reindex 或彻底删除时重新发布")
    return DONE


def _line(one: "GenerationFacts") -> str:
    mark = "*" if one.is_current else " "
    held = f"{one.versions} 个版本，{one.passages} 个段落" if one.passages is not None else "索引读不出来"
    on_disk = f"{one.segments} 段，{one.size / 1_000_000:.1f} MB"
    return f"{mark} 第 {one.number} 代  {one.created_at}  {held}，{on_disk}，模型 {one.model or one.fingerprint}"
