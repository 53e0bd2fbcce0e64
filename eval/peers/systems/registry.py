"""The systems that are put side by side, each configured as its own documentation advises.

The libraries are loaded by the system that needs them only: a process holds one system.
"""

from collections.abc import Callable, Mapping
from functools import partial

from eval.peers.names import OURS
from eval.peers.systems.base import PeerSystem
from eval.peers.systems.bm25s import Bm25sSystem
from eval.peers.systems.haystack import HaystackSystem
from eval.peers.systems.knowledge_base import KnowledgeBaseSystem
from eval.peers.systems.langchain import LangChainSystem
from eval.peers.systems.txtai import TxtaiSystem

SYSTEMS: Mapping[str, Callable[[], PeerSystem]] = {
    OURS: KnowledgeBaseSystem,
    "bm25s": Bm25sSystem,
    "langchain": LangChainSystem,
    "txtai-keyword": partial(TxtaiSystem, "keyword"),
    "txtai-dense": partial(TxtaiSystem, "dense"),
    "txtai-hybrid": partial(TxtaiSystem, "hybrid"),
    "haystack-keyword": partial(HaystackSystem, "keyword"),
    "haystack-dense": partial(HaystackSystem, "dense"),
    "haystack-hybrid": partial(HaystackSystem, "hybrid"),
}
"""The systems by the names under which they are asked for."""
