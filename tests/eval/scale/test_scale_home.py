from pathlib import Path

import pytest

from eval.datasets import DatasetError
from eval.scale.home import make_home, numeral
from eval.scale.varied import varied_document
from kb.knowledge_base import KnowledgeBase
from kb.settings import load_settings
from kb.types import Query

TEXT = "试验镇晒谷补助办法\n" + "\n".join(
    f"第{number}条　在河北省，人民政府每年{number}月补助晒谷农户{count}元。"
    f"申请人应当在{number}月底前提出；逾期不再受理第{count}号申请。"
    for count, number in enumerate("一二三四五六", start=101)
)
CLAUSES = TEXT.splitlines()[1:]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("scale") / "base"
    knowledge = KnowledgeBase.open(load_settings(home=home))
    try:
        knowledge.ingest_files([("one.txt", TEXT.encode())])
    finally:
        knowledge.close()
    return home


def test_a_seed_gives_the_same_variation_and_another_seed_another() -> None:
    first, again, other = (varied_document("中华人民共和国晒谷法", CLAUSES, seed) for seed in ("1-0", "1-0", "1-1"))
    assert first == again
    assert first != other
    title, clauses = first
    assert title.endswith(("省晒谷法", "市晒谷法"))
    assert len(clauses) == 6
    # Numbers of clauses are left out: the made document gives its own.
    assert not any(clause.startswith("第") and "条" in clause[:4] for clause in clauses)
    assert not set(clauses) & set(CLAUSES)


def test_a_home_is_filled_up_with_variations(base: Path, tmp_path: Path) -> None:
    before = (base / "kb.sqlite3").read_bytes()
    lines: list[str] = []
    made = make_home(base, tmp_path / "home", 40, seed=3, told=lines.append)
    assert (made.passages, made.documents, made.made_documents) == (42, 7, 6)
    assert lines == [f"written {6 * turn} of 34 passages in {turn} documents" for turn in range(1, 6)]
    assert (base / "kb.sqlite3").read_bytes() == before
    knowledge = KnowledgeBase.open(load_settings(home=tmp_path / "home"))
    try:
        stats = knowledge.stats()
        assert (stats.documents, stats.passages, stats.generation) == (7, 42, 2)
        hits = knowledge.search(Query("晒谷农户每年补助多少元", 10)).hits
        assert len(hits) == 10
        for hit in hits:
            assert hit.version.text[hit.passage.span.start : hit.passage.span.end] == hit.passage.text
        page = knowledge.documents(limit=20)
        assert sorted(one.source for one in page.documents) == [
            "one.txt",
            *(f"varied/{n:06d}.txt" for n in range(1, 7)),
        ]
        assert len({one.title for one in page.documents}) == 7
    finally:
        knowledge.close()


def test_a_base_that_is_large_enough_is_only_copied(base: Path, tmp_path: Path) -> None:
    made = make_home(base, tmp_path / "home", 5, seed=3)
    assert (made.passages, made.documents, made.made_documents) == (6, 1, 0)


def test_what_is_no_home_or_stands_in_the_way_is_named(base: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="nothing holds no knowledge base"):
        make_home(tmp_path / "nothing", tmp_path / "home", 5, seed=1)
    (tmp_path / "home").mkdir()
    with pytest.raises(DatasetError, match="home is already there"):
        make_home(base, tmp_path / "home", 5, seed=1)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1005, "一千零五"),
        (2340, "二千三百四十"),
    ],
)
def test_clauses_are_numbered_as_laws_number_them(number: int, written: str) -> None:
    assert numeral(number) == written
