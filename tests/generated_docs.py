"""The parts of the documentation that the program itself writes: `python -m tests.generated_docs` fills them in.

A part stands between `<!-- NAME:begin -->` and `<!-- NAME:end -->`; tests/test_docs.py compares it with the program.
"""

import io
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from kb.cli import main as main_of_kb
from kb.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
GUIDES = (ROOT / "docs" / "guide-owners.md", ROOT / "docs" / "guide-staff.md")
_CONSOLE = re.compile(r"^(?P<open>```console\n)\$ (?P<command>[^\n]+)\n(?P<printed>.*?)^```$", re.MULTILINE | re.DOTALL)
QUESTION = "我是省科技型中小企业，没有抵押能贷多少？"


def marked_part(text: str, name: str) -> str:
    """Return what stands between the marks of a part. Raises LookupError where they are missing."""
    found = _part(name).search(text)
    if found is None:
        raise LookupError(f"no part {name!r}: put <!-- {name}:begin --> and <!-- {name}:end --> around it")
    return found["content"]


def with_part(text: str, name: str, content: str) -> str:
    """Return the text with the content of a part replaced. Raises LookupError where its marks are missing."""
    marked_part(text, name)
    return _part(name).sub(lambda found: f"{found['begin']}\n{content}\n{found['end']}", text)


def setting_rows() -> Iterator[tuple[str, str, str]]:
    """Give (environment variable, default, description) of every setting."""
    prefix = Settings.model_config["env_prefix"]
    for name, field in Settings.model_fields.items():
        yield (
            f"{prefix}{name.upper()}",
            "" if field.default in (None, ()) else str(field.default),
            field.description or "",
        )


def settings_table() -> str:
    """Return the settings as a Markdown table."""
    rows = [f"| `{name}` | {f'`{default}`' if default else ''} | {text} |" for name, default, text in setting_rows()]
    return "\n".join(["| variable | default | what it does |", "|---|---|---|", *rows])


def seeds_answer() -> str:
    """Return what `kb ask` prints to the example question on a new home that holds the sample documents."""
    with tempfile.TemporaryDirectory() as home:
        _kb(home, "ingest", *(str(path) for path in sorted((ROOT / "seeds").glob("*.txt"))))
        return f"```text\n{_kb(home, 'ask', QUESTION).strip()}\n```"


def with_outputs(text: str) -> str:
    """Return a guide with what its commands print: every `console` block is one command on the sample documents.

    The commands of a page run one after the other on one home, so that a later one sees what an earlier one changed.
    """
    with tempfile.TemporaryDirectory() as home:
        run_here(home, ["ingest", *(str(path) for path in sorted((ROOT / "seeds").glob("*.txt")))])
        return _CONSOLE.sub(lambda found: f"{found['open']}$ {found['command']}\n{_printed(home, found)}```", text)


def _printed(home: str, found: re.Match[str]) -> str:
    program, *arguments = shlex.split(found["command"])
    if program != "kb":
        raise ValueError(f"{found['command']}: a guide's commands begin with kb")
    printed = run_here(home, arguments).strip("\n")
    return f"{printed}\n" if printed else ""


def run_here(home: str, arguments: Sequence[str]) -> str:
    """Return what a command prints, on either channel, in this process; its exit code says nothing here."""
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        try:
            main_of_kb(["--home", home, *arguments])
        except SystemExit as ended:
            if ended.code not in (0, 1, None):
                raise RuntimeError(f"kb {shlex.join(arguments)} ended with {ended.code}") from ended
    return printed.getvalue()


def _kb(home: str, *arguments: str) -> str:
    command = [sys.executable, "-m", "kb", "--home", home, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise RuntimeError(f"kb {arguments[0]} ended with {done.returncode}: {done.stderr}")
    return done.stdout


def _part(name: str) -> re.Pattern[str]:
    mark = re.escape(name)
    return re.compile(rf"(?P<begin><!-- {mark}:begin -->)\n(?P<content>.*?)\n?(?P<end><!-- {mark}:end -->)", re.DOTALL)


def main() -> None:
    """Fill in every part of both READMEs and the outputs in the guides."""
    answer = seeds_answer()
    for path in READMES:
        path.write_text(with_part(path.read_text(encoding="utf-8"), "answer", answer), encoding="utf-8")
    for path in GUIDES:
        path.write_text(with_outputs(path.read_text(encoding="utf-8")), encoding="utf-8")
    english = READMES[0]
    english.write_text(with_part(english.read_text(encoding="utf-8"), "settings", settings_table()), encoding="utf-8")


if __name__ == "__main__":
    main()
