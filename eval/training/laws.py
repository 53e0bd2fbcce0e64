"""Questions that somebody wrote for one clause of a law, an encoder that never saw them, and when a text says a clause.

Only what the corpora mark for training is read, nothing of documents that are kept for measuring.
"""

import json
import re
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from embeddings.training.__main__ import train
from embeddings.training.recipe import Recipe
from eval.corpora.keep_out import KeepOut
from eval.corpora.reading import (
    AskedClause,
    read_asked,
    read_dev_questions,
    read_json_lines,
    read_laws,
    read_stard,
)
from eval.training.folds import fold
from kb.text.keys import compare_key

TELLING_CHARS = 10
"""A shorter sentence is right only inside the clause itself: it may stand anywhere."""

_TRAINING_FILES = r"(train|more)\d"
# One law in so many gives the questions; an encoder for learning must not have seen them.
_FOLDS = 5
# STARD has fewer: one question in so many.
_STORY_FOLDS = 2
_ASKED_BY_PEOPLE = ("asked.jsonl", "given.jsonl")
_LABEL = re.compile(r"[#*]*第[一二三四五六七八九十百千零〇两]+条(之[一二三四五六七八九十]+)?[#*]*")


@dataclass(frozen=True, slots=True)
class AskedArticles:
    """A question with the texts of all articles that answer it."""

    question: str
    articles: tuple[str, ...]


def held_out_questions(corpora: Path) -> list[AskedClause]:
    """Return the training questions of one fold of the laws, those like a question for measuring left out."""
    articles = read_laws(corpora)
    asked = read_asked(corpora, _TRAINING_FILES, {})
    keep_out = KeepOut.read(corpora, articles, read_dev_questions(corpora))
    latest = {article.document for article in articles if article.latest}
    return [
        item
        for item in asked
        if item.article.document in latest
        and fold(item.article.document, _FOLDS) == 0
        and not keep_out.article(item.article)
        and not keep_out.question(item.question)
    ]


def held_out_stories(corpora: Path) -> list[AskedArticles]:
    """Return a part of STARD's training questions with the articles that answer each."""
    asked: dict[str, list[str]] = {}
    for pair in read_stard(corpora):
        asked.setdefault(pair.query, []).append(pair.positive)
    return [
        AskedArticles(question, tuple(articles))
        for question, articles in asked.items()
        if fold(question, _STORY_FOLDS) == 0
    ]


def held_out_model(home: Path, pairs: Path, questions: Collection[str]) -> Path:
    """Train an encoder like the bundled one, all pairs of the questions left out; return its folder."""
    folder, without = home / "encoder", home / "pairs"
    if not folder.exists():
        shutil.copytree(pairs, without, dirs_exist_ok=True)
        for name in _ASKED_BY_PEOPLE:
            kept = [row for row in read_json_lines(pairs / name) if row["query"] not in questions]
            lines = (json.dumps(row, ensure_ascii=False) for row in kept)
            (without / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        train(without, folder, Recipe())
    return folder


def unlabelled(text: str) -> str:
    """Return a text as texts are compared, without the number of the article that it begins with."""
    return _LABEL.sub("", compare_key(text), count=1)
