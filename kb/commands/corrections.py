"""kb docs set, kb docs history."""

import argparse
import json
from typing import TYPE_CHECKING

from kb.commands.common import DONE, NOT_FOUND, Subparsers, add_command, name_document, named, number
from kb.retrieve.standing.correction_values import NAMES, VALIDITY_NAMES, Changes, CorrectionReport
from kb.store.audience import groups_in
from kb.store.carried import told
from kb.store.corrections import Action, Correction, Field
from kb.wire import results as wire

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase


def add(docs: Subparsers) -> None:
    """Add the commands that correct what a document says of itself."""
    change = add_command(docs, "set", _docs_set, "更正标题、文号、发文单位、地区、日期、效力；记下谁改的、为什么改")
    name_document(change)
    change.add_argument("--version", type=int, metavar="N", help="第几版（默认今天适用的一版）")
    for name, words in NAMES.items():
        change.add_argument(f"--{name.replace('_', '-')}", metavar="新值", help=words)
    change.add_argument("--groups", metavar="甲,乙", help="只给这些分组看，逗号隔开；写 --groups= 就是所有人都能看")
    change.add_argument("--validity-from", metavar="日期", help="效力从哪天算起（默认每一天都算）")
    change.add_argument(
        "--from-version",
        type=number,
        metavar="N",
        help="带来第 N 版的更正：标题、发文单位、地区，和这一版没写的",
    )
    change.add_argument("--clear", action="append", default=[], metavar="栏目", help="把一栏清空，可写多次")
    change.add_argument("--restore", action="append", default=[], metavar="栏目", help="一栏恢复为文中所写，可写多次")
    change.add_argument("--by", default="", metavar="姓名", help="谁改的（必填）")
    change.add_argument("--reason", default="", metavar="理由", help="为什么改（必填；带更正过来时可不写）")
    history = add_command(docs, "history", _docs_history, "列出一份文件的全部更正：旧值、新值、谁、何时、为什么")
    name_document(history)
    history.add_argument("--version", type=int, metavar="N", help="只列第几版的")


def _docs_set(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    given = {name: getattr(options, name) for name in NAMES}
    changes = Changes(
        {name: value for name, value in given.items() if value is not None},
        [name.replace("-", "_") for name in options.clear],
        [name.replace("-", "_") for name in options.restore],
        options.validity_from,
    )
    document_id = named(knowledge_base, options)
    if not (options.by and options.reason):
        # What is missing of a change is told after what there is nothing of.
        knowledge_base.versions.of(document_id)
    report = CorrectionReport((), ())
    if options.groups is None or changes.named or options.from_version is not None:
        report = knowledge_base.corrections.change(
            document_id,
            changes,
            by=options.by,
            reason=options.reason,
            version=options.version,
            from_version=options.from_version,
        )
    groups = knowledge_base.groups.of(document_id)
    if options.groups is not None:
        groups = knowledge_base.groups.set(document_id, groups_in(options.groups))
    if options.json:
        print(json.dumps({**wire.correction_report(report), "groups": list(groups)}, ensure_ascii=False))
        return DONE
    for one in report.made:
        print(_line(one))
    if options.groups is not None:
        print(f"{document_id} 给谁看：{'、'.join(groups) or '所有人'}")
    elif not report.made:
        print("没有改动：这些栏目已经是这样")
    for note in report.notes:
        print(f"注意：{note}")
    return DONE


def _docs_history(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    document_id = named(knowledge_base, options)
    found = knowledge_base.corrections.history(document_id, version=options.version)
    left = knowledge_base.corrections.not_carried(document_id, version=options.version)
    if options.json:
        record = {"changes": [wire.correction(one) for one in found], "not_carried": [*map(wire.correction, left)]}
        print(json.dumps(record, ensure_ascii=False))
        return DONE if found else NOT_FOUND
    for one in found:
        print(f"{one.at} {_line(one)}，{one.by}：{one.reason}")
    if left:
        newest = options.version or max(one.version for one in knowledge_base.versions.of(document_id))
        print(f"注意：{told(left, newest)}")
    return DONE if found else NOT_FOUND


def _line(one: Correction) -> str:
    new = "（恢复为文中所写）" if one.action is Action.RESTORE else _named(one.field, one.value)
    since = f"（自 {one.from_day} 起）" if one.from_day else ""
    return f"{one.document_id}@{one.version} {NAMES[one.field]}：{_named(one.field, one.previous)} → {new}{since}"


def _named(field: Field, value: str | None) -> str:
    if value is None:
        return "（空）"
    return VALIDITY_NAMES.get(value, value) if field is Field.VALIDITY else value
