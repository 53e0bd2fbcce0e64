"""kb export, backup and import: a whole home in one file."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kb.commands.common import DONE, Subparsers, add_command, name_actor
from kb.commands.progress import Progress
from kb.errors import BundleError, KnowledgeBaseError
from kb.printing.results import print_json, say
from kb.settings import Settings
from kb.store.audit import AuditAction

if TYPE_CHECKING:
    from kb.bundles.manifest import Manifest
    from kb.knowledge_base import KnowledgeBase


def add(commands: Subparsers) -> None:
    """Add the commands that write a bundle, and the one that reads it."""
    export = add_command(commands, "export", _export, "把整个知识库写成一个文件，可在没有网络的机器上导入")
    export.add_argument("file", type=Path, metavar="FILE", help="以 .kbz 结尾")
    export.add_argument("--without-vectors", action="store_true", help="不带向量和索引：文件小得多，导入时重新计算")
    export.set_defaults(logged_as=AuditAction.EXPORTED)
    backup = add_command(commands, "backup", _export, "备份知识库，服务运行时也可以；写完即校验")
    backup.add_argument("file", type=Path, metavar="FILE", help="以 .kbz 结尾")
    backup.set_defaults(without_vectors=False, logged_as=AuditAction.BACKED_UP)
    taken = commands.add_parser(
        "import", help="导入 kb export 或 kb backup 写出的文件", description="导入打包文件，要么全部，要么什么也不动。"
    )
    taken.add_argument("file", type=Path, metavar="FILE")
    taken.add_argument("--into", type=Path, metavar="DIR", help="导入到这个新的或空的文件夹（默认知识库目录）")
    for command in (export, backup, taken):
        name_actor(command)


def _export(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    from kb.wire import upkeep as wire_upkeep

    report = knowledge_base.bundles.write(
        options.file,
        with_vectors=not options.without_vectors,
        action=options.logged_as,
        progress=Progress(sys.stderr).bytes_of("写出"),
    )
    if options.json:
        print_json(wire_upkeep.bundle(report))
    else:
        print(f"已写出并校验 {report.file}（{report.size / 1_000_000:.1f} MB）：{_held(report.manifest)}")
    return DONE


def take(settings: Settings, options: argparse.Namespace) -> int:
    """Import a bundle into the settings' home, or into the folder of the options."""
    from kb.bundles.unpacking import unpack
    from kb.knowledge_base import KnowledgeBase
    from kb.wire import upkeep as wire_upkeep

    if settings.database_url is not None:
        raise BundleError(
            "设了 KB_DATABASE_URL，而打包文件只能导入到文件夹里的知识库；请先取消这个设置，用 kb import --into 导入到"
            "一个文件夹，再用 kb migrate --to 迁移到 PostgreSQL；pg_dump 的备份用 pg_restore 恢复",
            file=str(options.file),
        )
    settings = settings.model_copy(update={"home": options.into or settings.home})
    progress = Progress(sys.stderr)

    def rebuild(home: Path) -> None:
        base = KnowledgeBase.open(settings.model_copy(update={"home": home}))
        try:
            base.reindex(progress=progress.encoding)
        finally:
            base.close()

    report = unpack(options.file, settings, rebuild, progress.bytes_of("解开"))
    if options.json:
        print_json(wire_upkeep.imported(report))
    else:
        print(f"已导入到 {report.home}：{_held(report.manifest)}")
    if report.rebuilt and report.manifest.with_vectors:
        say("  注意 文件里的索引读不出来，已用其中的数据和向量重建")
    for name, (there, here) in report.settings.items():
        say(f"  注意 设置 KB_{name.upper()} 在写出的机器上是 {_value(there)}，这里是 {_value(here)}，回答可能不同")
    if report.manifest.with_vectors:
        _warn_of_model(settings)
    return DONE


def _warn_of_model(settings: Settings) -> None:
    """Say at once what the first question would say."""
    from kb.knowledge_base import KnowledgeBase

    base = KnowledgeBase.open(settings)
    try:
        base.warm_up()
    except KnowledgeBaseError as error:
        say(f"  注意 {error.message}")
    finally:
        base.close()


def _held(manifest: "Manifest") -> str:
    counts = manifest.counts
    vectors = f"第 {manifest.generation} 代，模型 {manifest.model}" if manifest.with_vectors else "不带向量"
    held = f"{counts.documents} 份文件，{counts.versions} 个版本，{counts.passages} 个段落"
    return f"{held}；{vectors}；{manifest.created_at}"


def _value(value: object) -> str:
    return "空" if value in (None, "") else str(value)
