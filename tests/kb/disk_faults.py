"""A small home on a disk that fills up: run in a process, and a mount namespace, of its own.

`unshare -rm python -m tests.kb.disk_faults mount PLACE` mounts four megabytes of memory over PLACE; with `limit` no
file may grow beyond a limit instead, where nothing can be mounted. It prints what each operation said, a line of JSON
each: {what, exit_code, said, quotes, names}, and at the end what the doctor found and what lies about.
"""

import contextlib
import io
import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from kb.cli import main as command
from kb.doctor.examining import examine
from kb.errors import KnowledgeBaseError
from kb.settings import load_settings
from kb.types import Query
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, TREES, open_base, policy, take

SIZE = 4_000_000
QUESTION = Query("贷款贴息的标准是多少？", include_not_in_force=True)
# Many long clauses: more than the disk holds.
LARGE = policy("清河市市场管理规定", *(f"{'市场管理' * 4000}之{number}。" for number in range(4)))
Disk = Callable[[], contextlib.AbstractContextManager[None]]


@contextmanager
def full_mount(place: Path, left: int) -> Iterator[None]:
    """Fill the mounted disk but for so many bytes."""
    filler = place / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"\0" * 4096):
            pass
    with filler.open("r+b") as file:
        file.truncate(max(0, filler.stat().st_size - left))
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def limited(left: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (left, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def main() -> None:
    """Try each operation on a disk that is full to another degree."""
    mode, place = sys.argv[1], Path(sys.argv[2])
    if mode == "mount":
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)], check=True)
    home, files = place / "home", place / "files"
    files.mkdir()
    with open_base(home) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT})
    (files / "trees.txt").write_text(TREES, encoding="utf-8")
    operations: list[tuple[str, int, list[str]]] = [
        ("ingest", 0, ["ingest", str(files)]),
        ("reindex", 60_000, ["reindex"]),
        ("backup", 100_000, ["backup", str(place / "b.kbz")]),
        ("withdraw", 0, ["docs", "withdraw", "d000001"]),
    ]
    with patch("kb.index.model.load_encoder", lambda *given, **named: HashEncoder()):
        for what, left, arguments in operations:
            disk = full_mount(place, left) if mode == "mount" else limited(left or 20_000)
            said = io.StringIO()
            with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()), disk:
                code = command(["--home", str(home), *arguments])
            _tell(what, code, said.getvalue(), home)
        _tell_large(home, place, mode)
        if mode == "mount":
            subprocess.run(["mount", "-o", f"remount,size={100 * SIZE}", str(place)], check=True)
        with contextlib.redirect_stderr(io.StringIO()):
            code = command(["--home", str(home), "ingest", str(files)])
        _tell("space again", code, "", home)
    faults = [one.code for one in examine(load_settings(home=home), HashEncoder, {}).faults]
    left_over = sorted(path.name for path in place.iterdir())
    sys.stdout.write(json.dumps({"what": "doctor", "faults": faults, "left": left_over}) + "\n")


def _tell_large(home: Path, place: Path, mode: str) -> None:
    """Take in what does not fit from within the program: a run that fails halfway says so, and the rest goes on."""
    said = ""
    disk = contextlib.nullcontext() if mode == "mount" else limited(900_000)
    with open_base(home) as base, disk:
        try:
            base.ingest_files(
                [(f"large{number}.txt", LARGE.replace("之", f"之{number}之").encode()) for number in range(9)]
            )
        except KnowledgeBaseError as error:
            said = f"{type(error).__name__} {error.message}"
    _tell("large", 2 if said else 0, said, home)


def _tell(what: str, code: int, said: str, home: Path) -> None:
    with open_base(home) as base:
        quotes = [one.quote for one in base.ask(QUESTION).citations]
        names = sorted(row.source_name for row in base._store.version_rows())
    record = {"what": what, "exit_code": code, "said": said, "quotes": quotes, "names": names}
    sys.stdout.write(json.dumps(record, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
