"""The command line. Results go to stdout, progress and reports to stderr."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb import printing
from kb.errors import ClauseReferenceError, KnowledgeBaseError, NotFound
from kb.ingest.report import IngestStatus
from kb.settings import Settings, load_settings
from kb.types import AnswerStatus, Query

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

DONE, NOT_FOUND, BAD_INPUT, SOME_FAILED = 0, 1, 2, 3
_INTERRUPTED = 130
_MOST_HITS = 100

Command = Callable[["KnowledgeBase", argparse.Namespace], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 1 not found, 2 bad input, 3 some files failed)."""
    _print_what_cannot_be_encoded_as_escapes()
    options = _parser().parse_args(arguments)
    try:
        settings = _settings(options)
        if options.command == "settings":
            printing.settings(settings, as_json=options.json)
            return DONE
        if options.command == "serve":
            return _serve(settings)
        # Help and settings answer at once; the indexes' libraries take a quarter of a second to import.
        from kb.knowledge_base import KnowledgeBase

        knowledge_base = KnowledgeBase.open(settings)
        try:
            command: Command = options.run
            code = command(knowledge_base, options)
            sys.stdout.flush()
            return code
        finally:
            knowledge_base.close()
    except (NotFound, ClauseReferenceError) as error:
        return _fail(error.message, options, NOT_FOUND, error.detail)
    except KnowledgeBaseError as error:
        return _fail(error.message, options, BAD_INPUT, error.detail)
    except BrokenPipeError:
        # Whoever read the results (head, less) has seen enough; nothing more can be said on stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        return _fail(
            f"读写{where} 时出错：{error.strerror or error}；请检查路径、权限和磁盘空间", options, BAD_INPUT, {}
        )
    except KeyboardInterrupt:
        return _fail("已中断；已发布的内容不受影响，重新运行会接着做", options, _INTERRUPTED, {})


def _print_what_cannot_be_encoded_as_escapes() -> None:
    """Keep a terminal of a narrow encoding from ending a command halfway through its results."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _settings(options: argparse.Namespace) -> Settings:
    given = {name: getattr(options, name, None) for name in ("home", "host", "port")}
    return load_settings(**{name: value for name, value in given.items() if value is not None})


def _fail(message: str, options: argparse.Namespace, code: int, detail: object) -> int:
    if options.json:
        print(json.dumps({"error": {"message": message, "detail": detail}}, ensure_ascii=False, default=str))
    print(f"错误：{message}", file=sys.stderr)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kb", description="政策文件知识库：导入文件，回答附条款原文。")
    parser.add_argument("--home", type=Path, help="知识库目录（默认 .kb，或环境变量 KB_HOME）")
    parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")

    ingest = _command(commands, "ingest", _ingest, "导入文件或文件夹")
    ingest.add_argument("paths", nargs="+", type=Path, metavar="PATH")

    for name, run, text in (("ask", _ask, "提问，得到附条款原文的回答"), ("search", _search, "只检索条款，不作答")):
        command = _command(commands, name, run, text)
        command.add_argument("question", metavar="问题")
        command.add_argument("--top-k", type=_top_k, help="返回多少条（1–100）")
        command.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD", help="按哪一天的效力回答")
        command.add_argument("--include-not-in-force", action="store_true", help="也检索未生效和已失效的文件")
        if name == "ask":
            command.add_argument("--fail-on-abstain", action="store_true", help="没有答案时退出码为 1")

    clause = _command(commands, "clause", _clause, "按名称查条款原文，如“《…办法》第五条第二款”")
    clause.add_argument("reference", metavar="引用")
    clause.add_argument("--as-of", type=_day, metavar="YYYY-MM-DD")

    docs = commands.add_parser("docs", help="查看、撤回、恢复、清除文件").add_subparsers(dest="action", required=True)
    listing = _command(docs, "list", _docs_list, "列出文件")
    listing.add_argument("--text", help="标题里的字")
    listing.add_argument("--withdrawn", action="store_true", help="连已撤回的一起列出")
    for name, run, text in (
        ("show", _docs_show, "显示一份文件的条款"),
        ("withdraw", _docs_withdraw, "撤回：不再出现在任何回答里，可恢复"),
        ("restore", _docs_restore, "恢复撤回的文件"),
        ("purge", _docs_purge, "清除：原文、索引、缓存全部删除，不可恢复"),
    ):
        _command(docs, name, run, text).add_argument("document_id", metavar="编号")

    _add_words(commands)
    _command(commands, "reindex", _reindex, "用当前的向量模型重建全部索引")
    _command(commands, "stats", _stats, "知识库里有多少东西")
    commands.add_parser("settings", help="列出设置")
    serve = commands.add_parser("serve", help="启动网页和接口")
    serve.add_argument("--host", help="监听地址（默认 127.0.0.1）")
    serve.add_argument("--port", type=int, help="端口（默认 8000）")
    return parser


def _add_words(commands: Any) -> None:  # noqa: ANN401 - argparse keeps the type private
    words = commands.add_parser("words", help="查看和修改口语词典").add_subparsers(dest="action", required=True)
    listing = _command(words, "list", _words_list, "列出术语和群众的说法，注明自加和已移除的")
    listing.add_argument("text", nargs="?", metavar="文字", help="术语或说法里的字")
    listing.add_argument("--own", action="store_true", help="只列自加的和已移除的")
    add = _command(words, "add", _words_add, "给术语加上群众的说法")
    add.add_argument("term", metavar="术语")
    add.add_argument("expressions", nargs="+", metavar="说法")
    remove = _command(words, "remove", _words_remove, "移除说法；不写说法就移除这个术语的全部说法")
    remove.add_argument("term", metavar="术语")
    remove.add_argument("expressions", nargs="*", metavar="说法")
    take = _command(words, "import", _words_import, "从文件导入：两列，术语和说法，说法之间用 | 隔开（TSV 或 CSV）")
    take.add_argument("file", type=Path, metavar="FILE")
    export = _command(words, "export", _words_export, "写出自加和已移除的词，可再导入；不写文件名就输出到屏幕")
    export.add_argument("file", type=Path, nargs="?", metavar="FILE", help="名称以 .csv 结尾写成 CSV，否则 TSV")
    export.add_argument("--all", action="store_true", help="连随程序附带的一起写出")


def _command(commands: Any, name: str, run: Command, text: str) -> argparse.ArgumentParser:  # noqa: ANN401 - argparse keeps the type private
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期；请写成 2024-06-30 的样子") from None


def _top_k(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_HITS):
        raise argparse.ArgumentTypeError(f"“{text}”不行；请给 1 到 {_MOST_HITS} 之间的整数")
    return int(text)


def _query(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> Query:
    top_k = options.top_k if options.top_k is not None else knowledge_base.settings.top_k
    return Query(options.question, top_k, options.as_of, options.include_not_in_force)


def _ingest(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    progress = printing.Progress(sys.stderr)
    report = knowledge_base.ingest(options.paths, progress=progress.file, encoding=progress.encoding)
    if not report.files:
        return _fail("给出的路径里没有文件", options, BAD_INPUT, {})
    printing.ingest_report(report, as_json=options.json)
    return SOME_FAILED if report.count(IngestStatus.FAILED) else DONE


def _ask(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    answer = knowledge_base.ask(_query(knowledge_base, options))
    printing.answer(answer, as_json=options.json)
    return NOT_FOUND if options.fail_on_abstain and answer.status is AnswerStatus.ABSTAINED else DONE


def _search(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    result = knowledge_base.search(_query(knowledge_base, options))
    printing.hits(result, as_json=options.json)
    return DONE if result.hits else NOT_FOUND


def _clause(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    printing.clauses(knowledge_base.clauses(options.reference, as_of=options.as_of), as_json=options.json)
    return DONE


def _docs_list(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    page = knowledge_base.documents(text=options.text, limit=1_000_000, include_withdrawn=options.withdrawn)
    printing.documents(page, as_json=options.json)
    return DONE if page.total else NOT_FOUND


def _docs_show(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    version = knowledge_base.document(options.document_id)
    printing.document(version, knowledge_base.clause_tree(options.document_id), as_json=options.json)
    return DONE


def _docs_withdraw(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    knowledge_base.withdraw(options.document_id)
    print(f"已撤回 {options.document_id}；用 kb docs restore {options.document_id} 恢复", file=sys.stderr)
    return DONE


def _docs_restore(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    knowledge_base.restore(options.document_id)
    print(f"已恢复 {options.document_id}", file=sys.stderr)
    return DONE


def _docs_purge(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    knowledge_base.purge(options.document_id)
    print(f"已清除 {options.document_id}", file=sys.stderr)
    return DONE


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
    from kb.retrieve.word_files import comma_separated, tsv

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


def _reindex(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    generation = knowledge_base.reindex(progress=printing.Progress(sys.stderr).encoding)
    print(f"已重建，第 {generation} 代", file=sys.stderr)
    return DONE


def _stats(knowledge_base: "KnowledgeBase", options: argparse.Namespace) -> int:
    printing.stats(knowledge_base.stats(), as_json=options.json)
    return DONE


def _serve(settings: Settings) -> int:
    # kb does not depend on api: the server is found by name, and only where it is asked for.
    return int(import_module("api.server").serve(settings))


if __name__ == "__main__":
    sys.exit(main())
