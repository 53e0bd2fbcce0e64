"""The folders of eval stand above one another: none imports, round about, what imports it."""

from graphlib import TopologicalSorter

from tests.test_architecture import EDGES


def _group(module: str) -> str:
    return ".".join(module.split(".")[:2])


def test_no_folders_of_eval_import_each_other_in_a_circle() -> None:
    groups: dict[str, set[str]] = {}
    for name, target in EDGES:
        if name.startswith("eval.") and target.startswith("eval.") and _group(name) != _group(target):
            groups.setdefault(_group(name), set()).add(_group(target))
    order = tuple(TopologicalSorter(groups).static_order())
    assert order.index("eval.judging") < order.index("eval.measures") < order.index("eval.runs")
    assert order.index("eval.runs") < order.index("eval.results") < order.index("eval.html_report")
