import json
from pathlib import Path

import pytest

from eval.corpora.base_files import DocumentFile, law_files, texts_of_corpus
from eval.corpora.bases import build, corpus_home, home_for, laws_home, main
from eval.datasets import DatasetError
from eval.readers.beir import CorpusDocument
from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings

CORPUS = (
    {"_id": "a1", "title": "", "text": "为了测试，制定本法。", "law": "示例促进法", "article": "第一条"},
    {"_id": "d1", "title": "一篇/通知", "text": "各有关单位：\n请按时报送材料。"},
    {
        "_id": "a2",
        "title": "",
        "text": "企业可以申请补助。\n补助最高10万元。",
        "law": "示例促进法",
        "article": "第二条",
    },
    {"_id": "d2", "title": "一篇/通知", "text": "另一篇同名的通知正文。"},
)


@pytest.fixture
def beir(tmp_path: Path) -> Path:
    folder = tmp_path / "set"
    (folder / "qrels").mkdir(parents=True)
    lines = (json.dumps(record, ensure_ascii=False) for record in CORPUS)
    (folder / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "queries.jsonl").write_text('{"_id": "q", "text": "补助多少？"}\n', encoding="utf-8")
    (folder / "qrels" / "dev.tsv").write_text("q\ta2\t1\n", encoding="utf-8")
    return folder


def test_articles_of_a_law_become_one_file_and_others_one_each() -> None:
    documents = (
        CorpusDocument(r["_id"], r["title"], r["text"], r.get("law", ""), r.get("article", "")) for r in CORPUS
    )
    files = {file.name: file.data.decode() for file in texts_of_corpus(documents)}
    assert files == {
        "一篇_通知.md": "# 一篇/通知\n\n各有关单位：\n请按时报送材料。\n",
        "一篇_通知 (2).md": "# 一篇/通知\n\n另一篇同名的通知正文。\n",
        "示例促进法.md": (
            "# 示例促进法\n\n第一条　为了测试，制定本法。\n\n第二条　企业可以申请补助。\n\n补助最高10万元。\n"
        ),
    }


def test_every_article_is_a_clause_of_the_base(beir: Path, tmp_path: Path) -> None:
    base = corpus_home(beir, tmp_path / "base")
    assert (base.documents, base.complete, base.home) == (3, True, tmp_path / "base" / "home")
    knowledge = KnowledgeBase.open(Settings(home=base.home))
    try:
        assert knowledge.documents().total == 3
        found = knowledge.clauses("《示例促进法》第二条")
        assert [clause.text for clause in found] == ["第二条　企业可以申请补助。\n\n补助最高10万元。"]
    finally:
        knowledge.close()


def test_a_complete_base_is_used_again_and_another_corpus_is_built_anew(tmp_path: Path) -> None:
    told: list[str] = []
    first = (DocumentFile("甲办法.md", "# 甲办法\n\n第一条　甲文在此。\n".encode()),)
    base = build(first, tmp_path / "base", say=told.append)
    assert (told[0], told[-1]) == ("1 of 1 documents taken in", "1 of 1 passages encoded")
    told.clear()
    assert build(first, tmp_path / "base", say=told.append) == base
    assert told == [f"{tmp_path / 'base'}: 1 documents, used again"]
    told.clear()
    second = build(
        (DocumentFile("乙办法.md", "# 乙办法\n\n第一条　乙文在此。\n".encode()),), tmp_path / "base", say=told.append
    )
    assert second.sha256 != base.sha256
    assert told[0] == f"{tmp_path / 'base'}: is of another corpus, model or settings, and is built anew"
    knowledge = KnowledgeBase.open(Settings(home=second.home))
    assert [document.title for document in knowledge.documents().documents] == ["乙办法"]
    knowledge.close()


def test_an_interrupted_base_is_gone_on_with(tmp_path: Path) -> None:
    files = [DocumentFile(f"{n}办法.md", f"# {n}办法\n\n第一条　{n}文在此。\n".encode()) for n in "甲乙"]

    class BrokenOff(Exception):
        pass

    def break_off(line: str) -> None:
        raise BrokenOff(line)

    with pytest.raises(BrokenOff, match="2 of 2 documents taken in"):
        build(files, tmp_path / "base", say=break_off)
    assert json.loads((tmp_path / "base" / "base.json").read_text(encoding="utf-8"))["complete"] is False
    told: list[str] = []
    assert build(files, tmp_path / "base", say=told.append).complete is True
    assert told[0] == f"{tmp_path / 'base'}: was interrupted, and is gone on with"
    assert sorted(path.name for path in (tmp_path / "base").iterdir()) == ["base.json", "home"]


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("我的", encoding="utf-8")
    with pytest.raises(DatasetError, match="holds something that no build left there; name another folder"):
        build([DocumentFile("a.md", b"# a\n\ntext\n")], tmp_path)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "我的"
    with pytest.raises(DatasetError, match="there is no document to build a base from"):
        build([], tmp_path / "new")


def test_the_latest_versions_of_laws_are_taken_in(tmp_path: Path) -> None:
    laws = tmp_path / "laws"
    laws.mkdir()
    (laws / "甲法.md").write_text("# 甲法\n\n第一条 甲文在此。\n", encoding="utf-8")
    (laws / "旧法.md").write_text("# 旧法\n\n第一条 旧文在此。\n", encoding="utf-8")
    meta = [{"path": "甲法.md", "latest_in_corpus": True}, {"path": "旧法.md", "latest_in_corpus": False}]
    (laws / "meta.jsonl").write_text("\n".join(json.dumps(record) for record in meta), encoding="utf-8")
    assert law_files(laws) == [laws / "甲法.md"]
    assert laws_home(laws, tmp_path / "base").documents == 1
    (laws / "meta.jsonl").write_text('{"path": "无.md"}', encoding="utf-8")
    with pytest.raises(DatasetError, match=r"meta\.jsonl:1: field 'path' must name a file below .*, got '无\.md'"):
        law_files(laws)


def test_the_home_of_a_data_set_is_printed(beir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cache = tmp_path / "cache"
    assert main([f"{beir}:dev", "--cache", str(cache), "--limit", "3"]) == 0
    home = cache / "set-3" / "home"
    assert capsys.readouterr().out == f"{home}\n"
    assert home_for(beir, cache, limit=3).documents == 2
    questions = tmp_path / "questions.jsonl"
    questions.write_text('{"question": "？"}', encoding="utf-8")
    assert main([str(questions), "--cache", str(cache)]) == 2
    assert "format 'questions' has no corpus of its own" in capsys.readouterr().err
