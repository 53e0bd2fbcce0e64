"""The systems that can be put side by side, by name, without loading any of them."""

from collections.abc import Mapping, Sequence

OURS = "this project"
"""What the others are compared with."""

LIBRARIES: Mapping[str, Sequence[str]] = {
    OURS: (),
    "bm25s": ("bm25s", "rjieba"),
    "langchain": ("langchain_community", "langchain_classic", "rank_bm25", "rjieba"),
    "txtai-keyword": ("txtai",),
    "txtai-dense": ("txtai",),
    "txtai-hybrid": ("txtai",),
    "haystack-keyword": ("haystack",),
    "haystack-dense": ("haystack",),
    "haystack-hybrid": ("haystack",),
}
"""The libraries that each system needs."""

EXHAUSTIVE = frozenset({"haystack-keyword", "haystack-dense", "haystack-hybrid"})
"""Systems that go through every piece for every question in Python: a large set takes them hours."""
