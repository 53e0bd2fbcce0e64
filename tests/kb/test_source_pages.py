"""Quotations on the pages of their files: page, boxes, pictures, and what a purge leaves."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from kb.errors import NotFound, UnreadableSource
from kb.knowledge_base import KnowledgeBase
from kb.raw import SourcePage
from kb.source_pages import PageTexts
from kb.types import PageBox, Query
from tests.kb.homes import LOANS, RENT, open_base, take
from tests.kb.ingest.readers.paged import HEIGHT, LEFT, READERS, SIZE, STEP, TOP, WIDTH, paged_file, read_paged

LINES = LOANS.splitlines()
FILE = paged_file(LINES[:3], LINES[3:])


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    monkeypatch.setattr("kb.ingest.readers.table.READERS", {**READERS, ".txt": _read_text()})
    with open_base(tmp_path / "home") as base:
        take(base, {"贴息.tif": FILE, "租金.txt": RENT})
        yield base


def _read_text() -> object:
    from kb.ingest.readers.text import read_text

    return read_text


def test_a_citation_tells_its_page_and_the_boxes_of_its_words(base: KnowledgeBase) -> None:
    answer = base.ask(Query("清河市小微企业贷款贴息办法第三条"))
    citation = answer.citations[0]
    # The first line of the second page.
    assert citation.quote == LINES[3]
    assert citation.page == 2
    assert citation.boxes == (PageBox(2, LEFT, TOP, LEFT + SIZE * len(LINES[3]), TOP + SIZE),)
    assert [hit.page for hit in answer.hits if hit.passage.passage_id == citation.passage_id] == [2]
    assert base.search(Query("清河市小微企业贷款贴息办法第一条")).hits[0].page == 1


def test_a_file_without_pages_gives_neither(base: KnowledgeBase) -> None:
    answer = base.ask(Query("清河市创业场地租金补助办法第二条"))
    assert answer.citations[0].version.source_name == "租金.txt"
    assert (answer.citations[0].page, answer.citations[0].boxes) == (None, ())
    assert base.pages.of("d000002") == PageTexts("d000002", 1, "租金.txt", "text", ())


def test_the_pages_of_a_document_are_those_of_its_file(base: KnowledgeBase) -> None:
    counts = [sum(map(len, LINES[:3])), sum(map(len, LINES[3:]))]
    found = base.pages.of("d000001")
    assert found.pages == tuple(SourcePage(WIDTH, HEIGHT, count) for count in counts)
    assert (found.format, found.characters, found.text_share, found.lowest_confidence) == (
        "scan",
        sum(counts),
        1.0,
        None,
    )


def test_a_page_is_drawn_in_the_next_wider_size_and_kept(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = base.pages.picture("d000001", 2, width=300)
    with Image.open(io.BytesIO(picture)) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (400, 560))
        middle = round((LEFT + SIZE * 5) * 400 / WIDTH), round((TOP + SIZE / 2) * 400 / WIDTH)
        assert drawn.getpixel(middle) == (128, 128, 128)
    monkeypatch.setattr(base._readers, "render", lambda *_: pytest.fail("it was drawn anew"))
    assert base.pages.picture("d000001", 2, width=400) == picture


@pytest.mark.parametrize(
    ("document_id", "page", "message"),
    [
        ("d000001", 3, "“贴息.tif”没有第 3 页，共 2 页"),
        ("d000002", 1, "“租金.txt”的格式没有页面，不能显示为图像；请查看文字，或下载原件"),
        ("d000009", 1, "没有编号为“d000009”的文件；请在文件列表里核对"),
    ],
)
def test_a_page_that_there_is_not_is_not_found(base: KnowledgeBase, document_id: str, page: int, message: str) -> None:
    with pytest.raises(NotFound) as refused:
        base.pages.picture(document_id, page)
    assert refused.value.message == message


def test_a_format_that_cannot_be_drawn_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.ingest.readers.table.READERS", {".ofd": read_paged})
    with open_base(tmp_path / "home") as base:
        take(base, {"公文.ofd": FILE})
        with pytest.raises(NotFound) as refused:
            base.pages.picture("d000001", 1)
    assert refused.value.message == "“公文.ofd”是 .ofd 文件，不能显示为页面图像；请查看文字，或下载原件"


def test_a_file_that_cannot_be_drawn_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.ingest.readers.table.READERS", READERS)
    with open_base(tmp_path / "home") as base:
        take(base, {"坏.tif": b"II*\0 no picture" + FILE[FILE.index(b"\0LINES\0") :]})
        with pytest.raises(UnreadableSource, match="的图像无法打开"):
            base.pages.picture("d000001", 1)


def test_of_a_purged_document_no_page_is_left(base: KnowledgeBase, tmp_path: Path) -> None:
    base.pages.picture("d000001", 1)
    base.purge("d000001")
    with pytest.raises(NotFound):
        base.pages.picture("d000001", 1)
    with base._store.reading() as reader:
        assert reader._connection.exec_driver_sql("SELECT count(*) FROM source_layouts").scalar_one() == 0
    for file in (tmp_path / "home").rglob("*"):
        assert file.is_dir() or FILE[:2000] not in file.read_bytes()


def test_a_printed_page_that_holds_a_purged_document_beside_others_goes_and_their_text_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.ingest.readers.table.READERS", READERS)
    with open_base(tmp_path / "home") as base:
        # The same text in a second file, which also holds more: the version of the first is in both.
        take(base, {"甲.tif": FILE})
        assert [one.status for one in take(base, {"乙.tif": paged_file(LINES)})] == ["duplicate"]
        take(base, {"丙.tif": paged_file([*LINES[:5], "第五条　本办法自2023年1月1日起施行，有效期三年。"])})
        base.purge("d000001", version=1)
        assert base.document("d000001").version == 2
        assert base.source_file("d000001").name == "丙.tif"
        assert base.pages.of("d000001").format == "scan"


def test_a_layout_stays_where_the_file_holds_another_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.ingest.readers.table.READERS", READERS)
    with open_base(tmp_path / "home") as base:
        take(base, {"甲.tif": FILE})
        with base._store.writing() as writer:
            # As an article of a page of which another is purged.
            row = base._store.version_rows()[0].version_row
            version = base._store.version(row)
            from kb.store.source_rows import overwrite

            overwrite(writer._connection, 1, version.source_map)
        base._shelf.forget()
        assert base.pages.of("d000001").format == "scan"
        with pytest.raises(NotFound, match="里还有已彻底删除的内容，无法单独去掉，原件已随之删除"):
            base.source_file("d000001")
        with pytest.raises(NotFound, match="原件已随之删除"):
            base.pages.picture("d000001", 1)
        assert STEP > SIZE
