"""A parser whose complaints about a command line are in the language of its users."""

import argparse
import re
from typing import NoReturn

from kb.commands.common import BAD_INPUT

_PATTERNS = (
    (r"unrecognized arguments: (.+)", r"没有看懂“\1”：没有这个选项，或者多给了内容"),
    (r"the following arguments are required: action", "还要写明做什么"),
    (r"the following arguments are required: (.+)", r"还要给出 \1"),
    (r"one of the arguments (.+) is required", r"要给出其中一个：\1"),
    (r"ambiguous option: (\S+) could match (.+)", r"“\1”可以是好几个选项：\2；请写全"),
    (r"argument (\S+): not allowed with argument (.+)", r"\1 不能和 \2 一起用"),
    (r"argument (\S+): invalid choice: (.*) \(choose from (.+)\)", r"\1 不能是 \2；可以是 \3"),
    (r"argument (\S+): expected one argument", r"\1 后面要跟一个值"),
    (r"argument (\S+): expected (?:at least one argument|\d+ arguments?)", r"\1 后面给的值不够"),
    (r"argument (\S+): ignored explicit argument (.+)", r"\1 后面不跟值，却给了 \2"),
    (r"argument (\S+): invalid (?:int|number) value: (.+)", r"\1 要是整数，不能是 \2"),
    (r"argument (\S+): invalid \S+ value: (.+)", r"\1 不能是 \2"),
    (r"argument (\S+): (.+)", r"\1：\2"),
)
_MESSAGES = tuple((re.compile(pattern, re.DOTALL), words) for pattern, words in _PATTERNS)


class Parser(argparse.ArgumentParser):
    """A parser of command lines that complains in Chinese."""

    def error(self, message: str) -> NoReturn:
        """Print how the command is used and what is wrong with its line, and end with the code of bad input."""
        usage = self.format_usage().removeprefix("usage: ")
        self.exit(BAD_INPUT, f"用法：{usage}{self.prog}：错误：{_in_chinese(message)}；各选项见 {self.prog} --help\n")


def _in_chinese(message: str) -> str:
    for pattern, words in _MESSAGES:
        if found := pattern.fullmatch(message):
            return found.expand(words)
    return message
