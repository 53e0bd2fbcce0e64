"""`python -m eval validate`: everything that is wrong with data sets, by file and line."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from eval.datasets import DatasetError

if TYPE_CHECKING:
    from eval.validation.sources import Source, Sources
    from eval.validation.validate import FaultOf, Finding
    from kb.knowledge_base import KnowledgeBase

_FAULTY = 1
_UNREADABLE = 2
_WITHOUT_QUOTES = ("beir", "lay")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `python -m eval validate`."""
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="data sets of any format")
    parser.add_argument(
        "--sources",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="the files that quotations are looked up in (may be given several times)",
    )
    parser.add_argument("--home", type=Path, metavar="DIR", help="a home whose documents and clauses are looked up")
    parser.add_argument("--format", metavar="F", help="the format, where it cannot be recognised")
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="which field of another format holds what")
    parser.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook (default: the first that fits)")
    parser.add_argument("--corpus", type=Path, metavar="DIR", help="the corpus of a BEIR folder that has none itself")


def run(options: argparse.Namespace) -> int:
    """Print the findings; return 0 without faults (warnings allowed), 1 with some, 2 where a file cannot be read."""
    from eval.validation.home_sources import clause_fault, home_sources
    from eval.validation.sources import Sources, read_sources

    with ExitStack() as stack:
        texts: list[Iterable[Source]] = [read_sources(folder) for folder in options.sources]
        faults_of_clauses: FaultOf | None = None
        if options.home:
            knowledge = stack.enter_context(_opened(options.home))
            texts.append(home_sources(knowledge))
            faults_of_clauses = partial(clause_fault, knowledge)
        sources = Sources(source for several in texts for source in several) if texts else None
        return max([_validate(path, options, sources, faults_of_clauses) for path in options.files])


def _validate(
    path: Path, options: argparse.Namespace, sources: "Sources | None", clause_fault: "FaultOf | None"
) -> int:
    try:
        name, size, found, unseen = _findings(path, options, sources, clause_fault)
    except DatasetError as error:
        sys.stdout.write(f"{error}\n")
        return _UNREADABLE
    faults = [finding for finding in found if not finding.warning]
    for finding in found:
        sys.stdout.write(f"{finding}\n")
    looked = (
        ""
        if sources is not None or name in _WITHOUT_QUOTES
        else "; quotes were not looked up: give --sources or --home"
    )
    if unseen:
        looked += f"; {unseen} clauses that are named were not looked up: give --home"
    sys.stdout.write(f"{path}: {name}, {size}, {len(faults)} faults, {len(found) - len(faults)} warnings{looked}\n")
    return _FAULTY if faults else 0


def _findings(
    path: Path, options: argparse.Namespace, sources: "Sources | None", clause_fault: "FaultOf | None"
) -> "tuple[str, str, tuple[Finding, ...], int]":
    """Return the format, the size, what is wrong, and how many clauses nobody looked up."""
    from eval.readers import detect, eligibility
    from eval.validation.validate import case_findings, findings

    chosen = options.format or detect.recognise(path, options.mapping).format
    if chosen == "eligibility":
        cases, faults = eligibility.scan(path)
        return chosen, f"{len(cases)} cases", case_findings(path, cases, faults, sources), 0
    reading = detect.scan(path, chosen, options.mapping, sheet=options.sheet, corpus=options.corpus)
    for note in reading.notes:
        sys.stdout.write(f"{note}\n")
    unseen = sum(len(question.clause_ids) for question in reading.questions) if clause_fault is None else 0
    return chosen, f"{len(reading.placed)} questions", findings(reading, sources, clause_fault), unseen


@contextmanager
def _opened(home: Path) -> "Iterator[KnowledgeBase]":
    from kb.knowledge_base import KnowledgeBase
    from kb.settings import Settings

    if not home.is_dir():
        raise DatasetError(f"{home}: there is no such home; build one with `kb ingest`")
    knowledge = KnowledgeBase.open(Settings(home=home))
    try:
        yield knowledge
    finally:
        knowledge.close()
