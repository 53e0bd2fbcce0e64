"""Training pairs from the corpora: what somebody asks or says, and the passage it should lead to.

Only what the corpora mark for training is read, and nothing of documents that are kept for measuring.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from eval.corpora.keep_out import KEPT_OUT_TEXT, NAMES_TITLE
from eval.corpora.reading import Article, read_asked, read_given, read_json_lines, read_plain_words
from eval.pairs.material import STANDS_TWICE, Material, Pair

_EVERYDAY = Path(__file__).resolve().parents[1] / "everyday"
SENTENCES = _EVERYDAY / "sentences.jsonl"
"""Sentences made up in the register of policies and reports, each asked about by two speakers."""
CLAUSES = _EVERYDAY / "clauses.jsonl"
"""Clauses of the corpora, each asked about by two speakers."""
BY_PEOPLE = ("asked", "clauses", "sentences", "given")
"""The sources whose questions somebody wrote; all others are cut out of clauses."""
_SIBLINGS = 3
_SIBLING_REACH = 8
_CLAUSES_PER_TERM = 12
_FRAGMENT = re.compile(r"[^，。；：、！？\n（）]{4,40}")
_KEYWORD_PARTS = 2
# Too little to be searched for by pieces of it.
_SHORTEST_TEXT = 20
_TRAINING_FILES = r"(train|more)\d"
_ARTICLE_NUMBER = re.compile(r"(第[一二三四五六七八九十百千零〇]+条)(之[一二三四五六七八九十])?$")


def makers(corpora: Path, material: Material, words: Path) -> dict[str, Callable[[], Iterator[Pair]]]:
    """Return what makes the pairs of each source; they draw from one source of chance, so the order counts."""
    return {
        "asked": lambda: asked_pairs(corpora, material),
        "clauses": lambda: clause_pairs(material),
        "sentences": lambda: sentence_pairs(material),
        "given": lambda: given_pairs(corpora, material),
        "words": lambda: word_pairs(read_plain_words(words)),
        "substituted": lambda: substituted_pairs(read_plain_words(words), material),
        "fragments": lambda: fragment_pairs(material),
        "keywords": lambda: keyword_pairs(material),
    }


def asked_pairs(corpora: Path, material: Material) -> Iterator[Pair]:
    """Yield the questions written for single clauses, with neighbours of the clause as wrong passages."""
    by_label = {(article.document, article.label): article for article in material.articles}
    for asked in read_asked(corpora, _TRAINING_FILES, by_label):
        reason = material.keep_out.why_article(asked.article) or material.keep_out.why_question(asked.question)
        if material.keeps("asked", reason):
            yield Pair(asked.question, asked.article.passage, _neighbours(asked.article, material), asked.style)


def clause_pairs(material: Material, path: Path = CLAUSES) -> Iterator[Pair]:
    """Yield the questions written for clauses of notices and rules, with other clauses asked about there as wrong ones.

    Their clauses are cut by the product's own parser: their text need not be that of one article of the corpus.
    """
    rows = list(read_json_lines(path))
    beside: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        beside[str(row["path"])].append(f"{row['title']}\n{row['clause']}")
    for row in rows:
        title, clause = str(row["title"]), str(row["clause"])
        passage = f"{title}\n{clause}"
        wrong = tuple(other for other in beside[str(row["path"])] if other != passage)[:_SIBLINGS]
        reason = material.keep_out.why_text(title, clause)
        questions = row["questions"]
        for question in map(str, questions if isinstance(questions, list) else ()):
            if material.keeps("clauses", reason or material.keep_out.why_question(question)):
                yield Pair(question, passage, wrong, "lay")


def sentence_pairs(material: Material, path: Path = SENTENCES) -> Iterator[Pair]:
    """Yield the questions written for single sentences of policies and of reports, each with a sentence beside it.

    The sentence beside it stands in the same document and answers something else.
    """
    for row in read_json_lines(path):
        title, clause, near = (str(row[name]) for name in ("title", "clause", "near"))
        kept_text = KEPT_OUT_TEXT if material.keep_out.text(clause) else None
        questions = row["questions"]
        for question in map(str, questions if isinstance(questions, list) else ()):
            if material.keeps("sentences", kept_text or material.keep_out.why_question(question)):
                yield Pair(question, f"{title}\n{clause}", (f"{title}\n{near}",), "sentences")


def given_pairs(corpora: Path, material: Material) -> Iterator[Pair]:
    """Yield the published pairs, each once."""
    keep_out = material.keep_out
    seen: set[tuple[str, str]] = set()
    for pair in read_given(corpora):
        key = (pair.query, pair.positive)
        reason = (
            (STANDS_TWICE if key in seen else None)
            or keep_out.why_text(pair.title, pair.positive)
            or (NAMES_TITLE if keep_out.names_title(pair.query) else None)
            or keep_out.why_question(pair.query)
        )
        if material.keeps("given", reason):
            seen.add(key)
            title = _ARTICLE_NUMBER.sub("", pair.title)
            yield Pair(pair.query, f"{title}\n{pair.positive}".strip(), (), pair.source)


def word_pairs(plain_words: dict[str, tuple[str, ...]]) -> Iterator[Pair]:
    """Yield every everyday expression with its official term."""
    for term, expressions in plain_words.items():
        for expression in expressions:
            yield Pair(expression, term, (), "words")


def substituted_pairs(plain_words: dict[str, tuple[str, ...]], material: Material) -> Iterator[Pair]:
    """Yield pieces of clauses in which an official term was replaced by an everyday expression for it."""
    for term, articles in _clauses_with(plain_words, material).items():
        for article in articles:
            pieces = [piece for piece in _FRAGMENT.findall(article.text) if term in piece]
            if pieces:
                said = material.rng.choice(plain_words[term])
                query = material.rng.choice(pieces).replace(term, said)
                yield Pair(query, article.passage, _neighbours(article, material), "substituted")


def fragment_pairs(material: Material) -> Iterator[Pair]:
    """Yield a piece of every clause with the rest of the clause."""
    for article in material.articles:
        pieces = _FRAGMENT.findall(article.text)
        if len(pieces) > 1:
            piece = material.rng.choice(pieces)
            rest = article.passage.replace(piece, "", 1)
            yield Pair(piece, rest, (), "fragments")


def keyword_pairs(material: Material) -> Iterator[Pair]:
    """Yield a clerk's search line for every clause: the document's name in short and pieces of the clause."""
    for article in material.articles:
        pieces = _FRAGMENT.findall(article.text)
        if len(article.text) < _SHORTEST_TEXT or not pieces:
            continue
        chosen = material.rng.sample(pieces, min(_KEYWORD_PARTS, len(pieces)))
        name = material.rng.choice((article.title, article.region, ""))
        yield Pair(" ".join((name, *chosen)).strip(), article.passage, _neighbours(article, material), "keywords")


def _clauses_with(plain_words: dict[str, tuple[str, ...]], material: Material) -> dict[str, list[Article]]:
    """Find up to a dozen clauses for each term, drawn from the corpus in random order."""
    # Alternatives are tried in order: the longest term wins where several begin at one place.
    pattern = re.compile("|".join(map(re.escape, sorted(plain_words, key=len, reverse=True))))
    found: dict[str, list[Article]] = defaultdict(list)
    for article in material.rng.sample(material.articles, len(material.articles)):
        for term in sorted(set(pattern.findall(article.text))):
            if len(found[term]) < _CLAUSES_PER_TERM:
                found[term].append(article)
    return found


def _neighbours(article: Article, material: Material) -> tuple[str, ...]:
    """Choose clauses of the same document within a few places: alike in title and topic, wrong in content."""
    family = material.siblings.get(article.document, [])
    here = next((place for place, other in enumerate(family) if other.label == article.label), None)
    if here is None:
        return ()
    near = family[max(here - _SIBLING_REACH, 0) : here] + family[here + 1 : here + 1 + _SIBLING_REACH]
    return tuple(other.passage for other in material.rng.sample(near, min(_SIBLINGS, len(near))))
