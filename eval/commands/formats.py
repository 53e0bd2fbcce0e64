"""`python -m eval formats`: what the readers of file formats recover of documents that there are as text too."""

import argparse
from pathlib import Path

from eval.datasets import DatasetError, default_corpora


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--corpora", type=Path, metavar="DIR", help="the folder of the corpora (KB_CORPUS_DIR, else ../shared/data)"
    )
    parser.add_argument("--only", default="", metavar="TEXT", help="only files whose name holds this")
    parser.add_argument(
        "--made", action="store_true", help="measure Word files made of published texts with LibreOffice instead"
    )
    parser.add_argument(
        "--paged", action="store_true", help="measure OFD files and scans made of published texts instead"
    )
    parser.add_argument("--web", action="store_true", help="measure web pages as they were served instead")
    parser.add_argument("--each", action="store_true", help="print each file, not the formats alone")
    parser.add_argument(
        "--fail-under", type=float, default=0.0, metavar="F1", help="end with 1 where a file's characters are below"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")


def run(options: argparse.Namespace) -> int:
    """Print the figures; return 1 where a file is below the gate. Raises DatasetError where there are no files."""
    from eval.benchmarks import formats, made_paged, made_word, published_pages
    from eval.plain import as_json

    corpora = options.corpora or default_corpora()
    if options.made:
        report = formats.measure_made(made_word.word_files(corpora, only=options.only))
    elif options.paged:
        report = formats.measure_made(made_paged.paged_files(corpora, only=options.only))
    elif options.web:
        report = formats.measure_made(published_pages.page_files(corpora, only=options.only))
    else:
        report = formats.measure(corpora, only=options.only)
    if not report.files:
        raise DatasetError(f"{corpora}: no file with a twin to compare; name the folder of the corpora with --corpora")
    print(as_json(report) if options.json else "\n".join(formats.markdown_lines(report, each=options.each)))
    return 1 if any(one.character_f1 < options.fail_under for one in report.files) else 0
