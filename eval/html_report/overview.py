"""What a run comes to in a few figures, for pages that show runs: `overview.json` in the folder of the run."""

import json
from collections.abc import Mapping
from pathlib import Path

from eval.html_report.sections import headline_names
from eval.measures.catalog import MEASURES
from eval.plain import finite
from eval.readers.words import chinese_type
from eval.results.standing import mean_of
from eval.results.table import group_measures, grouped
from eval.runs.files import replace_file
from eval.runs.finished import FinishedRun

OVERVIEW = "overview.json"


def write_overview(run: FinishedRun) -> None:
    """Write the overview of a run into its folder."""
    replace_file(run.folder / OVERVIEW, json.dumps(overview(run), ensure_ascii=False, indent=1) + "\n")


def overview(run: FinishedRun) -> Mapping[str, object]:
    """Return name, time, day, questions, the headline figures with their intervals, and figures by type."""
    scored = run.figures.scored
    dataset = run.manifest.get("dataset")
    asked = str(dataset.get("path")) if isinstance(dataset, Mapping) else ""
    groups = grouped(scored, "type")
    names = group_measures(scored)
    return {
        "name": run.name,
        "created": run.manifest.get("created"),
        "as_of": run.manifest.get("as_of"),
        # Where the file lay is nobody's business who reads the page.
        "dataset": Path(asked).name,
        "fingerprint": run.manifest.get("fingerprint"),
        "questions": len(scored),
        "answerable": sum(row.answerable for row in scored),
        "errors": sum(row.failed for row in scored),
        "measures": [
            {**_measure(name), **_finite_estimate(run, name)} for name in headline_names(run.figures.estimates)
        ],
        "group_measures": [_measure(name) for name in names],
        "groups": [
            {
                "name": name,
                "title": chinese_type(name),
                "questions": len(rows),
                "refused": sum(row.abstained for row in rows),
                "values": [finite(mean_of(measure, rows)) for measure in names],
            }
            for name, rows in groups.items()
        ],
    }


def _measure(name: str) -> dict[str, object]:
    known = MEASURES[name]
    return {
        "name": name,
        "title": known.chinese or known.title,
        "unit": known.unit,
        "higher_is_better": known.higher_is_better,
    }


def _finite_estimate(run: FinishedRun, name: str) -> dict[str, object]:
    one = run.figures.estimates[name]
    return {
        "value": finite(one.value),
        "low": finite(one.low),
        "high": finite(one.high),
        "of": one.questions,
    }
