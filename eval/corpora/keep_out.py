"""What no training pair may touch: documents kept for measuring, texts identical to theirs, questions like theirs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from embeddings.types import Encoder
from eval.corpora.reading import Article

KEPT_OUT_TITLE = "title of a kept-out document"
KEPT_OUT_TEXT = "text of a kept-out document"
NAMES_TITLE = "names a kept-out document"
SAME_QUESTION = "the same as a development question"
NEAR_QUESTION = "shares its characters with a development question"
NEAR_MEANING = "means nearly what a development question means"

# Two questions that share this much of their character bigrams ask the same in nearly the same words.
_NEAR = 0.6
_NOT_WORDS = re.compile(r"[\W_]+")
_STATE = "中华人民共和国"
# A shorter name (宪法, 物业管理条例) is met inside other titles.
_TITLE_CHARS = 4
_QUESTIONS_AT_ONCE = 4096


class KeepOut:
    """Tell what must not be trained on."""

    def __init__(self, titles: Iterable[str], articles: Sequence[Article], questions: Sequence[str]) -> None:
        self._titles = {_key(title) for title in titles}
        self._texts = {_key(article.text) for article in articles if _key(article.title) in self._titles}
        self._questions = {_bare(question) for question in questions}
        self._bigrams = [_bigrams(question) for question in questions]
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, bigrams in enumerate(self._bigrams):
            for bigram in bigrams:
                self._places[bigram].append(place)

    @classmethod
    def read(cls, corpora: Path, articles: Sequence[Article], questions: Sequence[str]) -> "KeepOut":
        """Read the titles of lay/keep_out_titles.txt."""
        titles = (corpora / "lay" / "keep_out_titles.txt").read_text(encoding="utf-8").split("\n")
        return cls((title for title in titles if title.strip()), articles, questions)

    def article(self, article: Article) -> bool:
        """Tell whether a clause belongs to a kept-out document or reads like one of its clauses."""
        return self.why_article(article) is not None

    def why_article(self, article: Article) -> str | None:
        """Return why a clause must not be trained on, or None."""
        return self.why_text(article.title, article.text)

    def why_text(self, title: str, text: str) -> str | None:
        """Return why a text under a title must not be trained on, or None."""
        if self.title(title):
            return KEPT_OUT_TITLE
        return KEPT_OUT_TEXT if self.text(text) else None

    def title(self, title: str) -> bool:
        """Tell whether a title, an article number behind it or not, is that of a kept-out document."""
        key = _key(title)
        return key in self._titles or re.sub(r"第[一二三四五六七八九十百千零〇]+条.*$", "", key) in self._titles

    def names_title(self, text: str) -> bool:
        """Tell whether a text names a kept-out document."""
        key = _key(text)
        return any(title in key for title in self._titles if len(title) >= _TITLE_CHARS)

    def text(self, text: str) -> bool:
        """Tell whether a text is that of a kept-out clause."""
        return _key(text) in self._texts

    def question(self, question: str) -> bool:
        """Tell whether a question is one of those for measuring, or nearly one."""
        return self.why_question(question) is not None

    def why_question(self, question: str) -> str | None:
        """Return why a question must not be trained on, or None."""
        if _bare(question) in self._questions:
            return SAME_QUESTION
        own = _bigrams(question)
        shared: dict[int, int] = defaultdict(int)
        for bigram in own:
            for place in self._places.get(bigram, ()):
                shared[place] += 1
        near = any(count / (len(own) + len(self._bigrams[place]) - count) >= _NEAR for place, count in shared.items())
        return NEAR_QUESTION if near else None


class NearMeaning:
    """Tell which questions an encoder puts near a development question: cosine similarity of at least `least`."""

    def __init__(self, encoder: Encoder, questions: Sequence[str], least: float) -> None:
        self._encoder = encoder
        self._kept = encoder.encode_queries(questions)
        self._least = least

    def of(self, questions: Sequence[str]) -> list[bool]:
        """Return for each question whether it is near one."""
        if not len(self._kept):
            return [False] * len(questions)
        near: list[bool] = []
        for start in range(0, len(questions), _QUESTIONS_AT_ONCE):
            rows = self._encoder.encode_queries(questions[start : start + _QUESTIONS_AT_ONCE])
            near.extend(np.asarray((rows @ self._kept.T).max(axis=1) >= self._least).tolist())
        return near


def _key(text: str) -> str:
    return _bare(text).replace(_STATE, "")


def _bare(text: str) -> str:
    return _NOT_WORDS.sub("", text)


def _bigrams(text: str) -> frozenset[str]:
    key = _bare(text)
    return frozenset(key[start : start + 2] for start in range(max(len(key) - 1, 1)))
