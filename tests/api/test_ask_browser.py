"""Asking on the page: in pieces, stopped, kept in the address, asked on, words switched off, bad input."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.api.browsers import served, watching
from tests.fakes import HashEncoder

pytestmark = pytest.mark.browser

TITLE = "甲市小微企业贷款贴息办法"
POLICY = f"""{TITLE}
甲财规〔2023〕8号

第一条 为减轻小微企业融资成本，制定本办法。

第二条 贴息比例为贷款利息的50%，单户企业每年最高20万元。

第三条 贴息期限最长为两年。

第四条 <img src=x onerror=alert(1)>本办法由甲市财政局负责解释。

第五条 本办法自2024年1月1日起施行。

甲市财政局
2023年12月20日
"""
QUESTION = "小微企业贷款贴息单户企业每年最高多少"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("asking") / "home"), encoder=HashEncoder(256))
    base.ingest_files([("办法.txt", POLICY.encode())])
    base.warm_up()
    with served(base) as address:
        yield address


@pytest.fixture(params=[360, 1280], ids=["phone", "desk"])
def page(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    with watching(browser, url, width=request.param) as watched:
        yield watched.page


def _ask(page: Page, question: str) -> None:
    page.get_by_label("想了解哪项政策？").fill(question)
    page.keyboard.press("Enter")


def test_a_question_is_kept_in_the_address_and_asked_on(page: Page) -> None:
    _ask(page, QUESTION)
    expect(page.locator("#answer-title")).to_have_text(QUESTION)
    expect(page.locator("#citation-1")).to_contain_text("甲财规〔2023〕8号")
    page.locator("#follow-up-question").fill("那贴息期限呢？")
    page.keyboard.press("Enter")
    expect(page.locator(".understood")).to_contain_text(f"按上文理解为：《{TITLE}》贴息期限？")
    expect(page.locator("#answer .answer-text")).to_contain_text("最长为两年")
    page.reload()
    expect(page.locator(".understood")).to_contain_text("贴息期限？")
    page.go_back()
    expect(page.locator("#answer-title")).to_have_text(QUESTION)
    expect(page.locator("#question")).to_have_value(QUESTION)
    page.go_forward()
    page.get_by_role("button", name="只问这一句").click()
    expect(page.locator("#answer-title")).to_have_text("那贴息期限呢？")
    expect(page.locator(".understood")).to_have_count(0)


def test_what_the_document_does_not_say_is_refused_with_help(page: Page, url: str) -> None:
    page.goto(f"{url}/?q={QUESTION}&region=%E7%94%B2%E5%B8%82&as_of=2024-05-01&all=1#ask")
    expect(page.locator("#as-of")).to_have_value("2024-05-01")
    expect(page.locator("#not-in-force")).to_be_checked()
    page.goto(f"{url}/?q={QUESTION}")
    page.locator("#follow-up-question").fill("那月球温度是多少呢？")
    page.keyboard.press("Enter")
    expect(page.locator("#answer .verdict")).to_have_text("文件里没有说明")
    expect(page.locator(".understood")).to_contain_text("月球温度是多少？")
    expect(page.locator(".advice")).to_contain_text("可以问 甲市财政局：")
    expect(page.locator(".advice")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("#answer img").count() == 0


def test_a_running_question_is_stopped_and_a_broken_stream_is_made_good(page: Page) -> None:
    page.route("**/v1/ask", lambda route: None)
    _ask(page, QUESTION)
    expect(page.get_by_role("button", name="停止")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#ask-status")).to_have_text("已停止。")
    expect(page.get_by_role("button", name="停止")).to_be_hidden()
    page.unroute("**/v1/ask")

    broken = 'event: hits\ndata: {"passages":[]}\n\nevent: answer\ndata: {"text":"半句"}\n\n'
    asked: list[bool] = []

    def answer(route: Route) -> None:
        asked.append('"stream":true' in (route.request.post_data or ""))
        if asked[-1]:
            route.fulfill(status=200, content_type="text/event-stream", body=broken)
        else:
            route.continue_()

    page.route("**/v1/ask", answer)
    _ask(page, QUESTION)
    expect(page.locator("#ask-status")).to_have_text("逐步显示中断了，已改为一次取回完整回答。")
    expect(page.locator("#citation-1")).to_be_visible()
    assert asked == [True, False]


def test_what_is_typed_while_the_page_loads_stays(page: Page) -> None:
    held: list[Route] = []
    page.route("**/v1/facets", lambda route: held.append(route))
    page.reload()
    page.locator("#question").fill(QUESTION)
    expect(page.locator("#examples li").first).to_be_visible()
    with page.expect_response("**/v1/facets"):
        held[-1].fulfill(json={"regions": [], "issuers": [{"value": "甲市财政局", "documents": 1}]})
    expect(page.locator("#issuer option")).to_have_count(2)
    expect(page.locator("#question")).to_have_value(QUESTION)


def test_words_are_switched_off_and_on(page: Page) -> None:
    _ask(page, "小微企业贷款利息能补贴一半吗")
    ticks = page.locator(".expansions input")
    expect(ticks.first).to_be_checked()
    word = page.locator(".expansions label").first.inner_text().split(" → ")[0]
    ticks.first.click()
    off = page.locator(".expansions label").filter(has_text="（只按原话查）")
    expect(off).to_have_text(f"{word}（只按原话查）")
    off.locator("input").click()
    expect(off).to_have_count(0)


def test_markup_in_a_question_stays_text_and_its_length_is_limited(page: Page) -> None:
    _ask(page, "<script>alert(1)</script><b>贴息</b>最高多少")
    expect(page.locator("#answer-title")).to_have_text("<script>alert(1)</script><b>贴息</b>最高多少")
    assert page.locator("#answer script, #answer-title b").count() == 0
    assert page.locator("#question").get_attribute("maxlength") == str(Settings().question_chars)
