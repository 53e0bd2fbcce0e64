"""The model table as Markdown for people and as JSON for programs."""

from collections.abc import Sequence
from dataclasses import asdict

from eval.benchmarks.models import MEASURES, Model, Row, SetTable
from eval.measures.estimates import PairedDifference
from eval.scored import Estimate

# What is called a difference in the table; the p-values themselves are in the JSON.
_LEVEL = 0.05
_LEGEND = (
    "In brackets: 95 % interval (percentile bootstrap over questions). ▲ better, ▼ worse than the first row "
    "(two-sided paired randomisation test, p < .05)."
)


def markdown(models: Sequence[Model], tables: Sequence[SetTable]) -> str:
    """Return a table of what the models cost and one for each set."""
    parts = [_costs(models), *(_set(table) for table in tables), _LEGEND]
    return "\n\n".join(part for part in parts if part) + "\n"


def record(models: Sequence[Model], tables: Sequence[SetTable]) -> dict[str, object]:
    """Return everything that was measured, p-values among it."""
    costs = [
        {
            "model": model.name,
            "fingerprint": model.encoder.fingerprint,
            "dimensions": model.encoder.dim,
            "megabytes": round(model.megabytes, 1),
            "question_ms": round(model.question_ms, 3),
            "clause_ms": round(model.clause_ms, 3),
        }
        for model in models
    ]
    return {"models": costs, "sets": [asdict(table) for table in tables]}


def _costs(models: Sequence[Model]) -> str:
    rows = [
        (
            model.name,
            str(model.encoder.dim),
            f"{model.megabytes:.1f}",
            f"{model.question_ms:.2f}",
            f"{model.clause_ms:.2f}",
        )
        for model in models
    ]
    return _table(("model", "dimensions", "MB on disk", "ms a question", "ms a clause"), rows) if rows else ""


def _set(table: SetTable) -> str:
    left_out = f"; {table.left_out} name no passage and are left out" if table.left_out else ""
    title = f"**{table.name}** ({table.questions} questions over {table.passages:,} passages{left_out})"
    rows = [(row.model, *(_cell(row, measure) for measure in MEASURES)) for row in table.rows]
    return f"{title}\n\n{_table(('model', *MEASURES), rows)}"


def _cell(row: Row, measure: str) -> str:
    mark = _mark(row.against_first.get(measure))
    return f"{_share(row.estimates[measure].value)} {_interval(row.estimates[measure])}{mark}"


def _interval(estimate: Estimate) -> str:
    return f"[{_share(estimate.low)}–{_share(estimate.high)}]"


def _mark(test: PairedDifference | None) -> str:
    if test is None or not test.p_value < _LEVEL:
        return ""
    return " ▲" if test.difference > 0 else " ▼"


def _share(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
