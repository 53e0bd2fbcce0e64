"""kb keys."""

import argparse
import json
import sys
from typing import TYPE_CHECKING

from kb.commands.common import DONE, NOT_FOUND, Subparsers, add_command, name_actor
from kb.store.access import AccessKey, Role
from kb.wire import keys as wire_keys

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

ROLE_NAMES = {Role.READ: "读", Role.EDIT: "编辑", Role.ADMIN: "管理"}


def add(commands: Subparsers) -> None:
    """Add the commands that make, list and revoke keys."""
    keys = commands.add_parser("keys", help="管理访问密钥：新建、列出、撤销").add_subparsers(
        dest="action", required=True
    )
    new = add_command(keys, "add", _add, "新建密钥；密钥只显示这一次")
    new.add_argument("name", metavar="名称", help="谁用、用在哪里，如“窗口-张三”；日志里记这个名称")
    new.add_argument(
        "--role",
        choices=[role.value for role in Role],
        default=Role.READ.value,
        help="read 只读（默认）、edit 还能导入和改文件、admin 全部",
    )
    new.add_argument("--group", action="append", default=[], metavar="分组", help="看得到哪个分组的文件，可写多次")
    new.add_argument("--days", type=int, metavar="天数", help="多少天后失效（默认不失效）")
    name_actor(new)
    add_command(keys, "list", _list, "列出全部密钥，连已撤销的")
    gone = add_command(keys, "revoke", _revoke, "撤销密钥，立即失效")
    gone.add_argument("key_id", metavar="编号")
    name_actor(gone)


def _add(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    made = knowledge_base.access.add(options.name, Role(options.role), groups=options.group, days=options.days)
    if options.json:
        print(json.dumps(wire_keys.new_key(made), ensure_ascii=False))
        return DONE
    print(made.secret)
    print(f"已新建密钥 {_line(made.key)}", file=sys.stderr)
    print("密钥只显示这一次，知识库里不保存，请现在存好；丢了就撤销重建", file=sys.stderr)
    return DONE


def _list(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    found = knowledge_base.access.keys()
    if options.json:
        print(json.dumps({"keys": [wire_keys.access_key(key) for key in found]}, ensure_ascii=False))
    for key in () if options.json else found:
        print(_line(key))
    if not found:
        print("还没有密钥；用 kb keys add 名称 --role admin 新建", file=sys.stderr)
    return DONE if found else NOT_FOUND


def _revoke(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    key = knowledge_base.access.revoke(options.key_id)
    if options.json:
        print(json.dumps(wire_keys.access_key(key), ensure_ascii=False))
    print(f"已撤销 {key.key_id}“{key.name}”", file=sys.stderr)
    return DONE


def _line(key: AccessKey) -> str:
    facts = [
        f"{key.key_id}“{key.name}”",
        f"{ROLE_NAMES[key.role]}（{key.role.value}）",
        f"分组 {'、'.join(sorted(key.groups))}" if key.groups else None,
        f"{key.created_at[:10]} 建",
        f"{key.last_used_on} 用过" if key.last_used_on else "还没用过",
        f"{key.expires_on} 后失效" if key.expires_on else None,
        f"{key.revoked_at[:10]} 已撤销" if key.revoked_at else None,
    ]
    return "，".join(fact for fact in facts if fact)
