"""When two words of the dictionary are the same, and what a word must be to be of use."""

import re
import unicodedata

from kb.retrieve.expand import SHORTEST_EXPRESSION, Word, only_asks
from kb.text.keys import search_key
from kb.text.tokens import bigrams

LONGEST_WORD = 60
"""The longest term or expression, in characters."""
_SPACE = re.compile(r"\s+")


def word_key(word: Word) -> Word:
    """Return the key of a word: what a reader would call the same term and expression gives one."""
    term, expression = word
    return search_key(term), search_key(expression)


def tidy(text: str) -> str:
    """Return a term or expression without white space around it, single spaces inside."""
    return _SPACE.sub(" ", text).strip()


def fault_of(term: str, expression: str) -> str | None:
    """Return why a tidy term and expression cannot be an entry; None where they can."""
    for name, text in (("术语", term), ("说法", expression)):
        if fault := _fault_of_text(name, text):
            return fault
    if term.startswith("-"):
        return f"术语“{term}”以“-”开头，文件里的“-”表示移除；请去掉"
    if len(search_key(expression)) < SHORTEST_EXPRESSION:
        return f"说法“{expression}”只有一个字，会在很多词里误中；请写至少 {SHORTEST_EXPRESSION} 个字"
    if search_key(term) == search_key(expression):
        return f"术语和说法相同，都是“{term}”；说法应是群众的口语"
    if only_asks(expression):
        return f"说法“{expression}”只是问话用词，说明不了在问什么；请写所问的事"
    return None


def _fault_of_text(name: str, text: str) -> str | None:
    if not bigrams(text):
        return f"{name}“{text}”里没有文字" if text else f"{name}是空的"
    if len(text) > LONGEST_WORD:
        return f"{name}“{text[:20]}…”有 {len(text)} 个字，超过 {LONGEST_WORD} 个字"
    if "|" in text:
        return f"{name}“{text}”里有分隔符“|”；几种说法请分开写"
    for character in text:
        if unicodedata.category(character).startswith("C"):
            return f"{name}“{text}”里有看不见的字符（U+{ord(character):04X}）；请删去后重新输入"
    return None
