"""The page in a real browser: asking, checking, uploading, by mouse and by keyboard."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, FilePayload, Page, Request, expect

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.api.browsers import served
from tests.fakes import HashEncoder

pytestmark = pytest.mark.browser

TITLE = "甲市小微企业贷款贴息办法"
QUOTE = "贴息比例为贷款利息的50%，单户企业每年最高20万元。"
# A character beyond 16 bits before the quote: offsets of the service and of JavaScript differ from there on.
POLICY = f"""{TITLE}

第一条 为减轻小微企业融资成本😀，制定本办法。

第二条 {QUOTE}

第三条 本办法自2024年1月1日起施行。
"""
QUESTION = "小微企业贷款贴息单户企业每年最高多少"
MARKUP = "<img src=x onerror=alert(1)>补贴办法"


@dataclass
class Watched:
    """A page with all that it asked for and complained of."""

    page: Page
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def request(self, request: Request) -> None:
        self.hosts.add("/".join(request.url.split("/")[:3]))

    def console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(256))
    base.ingest_files([("办法.txt", POLICY.encode())])
    with served(base) as address:
        yield address


@pytest.fixture(params=[360, 1280], ids=["phone", "desk"])
def watched(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Watched]:
    context = browser.new_context(viewport={"width": request.param, "height": 740}, locale="zh-CN")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    watched = Watched(context.new_page())
    watched.page.on("request", watched.request)
    watched.page.on("console", watched.console)
    watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    watched.page.goto(url)
    yield watched
    assert watched.complaints == []
    assert watched.hosts == {url}
    assert watched.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


def ask(page: Page, question: str) -> None:
    page.get_by_label("想了解哪项政策？").fill(question)
    page.keyboard.press("Enter")
    expect(page.locator("#answer")).to_be_visible()


def test_a_question_leads_to_the_quoted_words_in_their_document(watched: Watched) -> None:
    page = watched.page
    ask(page, QUESTION)
    expect(page.locator("#answer .verdict")).to_contain_text("已找到依据")
    expect(page.locator("#answer-title")).to_be_focused()
    card = page.locator("#citation-1")
    quote = card.locator("blockquote").inner_text()
    assert QUOTE in quote
    expect(card).to_contain_text("第二条")
    expect(card).to_contain_text("现行有效")
    expect(card).to_contain_text("施行 2024-01-01")
    expect(card).to_contain_text("来源文件 办法.txt")

    page.get_by_role("button", name="查看引用 1 的原文").first.click()
    viewer = page.locator("#viewer")
    expect(viewer.locator("mark")).to_have_text(quote)
    expect(viewer.locator("mark")).to_be_in_viewport()
    expect(viewer).to_contain_text("第一条 为减轻小微企业融资成本😀，制定本办法。")
    expect(viewer.locator("h2")).to_have_text(TITLE)

    page.keyboard.press("Escape")
    expect(viewer).to_be_hidden()
    expect(card.get_by_role("button", name="在文件中查看")).to_be_focused()


def test_a_citation_is_copied_and_its_file_downloaded(watched: Watched) -> None:
    page = watched.page
    ask(page, QUESTION)
    card = page.locator("#citation-1")
    quote = card.locator("blockquote").inner_text()
    card.get_by_role("button", name="复制引用").click()
    expect(card.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == (
        f"“{quote}”——《{TITLE}》第二条（2024-01-01 起施行，来源文件：办法.txt）\n"
        f"{page.url.split('?')[0]}d/d000001@1#%E7%AC%AC%E4%BA%8C%E6%9D%A1"
    )
    with page.expect_download() as download:
        card.get_by_role("link", name="下载原件").click()
    assert download.value.suggested_filename == "办法.txt"
    assert Path(download.value.path()).read_bytes() == POLICY.encode()


def test_a_clause_in_the_viewer_is_copied_with_its_official_citation_and_link(watched: Watched) -> None:
    page = watched.page
    ask(page, QUESTION)
    page.get_by_role("button", name="查看引用 1 的原文").first.click()
    quoted = page.locator("#viewer .clause.quoted")
    expect(quoted.locator(".official")).to_have_text(f"《{TITLE}》第二条")
    quoted.get_by_role("button", name="复制原文和引用").click()
    expect(quoted.get_by_role("button", name="已复制")).to_be_visible()
    link = f"{page.url.split('?')[0]}d/d000001@1#%E7%AC%AC%E4%BA%8C%E6%9D%A1"
    assert page.evaluate("navigator.clipboard.readText()") == f"第二条 {QUOTE}\n——《{TITLE}》第二条\n{link}"
    expect(page.get_by_role("link", name="单独打开")).to_have_attribute("href", "/d/d000001@1")


def test_going_back_on_a_phone_closes_the_document_and_stays_on_the_page(watched: Watched) -> None:
    page = watched.page
    ask(page, QUESTION)
    entries = page.evaluate("history.length")
    page.get_by_role("button", name="查看引用 1 的原文").first.click()
    expect(page.locator("#viewer mark")).to_be_visible()
    assert page.viewport_size is not None
    is_phone = page.viewport_size["width"] < 1000
    assert page.evaluate("history.length") == entries + is_phone
    if is_phone:
        page.go_back()
        expect(page.locator("#viewer")).to_be_hidden()
        expect(page.locator("#answer")).to_be_visible()
        page.get_by_role("button", name="查看引用 1 的原文").first.click()
        page.get_by_role("button", name="关闭").click()
        expect(page.locator("#viewer")).to_be_hidden()
        assert page.evaluate("history.state") == {"turns": []}


def test_an_abstention_shows_what_comes_nearest(watched: Watched) -> None:
    page = watched.page
    ask(page, "乙市2031年小微企业贷款贴息办法的养老金标准")
    expect(page.locator("#answer .verdict")).to_have_text("文件里没有说明")
    expect(page.get_by_role("heading", name="最接近的条款")).to_be_visible()
    expect(page.locator("#answer .card").first).to_contain_text(TITLE)


def test_examples_are_made_of_the_titles_there_are(watched: Watched) -> None:
    page = watched.page
    example = page.get_by_role("button", name=f"《{TITLE}》什么时候开始施行？")
    example.click()
    expect(page.locator("#answer-title")).to_have_text(f"《{TITLE}》什么时候开始施行？")
    expect(page.locator("#examples")).to_be_hidden()


def test_files_are_added_listed_and_opened_and_their_markup_stays_text(watched: Watched) -> None:
    page = watched.page
    page.get_by_role("link", name="管理").click()
    expect(page.locator("#manage-entries > li")).to_have_count(1)
    expect(page.get_by_role("button", name="上传")).to_be_disabled()
    text = f"{MARKUP}\n\n第一条 每户<b>补贴</b>一万元。\n"
    files: list[FilePayload] = [
        {"name": "新.txt", "mimeType": "text/plain", "buffer": text.encode()},
        {"name": "坏.bin", "mimeType": "application/octet-stream", "buffer": b"\0\1"},
    ]
    page.locator("#upload-files").set_input_files(files)
    expect(page.locator("#upload-chosen")).to_have_text("新.txt、坏.bin")
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#upload-report > li")).to_have_count(2)
    expect(page.locator("#upload-status")).to_have_text("已收录 1 个，未能收录 1 个")
    expect(page.locator("#manage-entries > li")).to_have_count(2)
    page.get_by_role("link", name="文件库").click()
    expect(page.locator("#documents li")).to_have_count(2)
    page.locator("#view-files").get_by_label("标题").fill("补贴")
    expect(page.locator("#documents li")).to_have_count(1)
    page.get_by_role("button", name=MARKUP).click()
    expect(page.locator("#viewer-text")).to_contain_text("每户<b>补贴</b>一万元。")
    assert page.locator("#viewer img, #documents img, #manage-entries img, #viewer b").count() == 0


def test_a_day_is_corrected_and_the_change_is_told(watched: Watched) -> None:
    page = watched.page
    page.get_by_role("link", name="管理").click()
    page.get_by_role("button", name="查看和更正").click()
    box = page.locator("#viewer-corrections")
    expect(box.locator("summary")).to_be_visible()
    box.get_by_label("栏目").select_option("effective_from")
    box.get_by_label("新值").fill("2024-02-01")
    box.get_by_label("姓名").fill("王芳")
    box.get_by_label("理由").fill("原件印发日")
    box.get_by_role("button", name="保存更正").click()
    told = "施行日期：2024-01-01 → 2024-02-01"
    expect(box.locator(".status")).to_have_text(told)
    expect(box.locator(".corrections li")).to_contain_text(told)
    expect(box.locator(".corrections li")).to_contain_text("王芳")
    expect(page.locator("#viewer-meta")).to_contain_text("施行 2024-02-01")

    box.get_by_label("栏目").select_option("validity")
    box.get_by_label("新值").select_option("repealed")
    box.get_by_label("从哪天算起").fill("2024-06-01")
    box.get_by_label("理由").fill("见清理公告")
    box.get_by_role("button", name="保存更正").click()
    expect(box.locator(".status")).to_have_text("效力：现行有效 → 已废止（自 2024-06-01 起）")
    expect(page.locator("#viewer-meta")).to_contain_text("已废止")

    page.get_by_role("button", name="关闭").click()
    page.get_by_role("link", name="提问").click()
    ask(page, QUESTION)
    apart = page.get_by_role("region", name="不在效力期内的文件")
    expect(apart).to_contain_text("自2024-06-01起已废止（王芳更正）")
    apart.get_by_role("button", name=TITLE).click()
    expect(page.locator("#viewer-title")).to_have_text(TITLE)
    expect(box).to_be_hidden()


def test_the_kind_filter_narrows_the_list(watched: Watched) -> None:
    page = watched.page
    page.get_by_role("link", name="文件库").click()
    expect(page.locator("#documents li")).to_have_count(1)
    page.get_by_label("类别").select_option("policy")
    expect(page.locator("#documents li")).to_have_count(1)
    # Only kinds that there are can be chosen; an address may name another.
    page.goto(f"{page.url.split('#')[0]}#files?kind=advertisement")
    expect(page.locator("#documents li")).to_have_count(0)
    expect(page.locator("#list-count")).to_have_text("没有符合条件的文件")


def test_what_goes_wrong_is_said_and_the_page_works_on(browser: Browser, url: str) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(url)
    message = "正在载入模型和索引，请几秒后再试。"
    failure = {"error": {"code": "not_ready", "message": message, "detail": {}}}
    page.route("**/v1/ask", lambda route: route.fulfill(status=503, json=failure))
    page.get_by_label("想了解哪项政策？").fill(QUESTION)
    page.get_by_role("button", name="查询").click()
    expect(page.locator("#ask-status")).to_have_text(message)
    page.unroute("**/v1/ask")
    page.route("**/v1/ask", lambda route: route.abort())
    page.get_by_role("button", name="查询").click()
    expect(page.locator("#ask-status")).to_contain_text("连不上服务")
    page.unroute("**/v1/ask")
    ask(page, QUESTION)
    expect(page.locator("#ask-status")).to_be_empty()
    context.close()
