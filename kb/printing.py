"""Results as people read them in a terminal, or as JSON."""

import json
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from itertools import groupby
from typing import TextIO

from kb import wire
from kb.clauses.label import clause_name
from kb.ingest.report import FileReport, IngestReport, IngestStatus
from kb.retrieve.word_entries import WordEntry, WordOutcome, WordPage, WordReport, WordState
from kb.settings import Settings
from kb.types import (
    Answer,
    AnswerStatus,
    Citation,
    ClauseText,
    ClauseTree,
    DocumentPage,
    SearchResult,
    Stats,
    Validity,
    Version,
)

VALIDITY = {
    Validity.IN_FORCE: "现行有效",
    Validity.NOT_YET: "尚未施行",
    Validity.EXPIRED: "已过有效期",
    Validity.REPEALED: "已废止",
    Validity.UNKNOWN: "效力未写明",
}
_STATUS = {
    IngestStatus.ADDED: "新增",
    IngestStatus.UPDATED: "更新",
    IngestStatus.UNCHANGED: "未变",
    IngestStatus.DUPLICATE: "重复",
    IngestStatus.SKIPPED: "跳过",
    IngestStatus.FAILED: "失败",
}
_WORD_MARK = {WordState.SHIPPED: "", WordState.OWN: "（自加）", WordState.REMOVED: "（已移除）"}
_WORD_OUTCOME = {
    WordOutcome.ADDED: "新增",
    WordOutcome.RESTORED: "恢复",
    WordOutcome.REMOVED: "移除",
    WordOutcome.UNCHANGED: "未变",
}
_ANSWERED = {AnswerStatus.ANSWERED: "", AnswerStatus.PARTIAL: "（部分回答）", AnswerStatus.ABSTAINED: "（没有答案）"}


class Progress:
    """Lines on stderr while files are taken in; the rate and the time left while they are encoded."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._first: tuple[float, int] | None = None

    def file(self, report: FileReport) -> None:
        """Write one line for a file."""
        detail = f"，{report.reason}" if report.reason else ""
        if report.documents:
            clauses = sum(document.clauses for document in report.documents)
            detail = f"，{len(report.documents)} 篇，{clauses} 条"
        self._write(f"{_STATUS[report.status]} {report.name}{detail}\n")

    def encoding(self, done: int, total: int) -> None:
        """Rewrite one line with how far the encoding is."""
        now = time.monotonic()
        # What the vector cache held, and the first batch, took no time that was seen.
        since, before = self._first = self._first or (now, done)
        rate = (done - before) / (now - since) if now > since else 0.0
        left = f"，还需 {(total - done) / rate:.0f} 秒" if rate else ""
        end = "\n" if done >= total else ""
        self._write(f"\r计算向量 {done}/{total}{left}    {end}")

    def _write(self, text: str) -> None:
        """Write where somebody still reads: an ingest is finished and published whether it is watched or not."""
        with suppress(BrokenPipeError):
            self._stream.write(text)
            self._stream.flush()


def ingest_report(report: IngestReport, *, as_json: bool) -> None:
    """Print the counts, and what is worth a look: failures, gaps in numbering, warnings."""
    if as_json:
        _print_json(wire.ingest_report(report))
        return
    counts = "，".join(f"{name} {report.count(status)}" for status, name in _STATUS.items() if report.count(status))
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


def clauses(found: Sequence[ClauseText], *, as_json: bool) -> None:
    """Print clauses verbatim, each under its name."""
    if as_json:
        _print_json({"clauses": [wire.clause_text(clause) for clause in found]})
        return
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


def document(version: Version, tree: ClauseTree, *, as_json: bool) -> None:
    """Print a document's clauses, indented by depth."""
    if as_json:
        clauses_of = [{"address": c.address, "start": c.own.start, "end": c.own.end} for c in tree.clauses]
        _print_json(
            {
                "document_id": version.document_id,
                "version": version.version,
                "text": version.text,
                "clauses": clauses_of,
            }
        )
        return
    print(f"《{version.metadata.title}》 {version.key}（{version.source_name}）")
    for clause in tree.clauses:
        indent = "  " * clause.depth
        print(f"{indent}{clause.address}  {' '.join(clause.own.of(version.text).split())}")


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
