"""What stays in memory of a purged document: of its wording, nothing."""

import functools
import gc
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType, ModuleType

from kb.types import Query
from tests.kb.homes import open_base, policy, take

# In no question, so that only what was read of the document can hold it.
_MARK = "紫穗槐"
_POLICY = policy(
    "清河市小微企业贷款贴息办法",
    f"{_MARK}种植户也是小微企业，单户贷款额度最高{{}}万元；“{_MARK}贷”年利率不超过百分之四。",
    f"截至2025年6月末，已有312户{_MARK}种植户获得贷款。",
    f"没有{_MARK}种植许可的，不得申请；申请时提交营业执照和{_MARK}种植许可证。",
)
_OURS = ("api.", "embeddings.", "eval.", "kb.")
_QUESTIONS = (
    "贷款额度最高多少万元",
    "2025年6月末有多少户获得贷款",
    "个体工商户申请贴息要交哪些材料",
    "利率比去年低多少",
    "我欠税能申请贴息吗",
)


def test_nothing_that_a_purged_document_said_is_kept_by_a_function(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        take(base, {"a.txt": _POLICY.format(800), "b.txt": policy("古树保护办法", "古树一级保护。", "本办法自发文。")})
        for question in _QUESTIONS:
            base.ask(Query(question))
        assert any(_MARK in text for _, text in _kept()), "the questions did not reach what the test is about"
        base.purge("d000001")
        assert {name for name, text in _kept() if _MARK in text} == set()


def _kept() -> Iterator[tuple[str, str]]:
    """Yield the texts that functions of the project keep as arguments or results, with the function's name."""
    # What the collector rests from is not among its objects.
    gc.unfreeze()
    for one in gc.get_objects():
        # What a method keeps goes with its object. Some objects of libraries warn where they are asked for their class.
        if type(one) is not functools._lru_cache_wrapper or not isinstance(one.__wrapped__, FunctionType):
            continue
        if (one.__wrapped__.__module__ or "").startswith(_OURS):
            for text in _texts(one):
                yield f"{one.__module__}.{one.__qualname__}", text


def _texts(holder: object) -> Iterator[str]:
    seen: set[int] = set()
    waiting = [holder]
    while waiting:
        for one in gc.get_referents(waiting.pop()):
            if type(one) is str:
                yield one
            elif id(one) not in seen and not issubclass(type(one), FunctionType | ModuleType | type):
                seen.add(id(one))
                waiting.append(one)
