"""kb words."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kb.commands.common import DONE, NOT_FOUND, SOME_FAILED, Subparsers, add_command, name_actor
from kb.printing import results as printing

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase


def add(commands: Subparsers) -> None:
    """Add the commands of the dictionary of plain words."""
    words = commands.add_parser("words", help="查看和修改口语词典").add_subparsers(dest="action", required=True)
    listing = add_command(words, "list", _words_list, "列出术语和群众的说法，注明自加和已移除的")
    listing.add_argument("text", nargs="?", metavar="文字", help="术语或说法里的字")
    listing.add_argument("--own", action="store_true", help="只列自加的和已移除的")
    add = add_command(words, "add", _words_add, "给术语加上群众的说法")
    add.add_argument("term", metavar="术语")
    add.add_argument("expressions", nargs="+", metavar="说法")
    remove = add_command(words, "remove", _words_remove, "移除说法；不写说法就移除这个术语的全部说法")
    remove.add_argument("term", metavar="术语")
    remove.add_argument("expressions", nargs="*", metavar="说法")
    take = add_command(words, "import", _words_import, "从文件导入：两列，术语和说法，说法之间用 | 隔开（TSV 或 CSV）")
    take.add_argument("file", type=Path, metavar="FILE")
    for command in (add, remove, take):
        name_actor(command)
    export = add_command(words, "export", _words_export, "写出自加和已移除的词，可再导入；不写文件名就输出到屏幕")
    export.add_argument("file", type=Path, nargs="?", metavar="FILE", help="名称以 .csv 结尾写成 CSV，否则 TSV")
    export.add_argument("--all", action="store_true", help="连随程序附带的一起写出")


def _words_list(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    page = knowledge_base.words.list(options.text, changed_only=options.own)
    printing.words(page, as_json=options.json)
    return DONE if page.total else NOT_FOUND


def _words_add(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    printing.word_report(knowledge_base.words.add(options.term, options.expressions), as_json=options.json)
    return DONE


def _words_remove(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    printing.word_report(knowledge_base.words.remove(options.term, options.expressions), as_json=options.json)
    return DONE


def _words_import(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    report = knowledge_base.words.take_file(options.file.read_bytes(), options.file.name)
    printing.word_report(report, as_json=options.json)
    return SOME_FAILED if report.faults else DONE


def _words_export(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    from kb.retrieve.words.files import comma_separated, tsv

    page = knowledge_base.words.list(changed_only=not options.all)
    if options.file is None:
        if options.json:
            printing.words(page, as_json=True)
        else:
            print(tsv(page.entries), end="")
        return DONE
    as_csv = options.file.suffix.lower() == ".csv"
    text = comma_separated(page.entries) if as_csv else tsv(page.entries)
    # Excel takes a CSV without the mark for the system's own encoding.
    options.file.write_text(text, encoding="utf-8-sig" if as_csv else "utf-8", newline="\n")
    print(f"已写出 {page.total} 条到 {options.file}", file=sys.stderr)
    return DONE
