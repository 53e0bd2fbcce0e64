"""Every view of the page in light and in dark without grave faults of accessibility; corrections brought over."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from kb.knowledge_base import KnowledgeBase
from kb.retrieve.standing.correction_values import Changes
from kb.settings import Settings
from tests.api.browsers import Watched, served, watching
from tests.fakes import HashEncoder
from tests.kb.homes import policy

pytestmark = pytest.mark.browser

NAME = "甲.txt"
TITLE = "清河市贷款贴息办法"
FIRST = policy(TITLE, "由市财政局负责，依照《清河市财政办法》执行。", "本办法自2022年1月1日起施行。")
SECOND = policy(TITLE, "由市财政局和市金融局负责。", "本办法自2023年1月1日起施行。")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("views") / "home"), encoder=HashEncoder(64))
    base.ingest_files([(NAME, FIRST.encode())])
    base.corrections.change("d000001", Changes({"doc_number": "清财发〔2022〕1号"}), by="王芳", reason="原件有文号")
    base.ingest_files([(NAME, SECOND.encode())])
    with served(base) as address:
        yield address


def in_both_lights(watched: Watched) -> None:
    for scheme in ("light", "dark"):
        watched.page.emulate_media(color_scheme=scheme)
        watched.without_violations()


def test_no_view_has_grave_faults_in_light_or_dark(browser: Browser, url: str) -> None:
    with watching(browser, url, "?q=贷款贴息由谁负责#ask", width=1280) as watched:
        page = watched.page
        # The first question of a process waits for what is read once.
        expect(page.locator("#answer .verdict")).to_be_visible(timeout=20_000)
        page.get_by_role("button", name="在文件中查看").first.click()
        expect(page.locator("#viewer mark")).to_be_visible()
        in_both_lights(watched)
        for view in ("check", "files", "words", "states", "log", "quality"):
            page.evaluate("view => { window.location.hash = view }", view)
            expect(page.locator(f"#view-{view}")).to_be_visible()
            expect(page.locator(f"#view-{view} .status.busy")).to_have_count(0)
            in_both_lights(watched)
        page.goto(f"{url}/d/d000001@1")
        in_both_lights(watched)


def test_what_was_set_by_hand_is_brought_over_to_the_newer_version(browser: Browser, url: str) -> None:
    with watching(browser, url, "#manage", width=360) as watched:
        page = watched.page
        page.get_by_role("button", name="查看和更正").click()
        left = page.locator(".not-carried")
        expect(left).to_contain_text("文号：清财发〔2022〕1号王芳：原件有文号")
        carry = left.get_by_role("button", name="核对后带过来（第 1 版 → 第 2 版）")
        carry.click()
        expect(page.locator("#viewer-corrections .status")).to_contain_text("请先在“姓名”里写明是谁改的")
        expect(page.get_by_label("姓名")).to_be_focused()
        in_both_lights(watched)
        page.keyboard.type("李明")
        page.get_by_label("理由").fill("第二版仍用此号")
        carry.click()
        expect(page.locator("#viewer-corrections .status")).to_contain_text("清财发〔2022〕1号")
        expect(page.locator(".not-carried")).to_be_hidden()
        expect(page.locator("#viewer-meta")).to_contain_text("清财发〔2022〕1号")


def test_a_conversation_about_a_document_that_is_gone_goes_on(browser: Browser, url: str) -> None:
    with watching(browser, url, width=360) as watched:
        page = watched.page
        turn = {"question": "租金补助最高多少", "answer": "见《白山县租金补助办法》", "document_id": "d000404"}
        page.evaluate("turns => window.history.replaceState({ turns }, '', '?q=那期限呢？#ask')", [turn])
        page.reload()
        expect(page.locator("#answer .verdict")).to_have_text("文件里没有说明")
        expect(page.locator("#ask-status")).to_have_text("")
