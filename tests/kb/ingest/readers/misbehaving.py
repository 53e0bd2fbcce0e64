"""Readers that do what hostile files make readers do; named by path, they run in the readers' process."""

import ctypes
import os
import subprocess
import sys
import time
from pathlib import Path

from kb.errors import UnreadableSource
from kb.raw import Box, PlacedRun, RawDocument, SourcePage

RAW = RawDocument(
    "第一条　正文。",
    "pdf",
    "pdf",
    ("第 2 页没有文字",),
    (SourcePage(595.0, 842.0, 7), SourcePage(595.0, 842.0, 0, 0.25)),
    (PlacedRun(0, 3, 1, Box(72.0, 80.0, 108.0, 92.0)), PlacedRun(3, 4, 2)),
    is_reflowed=True,
)


def behaved(data: bytes, name: str) -> RawDocument:
    return RAW


def process_id(data: bytes, name: str) -> RawDocument:
    return RawDocument(str(os.getpid()), "", "test")


def refused(data: bytes, name: str) -> RawDocument:
    raise UnreadableSource(f"“{name}”有密码：请去掉密码再导入", name=name, size=len(data))


def unforeseen(data: bytes, name: str) -> RawDocument:
    raise IndexError("list index out of range")


def crashing(data: bytes, name: str) -> RawDocument:
    ctypes.string_at(0)
    return RAW


def exiting(data: bytes, name: str) -> RawDocument:
    os._exit(7)


def looping(data: bytes, name: str) -> RawDocument:
    while True:
        time.sleep(0.01)


def starting_another(data: bytes, name: str) -> RawDocument:
    """Wait for a program of its own, whose number it leaves in the file that the data names."""
    program = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    Path(data.decode()).write_text(str(program.pid), encoding="ascii")
    program.wait()
    return RAW


def eating_memory(data: bytes, name: str) -> RawDocument:
    eaten = []
    while True:
        eaten.append(bytes(10_000_000))


def eating_once(data: bytes, name: str) -> RawDocument:
    """Keep what a file took, as a library that leaks; the next file finds no room."""
    _KEPT.append(bytes(150_000_000))
    return RawDocument(str(os.getpid()), "", "test")


_KEPT: list[bytes] = []


def endless_text(data: bytes, name: str) -> RawDocument:
    return RawDocument("字" * 2_000_000, "", "test")


def printing(data: bytes, name: str) -> RawDocument:
    os.write(1, b"a library says something\n" * 10)
    sys.stdout.write("and Python too\n")
    sys.stdout.flush()
    return RAW


def environment(data: bytes, name: str) -> RawDocument:
    return RawDocument("\n".join(sorted(os.environ)), "", "test")


def open_files(data: bytes, name: str) -> RawDocument:
    """Tell what the open descriptors beyond the standard ones lead to."""
    found = []
    for number in range(3, 256):
        try:
            found.append(str(Path(f"/proc/self/fd/{number}").readlink()).partition(":")[0])
        except OSError:
            continue
    return RawDocument(" ".join(found) or "-", "", "test")


def drawn(data: bytes, page: int) -> bytes:
    return data * page
