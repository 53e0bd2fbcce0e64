"""Readers of the training corpora: laws and notices, everyday questions, plain words, published pairs."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.datasets import DatasetError

_ARTICLE = re.compile(r"(?:\*\*)?(第[一二三四五六七八九十百千零〇两]+条(?:之[一二三四五六七八九十]+)?)(?:\*\*)?[\s　]+")
_HEADING = re.compile(r"#{1,6}\s*(.+)|(第[一二三四五六七八九十百]+[编章节][\s　].{0,30})$")
_ITEM = re.compile(r"[一二三四五六七八九十]{1,3}、|第?\s?\d{1,2}\s?[条、.]")
_CHAPTER_LEVELS = "编章节"
# Longest and shortest stretch of a text without articles that is taken as one clause.
_CHUNK_CHARS = 500
_CLAUSE_CHARS = 12


@dataclass(frozen=True, slots=True)
class Article:
    """One clause of a corpus document with what stands above it."""

    document: str
    title: str
    label: str
    headings: tuple[str, ...]
    text: str
    latest: bool = True
    region: str = ""

    @property
    def passage(self) -> str:
        """The text as it is embedded."""
        return passage_text(self.title, self.headings, self.text)


@dataclass(frozen=True, slots=True)
class AskedClause:
    """A question somebody wrote for one clause; style is `lay` (everyday words) or `term` (a clerk's)."""

    question: str
    style: str
    article: Article


@dataclass(frozen=True, slots=True)
class GivenPair:
    """A published pair of a question and the text that answers it."""

    query: str
    positive: str
    title: str
    source: str


def passage_text(title: str, headings: tuple[str, ...], text: str) -> str:
    """Return a clause as it is embedded: title, heading path, its own text, a line each."""
    return "\n".join(part for part in (title, " ".join(headings), text) if part)


def read_json_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file. Raises DatasetError where it is absent or a line is no object."""
    try:
        with path.open(encoding="utf-8") as file:
            for number, line in enumerate(file, start=1):
                record = json.loads(line)
                if not isinstance(record, dict):
                    raise DatasetError(f"{path}:{number}: not a JSON object")
                yield record
    except (OSError, ValueError) as error:
        raise DatasetError(f"{path}: {error}; give the folder of the corpora with --corpora") from error


def read_laws(corpora: Path) -> list[Article]:
    """Return the articles of every law of the corpus, in the order of its meta file."""
    articles: list[Article] = []
    for meta in read_json_lines(corpora / "laws" / "meta.jsonl"):
        text = (corpora / "laws" / meta["path"]).read_text(encoding="utf-8")
        articles.extend(cut_articles(text, meta))
    return articles


def read_policy(corpora: Path) -> list[Article]:
    """Return the clauses of the notices and rules, scraped pages left out: their menus are no policy text."""
    clauses: list[Article] = []
    for meta in read_json_lines(corpora / "policy" / "meta.jsonl"):
        if meta["source"] != "xuhui-scraped":
            text = (corpora / "policy" / meta["path"]).read_text(encoding="utf-8")
            clauses.extend(cut_articles(text, meta) or cut_items(text, meta))
    return clauses


def cut_articles(text: str, meta: dict[str, Any]) -> list[Article]:
    """Cut a text at its numbered articles (第…条 at a line start); text before the first one is left out."""
    found: list[Article] = []
    headings: list[str] = []
    label, body = "", list[str]()

    def close() -> None:
        if label and (own := "\n".join(body).strip()):
            found.append(_article(meta, label, tuple(headings), own))

    for line in text.splitlines():
        line = line.strip()
        if match := _ARTICLE.match(line):
            close()
            label, body = match[1], [line[match.end() :]]
        elif heading := _HEADING.match(line):
            close()
            label, body = "", []
            headings = _below(headings, " ".join((heading[1] or heading[2]).split()), str(meta["title"]))
        elif line:
            body.append(line)
    close()
    return found


def cut_items(text: str, meta: dict[str, Any]) -> list[Article]:
    """Cut a text without articles at its numbered items into stretches of about 500 characters at most."""
    found: list[Article] = []
    body: list[str] = []

    def close() -> None:
        own = "\n".join(body).strip()
        if len(own) >= _CLAUSE_CHARS:
            found.append(_article(meta, "", (), own))

    for line in text.splitlines():
        line = line.strip().lstrip("#* ")
        if body and (_ITEM.match(line) or sum(map(len, body)) + len(line) > _CHUNK_CHARS):
            close()
            body = []
        if line:
            body.append(line)
    close()
    return found


def read_asked(corpora: Path, parts: str, articles: dict[tuple[str, str], Article]) -> list[AskedClause]:
    """Return the questions of lay/ whose file name begins with one of `parts` (a regular expression).

    The clause comes from `articles` by (document, label) where the text is the same, so that its headings are known.
    """
    asked: list[AskedClause] = []
    for path in sorted((corpora / "lay").glob("*.clauses.jsonl")):
        if not re.match(parts, path.name):
            continue
        clauses = {clause["id"]: _clause_article(clause, articles) for clause in read_json_lines(path)}
        for row in read_json_lines(path.with_name(path.name.replace(".clauses.", ".questions."))):
            asked.append(AskedClause(row["question"], row["style"], clauses[row["clause_id"]]))
    if not asked:
        raise DatasetError(f"{corpora / 'lay'}: no question file {parts!r}; give the folder of the corpora")
    return asked


def read_plain_words(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the everyday expressions of each official term of a dictionary (`term TAB expression|expression`)."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line)
    return {term: tuple(part for part in words.split("|") if part) for term, words in rows}


def read_given(corpora: Path) -> list[GivenPair]:
    """Return the published pairs and the training split of STARD."""
    pairs = [
        GivenPair(row["query"], row["positive"], row.get("title", ""), path.stem)
        for path in sorted((corpora / "pairs").glob("*.jsonl"))
        for row in read_json_lines(path)
    ]
    return pairs + read_stard(corpora)


def read_dev_questions(corpora: Path) -> list[str]:
    """Return every question that is for measuring, so that none like it is trained on."""
    stard = corpora / "bench" / "stard"
    measured = {query for query, _ in read_qrels(stard / "qrels" / "dev.tsv")}
    texts = [row["text"] for row in read_json_lines(stard / "queries.jsonl") if row["_id"] in measured]
    texts += [row["text"] for row in read_json_lines(corpora / "bench" / "lawbench_3-2" / "queries.jsonl")]
    texts += [row["question"] for row in read_json_lines(corpora / "lay" / "dev.questions.jsonl")]
    texts += [row["question"] for row in read_json_lines(corpora / "seeds_eval" / "questions.jsonl")]
    return texts


def read_stard(corpora: Path) -> list[GivenPair]:
    """Return the questions of STARD's training split, a pair for each article that answers one."""
    folder = corpora / "bench" / "stard"
    wanted = read_qrels(folder / "qrels" / "train.tsv")
    queries = {row["_id"]: row["text"] for row in read_json_lines(folder / "queries.jsonl")}
    ids = {document for _, document in wanted}
    texts = {row["_id"]: row for row in read_json_lines(folder / "corpus.jsonl") if row["_id"] in ids}
    return [
        GivenPair(queries[query], texts[document]["text"], texts[document]["title"], "stard_train_qrels")
        for query, document in wanted
    ]


def read_qrels(path: Path) -> list[tuple[str, str]]:
    """Return the (query id, document id) pairs of a BEIR relevance file."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    return [(row[0], row[1]) for row in rows]


def _article(meta: dict[str, Any], label: str, headings: tuple[str, ...], text: str) -> Article:
    return Article(
        document=str(meta["path"]),
        title=str(meta["title"]),
        label=label,
        headings=headings,
        text=text,
        latest=bool(meta.get("latest_in_corpus", True)),
        region=meta.get("region") or "",
    )


def _clause_article(clause: dict[str, Any], articles: dict[tuple[str, str], Article]) -> Article:
    known = articles.get((clause["path"], clause["clause"]))
    if known is not None and "".join(known.text.split()) == "".join(clause["text"].split()):
        return known
    return Article(
        document=clause["path"],
        title=clause["title"],
        label=clause["clause"],
        headings=(),
        text=clause["text"],
        region=clause.get("region") or "",
    )


def _below(headings: list[str], heading: str, title: str) -> list[str]:
    """Put a heading under those of a higher level; the document's own title is none."""
    if heading == title:
        return []
    level = _level(heading)
    return [above for above in headings if _level(above) < level] + [heading]


def _level(heading: str) -> int:
    match = re.match(rf"第[一二三四五六七八九十百]+([{_CHAPTER_LEVELS}])", heading)
    return _CHAPTER_LEVELS.index(match[1]) if match else len(_CHAPTER_LEVELS)
