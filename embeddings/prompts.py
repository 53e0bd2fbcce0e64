"""What is put before a question: the model's own word on it, else what the documentation of its family says."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prompts:
    """The texts put before questions and before passages; empty where the model wants none."""

    query: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class _Family:
    pattern: str
    prompts: Prompts


_WEB_SEARCH = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"

# From the model cards of the families; the first pattern found in the lower-case name decides.
_FAMILIES = (
    _Family(r"bge-m3", Prompts()),
    _Family(r"bge-.*-zh", Prompts("为这个句子生成表示以用于检索相关文章：")),
    _Family(r"bge-.*-en", Prompts("Represent this sentence for searching relevant passages: ")),
    _Family(r"e5-.*-instruct", Prompts(_WEB_SEARCH + " ")),
    _Family(r"(^|[/_-])e5-", Prompts("query: ", "passage: ")),
    _Family(r"qwen3-embedding", Prompts(_WEB_SEARCH)),
    _Family(r"gte-qwen", Prompts(_WEB_SEARCH + " ")),
    _Family(r"gte-|m3e-", Prompts()),
)
# The names under which sentence-transformers looks for the prompt of a passage, in its order.
_PASSAGE_NAMES = ("document", "passage", "corpus")


def choose_prompts(name: str, own: Mapping[str, str | None], query_prompt: str | None) -> Prompts:
    """Return the prompts to use: the one given, else the model's own, else those of the family its name shows."""
    family = next((f.prompts for f in _FAMILIES if re.search(f.pattern, name.lower())), Prompts())
    stated = {kind: text for kind, text in own.items() if text}
    passage = next((stated[kind] for kind in _PASSAGE_NAMES if kind in stated), None)
    query = stated.get("query", family.query) if query_prompt is None else query_prompt
    if passage is None:
        # A model that states its query prompt and no other wants its passages bare.
        passage = "" if "query" in stated else family.passage
    return Prompts(query, passage)
