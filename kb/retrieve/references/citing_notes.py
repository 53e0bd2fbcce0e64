"""What to tell of references and repeals: cited documents that do not apply, repealed ones that are not held."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.ingest.report import FileReport
from kb.retrieve.references.status import ReferenceStatus
from kb.retrieve.references.targets import CrossReference
from kb.retrieve.standing.extensions import Extension, ExtensionMet, Extensions
from kb.retrieve.standing.repeals import Held, RepealMet, Repeals, repealed_by, repealed_name
from kb.retrieve.standing.standings import standing_of, stated_by
from kb.retrieve.validity import SEARCHED_BY_DEFAULT
from kb.retrieve.view import Shelf, View
from kb.store.rows import VersionRow

_MOST_NAMED = 5


def noted(references: Iterable[CrossReference], view: View, shelf: Shelf, *, who: str) -> tuple[str, ...]:
    """Return a sentence for each cited document or clause that does not apply on the view's day.

    A document that is not held is told of where a text that is held repeals it. The statement of a repeal itself
    cites nothing that ought to be in force.
    """
    told = (_note(one, view, shelf, who) for one in references if not _states_repeal(one))
    return tuple(dict.fromkeys(note for note in told if note))


def _note(one: CrossReference, view: View, shelf: Shelf, who: str) -> str | None:
    if one.is_own:
        return None
    named = f"《{one.title}》" if one.title else one.number or ""
    if one.status is ReferenceStatus.NOT_HELD:
        repeal = view.catalog.repeals.of_name(one.title, one.number)
        if repeal is None or repeal.from_day > view.day:
            return None
        by = stated_by(repeal, shelf).named
        since = f"，{repeal.from_day.isoformat()} 起"
        return f"{who}引用的{named}{one.address or ''}已废止（被{by}废止{since}）；知识库里没有它的原文"
    if one.target is None or one.target.validity in SEARCHED_BY_DEFAULT:
        return None
    row = one.target.row
    standing = standing_of(row, view, shelf)
    named = f"《{row.metadata.title}》{one.address or ''}"
    return f"{who}引用的{named}{standing.label}" + (f"（{standing.reason}）" if standing.reason else "")


def _states_repeal(one: CrossReference) -> bool:
    return any(repealed.span is not None and repealed.span.contains(one.span) for repealed in one.row.metadata.repeals)


def repeal_notes(
    reports: Sequence[FileReport], taken: Iterable[VersionRow], repeals: Repeals, extensions: Extensions
) -> tuple[FileReport, ...]:
    """Return the reports with what became of what the texts taken in state of others, and of what meets them.

    That is which documents they repeal, and which they let hold on.
    """
    rows = {(row.document_id, row.version): row for row in taken}
    told = []
    for report in reports:
        notes: list[str] = []
        for document in report.documents:
            row = rows.get((document.document_id, document.version))
            if row is not None:
                who = f"{row.document_id}《{row.metadata.title}》"
                notes += [f"{who}已{repealed_by(repeal)}" for repeal in repeals.every(row)]
                notes += [f"{who}{_extended_by(one)}" for one in extensions.every(row)]
                notes += [note for met in repeals.made_by(row) if (note := _repeal_note(met))]
                notes += [_extension_note(met) for met in extensions.made_by(row)]
        told.append(replace(report, warnings=(*report.warnings, *dict.fromkeys(notes))) if notes else report)
    return tuple(told)


def _repeal_note(met: RepealMet) -> str | None:
    """Return what became of one statement of repeal."""
    by, name = met.repeal.by, repealed_name(met)
    since = f"（自 {met.repeal.first_day.isoformat()} 起）" if met.repeal.first_day else "（没有写明日期）"
    stated = f"{by.document_id}《{by.metadata.title}》写明废止{name}"
    keys = "、".join(dict.fromkeys(f"{row.document_id}《{row.metadata.title}》" for row in met.rows[:_MOST_NAMED]))
    if met.held is Held.NOT_HELD:
        return f"{stated}，知识库里没有这份文件（未收入）"
    if met.held is Held.AMBIGUOUS:
        return f"{stated}，可能指 {keys}，分不清是哪一份，都没有标为废止；请核对文号，可用 kb docs set 补上"
    if all(row.document_id == by.document_id for row in met.rows):
        return None
    if met.repeal.first_day is None:
        return f"{stated}：{keys}{since}，没有标为废止；可用 kb docs set 补上施行日期"
    return f"{stated}：{keys} 已标为废止{since}"


def _extended_by(extension: Extension) -> str:
    """Return which text, come in before, lets a document hold on."""
    by = extension.by
    return f"经 {by.document_id}《{by.metadata.title}》{_until(extension)}，已按此计算效力"


def _until(extension: Extension) -> str:
    if extension.months:
        return f"有效期延长 {extension.months} 个月"
    return f"有效期延长至 {extension.until.isoformat()}" if extension.until else "继续有效"


def _extension_note(met: ExtensionMet) -> str:
    """Return what became of one statement that a document holds on."""
    extension = met.extension
    by, value, until = extension.by, extension.evidence.value, _until(extension)
    stated = f"{by.document_id}《{by.metadata.title}》写明{value}{until}"
    keys = "、".join(dict.fromkeys(f"{row.document_id}《{row.metadata.title}》" for row in met.rows[:_MOST_NAMED]))
    if met.held is Held.NOT_HELD:
        return f"{stated}，知识库里没有这份文件（未收入）"
    if met.held is Held.AMBIGUOUS:
        return f"{stated}，可能指 {keys}，分不清是哪一份，都没有延长；请核对文号，可用 kb docs set 补上"
    return f"{stated}：{keys} 已按此计算效力"
