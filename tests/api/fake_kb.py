"""A knowledge base of two short texts: the facade's methods over plain dictionaries, every value known beforehand."""

import hashlib
from collections.abc import Generator, Sequence
from dataclasses import replace
from datetime import date

from kb.access import KeyRefused, Refused
from kb.answer.asking import Step
from kb.errors import ClauseReferenceError, NotFound
from kb.holdings import DenseSearch, DocumentPage, Stats
from kb.ingest.report import DocumentReport, FileReport, IngestReport, IngestStatus, ReadReport
from kb.readiness import Check, State
from kb.retrieve.references.cross_references import References, RepealFacts
from kb.retrieve.standing.clauses import AmendedClause, StatedAmendment
from kb.settings import Settings
from kb.store.access import AccessKey
from kb.types import (
    Answer,
    AnswerStatus,
    Citation,
    Clause,
    ClauseText,
    ClauseTree,
    DocumentKind,
    DocumentSummary,
    Evidence,
    Expansion,
    Hit,
    Metadata,
    Passage,
    Query,
    RetrievedBy,
    SearchResult,
    SourceFile,
    SourceMap,
    Span,
    Standing,
    Validity,
    Version,
)
from tests.api.fake_words import FakeWords

TITLE = "甲市小微企业贷款贴息办法"
LINES = (
    "第一条 为减轻小微企业融资成本，制定本办法。\n",
    "第二条 贴息比例为贷款利息的50%，单户企业每年最高20万元。\n",
    "第三条 本办法自2024年1月1日起施行。\n",
)
TEXT = "".join(LINES)
LABELS = ("第一条", "第二条", "第三条")
QUOTE = LINES[1].removeprefix("第二条 ").rstrip("\n")
QUOTE_START = TEXT.index(QUOTE)
NEWS_TITLE = "贴息办法昨日公布"
NEWS_TEXT = "甲市昨日公布贴息办法😀，企业可在线申请。\n"


def tree(lines: Sequence[str], labels: Sequence[str | None]) -> ClauseTree:
    clauses, start = [], 0
    for number, (line, label) in enumerate(zip(lines, labels, strict=True), start=1):
        span = Span(start, start + len(line))
        clauses.append(
            Clause(label or f"第{number}段", "article" if label else "paragraph", label, None, span, span, 1, None)
        )
        start = span.end
    return ClauseTree(tuple(clauses))


DENSE = DenseSearch(4, 0, None, None, "逐条比较")


class FakeReferences:
    """Documents that cite nothing and repeal nothing."""

    def of_clause(self, found: ClauseText, *, as_of: date | None = None) -> References:
        return References((), ())

    def repeals(self, document_id: str, *, version: int | None = None, as_of: date | None = None) -> RepealFacts:
        return RepealFacts((), (), ())


class FakeStandings:
    """Versions of which there is no more to tell than their validity."""

    def of(self, version: Version, *, as_of: date | None = None) -> Standing | None:
        return None

    def amended(self, version: Version, *, as_of: date | None = None) -> tuple[AmendedClause, ...]:
        return ()

    def amends(self, version: Version, *, as_of: date | None = None) -> tuple[StatedAmendment, ...]:
        return ()


class FakeAsking:
    """Answers step by step: what is found, then what is answered; `before_answer` fails between the two."""

    def __init__(self, kb: "FakeKnowledgeBase") -> None:
        self._kb = kb
        self.before_answer: BaseException | None = None

    def steps(self, query: Query) -> Generator[Step, None, None]:
        yield self._kb.search(query)
        if self.before_answer is not None:
            raise self.before_answer
        yield self._kb.ask(query)


class FakeReadiness:
    """A model that is loaded or not, and a disk."""

    def __init__(self, kb: "FakeKnowledgeBase") -> None:
        self._kb = kb
        self.disk = Check("disk", State.OK, "磁盘剩 9.0 GB")

    def checks(self) -> tuple[Check, ...]:
        return Check("model", State.OK if self._kb.ready else State.FAILED, "模型"), self.disk


class NoKeys:
    """The keys of a home that has none."""

    def check(self, presented: str) -> AccessKey:
        raise KeyRefused(Refused.UNKNOWN)

    def of_session(self, token: str) -> AccessKey | None:
        return None


class Public:
    """Every document is for everyone."""

    def of(self, document_id: str) -> tuple[str, ...]:
        return ()


class FakeKnowledgeBase:
    """The facade over two versions held in memory."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.ready = True
        self.readiness = FakeReadiness(self)
        self.closed = False
        self.asking = FakeAsking(self)
        self.access = NoKeys()
        self.words = FakeWords()
        self.references = FakeReferences()
        self.standings = FakeStandings()
        self.groups = Public()
        self.versions: dict[str, Version] = {}
        self.trees: dict[str, ClauseTree] = {}
        self.files: dict[str, SourceFile] = {}
        self.failure: BaseException | None = None
        self.queries: list[Query] = []
        self._add("d1", "办法.txt", TITLE, DocumentKind.POLICY, LINES, LABELS)
        self._add("d2", "新闻.txt", NEWS_TITLE, DocumentKind.NEWS, (NEWS_TEXT,), (None,))

    def _add(
        self,
        document_id: str,
        name: str,
        title: str,
        kind: DocumentKind,
        lines: Sequence[str],
        labels: Sequence[str | None],
    ) -> None:
        is_policy = kind is DocumentKind.POLICY
        starts = Evidence("2024-01-01", Span(TEXT.index("自2024"), TEXT.index("起施行")))
        metadata = Metadata(
            title=title,
            kind=kind,
            issuers=(Evidence("甲市财政局"), Evidence("甲市金融办")) if is_policy else (),
            doc_number=Evidence("甲财规〔2023〕8号") if is_policy else None,
            effective_from=starts if is_policy else None,
        )
        text = "".join(lines)
        self.versions[document_id] = Version(document_id, 1, name, text, metadata, SourceMap(()))
        self.trees[document_id] = tree(lines, labels)
        self.files[document_id] = SourceFile(name, text.encode())

    def close(self) -> None:
        self.closed = True

    def warm_up(self) -> None:
        self.ready = True

    def validity(self, version: Version, as_of: date | None = None) -> Validity:
        if version.metadata.effective_from is None:
            return Validity.UNKNOWN
        starts = date.fromisoformat(version.metadata.effective_from.value)
        return Validity.NOT_YET if as_of is not None and as_of < starts else Validity.IN_FORCE

    def search(self, query: Query) -> SearchResult:
        if self.failure is not None:
            raise self.failure
        self.queries.append(query)
        hits = tuple(self._hits(query))[: query.top_k]
        hits = tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits, start=1))
        return SearchResult(hits, (Expansion("补贴", ("贴息",)),), ("提醒",), {"search": 1.5})

    def _hits(self, query: Query) -> list[Hit]:
        found = []
        allowed = query.filters.document_ids
        for document_id, version in self.versions.items():
            if version.withdrawn or (allowed and document_id not in allowed):
                continue
            for position, clause in enumerate(self.trees[document_id].clauses):
                text = clause.span.of(version.text).rstrip("\n")
                score = float(len(set(query.question) & set(text)))
                if score < 2:
                    continue
                span = Span(clause.span.start, clause.span.start + len(text))
                passage_id = f"{version.key}#p{position}"
                passage = Passage(passage_id, document_id, version.version, clause.address, span, text)
                by = {"keyword": RetrievedBy(1, score)}
                found.append(Hit(passage, score, 1, clause, version, self.validity(version, query.as_of), by))
        return sorted(found, key=lambda hit: -hit.score)

    def ask(self, query: Query) -> Answer:
        result = self.search(query)
        citations: tuple[Citation, ...] = ()
        text, status, confidence = "现有文件没有说明这个问题。", AnswerStatus.ABSTAINED, 0.1
        hit = next((hit for hit in result.hits if "20万元" in hit.passage.text), None)
        if hit is not None and "贴息" in query.question:
            status, text, confidence = AnswerStatus.ANSWERED, f"{QUOTE}[1]", 0.93
            span = Span(QUOTE_START, QUOTE_START + len(QUOTE))
            citations = (Citation(1, QUOTE, span, hit.clause, hit.version, hit.validity, hit.passage.passage_id),)
        return Answer(
            query.question,
            status,
            text,
            confidence,
            citations,
            result.hits,
            result.expansions,
            result.warnings,
            "f00d",
            {"answer": 0.5},
        )

    def clauses(self, reference: str, *, as_of: date | None = None) -> tuple[ClauseText, ...]:
        for document_id, each in self.trees.items():
            for clause in each.clauses:
                if clause.address in reference and self.versions[document_id].metadata.title in reference:
                    return (self._clause_text(document_id, clause, as_of),)
        raise ClauseReferenceError(f"没有找到“{reference}”，请写明标题和条款号。", reference=reference)

    def _clause_text(self, document_id: str, clause: Clause, as_of: date | None = None) -> ClauseText:
        version = self.document(document_id)
        return ClauseText(clause, version, self.validity(version, as_of), clause.span.of(version.text))

    def documents(
        self,
        *,
        source: str | None = None,
        text: str | None = None,
        kind: DocumentKind | None = None,
        region: str | None = None,
        issuer: str | None = None,
        validity: Validity | None = None,
        limit: int = 50,
        offset: int = 0,
        include_withdrawn: bool = False,
        facets: bool = False,
        as_of: date | None = None,
    ) -> DocumentPage:
        chosen = [
            version
            for version in self.versions.values()
            if (include_withdrawn or not version.withdrawn)
            and (source is None or version.source_name == source)
            and (text is None or text in version.metadata.title)
            and (kind is None or version.metadata.kind is kind)
        ]
        return DocumentPage(tuple(map(self._summary, chosen[offset : offset + limit])), len(chosen))

    def _summary(self, version: Version) -> DocumentSummary:
        metadata = version.metadata
        return DocumentSummary(
            document_id=version.document_id,
            version=version.version,
            title=metadata.title,
            kind=metadata.kind,
            issuer="、".join(issuer.value for issuer in metadata.issuers) or None,
            doc_number=metadata.doc_number.value if metadata.doc_number else None,
            region=None,
            published=None,
            effective_from=metadata.effective_from.value if metadata.effective_from else None,
            effective_to=None,
            validity=self.validity(version),
            source=version.source_name,
            withdrawn=version.withdrawn,
            clauses=len(self.trees[version.document_id].clauses),
        )

    def document(self, document_id: str, *, version: int | None = None) -> Version:
        found = self.versions.get(document_id)
        if found is None or version not in {None, found.version}:
            name = document_id if version is None else f"{document_id} 的第 {version} 版"
            raise NotFound(f"没有文档 {name}，请用 GET /v1/documents 查看现有文档。", document_id=document_id)
        return found

    def clause_tree(self, document_id: str, *, version: int | None = None) -> ClauseTree:
        self.document(document_id, version=version)
        return self.trees[document_id]

    def clause(self, document_id: str, address: str, *, version: int | None = None) -> ClauseText:
        for clause in self.clause_tree(document_id, version=version).clauses:
            if clause.address == address:
                return self._clause_text(document_id, clause)
        raise NotFound(f"文档 {document_id} 没有条款“{address}”。", document_id=document_id, address=address)

    def source_file(self, document_id: str, *, version: int | None = None) -> SourceFile:
        self.document(document_id, version=version)
        return self.files[document_id]

    def withdraw(self, document_id: str) -> None:
        self.versions[document_id] = replace(self.document(document_id), withdrawn=True)

    def restore(self, document_id: str) -> None:
        self.versions[document_id] = replace(self.document(document_id), withdrawn=False)

    def purge(self, document_id: str, *, version: int | None = None) -> None:
        self.document(document_id, version=version)
        del self.versions[document_id]

    def ingest_files(self, files: Sequence[tuple[str, bytes]], *, groups: Sequence[str] | None = None) -> IngestReport:
        return IngestReport(tuple(self._ingest(name, data) for name, data in files), 2, 0.25)

    def _ingest(self, name: str, data: bytes) -> FileReport:
        digest = hashlib.sha256(data).hexdigest()
        if digest in {hashlib.sha256(file.data).hexdigest() for file in self.files.values()}:
            return FileReport(name, IngestStatus.DUPLICATE, reason="内容与已有文件相同。")
        if b"\0" in data:
            return FileReport(name, IngestStatus.FAILED, reason="不是文本，请另存为 UTF-8 后重试。")
        document_id = f"d{len(self.files) + 1}"
        text = data.decode()
        title = text.splitlines()[0]
        self._add(document_id, name, title, DocumentKind.NOTICE, (text,), (None,))
        report = DocumentReport(document_id, 1, title, DocumentKind.NOTICE, 1, 1)
        read = ReadReport("text", len(text))
        return FileReport(name, IngestStatus.ADDED, (report,), read=read, seconds=0.0125)

    def cache_counts(self) -> dict[str, float]:
        return {"shelf_hits": 3, "shelf_misses": 1, "vector_cache_hits": 0, "vector_cache_misses": 0}

    def stats(self) -> Stats:
        clauses = sum(len(each.clauses) for each in self.trees.values())
        return Stats(1, len(self.versions), len(self.versions), clauses, clauses, 1, "hash", "f00d", 1, DENSE)
