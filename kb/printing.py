"""Results as people read them in a terminal, or as JSON."""

import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from itertools import groupby

from kb import wire
from kb.clauses.label import VALIDITY_WORDS, clause_name
from kb.holdings import Stats
from kb.ingest.report import IngestReport, IngestStatus
from kb.retrieve.words.entries import WordEntry, WordOutcome, WordPage, WordReport, WordState
from kb.settings import Settings
from kb.types import (
    Answer,
    AnswerStatus,
    Citation,
    ClauseText,
    DocumentPage,
    LeftOut,
    SearchResult,
)

VALIDITY = VALIDITY_WORDS
STATUS = {
    IngestStatus.ADDED: "新增",
    IngestStatus.UPDATED: "更新",
    IngestStatus.UNCHANGED: "未变",
    IngestStatus.DUPLICATE: "重复",
    IngestStatus.SKIPPED: "跳过",
    IngestStatus.FAILED: "失败",
}
_WARNINGS_SHOWN = 20
_WORD_MARK = {WordState.SHIPPED: "", WordState.OWN: "（自加）", WordState.REMOVED: "（已移除）"}
_WORD_OUTCOME = {
    WordOutcome.ADDED: "新增",
    WordOutcome.RESTORED: "恢复",
    WordOutcome.REMOVED: "移除",
    WordOutcome.UNCHANGED: "未变",
}
_ANSWERED = {AnswerStatus.ANSWERED: "", AnswerStatus.PARTIAL: "（部分回答）", AnswerStatus.ABSTAINED: "（没有答案）"}


def model_warnings(found: Sequence[str]) -> None:
    """Print the first warnings of documents that the model does not read to the end, and how many more there are."""
    for warning in found[:_WARNINGS_SHOWN]:
        _say(f"  注意 {warning}")
    if len(found) > _WARNINGS_SHOWN:
        _say(f"  注意 另有 {len(found) - _WARNINGS_SHOWN} 份文件也有超过长度上限的条款")


def ingest_report(report: IngestReport, *, as_json: bool) -> None:
    """Print the counts, and what is worth a look: failures, gaps in numbering, warnings."""
    if as_json:
        _print_json(wire.ingest_report(report))
        return
    counts = "，".join(f"{name} {report.count(status)}" for status, name in STATUS.items() if report.count(status))
    _say(f"共 {len(report.files)} 个文件：{counts or '无'}；用时 {report.seconds:.1f} 秒，第 {report.generation} 代")
    for file in report.files:
        if file.status is IngestStatus.FAILED:
            _say(f"  失败 {file.name}：{file.reason}")
        for warning in file.warnings:
            _say(f"  注意 {file.name}：{warning}")
        for document in file.documents:
            for gap in document.gaps:
                _say(f"  编号 {file.name}《{document.title}》：{gap}")


def _say(line: str) -> None:
    with suppress(BrokenPipeError):
        print(line, file=sys.stderr, flush=True)


def answer(found: Answer, *, as_json: bool) -> None:
    """Print the answer, then what each mark cites."""
    if as_json:
        _print_json(wire.answer(found))
        return
    print(f"{_ANSWERED[found.status]}{found.text}")
    for citation in found.citations:
        print(f"\n[{citation.mark}] {place(citation)}")
        print(f"    {' '.join(citation.quote.split())}")
    for expansion in found.expansions:
        print(f"同时按“{'、'.join(expansion.targets)}”检索（“{expansion.source}”）", file=sys.stderr)
    for warning in found.warnings:
        print(f"注意：{warning}", file=sys.stderr)
    left_out(found.left_out)


def left_out(found: Sequence[LeftOut]) -> None:
    """Print what would answer and does not apply on the day, apart from what does."""
    for one in found:
        by = one.replaced_by
        newer = f"；代替它的是《{by.metadata.title}》（{by.key}）" if by else ""
        print(
            f"不在效力期内：《{one.version.metadata.title}》（{one.version.key}）{one.reason}{newer}", file=sys.stderr
        )


def place(citation: Citation) -> str:
    """Return where a citation stands: title, document number, clause, validity, file."""
    metadata = citation.version.metadata
    day = f"，{metadata.effective_from.value} 起施行" if metadata.effective_from else ""
    return (
        f"{clause_name(citation.version, citation.clause)}"
        f"（{VALIDITY[citation.validity]}{day}；{citation.version.source_name}）"
    )


def hits(result: SearchResult, *, as_json: bool) -> None:
    """Print the passages found, best first."""
    if as_json:
        _print_json(wire.search_result(result))
        return
    for hit in result.hits:
        name = clause_name(hit.version, hit.clause)
        print(f"{hit.rank}. {hit.score:.3f} {name}（{VALIDITY[hit.validity]}）")
        print(f"    {' '.join(hit.passage.text.split())}")
    for warning in result.warnings:
        print(f"注意：{warning}", file=sys.stderr)
    left_out(result.left_out)


def clauses(found: Sequence[ClauseText]) -> None:
    """Print clauses verbatim, each under its name."""
    for clause in found:
        name = clause_name(clause.version, clause.clause)
        print(f"{name}（{VALIDITY[clause.validity]}）\n{clause.text}\n")


def documents(page: DocumentPage, *, as_json: bool) -> None:
    """Print one line a document."""
    if as_json:
        _print_json({"documents": [wire.document_summary(one) for one in page.documents], "total": page.total})
        return
    for document in page.documents:
        withdrawn = "，已撤回" if document.withdrawn else ""
        number = f"（{document.doc_number}）" if document.doc_number else ""
        print(
            f"{document.document_id}@{document.version} 《{document.title}》{number} "
            f"{document.clauses} 条，{VALIDITY[document.validity]}{withdrawn}，{document.source}"
        )


def words(page: WordPage, *, as_json: bool) -> None:
    """Print one line a term, each expression with where it comes from unless it is shipped."""
    if as_json:
        _print_json(wire.word_page(page))
        return
    for term, entries in groupby(page.entries, key=lambda entry: entry.term):
        print(f"{term}：{'、'.join(map(_marked, entries))}")


def _marked(entry: WordEntry) -> str:
    return f"{entry.expression}{_WORD_MARK[entry.state]}"


def word_report(report: WordReport, *, as_json: bool) -> None:
    """Print the counts, every change's note, and every line of a file that could not be read."""
    if as_json:
        _print_json(wire.word_report(report))
        return
    counts = [f"{name} {report.count(outcome)}" for outcome, name in _WORD_OUTCOME.items() if report.count(outcome)]
    if report.faults:
        counts.append(f"有误 {len(report.faults)}")
    _say(f"口语词典：{'，'.join(counts) or '没有改动'}")
    for change in report.changes:
        if change.note:
            _say(f"  注意 {change.term}：{change.note}")
    for fault in report.faults:
        _say(f"  第 {fault.line} 行“{fault.text}”：{fault.reason}")


def stats(found: Stats, *, as_json: bool) -> None:
    """Print how much the base holds."""
    if as_json:
        _print_json(asdict(found))
        return
    for name, value in asdict(found).items():
        print(f"{name:16} {value}")


def settings(found: Settings, *, as_json: bool) -> None:
    """Print every setting with its environment variable and value."""
    values = {f"KB_{name.upper()}": getattr(found, name) for name in type(found).model_fields}
    if as_json:
        _print_json(values)
        return
    for name, value in values.items():
        print(f"{name:24} {value if value is not None else ''}")


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, default=str))
