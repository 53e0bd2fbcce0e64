"""Numbered lines of real files are looked up by their numbers: a fixed sample here, all of them by `make soak`."""

import hashlib
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.corpus import ROOT, corpus_dir
from tests.kb.retrieve.notations import Shelves
from tests.kb.retrieve.source_lines import KINDS, Found, look_up, numbered_lines

_LEAST = 0.999
_ONE_IN = 300
_ALL = 3777 + 121
_EXAMPLES = 20
_REPORTS = ROOT / "work" / "soak"

RULES = """# 交易所上市规则
目录
第一章 总则 ........ 1
## 第一章 总则
1.1 为了规范，制定本规则。
1.2 本规则适用于本所，
1.5 亿元以上的除外。
### 第二节 条件
2.1.1 下列
条件，按第
2.1.1 条规定执行。
一、总的要求
  第三条　有下列情形的：
第三条规定的除外。
第十二条之一 甲。
"""


def _files() -> list[Path]:
    return [file for folder in ("laws", "policy") for file in sorted((corpus_dir() / folder).rglob("*.md"))]


def _name(file: Path) -> str:
    return "/".join(file.parts[-3:])


def _sampled(file: Path) -> bool:
    return int(hashlib.sha256(_name(file).encode()).hexdigest(), 16) % _ONE_IN == 0


def _has_decimals(file: Path) -> bool:
    kinds = [line.kind for line in numbered_lines(file.read_text(encoding="utf-8"))]
    return kinds.count("decimal") > len(kinds) / 2


def _measured(folder: Path, files: list[Path]) -> tuple[Found, int]:
    shelves = Shelves(folder, files)
    try:
        rows = shelves.rows()
        return look_up(shelves, rows, {_name(file): file for file in files}), len(rows)
    finally:
        shelves.close()


def test_which_lines_are_numbered() -> None:
    found = [(line.kind, line.number, RULES[line.start :].split()[0]) for line in numbered_lines(RULES)]
    assert found == [
        ("decimal", "1.1", "1.1"),
        ("decimal", "1.2", "1.2"),
        ("decimal", "2.1.1", "2.1.1"),
        ("heading", "一、", "一、总的要求"),
        ("article", "第三条", "第三条"),
        ("article", "第十二条之一", "第十二条之一"),
    ]


def test_a_number_leads_to_its_line_and_to_no_other(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b" / "规则.md"
    file.parent.mkdir(parents=True)
    file.write_text(RULES, encoding="utf-8")
    (tmp_path / "home").mkdir()
    found, documents = _measured(tmp_path / "home", [file])
    assert (documents, found.missed) == (1, {})
    assert found.met == {"decimal": 3, "heading": 1, "article": 2}


@pytest.mark.corpus
def test_a_fixed_sample_of_numbered_lines_is_found(tmp_path: Path) -> None:
    policies = [file for file in sorted((corpus_dir() / "policy" / "ipo-rules").glob("*.md")) if _has_decimals(file)]
    assert len(policies) == 1
    files = [*(file for file in _files() if _sampled(file)), *policies]
    found, documents = _measured(tmp_path, files)
    assert documents == len(files)
    assert found.asked["decimal"] == found.met["decimal"] == 350
    assert found.asked["article"] > 400
    assert found.share >= _LEAST, dict(found.missed)


@pytest.mark.corpus
@pytest.mark.soak
def test_all_numbered_lines_are_found(tmp_path: Path) -> None:
    files = _files()
    assert len(files) == _ALL
    started = time.perf_counter()
    found, documents = _measured(tmp_path, files)
    _report(found, documents, time.perf_counter() - started)
    assert found.share >= _LEAST, {kind: len(examples) for kind, examples in found.missed.items()}


def _report(found: Found, documents: int, seconds: float) -> None:
    """Write figures, and each kind of miss with examples, to a dated file."""
    now = datetime.now(UTC)
    lines = [
        f"# Numbered lines of the files looked up, {now:%Y-%m-%d %H:%M} UTC",
        "",
        f"{documents} documents of a title that no other bears, {found.asked.total()} lines in {seconds:.0f} s:"
        f" {found.share:.5f} met.",
        "",
        "| line | asked | met | share |",
        "|---|---|---|---|",
        *(
            f"| {kind} | {found.asked[kind]} | {found.met[kind]} | {found.met[kind] / found.asked[kind]:.5f} |"
            for kind in KINDS
            if found.asked[kind]
        ),
        "",
    ]
    for (kind, missed), examples in sorted(found.missed.items(), key=lambda one: -len(one[1])):
        lines += [f"## {kind}: {missed} ({len(examples)})", "", *(f"- {one}" for one in examples[:_EXAMPLES]), ""]
    _REPORTS.mkdir(parents=True, exist_ok=True)
    (_REPORTS / f"lines-{now:%Y-%m-%dT%H%M}.md").write_text("\n".join(lines), encoding="utf-8")
