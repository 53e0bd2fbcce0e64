"""kb sync: a folder and the home kept in step."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kb.commands.common import BAD_INPUT, DONE, SOME_FAILED, Subparsers, add_command, fail, name_actor, name_groups
from kb.commands.progress import Progress
from kb.files import count_files
from kb.ingest.report import IngestStatus
from kb.printing import sync as printing_sync

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase


def add(commands: Subparsers) -> None:
    """Add the command that makes the home hold what a folder holds."""
    sync = add_command(commands, "sync", _sync, "与文件夹保持一致：新增、更新、改名照收，不见了的撤回，回来的恢复")
    sync.add_argument("folder", type=Path, metavar="DIR")
    sync.add_argument("--dry-run", action="store_true", help="只说会发生什么，什么也不改")
    sync.add_argument("--yes", action="store_true", help="一半以上的文件不见了也照样撤回")
    sync.add_argument("--adopt", action="store_true", help="此前手工导入的相同文件也归这个文件夹管")
    sync.add_argument("--restore-purged", action="store_true", help="此前彻底清除的文件还在文件夹里的，也重新收入")
    name_groups(sync)
    name_actor(sync)


def _sync(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    progress = Progress(sys.stderr, files=count_files([options.folder]))
    report = knowledge_base.sync.run(
        options.folder,
        dry_run=options.dry_run,
        confirmed=options.yes,
        adopt=options.adopt,
        restore_purged=options.restore_purged,
        groups=options.groups,
        progress=progress.file,
        encoding=progress.encoding,
    )
    if not report.ingest.files and not report.vanished:
        return fail(f"文件夹 {options.folder} 里没有文件", options, BAD_INPUT, {})
    printing_sync.sync_report(report, as_json=options.json)
    return SOME_FAILED if report.ingest.count(IngestStatus.FAILED) else DONE
