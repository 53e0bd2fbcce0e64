"""`kb generations`: what is kept, and what going back does and never does."""

import json
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from kb.cli import main
from kb.errors import HomeDamaged, NotFound, RollbackRefused
from kb.knowledge_base import KnowledgeBase
from kb.types import Query
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, TREES, open_base, take

FILES = (("loans.txt", LOANS), ("rent.txt", RENT), ("trees.txt", TREES))


def fill(base: KnowledgeBase) -> None:
    """Publish a generation a file."""
    for name, text in FILES:
        take(base, {name: text})


def found(base: KnowledgeBase, question: str) -> set[str]:
    hits = base.search(Query(question, 100, include_not_in_force=True)).hits
    return {hit.passage.document_id for hit in hits}


def kept(base: KnowledgeBase) -> list[tuple[int, int | None, int | None, bool]]:
    return [(one.number, one.versions, one.passages, one.is_current) for one in base.generations.list()]


def test_the_kept_generations_are_listed_with_what_they_hold(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        assert base.generations.list() == ()
        fill(base)
        assert kept(base) == [(3, 3, 12, True), (2, 2, 9, False), (1, 1, 5, False)]
        newest = base.generations.list()[0]
        files = (tmp_path / "segments" / "s000003").rglob("*")
        assert newest.size == sum(file.stat().st_size for file in files if file.is_file())
        assert (newest.segments, newest.model, newest.fingerprint) == (1, "policy-zh-static", "hash-64")


def test_a_rollback_publishes_the_older_generation_and_the_next_ingest_brings_the_rest_back(tmp_path: Path) -> None:
    with open_base(tmp_path) as base, open_base(tmp_path) as reader:
        fill(base)
        assert "d000003" in found(reader, "古树名木保护")
        done = base.generations.rollback()
        assert (done.number, done.again, done.left) == (4, 2, 3)
        assert [row.key for row in done.not_found] == ["d000003@1"]
        for one in (base, reader):
            assert "d000003" not in found(one, "古树名木保护")
            assert found(one, "贷款贴息标准，房租补助") == {"d000001", "d000002"}
            assert one.documents().total == 2
            assert one.stats().generation == 4
        assert base.ingest_files([]).generation == 5
        assert "d000003" in found(reader, "古树名木保护")
        assert reader.documents().total == 3


def test_going_back_again_goes_one_further(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        fill(base)
        assert base.generations.rollback().again == 2
        done = base.generations.rollback()
        assert (done.number, done.again, [row.key for row in done.not_found]) == (5, 1, ["d000002@1", "d000003@1"])
        with pytest.raises(RollbackRefused, match="第 1 代之前没有还保留着的一代"):
            base.generations.rollback()
        assert base.generations.rollback(3).number == 6
        assert base.documents().total == 3


def test_what_was_withdrawn_stays_withdrawn(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        fill(base)
        base.withdraw("d000001")
        base.generations.rollback(2)
        assert found(base, "贷款贴息标准") == {"d000002"}
        assert [one.document_id for one in base.documents().documents] == ["d000002"]
        base.restore("d000001")
        assert found(base, "贷款贴息标准") == {"d000001", "d000002"}


def test_what_was_purged_never_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_base(tmp_path) as base:
        fill(base)
        base.purge("d000001")
        assert [one.number for one in base.generations.list()] == [4]
        with pytest.raises(NotFound, match="第 2 代没有保留；还有第 4 代"):
            base.generations.rollback(2)
        # A purge that ends before it has published: its rows are gone, the segments are not.
        take(base, {"loans.txt": LOANS})
        monkeypatch.setattr("kb.index.build.Publisher.publish", _ended)
        with pytest.raises(HomeDamaged, match="ended"):
            base.purge("d000002")
        monkeypatch.undo()
        take(base, {"new.txt": LOANS.replace("1000", "3000")})
        for number in (4, 5):
            with pytest.raises(NotFound, match=f"第 {number} 代没有保留"):
                base.generations.rollback(number)
        assert found(base, "房租补助") & {"d000002"} == set()


def test_a_generation_with_purged_text_is_refused_even_where_its_row_is_still_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_base(tmp_path) as base:
        fill(base)
        monkeypatch.setattr("kb.index.build.Publisher.publish", _ended)
        with pytest.raises(HomeDamaged, match="ended"):
            base.purge("d000001")
        monkeypatch.undo()
        with pytest.raises(RollbackRefused, match="第 2 代里有后来彻底删除的内容"):
            base.generations.rollback()


def _ended(*_: object, **__: object) -> int:
    raise HomeDamaged("ended")


def test_a_generation_of_another_model_is_refused(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        fill(base)
    with open_base(tmp_path, encoder=HashEncoder(32)) as base:
        base.reindex()
        with pytest.raises(RollbackRefused, match="第 3 代的向量是另一个模型") as caught:
            base.generations.rollback()
        assert caught.value.detail == {"generation": 3, "found": "hash-64", "expected": "hash-32"}
        assert base.stats().generation == 4


def test_the_same_generation_and_an_unreadable_one_are_refused(tmp_path: Path) -> None:
    with open_base(tmp_path) as base:
        with pytest.raises(RollbackRefused, match="还没有发布过任何一代"):
            base.generations.rollback()
        fill(base)
        with pytest.raises(RollbackRefused, match="第 3 代与正在使用的第 3 代内容相同"):
            base.generations.rollback(3)
        (tmp_path / "segments" / "s000002" / "rows.json").write_text("{")
        with pytest.raises(RollbackRefused, match="第 2 代的索引读不出来"):
            base.generations.rollback()
        assert kept(base)[1] == (2, None, None, False)
        assert base.generations.rollback(1).number == 4


def test_as_many_generations_are_kept_as_the_setting_says(tmp_path: Path) -> None:
    with open_base(tmp_path, keep_generations=2) as base:
        fill(base)
        assert [one.number for one in base.generations.list()] == [3, 2]
    with open_base(tmp_path, keep_generations=1) as base:
        base.ingest_files([])
        assert [one.number for one in base.generations.list()] == [3]
    assert [folder.name for folder in (tmp_path / "segments").iterdir()] == ["s000003"]


def test_a_reader_finishes_on_a_generation_that_is_pruned_meanwhile(tmp_path: Path) -> None:
    with open_base(tmp_path, keep_generations=1) as writer, open_base(tmp_path) as reader:
        take(writer, {"loans.txt": LOANS})
        held = reader._keeper.current()
        take(writer, {"rent.txt": RENT})
        assert not (tmp_path / "segments" / "s000001").exists()
        (segment,) = held.segments
        assert [hit.position for hit in segment.keywords.search([("贴息", 1.0)], 10)][:1] == [2]
        assert segment.keywords.phrase("贷款利息", 5)[0].position == 2
        vector = HashEncoder().encode_queries(["贴息标准为贷款利息的百分之五十"])
        assert segment.vectors.search(vector, 1)[0][0][0] == "3"
        assert segment.seams is not None
        assert held.frequency("贷款") > 0


def test_the_command_line_lists_and_goes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.index.model.load_encoder", lambda *given, **named: HashEncoder())

    def kb(*arguments: str) -> tuple[int, str, str]:
        code = main(["--home", str(tmp_path / "home"), *arguments])
        return code, *capsys.readouterr()

    assert kb("generations", "list") == (1, "", "还没有发布过任何一代\n")
    for name, text in FILES:
        (tmp_path / name).write_text(text, encoding="utf-8")
        kb("ingest", str(tmp_path / name))
    code, out, _ = kb("generations", "list")
    lines = out.splitlines()
    assert (code, [line[:7] for line in lines]) == (0, ["* 第 3 代", "  第 2 代", "  第 1 代"])
    assert "3 个版本，12 个段落，1 段，" in lines[0]
    assert lines[0].endswith("，模型 policy-zh-static")
    code, out, _ = kb("generations", "rollback", "1")
    assert (code, out.splitlines()) == (
        0,
        [
            "已回退到第 1 代的内容（发布为第 4 代，原来是第 3 代）",
            "  暂时查不到 d000002@1《清河市创业场地租金补助办法》（rent.txt）",
            "  暂时查不到 d000003@1《清河市古树名木保护规定》（trees.txt）",
            "  它们仍在库里，下一次 kb ingest、kb reindex 或彻底删除时重新发布",
        ],
    )
    code, _, err = kb("generations", "rollback", "9")
    assert (code, err) == (1, "错误：第 9 代没有保留；还有第 4、3、2、1 代，kb generations list 列出详情\n")
    code, out, _ = kb("--json", "generations", "rollback", "3")
    assert (code, json.loads(out)) == (0, {"generation": 5, "same_as": 3, "left": 4, "not_found": []})
    code, out, _ = kb("--json", "generations", "list")
    assert [(one["generation"], one["current"]) for one in json.loads(out)["generations"]] == [
        (5, True),
        (4, False),
        (3, False),
        (2, False),
        (1, False),
    ]


def test_generations_over_http(tmp_path: Path) -> None:
    with open_base(tmp_path) as base, TestClient(create_app(base), base_url="http://127.0.0.1:8000") as http:
        fill(base)
        listed = http.get("/v1/generations").json()["generations"]
        assert [(one["generation"], one["passages"], one["current"]) for one in listed] == [
            (3, 12, True),
            (2, 9, False),
            (1, 5, False),
        ]
        body = http.post("/v1/generations/rollback", json={}).json()
        missing = {"document_id": "d000003", "version": 1, "title": "清河市古树名木保护规定", "source": "trees.txt"}
        assert body == {"generation": 4, "same_as": 2, "left": 3, "not_found": [missing]}
        refused = http.post("/v1/generations/rollback", json={"generation": 4})
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "rollback_refused")
        absent = http.post("/v1/generations/rollback", json={"generation": 9})
        assert (absent.status_code, absent.json()["error"]["code"]) == (404, "not_found")
