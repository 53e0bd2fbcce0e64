"""The page of a file in a real browser, its quoted words marked, on a phone and on a desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.api.browsers import served
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS
from tests.kb.ingest.readers.paged import HEIGHT, LEFT, READERS, SIZE, TOP, WIDTH, paged_file

pytestmark = pytest.mark.browser

LINES = LOANS.splitlines()
FILE = paged_file(LINES[:3], LINES[3:])


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr("kb.ingest.readers.table.READERS", READERS)
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(64))
    base.ingest_files([("贴息.tif", FILE)])
    with served(base) as address:
        yield address


@pytest.fixture(params=[360, 1280], ids=["phone", "desk"])
def page(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 740}, locale="zh-CN")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(url)
    page.get_by_label("想了解哪项政策？").fill("清河市小微企业贷款贴息办法第三条")
    page.keyboard.press("Enter")
    yield page
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


def test_the_original_opens_with_the_quoted_words_marked(page: Page) -> None:
    card = page.locator("#citation-1")
    card.get_by_role("button", name="打开原件（第 2 页）").click()
    viewer = page.locator("#viewer")
    expect(viewer).to_contain_text("第 2 页，共 2 页")
    mark = viewer.locator(".page-mark")
    expect(mark).to_have_count(1)
    expect(mark).to_be_in_viewport()
    picture, box = viewer.locator("img").bounding_box(), mark.bounding_box()
    assert picture is not None
    assert box is not None
    found = (
        (box["x"] - picture["x"]) / picture["width"],
        (box["y"] - picture["y"]) / picture["height"],
        box["width"] / picture["width"],
        box["height"] / picture["height"],
    )
    expected = (LEFT / WIDTH, TOP / HEIGHT, SIZE * len(LINES[3]) / WIDTH, SIZE / HEIGHT)
    assert found == pytest.approx(expected, abs=0.005)

    viewer.get_by_role("button", name="上一页").click()
    expect(viewer).to_contain_text("第 1 页，共 2 页")
    expect(mark).to_have_count(0)
    viewer.get_by_role("button", name="看文字").click()
    expect(viewer.locator("mark")).to_have_text(LINES[3])
    page.keyboard.press("Escape")
    expect(card.get_by_role("button", name="打开原件")).to_be_focused()


def test_where_the_page_cannot_be_drawn_its_text_is_shown(page: Page) -> None:
    page.route("**/pages/*.png*", lambda route: route.abort())
    page.locator("#citation-1").get_by_role("button", name="打开原件").click()
    expect(page.locator("#viewer-status")).to_have_text("原件的页面图像打不开，这里显示文字；也可以下载原件查看。")
    expect(page.locator("#viewer mark")).to_have_text(LINES[3])


def test_the_report_of_an_upload_tells_how_a_file_was_read(page: Page) -> None:
    page.get_by_role("link", name="管理").click()
    lines = [line.replace("贷款贴息", "稳岗补贴") for line in LINES]
    page.locator("#upload-files").set_input_files(
        {"name": "稳岗.tif", "mimeType": "image/tiff", "buffer": paged_file(lines, [])}
    )
    page.get_by_role("button", name="上传").click()
    report = page.locator("#upload-report li")
    expect(report).to_contain_text("已收录 稳岗.tif")
    expect(report).to_contain_text("扫描件，2 页（1 页有文字），用时")
    expect(report).to_contain_text("清河市小微企业稳岗补贴办法 施行 2022-06-26，6 条")
