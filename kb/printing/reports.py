"""What became of the files of an ingest, as people read it in a terminal, or as JSON."""

from collections.abc import Iterator

from kb.ingest.report import DocumentReport, FileReport, IngestReport, IngestStatus, ReadReport
from kb.printing.results import print_json, say
from kb.wire.reports import ingest_report as plain

STATUS = {
    IngestStatus.ADDED: "新增",
    IngestStatus.UPDATED: "更新",
    IngestStatus.UNCHANGED: "未变",
    IngestStatus.DUPLICATE: "重复",
    IngestStatus.SKIPPED: "跳过",
    IngestStatus.FAILED: "失败",
}
FORMATS = {
    "text": "纯文本",
    "markdown": "Markdown",
    "pdf": "PDF",
    "docx": "Word",
    "html": "网页",
    "xlsx": "Excel 表格",
    "csv": "CSV 表格",
    "ofd": "OFD",
    "scan": "扫描件",
}
# Of more files than these, only those that are worth a look are told one by one.
_MOST_BLOCKS = 30
# Below this a page that was recognised in an image is to be read beside its original.
_SURE = 0.8


def ingest_report(report: IngestReport, *, as_json: bool, memory: int | None = None) -> None:
    """Print a block for each file, of many files only for those worth a look, then the counts, and bytes of memory."""
    if as_json:
        print_json(plain(report))
        return
    are_many = len(report.files) > _MOST_BLOCKS
    shown = [file for file in report.files if not are_many or is_worth_a_look(file)]
    for file in shown:
        for line in _block(file):
            say(f"  {line}")
    if len(shown) < len(report.files):
        say(f"  其余 {len(report.files) - len(shown)} 个文件没有要留意的；逐个查看请加 --json")
    counts = "，".join(f"{name} {report.count(status)}" for status, name in STATUS.items() if report.count(status))
    took = f"用时 {report.seconds:.1f} 秒"
    if memory is not None:
        took += f"，内存最多 {memory / 1_000_000:.0f} MB"
    say(f"共 {len(report.files)} 个文件：{counts or '无'}；{took}，第 {report.generation} 代")


def is_worth_a_look(file: FileReport) -> bool:
    """Tell whether a file failed, or came in with something that somebody should check."""
    read = file.read
    return (
        file.status is IngestStatus.FAILED
        or bool(file.warnings)
        or any(document.gaps for document in file.documents)
        or (read is not None and _is_doubtful(read))
    )


def _is_doubtful(read: ReadReport) -> bool:
    return (read.text_share or 1.0) < 1 or (read.lowest_confidence or 1.0) < _SURE


def _block(file: FileReport) -> Iterator[str]:
    details = [*_how_it_was_read(file.read), *([file.reason] if file.reason else [])]
    yield f"{STATUS[file.status]} {file.name}{'：' if details else ''}{'，'.join(details)}" + _time(file)
    for document in file.documents:
        yield f"  {document.document_id}@{document.version} 《{document.title}》{'，'.join(_facts(document))}"
        for gap in document.gaps:
            yield f"    编号 {gap}"
    for warning in file.warnings:
        yield f"  注意 {warning}"


def _how_it_was_read(read: ReadReport | None) -> Iterator[str]:
    if read is None:
        return
    yield FORMATS.get(read.format, read.format)
    if read.pages:
        with_text = round((read.text_share or 0.0) * read.pages)
        yield f"{read.pages} 页" + ("" if with_text == read.pages else f"（{with_text} 页有文字）")
    if read.lowest_confidence is not None:
        yield f"识别把握最低 {read.lowest_confidence:.0%}"
    if read.tables:
        yield f"{read.tables} 个表格"


def _facts(document: DocumentReport) -> Iterator[str]:
    if document.doc_number:
        yield document.doc_number
    if document.published:
        yield f"发布 {document.published}"
    if document.effective_from:
        yield f"施行 {document.effective_from}"
    yield f"{document.clauses} 条"
    if document.groups:
        yield f"只给 {'、'.join(document.groups)} 看"


def _time(file: FileReport) -> str:
    return f"，{file.seconds:.1f} 秒" if file.read else ""
