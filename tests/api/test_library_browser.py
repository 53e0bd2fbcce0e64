"""The documents narrowed down on the page, on a phone and on a desk; a document on a phone that is loaded anew."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.api.browsers import served, watching
from tests.fakes import HashEncoder
from tests.kb.homes import policy

pytestmark = pytest.mark.browser

FILES = {
    "甲.txt": policy("清河市贷款贴息办法", "由市财政局负责。", "本办法自2022年1月1日起施行，有效期三年。"),
    "乙.txt": policy("清河市租金补助办法", "由市财政局负责。", "本办法自2023年1月1日起施行。"),
    "丙.txt": policy("白山县租金补助办法", "由县财政局负责。", "本办法自2023年1月1日起施行。"),
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("library") / "home"), encoder=HashEncoder(64))
    base.ingest_files([(name, text.encode()) for name, text in FILES.items()])
    with served(base) as address:
        yield address


@pytest.mark.parametrize("width", [360, 1280])
def test_documents_are_narrowed_down_and_the_address_keeps_it(browser: Browser, url: str, width: int) -> None:
    with watching(browser, url, "#files", width=width) as watched:
        page = watched.page
        rows = page.locator("#documents .row-title")
        expect(rows).to_have_text(["清河市贷款贴息办法", "清河市租金补助办法", "白山县租金补助办法"])
        region, validity = page.locator("#list-region"), page.locator("#list-validity")
        expect(region.locator("option")).to_have_text(["全部", "清河市（2）", "白山县（1）"])
        region.focus()
        page.keyboard.press("ArrowDown")
        expect(rows).to_have_text(["清河市贷款贴息办法", "清河市租金补助办法"])
        expect(validity.locator("option")).to_have_text(["全部", "已过有效期（1）", "现行有效（1）"])
        validity.select_option("in_force")
        expect(rows).to_have_text(["清河市租金补助办法"])
        watched.without_violations()
        page.reload()
        expect(rows).to_have_text(["清河市租金补助办法"])
        expect(region).to_have_value("清河市")
        page.get_by_role("button", name="清除筛选").click()
        expect(rows).to_have_count(3)
        assert page.url == f"{url}/#files"


def test_a_document_on_a_phone_is_open_still_when_the_page_is_loaded_anew(browser: Browser, url: str) -> None:
    with watching(browser, url, "#files", width=360) as watched:
        page = watched.page
        page.get_by_role("button", name="白山县租金补助办法").click()
        expect(page.locator("#viewer-text")).to_contain_text("由县财政局负责。")
        page.reload()
        expect(page.locator("#viewer-text")).to_contain_text("由县财政局负责。")
        page.go_back()
        expect(page.locator("#viewer")).to_be_hidden()
        expect(page.locator("#documents li")).to_have_count(3)
