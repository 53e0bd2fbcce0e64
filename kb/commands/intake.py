"""kb ingest, reindex and stats."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kb.commands.common import BAD_INPUT, DONE, SOME_FAILED, Subparsers, add_command, fail, name_actor, name_groups
from kb.commands.memory import most_memory
from kb.commands.progress import Progress
from kb.files import count_files
from kb.ingest.report import IngestStatus
from kb.printing import reports as printing_reports
from kb.printing import results as printing

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase


def add(commands: Subparsers) -> None:
    """Add the command that takes files in."""
    ingest = add_command(commands, "ingest", _ingest, "导入文件或文件夹")
    ingest.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    name_groups(ingest)
    name_actor(ingest)


def add_upkeep(commands: Subparsers) -> None:
    """Add the commands that look after the home."""
    name_actor(add_command(commands, "reindex", _reindex, "用当前的向量模型重建全部索引"))
    add_command(commands, "stats", _stats, "知识库里有多少东西")


def _ingest(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    progress = Progress(sys.stderr, files=count_files(options.paths))
    report = knowledge_base.ingest(
        options.paths, progress=progress.file, encoding=progress.encoding, groups=options.groups
    )
    if not report.files:
        return fail("给出的路径里没有文件", options, BAD_INPUT, {})
    printing_reports.ingest_report(report, as_json=options.json, memory=most_memory())
    return SOME_FAILED if report.count(IngestStatus.FAILED) else DONE


def _reindex(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    generation = knowledge_base.reindex(progress=Progress(sys.stderr).encoding)
    print(f"已用模型 {knowledge_base.settings.embedding_model} 重建，第 {generation} 代", file=sys.stderr)
    printing.model_warnings(knowledge_base.model_warnings())
    return DONE


def _stats(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    printing.stats(knowledge_base.stats(), as_json=options.json)
    return DONE
