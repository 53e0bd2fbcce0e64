"""Tesseract as a program beside this one: an image in, lines with their boxes and confidence out."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

LANGUAGE = "chi_sim"
PAGE_SECONDS = 120
ADVICE = (
    "识别图片里的文字需要 Tesseract 和它的简体中文模型。"
    "Debian/Ubuntu：apt install tesseract-ocr tesseract-ocr-chi-sim；"
    "Windows：安装 UB Mannheim 的 Tesseract 安装包，勾选 Chinese (Simplified)，并把安装目录加入 PATH；装好后重新导入"
)
"""What to install where recognition is missing."""

_WINDOWS_FOLDERS = ("ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA")
_LIST_SECONDS = 20
_COLUMNS = ("level", "page", "block", "paragraph", "line", "word", "left", "top", "width", "height", "conf", "text")
_LINE, _WORD = "4", "5"


class Layout(StrEnum):
    """How a page is laid out, by Tesseract's numbers: a page said to be one column is never torn apart."""

    ANALYSED = "3"
    COLUMN = "4"


class RecognitionFailed(Exception):
    """Recognition did not come about; the message says in Chinese why and what to do, without the file's name."""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line as it was recognised: its words with a blank where print has one, its box in pixels, how sure (0 to 1)."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    confidence: float


def find_tesseract() -> str | None:
    """Return the program's path; None where it is not installed."""
    found = shutil.which("tesseract")
    if found:
        return found
    folders = (Path(os.environ[name]) for name in _WINDOWS_FOLDERS if name in os.environ)
    programs = (
        folder.joinpath(*below, "Tesseract-OCR", "tesseract.exe") for folder in folders for below in ((), ("Programs",))
    )
    return next((str(program) for program in programs if program.is_file()), None)


def require_tesseract() -> str:
    """Return the program's path. Raises RecognitionFailed, saying what to install."""
    program = find_tesseract()
    if program is None:
        raise RecognitionFailed(f"没有找到文字识别程序。{ADVICE}")
    if LANGUAGE not in _run([program, "--list-langs"], b"", _LIST_SECONDS).split():
        raise RecognitionFailed(f"Tesseract 缺少简体中文模型（{LANGUAGE}）。{ADVICE}")
    return program


def recognise(
    program: str, png: bytes, *, dpi: float, layout: Layout = Layout.COLUMN, seconds: float = PAGE_SECONDS
) -> tuple[FoundLine, ...]:
    """Return the lines of an image in reading order. Raises RecognitionFailed."""
    options = ["-l", LANGUAGE, "--psm", layout, "--dpi", str(round(dpi)), "-c", "tessedit_create_txt=1", "tsv"]
    return tuple(lines_of(_run([program, "stdin", "stdout", *options], png, seconds)))


def turned_by(program: str, png: bytes, *, dpi: float, seconds: float = PAGE_SECONDS) -> int:
    """Return by how many degrees the image must be turned clockwise to stand upright; 0 where it cannot be told."""
    try:
        said = _run([program, "stdin", "stdout", "--psm", "0", "--dpi", str(round(dpi)), "-l", "osd"], png, seconds)
    except RecognitionFailed:
        # Too few characters to judge by, or no model of orientation: the image stays as it is.
        return 0
    found = [line.partition(":")[2].strip() for line in said.splitlines() if line.startswith("Rotate:")]
    return int(found[0]) if found and found[0].isdecimal() else 0


def lines_of(said: str) -> Iterator[FoundLine]:
    """Give the lines of Tesseract's table, with the blanks of the plain text that it prints beside the table."""
    table: list[dict[str, str]] = []
    plain: list[str] = []
    for row in said.split("\n"):
        cells = row.split("\t")
        if len(cells) == len(_COLUMNS):
            table.append(dict(zip(_COLUMNS, cells, strict=True)))
        else:
            plain.append(row)
    spaced = {"".join(text.split()): " ".join(text.split()) for text in plain}
    place: tuple[float, ...] = ()
    words: list[tuple[str, float]] = []
    for cell in [*table, {"level": _LINE}]:
        if cell["level"] == _WORD and cell["text"].strip():
            words.append((cell["text"].strip(), max(float(cell["conf"]), 0.0) / 100))
        elif cell["level"] == _LINE:
            if words:
                yield _line(words, place, spaced)
            words = []
            place = tuple(float(cell[key]) for key in ("left", "top", "width", "height") if key in cell)


def _line(words: Sequence[tuple[str, float]], place: Sequence[float], spaced: dict[str, str]) -> FoundLine:
    joined = "".join(text for text, _ in words)
    sure = sum(sure * len(text) for text, sure in words) / len(joined)
    left, top, width, height = place
    return FoundLine(spaced.get(joined, joined), left, top, left + width, top + height, round(sure, 4))


def _run(command: Sequence[str], given: bytes, seconds: float) -> str:
    # One thread a page: several pages, or several programs, share the processor better than several threads.
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        done = subprocess.run(command, input=given, capture_output=True, env=environment, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise RecognitionFailed(f"识别超过 {seconds:g} 秒，已停止；请降低扫描分辨率（300 dpi 足够）后再导入") from error
    except OSError as error:
        raise RecognitionFailed(f"Tesseract 启动失败（{error.strerror}）。{ADVICE}") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[-1] if said else f"返回码 {done.returncode}"
        raise RecognitionFailed(f"Tesseract 没有识别成功（{why}）；请重新扫描，或另存为 PNG 再导入")
    return done.stdout.decode("utf-8", "replace")
