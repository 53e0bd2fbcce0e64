import json
from pathlib import Path

import pytest

from embeddings.training.__main__ import main

PLACES = ("贷款", "工伤", "年休假", "养老", "公积金", "电梯", "河道", "档案")


def write_tiny_pairs(folder: Path) -> Path:
    """Write pair files of every source over eight made-up clauses."""
    folder.mkdir(parents=True, exist_ok=True)
    passages = [
        f"某市{word}办法\n第一章 总则\n申请{word}的单位应当向主管部门提交材料，期限为三十日。" for word in PLACES
    ]
    sources = {"asked": ("lay", "term"), "given": ("stard",), "words": ("words",), "substituted": ("substituted",)}
    sources |= {"fragments": ("fragments",), "keywords": ("keywords",), "sentences": ("sentences",)}
    for name, styles in sources.items():
        rows = [
            {"query": f"{word}{style}咋办", "positive": passage, "negatives": passages[:2], "source": style}
            for style in styles
            for word, passage in zip(PLACES, passages, strict=True)
        ]
        lines = [json.dumps(row, ensure_ascii=False) for row in rows]
        (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    lines = [json.dumps({"text": passage}, ensure_ascii=False) for passage in passages]
    (folder / "passages.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


TINY = ("--vocabulary", "120", "--dim", "16", "--steps", "60", "--batch", "32")


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train a model of 16 dimensions in a second; tests copy it before they change it."""
    root = tmp_path_factory.mktemp("tiny")
    pairs = write_tiny_pairs(root / "pairs")
    assert main(["--pairs", str(pairs), "--out", str(root / "tiny-static"), *TINY]) == 0
    return root / "tiny-static"
