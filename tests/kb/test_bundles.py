"""Bundles: what comes out of one is what went in, or nothing comes out."""

import hashlib
import io
import json
import os
import random
import shutil
import sqlite3
import threading
from collections.abc import Mapping
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from embeddings.types import EmbeddingMatrix
from kb.bundles import rows
from kb.bundles.manifest import FORMAT_VERSION, MANIFEST, is_allowed
from kb.bundles.reading import TRAILER, opened
from kb.bundles.unpacking import ImportReport, unpack
from kb.bundles.writing import BundleReport
from kb.cli import main
from kb.errors import BundleDamaged, BundleError, BundleTooNew, HomeDamaged, NotFound
from kb.knowledge_base import KnowledgeBase
from kb.settings import load_settings
from kb.store.schema import SCHEMA_VERSION
from kb.types import Answer, Query
from kb.wire.results import answer as wire_answer
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, TREES, open_base, policy, take

QUESTIONS = ("贷款贴息的标准是多少？", "房租补助每平方米多少？", "古树周围多少米内禁止挖坑？", "谁负责养老金？")


class CountingEncoder(HashEncoder):
    """Counts the passages that it encodes."""

    def __init__(self) -> None:
        super().__init__()
        self.passages = 0

    def encode_passages(self, texts: "list[str] | tuple[str, ...]", /) -> EmbeddingMatrix:  # type: ignore[override]
        self.passages += len(texts)
        return super().encode_passages(texts)


def no_rebuild(home: Path) -> None:
    raise AssertionError(f"{home} was built again")


def took(file: Path, home: Path) -> ImportReport:
    return unpack(file, load_settings(home=home), no_rebuild)


def told(answer: Answer) -> Mapping[str, object]:
    return {name: value for name, value in wire_answer(answer).items() if name != "timings_ms"}


def answers(base: KnowledgeBase) -> list[Mapping[str, object]]:
    return [told(base.ask(Query(question, include_not_in_force=True))) for question in QUESTIONS]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    with open_base(home) as base:
        take(base, {"loans.txt": LOANS, "rent.txt": RENT})
        take(base, {"trees.txt": TREES})
        base.withdraw("d000002")
        base.words.add("房租补助", ["租房的钱"])
    (home / "qualifications.tsv").write_text("", encoding="utf-8")
    return home


@pytest.fixture
def bundle(home: Path, tmp_path: Path) -> Path:
    with open_base(home) as base:
        return base.bundles.write(tmp_path / "all.kbz").file


def sealed(data: bytes) -> bytes:
    """Return the bytes with the trailer of a bundle."""
    return data[:-TRAILER] + hashlib.sha256(data[:-TRAILER]).hexdigest().encode()


def rewritten(bundle: Path, change: "dict[str, bytes] | None" = None, **manifest: object) -> bytes:
    """Return the bundle with members replaced or added, fields of the manifest changed, all checksums right."""
    out = io.BytesIO()
    with ZipFile(bundle) as old, ZipFile(out, "w", ZIP_STORED) as new:
        said = json.loads(old.read(MANIFEST))
        members = {name: old.read(name) for name in old.namelist() if name != MANIFEST} | (change or {})
        said["members"] = [
            {"name": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in members.items()
        ]
        for name, data in (members | {MANIFEST: json.dumps(said | manifest).encode()}).items():
            new.writestr(ZipInfo(name), data)
        new.comment = b"0" * TRAILER
    return sealed(out.getvalue())


def test_a_home_made_from_a_bundle_answers_the_same_with_the_same_ids_and_encodes_nothing(
    home: Path, bundle: Path, tmp_path: Path
) -> None:
    encoder = CountingEncoder()
    report = took(bundle, tmp_path / "there" / "new")
    assert (report.settings, report.rebuilt) == ({}, False)
    with open_base(home) as old, open_base(tmp_path / "there" / "new", encoder=encoder) as new:
        questions = [Query(question, include_not_in_force=True) for question in QUESTIONS]
        assert [new.search(one).hits for one in questions] == [old.search(one).hits for one in questions]
        assert encoder.passages == 0
        assert answers(new) == answers(old)
        assert new.stats() == old.stats()
        assert new.documents(include_withdrawn=True) == old.documents(include_withdrawn=True)
        assert [one.document_id for one in new.documents().documents] == ["d000001", "d000003"]
        assert new.source_file("d000001").data == LOANS.encode()
        assert [entry.expression for entry in new.words.list(changed_only=True).entries] == ["租房的钱"]
        encoder.passages = 0
        # The cache came too: only the new text is encoded, and it gets the next numbers.
        report_of_next = take(new, {"more.txt": policy("清河市新办法", "本办法适用于新企业的奖励。")})
        assert report_of_next[0].documents[0].document_id == "d000004"
        assert encoder.passages == 1
        assert new.stats().generation == old.stats().generation + 1
    assert (tmp_path / "there" / "new" / "qualifications.tsv").read_bytes() == b""
    assert sorted(path.name for path in (tmp_path / "there").iterdir()) == ["new"]


def test_the_manifest_says_what_the_bundle_holds(bundle: Path) -> None:
    with opened(bundle) as found, ZipFile(bundle) as archive:
        said = found.manifest
        assert (said.schema, said.generation, said.model, said.fingerprint) == (
            SCHEMA_VERSION,
            2,
            "policy-zh-static",
            "hash-64",
        )
        counts = said.counts
        assert (counts.documents, counts.versions, counts.passages, counts.sources) == (3, 3, 12, 3)
        assert said.settings == load_settings().shaping_answers()
        names = [member.name for member in said.members]
        assert {"kb.sqlite3", "vectors.sqlite3", "qualifications.tsv", "segments/s000002/rows.json"} <= set(names)
        assert not any(name.startswith("segments/s000001/") for name in names)
        assert sorted(archive.namelist()) == sorted([*names, MANIFEST])
        assert {info.compress_type for info in archive.infolist()} == {ZIP_STORED}
        assert archive.testzip() is None


def test_a_bundle_without_vectors_is_smaller_and_built_again_on_import(
    home: Path, bundle: Path, tmp_path: Path
) -> None:
    with open_base(home) as base:
        small = base.bundles.write(tmp_path / "small.kbz", with_vectors=False)
        expected = answers(base)
    assert small.size < bundle.stat().st_size * 0.6
    assert [member.name for member in small.manifest.members] == ["kb.sqlite3", "qualifications.tsv"]
    encoder = CountingEncoder()

    def rebuild(draft: Path) -> None:
        with open_base(draft, encoder=encoder) as base:
            base.reindex()

    unpack(small.file, load_settings(home=tmp_path / "new"), rebuild)
    assert encoder.passages == 12
    with open_base(tmp_path / "new") as base:
        assert answers(base) == expected
        assert base.stats().generation == 3

    def fails(draft: Path) -> None:
        raise BundleError("no model")

    with pytest.raises(BundleError, match="no model"):
        unpack(small.file, load_settings(home=tmp_path / "none"), fails)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("seed", range(20))
def test_a_mutated_or_truncated_bundle_imports_nothing(bundle: Path, tmp_path: Path, seed: int) -> None:
    data = bundle.read_bytes()
    place = random.Random(seed).randrange(1, len(data))
    damaged = data[:place] if seed % 2 else data[:place] + bytes([data[place] ^ 0x20]) + data[place + 1 :]
    bundle.write_bytes(damaged)
    before = sorted(tmp_path.iterdir())
    with pytest.raises(BundleDamaged, match=r"all\.kbz"):
        took(bundle, tmp_path / "new")
    assert sorted(tmp_path.iterdir()) == before


def test_a_home_with_anything_in_it_is_never_written_over(bundle: Path, tmp_path: Path) -> None:
    into = tmp_path / "into"
    into.mkdir()
    assert took(bundle, into).home == into
    before = sorted(into.rglob("*"))
    with pytest.raises(BundleError, match=r"里已经有内容（kb\.sqlite3 等 4 项），不会覆盖；请用 --into 指定"):
        took(bundle, into)
    assert sorted(into.rglob("*")) == before
    (tmp_path / "file").write_text("x")
    with pytest.raises(BundleError, match="是一个文件，不能导入到那里"):
        took(bundle, tmp_path / "file")


def test_what_is_no_bundle_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.kbz").write_bytes(b"hello" * 100)
    with pytest.raises(BundleDamaged, match=r"“a\.kbz”不是知识库的打包文件"):
        took(tmp_path / "a.kbz", tmp_path / "new")
    with pytest.raises(NotFound, match="没有文件"):
        took(tmp_path / "b.kbz", tmp_path / "new")
    with ZipFile(tmp_path / "c.kbz", "w") as archive:
        archive.writestr("a.txt", "x" * 100)
    with pytest.raises(BundleDamaged, match="全文校验值不符"):
        took(tmp_path / "c.kbz", tmp_path / "new")
    with pytest.raises(BundleDamaged, match="是文件夹，不是打包文件"):
        took(tmp_path, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_a_newer_bundle_is_refused_with_what_to_do(bundle: Path, tmp_path: Path) -> None:
    for manifest, what in (
        ({"format_version": FORMAT_VERSION + 1}, f"打包格式 {FORMAT_VERSION + 1}.*请先升级程序"),
        ({"schema": SCHEMA_VERSION + 1}, f"结构版本 {SCHEMA_VERSION + 1}.*请先升级程序"),
    ):
        newer = tmp_path / "newer.kbz"
        newer.write_bytes(rewritten(bundle, None, **manifest))
        with pytest.raises(BundleTooNew, match=what):
            took(newer, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_an_older_schema_is_migrated_on_the_way(home: Path, tmp_path: Path) -> None:
    with open_base(home) as base:
        expected = answers(base)
        written = base.bundles.write(tmp_path / "b.kbz")
    # The layouts came with the fifth migration, and whatever came later with the ones after it.
    with opened(written.file) as found:
        found.unpack(tmp_path / "unpacked")
    old = tmp_path / "unpacked" / "kb.sqlite3"
    connection = sqlite3.connect(old)
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    known = {"source_layouts"} | (tables - _TABLES_OF_FIVE)
    for table in known:
        connection.execute(f"DROP TABLE {table}")
    # The ninth brought a column and a number besides its tables.
    connection.execute("ALTER TABLE documents DROP COLUMN visible_to")
    connection.execute("DELETE FROM meta WHERE key = 'access_revision'")
    connection.execute("UPDATE meta SET value = '4' WHERE key = 'schema_version'")
    connection.commit()
    connection.close()
    older = tmp_path / "older.kbz"
    older.write_bytes(rewritten(written.file, {"kb.sqlite3": old.read_bytes()}, schema=4))
    took(older, tmp_path / "new")
    with open_base(tmp_path / "new") as base:
        assert answers(base) == expected
        assert base.stats().schema_version == SCHEMA_VERSION


_TABLES_OF_FIVE = {
    "meta",
    "sources",
    "source_layouts",
    "documents",
    "versions",
    "copies",
    "clauses",
    "passages",
    "generations",
    "words",
    "corrections",
    "cross_references",
    "reference_searches",
    "sqlite_sequence",
}


@pytest.mark.parametrize(
    "name",
    ["../evil.txt", "/etc/evil", "segments/../../evil", "segments\\s000001\\x", "segments/s000001/CON", "C:/x", "x.py"],
)
def test_a_name_out_of_a_home_is_refused(bundle: Path, tmp_path: Path, name: str) -> None:
    assert not is_allowed(name)
    hostile = tmp_path / "hostile.kbz"
    hostile.write_bytes(rewritten(bundle, {name: b"x"}))
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(BundleDamaged, match="不该出现"):
        took(hostile, tmp_path / "new")
    assert sorted(tmp_path.rglob("*")) == before


def test_compressed_members_and_members_that_share_their_bytes_are_refused(bundle: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.kbz"
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("kb.sqlite3", b"0" * 5_000_000)
        archive.comment = b"0" * TRAILER
    bomb.write_bytes(sealed(bomb.read_bytes()))
    with pytest.raises(BundleDamaged, match=r"“kb\.sqlite3”是压缩或加密的"):
        took(bomb, tmp_path / "new")
    with ZipFile(bomb, "w", ZIP_STORED) as archive:
        archive.writestr("kb.sqlite3", b"0" * 5_000)
        for number in range(50):
            twin = ZipInfo(f"segments/s{number:06d}/rows.json")
            first = archive.infolist()[0]
            twin.header_offset, twin.CRC = first.header_offset, first.CRC
            twin.file_size = twin.compress_size = first.file_size
            archive.filelist.append(twin)
        archive.comment = b"0" * TRAILER
    bomb.write_bytes(sealed(bomb.read_bytes()))
    with pytest.raises(BundleDamaged, match="内容比文件本身还大"):
        took(bomb, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_what_would_run_inside_of_the_rows_is_refused(bundle: Path, tmp_path: Path) -> None:
    with opened(bundle) as found:
        found.unpack(tmp_path / "unpacked")
    file = tmp_path / "unpacked" / "kb.sqlite3"
    connection = sqlite3.connect(file)
    connection.execute("CREATE TRIGGER t AFTER INSERT ON words BEGIN DELETE FROM documents; END")
    connection.commit()
    connection.close()
    hostile = tmp_path / "hostile.kbz"
    hostile.write_bytes(rewritten(bundle, {"kb.sqlite3": file.read_bytes()}))
    with pytest.raises(BundleDamaged, match="不该有的 trigger“t”"):
        took(hostile, tmp_path / "new")
    hostile.write_bytes(rewritten(bundle, {"kb.sqlite3": b"no database" * 100}))
    with pytest.raises(BundleDamaged, match="不是知识库的数据"):
        took(hostile, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_indexes_that_cannot_be_read_are_built_again_from_the_rows_and_vectors(
    home: Path, bundle: Path, tmp_path: Path
) -> None:
    cut = tmp_path / "cut.kbz"
    cut.write_bytes(rewritten(bundle, {"segments/s000002/vectors/vectors.faiss": b"cut"}))
    encoder = CountingEncoder()

    def rebuild(draft: Path) -> None:
        with open_base(draft, encoder=encoder) as base:
            base.reindex()

    assert unpack(cut, load_settings(home=tmp_path / "new"), rebuild).rebuilt is True
    assert encoder.passages == 0
    with open_base(home) as old, open_base(tmp_path / "new") as new:
        assert answers(new) == answers(old)


def test_the_command_line_writes_and_takes_bundles(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.index.model.load_encoder", lambda *given, **named: HashEncoder())

    def kb(*arguments: str) -> tuple[int, str, str]:
        code = main(["--home", str(home), *arguments])
        return code, *capsys.readouterr()

    for command in ("export", "backup"):
        file = tmp_path / f"{command}.kbz"
        code, out, err = kb(command, str(file))
        assert (code, err) == (0, "")
        assert out.startswith(f"已写出并校验 {file}（")
        assert "3 份文件，3 个版本，12 个段落；第 2 代，模型 policy-zh-static；" in out
    code, out, _ = kb("--json", "export", str(tmp_path / "small.kbz"), "--without-vectors")
    assert (code, json.loads(out)["with_vectors"], json.loads(out)["passages"]) == (0, False, 12)
    code, out, err = kb("import", str(tmp_path / "export.kbz"))
    assert (code, out) == (2, "")
    assert "里已经有内容（kb.sqlite3 等 5 项），不会覆盖" in err
    for name in ("export", "small"):
        into = tmp_path / f"from-{name}"
        code, out, _ = kb("import", str(tmp_path / f"{name}.kbz"), "--into", str(into))
        assert (code, out.splitlines()[0].partition("；")[0]) == (0, f"已导入到 {into}：3 份文件，3 个版本，12 个段落")
        with open_base(home) as old, open_base(into) as new:
            assert answers(new) == answers(old)
    monkeypatch.setenv("KB_TOP_K", "7")
    monkeypatch.setattr("kb.index.model.load_encoder", lambda *given, **named: HashEncoder(32))
    code, out, err = kb("--json", "import", str(tmp_path / "backup.kbz"), "--into", str(tmp_path / "other"))
    assert (code, json.loads(out)["settings_differ"]) == (0, {"top_k": {"there": 5, "here": 7}})
    assert err.splitlines() == [
        "  注意 设置 KB_TOP_K 在写出的机器上是 5，这里是 7，回答可能不同",
        "  注意 知识库里的向量虽然也是模型 policy-zh-static 算的，但它的文件或提示语后来变了，新旧向量不能混用；"
        "请运行 kb reindex 用当前模型重建，或恢复原来的模型文件和 KB_QUERY_PROMPT",
    ]
    code, _, err = kb("import", str(tmp_path / "absent.kbz"), "--into", str(tmp_path / "x"))
    assert (code, err) == (1, f"错误：没有文件 {tmp_path / 'absent.kbz'}；请检查路径\n")


def test_settings_that_differ_are_told(bundle: Path, tmp_path: Path) -> None:
    report = unpack(bundle, load_settings(home=tmp_path / "new", top_k=8, port=9000), no_rebuild)
    assert report.settings == {"top_k": (5, 8)}


def test_a_backup_while_others_write_is_one_whole_published_state(tmp_path: Path) -> None:
    home = tmp_path / "home"
    titles = [policy(f"清河市第{number}号办法", f"第{number}类企业奖励{number}万元。") for number in range(1, 13)]
    with open_base(home, keep_generations=1) as writer, open_base(home) as reader:
        take(writer, {"loans.txt": LOANS})
        states = {writer.stats().generation: 1}

        def ingest() -> None:
            for number, text in enumerate(titles, start=1):
                take(writer, {f"{number}.txt": text})
                states[writer.stats().generation] = number + 1

        thread = threading.Thread(target=ingest)
        thread.start()
        written: list[BundleReport] = []
        while thread.is_alive():
            written.append(reader.bundles.write(tmp_path / f"{len(written)}.kbz"))
        thread.join()
        written.append(reader.bundles.write(tmp_path / "last.kbz"))
    assert len(written) > 1
    for number, report in enumerate(written):
        took(report.file, tmp_path / f"new{number}")
        with open_base(tmp_path / f"new{number}") as base:
            stats = base.stats()
            assert stats.generation == report.manifest.generation
            assert stats.documents == states[stats.generation]
            found = {one.document_id for one in base.documents().documents}
            assert found == {f"d{row:06d}" for row in range(1, stats.documents + 1)}
    assert written[-1].manifest.generation == max(states)


def test_a_purge_while_segments_are_opened_is_followed(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_base(home) as writer, open_base(home) as reader:
        opened_before = type(reader.bundles)._opened_segments
        purged: list[str] = []

        def purge_first(self: object, *given: object) -> object:
            found = opened_before(self, *given)  # type: ignore[arg-type]
            if not purged:
                purged.append("d000001")
                # The log cannot be emptied while the snapshot is held; the purge itself is done.
                monkeypatch.setattr("kb.store.store.Store.scrub", lambda self: None)
                writer.purge("d000001")
            return found

        monkeypatch.setattr(type(reader.bundles), "_opened_segments", purge_first)
        report = reader.bundles.write(tmp_path / "b.kbz")
    assert report.manifest.generation == 3
    assert "百分之五十".encode() not in report.file.read_bytes()


def test_a_full_disk_is_named_and_leaves_no_half_file(
    home: Path, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = bundle.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with open_base(home) as base:
        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(BundleError, match=r"写出 .*all\.kbz 没有成功：磁盘已满，请腾出空间"):
            base.bundles.write(bundle)
        with pytest.raises(BundleError, match=r"导入到 .*new 没有成功：磁盘已满") as caught:
            took(bundle, tmp_path / "new")
        assert caught.value.detail["full"] is True
        monkeypatch.undo()

        def sqlite_full(*_: object) -> None:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error

        monkeypatch.setattr(rows, "copy_of", sqlite_full)
        with pytest.raises(BundleError, match="磁盘已满"):
            base.bundles.write(bundle)
    assert bundle.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["all.kbz", "home"]


def test_names_and_places_that_cannot_be_written_are_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "report.docx").write_bytes(b"mine")
    with open_base(home) as base:
        with pytest.raises(BundleError, match=r"文件名“report\.docx”应以 \.kbz 结尾"):
            base.bundles.write(tmp_path / "report.docx")
        with pytest.raises(BundleError, match="所在的文件夹不存在"):
            base.bundles.write(tmp_path / "absent" / "a.kbz")
    assert (tmp_path / "report.docx").read_bytes() == b"mine"


def test_a_home_with_a_missing_segment_is_not_backed_up(home: Path, tmp_path: Path) -> None:
    shutil.rmtree(home / "segments" / "s000002")
    with open_base(home) as base, pytest.raises(HomeDamaged, match="请运行 kb reindex 重建后再试"):
        base.bundles.write(tmp_path / "a.kbz")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home"]
