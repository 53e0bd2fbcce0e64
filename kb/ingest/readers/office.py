"""LibreOffice as a converter: found, run with a profile of its own, ended with all that it started."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kb.errors import ReaderStopped, UnreadableSource

_SECONDS = 100.0
_PROGRAMS = ("soffice", "libreoffice")
_PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
# Bounds that hold even where the process that asked is killed: seconds of CPU, KiB of memory, 512-byte blocks a file.
_BOUNDED = 'ulimit -t 120 2>/dev/null; ulimit -v 6000000 2>/dev/null; ulimit -f 2000000 2>/dev/null; exec "$0" "$@"'
# No macros, no linked documents or pictures fetched, no links renewed.
_REGISTRY = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">\
<value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" \
oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value>\
</prop></item>
</oor:items>
"""


def find_office() -> str | None:
    """Return the path of LibreOffice's command; None where it is not installed."""
    for program in _PROGRAMS:
        found = shutil.which(program)
        if found is not None:
            return found
    return next((place for place in _PLACES if Path(place).is_file()), None)


def convert(
    data: bytes, suffix: str, filters: str, name: str, *, read_as: str | None = None, seconds: float = _SECONDS
) -> bytes | None:
    """Return a file converted by the export filter (`docx:MS Word 2007 XML`); None where none came out.

    `read_as` names the import filter; without it LibreOffice goes by the content, and takes for a text what it does
    not know.
    It works in a temporary folder that also holds its profile: the user's own is neither read nor written. Raises
    UnreadableSource where LibreOffice is not installed or cannot be started, ReaderStopped after `seconds`.
    """
    program = find_office()
    if program is None:
        raise UnreadableSource(
            f"读取“{name}”需要 LibreOffice，这台机器上没有：请安装"
            "（Debian/Ubuntu：apt install libreoffice-writer-nogui；Windows/macOS：libreoffice.org），"
            "或用 Word、WPS 打开后“另存为”DOCX（.docx）再导入",
            name=name,
        )
    with tempfile.TemporaryDirectory(prefix="kb-office-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        source, made = root / f"source{suffix}", root / "made"
        source.write_bytes(data)
        profile = root / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_REGISTRY, encoding="utf-8")
        command = [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            *("--headless", "--invisible", "--nologo", "--nodefault", "--norestore", "--nolockcheck"),
            "--nofirststartwizard",
            *([f"--infilter={read_as}"] if read_as else []),
            *("--convert-to", filters, "--outdir", str(made), str(source)),
        ]
        _run(command, root, name, seconds)
        result = next(iter(sorted(made.glob("source.*"))), None) if made.is_dir() else None
        return result.read_bytes() if result is not None else None


def _run(command: Sequence[str], folder: Path, name: str, seconds: float) -> None:
    bounded = command if sys.platform == "win32" else ["/bin/sh", "-c", _BOUNDED, *command]
    # No session of its own: who ends the reader's process group ends this too.
    try:
        process = subprocess.Popen(
            bounded,
            cwd=folder,
            env={**os.environ, "HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise UnreadableSource(
            f"读取“{name}”时启动不了 LibreOffice（{command[0]}：{error.strerror}）：请检查安装，或另存为 DOCX 后再导入",
            name=name,
        ) from error
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        raise ReaderStopped(
            f"LibreOffice 转换“{name}”超过 {seconds:g} 秒，已停止：文件可能已损坏；"
            "请用 Word 或 WPS 打开并另存为 DOCX 后再导入",
            name=name,
            seconds=seconds,
        ) from None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process and all that it started; the command is a script whose children outlive it."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)
    else:
        for child in _descendants(process.pid):
            try:
                os.kill(child, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.kill()
    process.wait()


def _descendants(ancestor: int) -> list[int]:
    """Return the processes that a process started, and those that they started."""
    parents = _parents()
    found, open_ones = [], [ancestor]
    while open_ones:
        parent = open_ones.pop()
        children = [child for child, own in parents.items() if own == parent]
        found += children
        open_ones += children
    return found


def _parents() -> dict[int, int]:
    """Return every process's parent."""
    parents = {}
    if Path("/proc/self/stat").exists():
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    # The name stands in brackets and may hold blanks; state and parent follow it.
                    parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                except (OSError, ValueError, IndexError):
                    continue
        return parents
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=False).stdout
    for line in listed.splitlines():
        child, _, parent = line.strip().partition(" ")
        if child.isdigit() and parent.strip().isdigit():
            parents[int(child)] = int(parent)
    return parents
