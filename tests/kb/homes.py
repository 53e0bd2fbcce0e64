"""Homes for tests: a knowledge base on real SQLite, FAISS and tantivy with the hashing encoder, and texts for it."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from kb.ingest.report import FileReport
from kb.knowledge_base import KnowledgeBase
from kb.settings import load_settings
from tests.fakes import HashEncoder

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
NUMERALS = "一二三四五六七八九十"


def policy(title: str, *articles: str) -> str:
    """Return a policy of numbered articles."""
    return "\n".join([title, *(f"第{NUMERALS[i]}条　{text}" for i, text in enumerate(articles))]) + "\n"


LOANS = policy(
    "清河市小微企业贷款贴息办法",
    "为了缓解小微企业融资困难，制定本办法。",
    "贴息对象为在本市登记注册、正常纳税满一年的小微企业。",
    "贴息标准为贷款利息的百分之五十，单户每年最高1000万元。",
    "申请人应当在每年三月底前向市金融办提出书面申请。",
    "本办法自2022年6月26日起施行，有效期三年。",
)
RENT = policy(
    "清河市创业场地租金补助办法",
    "为了鼓励大学生返乡创业，制定本办法。",
    "租用众创空间的创业团队，按每平方米十五元给予房租补助。",
    "补助期限不超过二十四个月，由人力资源部门按季度拨付。",
    "本办法自2023年1月1日起施行。",
)
TREES = policy(
    "清河市古树名木保护规定",
    "为了加强古树名木保护，制定本规定。",
    "树龄满三百年的古树实行一级保护，设立石质标牌。",
    "禁止在古树树冠垂直投影外五米内挖坑取土。",
)


@contextmanager
def open_base(home: Path, *, encoder: HashEncoder | None = None, **settings: object) -> Iterator[KnowledgeBase]:
    """Open a knowledge base and close it again."""
    base = KnowledgeBase.open(load_settings(home=home, **settings), encoder=encoder or HashEncoder())
    try:
        yield base
    finally:
        base.close()


def take(base: KnowledgeBase, files: Mapping[str, str | bytes]) -> Sequence[FileReport]:
    """Take files in and return their reports."""
    given = [(name, data.encode() if isinstance(data, str) else data) for name, data in files.items()]
    return base.ingest_files(given).files


@contextmanager
def only_readable(home: Path) -> Iterator[Path]:
    """Give a copy of a home that may only be read; whoever runs this as the system's user becomes another."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    shutil.copytree(home, place / "home")
    paths = [place / "home", *(place / "home").rglob("*")]
    for path in paths:
        path.chmod(0o555 if path.is_dir() else 0o444)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65534)
    try:
        yield place / "home"
    finally:
        if is_root:
            os.seteuid(0)
        for path in paths:
            path.chmod(0o755)
        shutil.rmtree(place)
