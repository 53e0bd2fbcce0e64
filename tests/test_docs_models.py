"""The page on models: its commands run, its table says what the program does."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from embeddings.encoder import SentenceTransformerEncoder
from embeddings.prompts import choose_prompts
from tests.generated_docs import ROOT, marked_part
from tests.kb.homes import LOANS, RENT, open_base, take
from tests.tiny_models import write_transformer

PAGE = (ROOT / "docs" / "models.md").read_text(encoding="utf-8")
MODEL = re.compile(r"^\| ([\w.-]+/[\w.-]+) \|.*\| ([^|]*) \|$", re.MULTILINE)


def _run(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    # `kb` as it would be found on the PATH of an activated environment.
    known = f'kb() {{ "{sys.executable}" -m kb "$@"; }}\n'
    return subprocess.run(
        ["bash", "-e", "-c", known + script],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def _script(name: str) -> str:
    return marked_part(PAGE, name).removeprefix("```bash\n").removesuffix("\n```")


@pytest.mark.skipif(os.name == "nt", reason="the commands are those of a Unix shell")
def test_the_commands_switch_the_model(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with open_base(home) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT})
    folder = write_transformer(tmp_path / "models" / "bge-small-zh-v1.5", dim=8, seed=1, max_tokens=512)
    switched = _run(_script("switch"), tmp_path, KB_HOME=str(home))
    assert switched.returncode == 0, switched.stderr
    lines = switched.stderr.splitlines()
    assert (lines[0], lines[-1]) == ("计算向量 0/9", "已用模型 models/bge-small-zh-v1.5 重建，第 2 代")
    assert "清河市创业场地租金补助办法" in switched.stdout
    prompted = _run(_script("prompt"), tmp_path, KB_HOME=str(home), KB_EMBEDDING_MODEL=str(folder))
    assert (prompted.returncode, prompted.stderr.splitlines()[-1]) == (0, f"已用模型 {folder} 重建，第 3 代")
    bare, plain = (SentenceTransformerEncoder(str(folder), prompt) for prompt in ("", None))
    assert bare.fingerprint != plain.fingerprint


def test_the_command_that_downloads_has_the_option_named() -> None:
    tool = Path(sys.executable).with_name("hf.exe" if os.name == "nt" else "hf")
    told = subprocess.run(
        [tool, "download", "--help"],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "COLUMNS": "200", "HF_HUB_OFFLINE": "1"},
    )
    assert "--local-dir" in told.stdout


def test_the_table_gives_the_prompts_that_are_used() -> None:
    used = {name: choose_prompts(name, {}, None).query for name, _ in MODEL.findall(PAGE)}
    bge = "为这个句子生成表示以用于检索相关文章："
    qwen = "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:"
    assert used == {
        "BAAI/bge-small-zh-v1.5": bge,
        "BAAI/bge-base-zh-v1.5": bge,
        "BAAI/bge-large-zh-v1.5": bge,
        "thenlper/gte-small-zh": "",
        "thenlper/gte-base-zh": "",
        "thenlper/gte-large-zh": "",
        "Qwen/Qwen3-Embedding-0.6B": qwen,
        "moka-ai/m3e-base": "",
        "jinaai/jina-embeddings-v2-base-zh": "",
    }
    said = dict(MODEL.findall(PAGE))
    assert [said[f"BAAI/bge-{size}-zh-v1.5"] for size in ("small", "base", "large")] == [
        f"`{bge}`",
        "the same",
        "the same",
    ]
    assert said["Qwen/Qwen3-Embedding-0.6B"] == "`{}`, a line break, `{}`".format(*qwen.split("\n"))
    assert {said[name] for name, prompt in used.items() if not prompt} == {"nothing"}
