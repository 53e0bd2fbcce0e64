"""Measurement on the command line: `python -m eval COMMAND …`, each command in a module of eval.commands."""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

_BAD_INPUT = 2
_INTERRUPTED = 130
_NOBODY_READS = 141


class Command(Protocol):
    """What a module of eval.commands holds."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options."""

    def run(self, options: argparse.Namespace) -> int:
        """Do what the command does; return 0, 1 where a gate is missed or nothing ran, 2 where input is unusable."""


@dataclass(frozen=True, slots=True)
class _Entry:
    help: str
    load: Callable[[], Command]
    """Imports the command's module: only the one that is asked for, so that help is quick."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 where a gate is missed or nothing ran, 2 where the input cannot be used."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        ended = _ended(given)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read is gone (`| head`); what is still to be written at the end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _NOBODY_READS
    return ended


def _ended(given: Sequence[str]) -> int:
    # Here, not above: what is imported while somebody presses Ctrl-C belongs to the run.
    from eval.datasets import DatasetError
    from kb.errors import KnowledgeBaseError

    options = _parser(given).parse_args(given)
    try:
        return int(options.run(options))
    except (DatasetError, KnowledgeBaseError) as error:
        print(f"eval: {error}", file=sys.stderr)
    except BrokenPipeError:
        raise
    except OSError as error:
        print(f"eval: {error}; correct the path or make room there", file=sys.stderr)
    return _BAD_INPUT


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description="Measure systems that answer questions.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    named = next((argument for argument in given if not argument.startswith("-")), None)
    for name, entry in _COMMANDS.items():
        command = commands.add_parser(name, help=entry.help, description=entry.help)
        if name == named:
            module = entry.load()
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser


def _run() -> Command:
    from eval.commands import run

    return run


def _validate() -> Command:
    from eval.commands import validate

    return validate


def _eligibility() -> Command:
    from eval.commands import eligibility

    return eligibility


def _report() -> Command:
    from eval.commands import report

    return report


def _compare() -> Command:
    from eval.commands import compare

    return compare


def _ablate() -> Command:
    from eval.commands import ablate

    return ablate


def _changes() -> Command:
    from eval.commands import changes

    return changes


def _latency() -> Command:
    from eval.commands import latency

    return latency


def _load() -> Command:
    from eval.commands import load

    return load


def _bench() -> Command:
    from eval.commands import bench

    return bench


def _scale_home() -> Command:
    from eval.commands import scale_home

    return scale_home


def _phrases() -> Command:
    from eval.commands import phrases

    return phrases


def _pages() -> Command:
    from eval.commands import pages

    return pages


def _formats() -> Command:
    from eval.commands import formats

    return formats


def _pairs() -> Command:
    from eval.commands import pairs

    return pairs


def _bench_models() -> Command:
    from eval.commands import bench_models

    return bench_models


def _bench_peers() -> Command:
    from eval.commands import bench_peers

    return bench_peers


def _fabrication() -> Command:
    from eval.commands import fabrication

    return fabrication


def _fake_llm() -> Command:
    from eval.commands import fake_llm

    return fake_llm


def _sizing() -> Command:
    from eval.commands import sizing

    return sizing


_COMMANDS: Mapping[str, _Entry] = {
    "run": _Entry("ask every question of a data set and print what the answers are worth", _run),
    "validate": _Entry("name everything that is wrong with data sets, by file and line", _validate),
    "eligibility": _Entry("print what replies to eligibility profiles are worth", _eligibility),
    "report": _Entry("print the figures of a finished run and write its page", _report),
    "compare": _Entry("say which questions of two runs got better and worse", _compare),
    "ablate": _Entry("print what each part of the system brings", _ablate),
    "latency": _Entry("print what ask and search take in this process, warm", _latency),
    "changes": _Entry("print what one change to a large home takes until it is found", _changes),
    "bench": _Entry("print what everything takes, at several sizes, in a process and over HTTP", _bench),
    "scale-home": _Entry("make a home of any size, of real documents and varied ones", _scale_home),
    "sizing": _Entry("print what searching millions of vectors by sketches finds and takes", _sizing),
    "load": _Entry("let many clients read and change at once, and check what the server tells them", _load),
    "phrases": _Entry("print how fast wordings are found, and whether all of their places are", _phrases),
    "pages": _Entry("print how well newspaper pages are split into their articles", _pages),
    "formats": _Entry("print what readers recover of files that there are as text too", _formats),
    "pairs": _Entry("write training pairs with mined hard negatives", _pairs),
    "fabrication": _Entry("print what made-up sentences of a language model get past the checks", _fabrication),
    "fake-llm": _Entry("serve a fake language model, good or bad, for tests and demonstrations", _fake_llm),
    "bench-models": _Entry("compare embedding models, each alone, on the development questions", _bench_models),
    "bench-peers": _Entry("put other open systems beside this one on the same questions", _bench_peers),
}


if __name__ == "__main__":
    sys.exit(main())
