"""The report of a run as one HTML file that opens offline."""

from pathlib import Path

from eval.html_report import sections
from eval.html_report.details import page_data
from eval.html_report.page import page
from eval.html_report.plots import figures_of
from eval.runs.finished import FinishedRun, read_run


def write(folder: Path, path: Path) -> None:
    """Write the report of a run folder. Raises DatasetError where the folder holds no whole run."""
    path.write_text(render(read_run(folder)), encoding="utf-8")


def render(run: FinishedRun) -> str:
    """Return the report of a run."""
    parts = (
        sections.opening(run),
        sections.headline(run.figures.estimates),
        sections.plots(figures_of(run)),
        sections.questions(),
        sections.every_figure(run.figures.estimates),
        sections.manifest(run),
    )
    return page(run.name, "\n".join(parts), page_data(run))
