"""kb migrate: the base moved into PostgreSQL, out of it, or to another place of its kind."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kb.commands.common import DONE, Subparsers, name_actor
from kb.commands.progress import Progress
from kb.printing.results import print_json, say
from kb.settings import Settings, load_settings

if TYPE_CHECKING:
    from kb.migrate.moving import Moved


def add(commands: Subparsers) -> None:
    """Add the command that moves a base."""
    text = "把知识库迁移到 PostgreSQL，或从 PostgreSQL 迁回文件夹；中断后再次运行会接着做"
    migrate = commands.add_parser("migrate", help=text, description=text + "。原来的知识库不会改动。")
    migrate.add_argument(
        "--to",
        required=True,
        metavar="URL或DIR",
        help="迁移到哪里：postgresql+psycopg://用户@主机:端口/数据库，或一个新的文件夹",
    )
    migrate.add_argument(
        "--index", metavar="URL", help="新知识库的索引服务器：milvus+http://主机:端口（默认：文件夹里的文件）"
    )
    migrate.add_argument(
        "--into",
        type=Path,
        metavar="DIR",
        help="迁移到 PostgreSQL 时，本机的索引和向量缓存放在哪个新文件夹（默认：原文件夹名加 -postgresql）",
    )
    name_actor(migrate)


def run(settings: Settings, options: argparse.Namespace) -> int:
    """Move the settings' base to the place that the options name, and say what to set."""
    from kb.index.model import load_model
    from kb.knowledge_base import KnowledgeBase
    from kb.migrate.moving import move
    from kb.wire import upkeep as wire_upkeep

    progress = Progress(sys.stderr)

    def rebuild(target: Settings) -> int:
        base = KnowledgeBase.open(target, encoder=load_model(target))
        try:
            return base.reindex(progress=progress.encoding)
        finally:
            base.close()

    done = move(settings, _target(settings, options), rebuild, progress.rows_of("复制"))
    if options.json:
        print_json(wire_upkeep.moved(done))
    else:
        print(
            f"已迁移到 {done.target}：{len(done.rows)} 张表 {sum(done.rows.values())} 行，逐表核对一致；"
            f"第 {done.generation} 代索引已建好（{done.seconds:.0f} 秒{'，接着上次做完' if done.is_resumed else ''}）"
        )
    _say_what_to_set(done)
    return DONE


def _target(settings: Settings, options: argparse.Namespace) -> Settings:
    if "://" not in options.to:
        return load_settings(home=Path(options.to), database_url=None, index_url=options.index)
    home = options.into or settings.home.with_name(f"{settings.home.name}-postgresql")
    return load_settings(home=home, database_url=options.to, index_url=options.index)


def _say_what_to_set(done: "Moved") -> None:
    settings = done.settings
    say("今后使用新的知识库，请设置：")
    say(f"  KB_HOME={settings.home}")
    if settings.database_url is None:
        say("  KB_DATABASE_URL 不设")
    else:
        say("  KB_DATABASE_URL=迁移时 --to 给的地址（含密码，这里不显示）")
    say(f"  KB_INDEX_URL={settings.index_url}" if settings.index_url else "  KB_INDEX_URL 不设")
    say(f"原来的知识库 {done.source} 没有改动；请先确认新的能正常回答，再停用它")
