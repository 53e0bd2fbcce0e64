"""What became of a folder that is kept in step, as people read it in a terminal, or as JSON."""

from collections.abc import Sequence

from kb.ingest.report import IngestStatus
from kb.printing import reports as printing_reports
from kb.printing.results import print_json, say
from kb.sync_report import SyncedDocument, SyncReport
from kb.wire.reports import sync_report as plain

_MOST_LINES = 30


def sync_report(report: SyncReport, *, as_json: bool) -> None:
    """Print what came in, then what was renamed, withdrawn and restored."""
    if as_json:
        print_json(plain(report))
        return
    if report.dry_run:
        _rehearsed(report)
    else:
        printing_reports.ingest_report(report.ingest, as_json=False)
    will = "将" if report.dry_run else "已"
    _list("改名", [f"{old} → {new}" for old, new in report.renamed])
    _list("不见了", report.vanished)
    _list("又回来了", report.returned)
    _list(f"{will}撤回（文件回来就恢复，也可用 kb docs restore）", _named(report.withdrawn))
    _list(f"{will}恢复", _named(report.restored))
    _list("此前已彻底清除、没有收回来（确要收回请加 --restore-purged，否则请从文件夹里删去）", report.purged)
    if report.by_hand:
        say(f"注意：{report.by_hand} 个文件此前手工导入过，不归这个文件夹管，不见了也不撤回；要归它管请加 --adopt")
    if report.dry_run:
        say("以上只是预演，什么也没有改")
    if report.refused:
        say(f"注意：正式运行会被拒绝：{report.refused}")


def _rehearsed(report: SyncReport) -> None:
    files = report.ingest.files
    for status in (IngestStatus.ADDED, IngestStatus.UPDATED, IngestStatus.FAILED):
        lines = [file.name + (f"：{file.reason}" if file.reason else "") for file in files if file.status is status]
        _list(f"将{printing_reports.STATUS[status]}" if status is not IngestStatus.FAILED else "失败", lines)
    rest = sum(file.status is IngestStatus.UNCHANGED for file in files)
    if rest:
        say(f"内容没有变化：{rest} 个")


def _named(found: Sequence[SyncedDocument]) -> list[str]:
    return [f"{one.document_id} 《{one.title}》" for one in found]


def _list(heading: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    say(f"{heading} {len(lines)} 个：")
    for line in lines[:_MOST_LINES]:
        say(f"  {line}")
    if len(lines) > _MOST_LINES:
        say(f"  …… 另有 {len(lines) - _MOST_LINES} 个；全部查看请加 --json")
