"""Results as people read them in a terminal, or as JSON."""

import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from itertools import groupby

from kb.clauses.label import VALIDITY_WORDS, clause_name
from kb.holdings import DocumentPage, Stats
from kb.retrieve.words.entries import WordEntry, WordOutcome, WordPage, WordReport, WordState
from kb.settings import Settings
from kb.text.markdown import without_marks
from kb.types import (
    Answer,
    AnsweredBy,
    AnswerStatus,
    Citation,
    ClauseText,
    DocumentSummary,
    LeftOut,
    Link,
    SearchResult,
    Standing,
)
from kb.wire import results as wire

VALIDITY = VALIDITY_WORDS
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
        say(f"  注意 {warning}")
    if len(found) > _WARNINGS_SHOWN:
        say(f"  注意 另有 {len(found) - _WARNINGS_SHOWN} 份文件也有超过长度上限的条款")


def say(line: str) -> None:
    """Write a line to stderr, where somebody still reads it."""
    with suppress(BrokenPipeError):
        print(line, file=sys.stderr, flush=True)


def answer(found: Answer, *, as_json: bool) -> None:
    """Print the answer, then what each mark cites."""
    if as_json:
        print_json(wire.answer(found))
        return
    print(f"{_ANSWERED[found.status]}{without_marks(found.text)}")
    for citation in found.citations:
        print(f"\n[{citation.mark}] {place(citation, wire.told_in(found.standings, citation))}")
        print(f"    {' '.join(without_marks(citation.quote).split())}")
    for expansion in found.expansions:
        print(f"同时按“{'、'.join(expansion.targets)}”检索（“{expansion.source}”）", file=sys.stderr)
    if found.answered_by is AnsweredBy.MODEL:
        dropped = len(found.rejected)
        print(f"由语言模型撰写，每句话已与所引条款核对；没有通过核对的 {dropped} 句没有列出", file=sys.stderr)
    for warning in found.warnings:
        print(f"注意：{warning}", file=sys.stderr)
    left_out(found.left_out)
    for link in found.links:
        print(f"  {link.text}：{_opened(link)}")


def _opened(link: Link) -> str:
    """Return the command that shows what a link leads to."""
    key = f"{link.document_id}@{link.version}"
    if link.path:
        return f"kb docs diff {link.document_id}"
    if link.address:
        return f'kb clause "{key}#{link.address}"'
    return f"kb docs show {link.document_id} --version {link.version}"


def left_out(found: Sequence[LeftOut]) -> None:
    """Print what would answer and does not apply on the day, apart from what does."""
    for one in found:
        by = one.replaced_by
        word = "代替" if by and by.document_id == one.version.document_id else "废止"
        newer = f"；{word}它的是《{by.metadata.title}》（{by.key}）" if by else ""
        print(
            f"不在效力期内：《{one.version.metadata.title}》（{one.version.key}）{one.reason}{newer}", file=sys.stderr
        )
        if one.clause is not None and one.span is not None:
            state = one.standing.label if one.standing else VALIDITY[one.validity]
            quote = " ".join(without_marks(one.span.of(one.version.text)).split())
            print(f"    （{state}，仅供参考）{quote}", file=sys.stderr)


def place(citation: Citation, standing: Standing | None = None) -> str:
    """Return where a citation stands: title, document number, clause, validity, file."""
    metadata = citation.version.metadata
    day = f"，{metadata.effective_from.value} 起施行" if metadata.effective_from else ""
    return (
        f"{clause_name(citation.version, citation.clause)}"
        f"（{standing.label if standing else VALIDITY[citation.validity]}{day}；{citation.version.source_name}）"
    )


def hits(result: SearchResult, *, as_json: bool) -> None:
    """Print the passages found, best first."""
    if as_json:
        print_json(wire.search_result(result))
        return
    for hit in result.hits:
        name = clause_name(hit.version, hit.clause)
        standing = wire.told_in(result.standings, hit)
        print(f"{hit.rank}. {hit.score:.3f} {name}（{standing.label if standing else VALIDITY[hit.validity]}）")
        print(f"    {' '.join(without_marks(hit.passage.text).split())}")
    for warning in result.warnings:
        print(f"注意：{warning}", file=sys.stderr)
    left_out(result.left_out)


def clauses(found: Sequence[ClauseText]) -> None:
    """Print clauses verbatim but for Markdown's marks, each under its name."""
    for clause in found:
        name = clause_name(clause.version, clause.clause)
        state = clause.standing.label if clause.standing else VALIDITY[clause.validity]
        print(f"{name}（{state}）\n{without_marks(clause.text)}\n")
        if clause.read_as:
            print(f"注意：{clause.read_as}", file=sys.stderr)
        for warning in wire.standing_warnings(clause):
            print(f"注意：{warning}", file=sys.stderr)


def documents(page: DocumentPage, standings: Mapping[str, Standing], *, as_json: bool) -> None:
    """Print one line a document, with how it stands and why; `standings` tells that by `document_id@version`."""
    if as_json:
        listed = [_listed(one, standings.get(f"{one.document_id}@{one.version}")) for one in page.documents]
        print_json({"documents": listed, "total": page.total})
        return
    for document in page.documents:
        withdrawn = "，已撤回" if document.withdrawn else ""
        withdrawn += f"，只给 {'、'.join(document.groups)} 看" if document.groups else ""
        number = f"（{document.doc_number}）" if document.doc_number else ""
        key = f"{document.document_id}@{document.version}"
        standing = standings.get(key)
        state = standing.label if standing else VALIDITY[document.validity]
        why = f"（{standing.reason}）" if standing and standing.reason else ""
        print(f"{key} 《{document.title}》{number} {document.clauses} 条，{state}{why}{withdrawn}，{document.source}")


def _listed(document: DocumentSummary, standing: Standing | None) -> dict[str, object]:
    return {**wire.document_summary(document), "standing": wire.standing(standing)}


def words(page: WordPage, *, as_json: bool) -> None:
    """Print one line a term, each expression with where it comes from unless it is shipped."""
    if as_json:
        print_json(wire.word_page(page))
        return
    for term, entries in groupby(page.entries, key=lambda entry: entry.term):
        print(f"{term}：{'、'.join(map(_marked, entries))}")


def _marked(entry: WordEntry) -> str:
    return f"{entry.expression}{_WORD_MARK[entry.state]}"


def word_report(report: WordReport, *, as_json: bool) -> None:
    """Print the counts, every change's note, and every line of a file that could not be read."""
    if as_json:
        print_json(wire.word_report(report))
        return
    counts = [f"{name} {report.count(outcome)}" for outcome, name in _WORD_OUTCOME.items() if report.count(outcome)]
    if report.faults:
        counts.append(f"有误 {len(report.faults)}")
    say(f"口语词典：{'，'.join(counts) or '没有改动'}")
    for change in report.changes:
        if change.note:
            say(f"  注意 {change.term}：{change.note}")
    for fault in report.faults:
        say(f"  第 {fault.line} 行“{fault.text}”：{fault.reason}")


def stats(found: Stats, *, as_json: bool) -> None:
    """Print how much the base holds."""
    if as_json:
        print_json(asdict(found))
        return
    values = asdict(found)
    values |= {f"dense.{name}": value for name, value in values.pop("dense").items() if value is not None}
    for name, value in values.items():
        print(f"{name:16} {value}")


def settings(found: Settings, *, as_json: bool) -> None:
    """Print every setting with its environment variable and value."""
    values = {f"KB_{name.upper()}": getattr(found, name) for name in type(found).model_fields}
    if as_json:
        print_json(values)
        return
    for name, value in values.items():
        print(f"{name:24} {value if value is not None else ''}")


def print_json(value: object) -> None:
    """Print a value as one line of JSON."""
    print(json.dumps(value, ensure_ascii=False, default=str))
