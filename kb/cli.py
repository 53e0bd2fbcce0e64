"""The command line. Results go to stdout, progress and reports to stderr."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path

from kb.at_rest import at_rest
from kb.commands import (
    bundles,
    check,
    doctor,
    documents,
    feedback,
    generations,
    intake,
    keys,
    log,
    migrate,
    phrases,
    plain_words,
    questions,
    sync,
    verify,
)
from kb.commands.common import BAD_INPUT, DONE, NOT_FOUND, Command, actor, fail
from kb.commands.parsing import Parser
from kb.errors import ClauseReferenceError, KnowledgeBaseError, NotFound
from kb.printing import results as printing
from kb.settings import Settings, load_settings
from kb.store.acting import acting

_INTERRUPTED = 130


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
        if options.command == "mcp":
            return _speak_mcp(settings)
        if options.command == "import":
            with acting(actor(options, settings.actor)):
                return bundles.take(settings, options)
        if options.command == "migrate":
            with acting(actor(options, settings.actor)):
                return migrate.run(settings, options)
        if options.command == "doctor":
            return doctor.run(settings, options)
        # Help and settings answer at once; the indexes' libraries take a quarter of a second to import.
        with at_rest():
            from kb.knowledge_base import KnowledgeBase

        knowledge_base = KnowledgeBase.open(settings)
        try:
            command: Command = options.run
            with acting(actor(options, settings.actor)):
                code = command(knowledge_base, options)
            sys.stdout.flush()
            return code
        finally:
            knowledge_base.close()
    except (NotFound, ClauseReferenceError) as error:
        return fail(error.message, options, NOT_FOUND, error.detail)
    except KnowledgeBaseError as error:
        return fail(error.message, options, BAD_INPUT, error.detail)
    except BrokenPipeError:
        # Whoever read the results (head, less) has seen enough; nothing more can be said on stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        where = f" {error.filename}" if error.filename else ""
        return fail(
            f"读写{where} 时出错：{error.strerror or error}；请检查路径、权限和磁盘空间", options, BAD_INPUT, {}
        )
    except KeyboardInterrupt:
        return fail("已中断；已发布的内容不受影响，重新运行会接着做", options, _INTERRUPTED, {})


def _print_what_cannot_be_encoded_as_escapes() -> None:
    """Keep a terminal of a narrow encoding from ending a command halfway through its results."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _settings(options: argparse.Namespace) -> Settings:
    given = {name: getattr(options, name, None) for name in ("home", "host", "port", "workers", "public_read")}
    return load_settings(**{name: value for name, value in given.items() if value is not None})


class _PrintVersion(argparse.Action):
    """Print the version and end; looked up only then, as it reads the installed metadata."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(f"kb {version('policy-knowledge-base')}")
        parser.exit(DONE)


def _parser() -> Parser:
    parser = Parser(prog="kb", description="政策文件知识库：导入文件，回答附条款原文。")
    parser.add_argument("--home", type=Path, help="知识库目录（默认 .kb，或环境变量 KB_HOME）")
    parser.add_argument("--json", action="store_true", help="结果以 JSON 输出")
    parser.add_argument("--version", action=_PrintVersion, nargs=0, default=argparse.SUPPRESS, help="显示版本号并退出")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")

    for add in (
        intake.add,
        sync.add,
        questions.add,
        check.add,
        phrases.add,
        verify.add,
        documents.add,
        plain_words.add,
        intake.add_upkeep,
        log.add,
        keys.add,
        feedback.add,
        generations.add,
        bundles.add,
        migrate.add,
        doctor.add,
    ):
        add(commands)
    commands.add_parser("settings", help="列出设置")
    serve = commands.add_parser("serve", help="启动网页和接口")
    serve.add_argument("--host", help="监听地址（默认 127.0.0.1）")
    serve.add_argument("--port", type=int, help="端口（默认 8000）")
    serve.add_argument(
        "--public-read",
        action="store_true",
        default=None,
        help="任何人不用密钥就能提问和看公开文件，其他机器也行；修改要密钥",
    )
    serve.add_argument("--workers", type=int, metavar="N", help="用几个进程应答（默认 1）")
    commands.add_parser("mcp", help="通过标准输入输出提供 MCP 工具，由支持 MCP 的程序启动")
    return parser


def _serve(settings: Settings) -> int:
    # kb does not depend on api: the server is found by name, and only where it is asked for.
    with at_rest():
        server = import_module("api.server")
    return int(server.serve(settings))


def _speak_mcp(settings: Settings) -> int:
    return int(import_module("api.mcp.stdio").serve(settings))


if __name__ == "__main__":
    sys.exit(main())
