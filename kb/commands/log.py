"""kb log: what was done to the home, when and by whom."""

import argparse
import json
from datetime import datetime
from typing import TYPE_CHECKING

from kb.commands.common import DONE, NOT_FOUND, Subparsers, add_command, day, top_k
from kb.commands.rereading import STATED_FIELDS
from kb.store.acting import UNKNOWN
from kb.store.audit import AuditAction, AuditEntry, AuditQuery
from kb.store.corrections import FIELD_NAMES, Field
from kb.wire.log import log_page

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

ACTIONS = {
    AuditAction.ADDED: "新增",
    AuditAction.NEW_VERSION: "新版本",
    AuditAction.FAILED: "没有收入",
    AuditAction.WITHDRAWN: "撤回",
    AuditAction.RESTORED: "恢复",
    AuditAction.PURGED: "彻底清除",
    AuditAction.CORRECTED: "更正",
    AuditAction.REINDEXED: "重建索引",
    AuditAction.WORDS_CHANGED: "修改词典",
    AuditAction.SYNCED: "同步文件夹",
    AuditAction.ROLLED_BACK: "回退",
    AuditAction.REPAIRED: "修复",
    AuditAction.REREAD: "重读",
    AuditAction.EXPORTED: "导出",
    AuditAction.BACKED_UP: "备份",
    AuditAction.IMPORTED: "导入",
    AuditAction.GROUPS_CHANGED: "改可见范围",
    AuditAction.KEY_ADDED: "新建密钥",
    AuditAction.KEY_REVOKED: "撤销密钥",
}
_COUNTS = {
    "added": "新增",
    "updated": "更新",
    "renamed": "改名",
    "withdrawn": "撤回",
    "restored": "恢复",
    "failed": "失败",
}


def add(commands: Subparsers) -> None:
    """Add the command that shows the log."""
    log = add_command(commands, "log", _log, "谁在什么时候做了什么：新增、新版本、撤回、恢复、清除、更正……")
    log.add_argument("--document", metavar="编号", help="只列一份文件的")
    log.add_argument("--since", type=day, metavar="日期", help="从哪天起（YYYY-MM-DD）")
    names = "、".join(f"{action.value} {name}" for action, name in ACTIONS.items())
    log.add_argument("--action", type=_action, metavar="动作", help=names)
    log.add_argument("--limit", type=top_k, default=50, metavar="N", help="最多几条（1 到 100，默认 50）")
    log.add_argument("--offset", type=int, default=0, metavar="N", help="跳过最新的几条")


def _action(text: str) -> AuditAction:
    """Return the action of a name or a word. Raises ArgumentTypeError."""
    named = {name: action for action, name in ACTIONS.items()} | {action.value: action for action in AuditAction}
    if text not in named:
        names = "、".join(f"{action.value} {name}" for action, name in ACTIONS.items())
        raise argparse.ArgumentTypeError(f"没有“{text}”这种动作；可以是 {names}")
    return named[text]


def _log(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    page = knowledge_base.log(
        AuditQuery(options.document, options.since, options.action, options.limit, max(options.offset, 0))
    )
    if options.json:
        print(json.dumps(log_page(page), ensure_ascii=False))
        return DONE if page.total else NOT_FOUND
    for entry in page.entries:
        print(line(entry))
    shown = len(page.entries)
    if page.total > shown:
        print(f"共 {page.total} 条，以上 {shown} 条；更早的用 --offset {max(options.offset, 0) + shown}")
    elif not page.total:
        print("没有这样的记录")
    return DONE if page.total else NOT_FOUND


def line(entry: AuditEntry) -> str:
    """Return an entry as one line, its time as the clock of this machine has it."""
    at = datetime.fromisoformat(entry.at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    who = "（未写明）" if entry.who == UNKNOWN else entry.who
    parts = [at, who, ACTIONS[entry.action]]
    if entry.document_id:
        parts.append(entry.document_id + (f"@{entry.version}" if entry.version else ""))
    if entry.title:
        parts.append(f"《{entry.title}》")
    if entry.source:
        parts.append(f"来自 {entry.source}")
    if entry.sha256:
        parts.append(f"（{entry.sha256[:12]}）")
    return " ".join([*parts, *_detail(entry)])


def _detail(entry: AuditEntry) -> list[str]:
    found = entry.detail
    if not found:
        return []
    match entry.action:
        case AuditAction.CORRECTED:
            fields = "、".join(FIELD_NAMES[Field(name)] for name in _strings(found["fields"]))
            return [f"{fields}：{found['reason']}（新旧值见 kb docs history {entry.document_id}）"]
        case AuditAction.FAILED:
            return [str(found["reason"])]
        case AuditAction.WORDS_CHANGED:
            return [f"术语 {'、'.join(_strings(found['terms']))}"]
        case AuditAction.SYNCED:
            counts = "，".join(f"{name} {found[key]}" for key, name in _COUNTS.items() if found.get(key))
            return [f"{found['folder']}：{counts}"]
        case AuditAction.REINDEXED:
            return [f"第 {found['generation']} 代，模型 {found['model']}"]
        case AuditAction.ROLLED_BACK:
            return [f"第 {found['generation']} 代，内容同第 {found['again']} 代"]
        case AuditAction.REPAIRED:
            return ["、".join(_strings(found["done"]))]
        case AuditAction.REREAD:
            return ["、".join(STATED_FIELDS.get(name, name) for name in _strings(found["fields"]))]
        case AuditAction.EXPORTED | AuditAction.BACKED_UP | AuditAction.IMPORTED:
            return [f"{found['documents']} 份文件，{_megabytes(found['bytes'])}"]
        case AuditAction.GROUPS_CHANGED:
            before, after = ("、".join(_strings(found[name])) or "所有人" for name in ("before", "groups"))
            return [f"{before} → {after}"]
        case AuditAction.KEY_ADDED | AuditAction.KEY_REVOKED:
            return [f"{found['key']}“{found['name']}”（{found['role']}）"]
        case AuditAction.PURGED:
            return [f"原件 {'、'.join(one[:12] for one in _strings(found['files']))}"]
        case _:
            return []


def _megabytes(found: object) -> str:
    return f"{int(str(found)) / 1_000_000:.1f} MB"


def _strings(found: object) -> list[str]:
    return [str(one) for one in found] if isinstance(found, list) else []
