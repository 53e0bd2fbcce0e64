"""A stable link in a real browser, on a phone and on a desk, with and without scripts; the page of a comparison."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.api.browsers import served
from tests.fakes import HashEncoder
from tests.kb.homes import policy

pytestmark = pytest.mark.browser

TITLE = "清河市小微企业贷款贴息办法"
ARTICLES = [f"第{number}类企业按照本办法的规定申请贴息，具体标准由市财政部门另行公布。" for number in range(1, 30)]
CITATION = f"《{TITLE}》（清政办发〔2018〕8号）第二十条第（二）项"


def _text(year: int, share: str) -> str:
    numerals = "一二三四五六七八九十"
    articles = "\n".join(f"第{_numeral(at, numerals)}条　{text}" for at, text in enumerate(ARTICLES[:19], start=1))
    items = f"第二十条　贴息标准如下：\n（一）小型企业百分之{share}；\n（二）微型企业百分之七十<b>。</b>"
    return f"{TITLE}\n清政办发〔{year}〕8号\n\n{articles}\n{items}\n第二十一条　本办法自{year}年6月26日起施行。\n"


def _numeral(number: int, numerals: str) -> str:
    return numerals[number - 1] if number <= 10 else f"十{numerals[number - 11]}"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("reading") / "home"), encoder=HashEncoder(64))
    files = [("2018.txt", _text(2018, "五十")), ("2024.txt", _text(2024, "六十"))]
    base.ingest_files([(name, text.encode()) for name, text in files])
    base.ingest_files([("另一份.txt", policy("清河市另一份办法", "甲。\n另起一款。", "乙。").encode())])
    with served(base) as address:
        yield address


@pytest.fixture(params=[(360, "light"), (360, "dark"), (1280, "light")], ids=["phone", "dark", "desk"])
def page(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme, locale="zh-CN")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


def _link(url: str, address: str, version: int = 1) -> str:
    return f"{url}/d/d000001@{version}#{quote(address, safe='')}"


def test_a_stable_link_shows_its_clause_marked_and_in_sight(page: Page, url: str) -> None:
    page.goto(_link(url, "第二十条第二项"))
    expect(page).to_have_title(f"《{TITLE}》（清政办发〔2018〕8号） 第 1 版")
    clause = page.locator("[id='第二十条第二项']")
    expect(clause).to_be_in_viewport()
    plain = page.locator("[id='第二十条第一项']").evaluate("node => getComputedStyle(node).backgroundColor")
    marked = clause.evaluate("node => getComputedStyle(node).backgroundColor")
    assert (plain, marked != plain) == ("rgba(0, 0, 0, 0)", True)
    expect(page.locator("h1")).to_have_text(TITLE)
    expect(page.locator(".notice")).to_contain_text(
        "已被新版本取代：被第2版（清政办发〔2024〕8号）取代，2024-06-26 起。今天适用的是第 2 版，对照改动"
    )
    expect(page.locator(".versions li")).to_have_count(2)
    assert page.locator("article b").count() == 0

    expect(clause.locator(".official")).to_have_text(CITATION)
    clause.get_by_role("button", name="复制原文和引用").click()
    expect(clause.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"（二）微型企业百分之七十<b>。</b>\n——{CITATION}\n{_link(url, '第二十条第二项')}"


def test_a_link_without_a_version_leads_to_the_clause_in_that_of_today(page: Page, url: str) -> None:
    page.goto(f"{url}/d/d000001#{quote('第三条', safe='')}")
    assert page.url == _link(url, "第三条", version=2)
    expect(page.locator("[id='第三条']")).to_be_in_viewport()
    expect(page.locator(".badge")).to_have_text("现行有效")
    expect(page.locator(".notice")).to_have_count(0)


def test_without_scripts_the_clause_is_marked_all_the_same(browser: Browser, url: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}, locale="zh-CN")
    page = context.new_page()
    page.goto(_link(url, "第二十条"))
    expect(page.locator(".clause:target")).to_have_attribute("id", "第二十条")
    expect(page.locator("[id='第二十条']")).to_be_in_viewport()
    context.close()


def test_a_link_to_nothing_says_what_there_is(browser: Browser, url: str) -> None:
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    response = page.goto(f"{url}/d/d000001@9")
    assert response is not None
    assert response.status == 404
    expect(page.locator("main")).to_contain_text("文件 d000001 没有第 9 版；现有第 1 版、第 2 版。")
    page.get_by_role("link", name="到文件库查看现有文件").click()
    expect(page.locator("#documents li")).to_have_count(2)
    context.close()


def test_a_comparison_is_read_side_by_side_or_one_under_the_other(page: Page, url: str) -> None:
    page.goto(_link(url, "第二十条"))
    page.get_by_role("link", name="对照改动").click()
    expect(page.locator("h1")).to_have_text(f"《{TITLE}》（清政办发〔2024〕8号）：版本对照")
    row = page.locator(".row.changed", has=page.locator("a", has_text="第二十条")).first
    assert row.locator("del").all_inner_texts() == ["百分之五十"]
    assert row.locator("ins").all_inner_texts() == ["百分之六十"]
    before, after = (row.locator(".words").nth(at).bounding_box() for at in (0, 1))
    assert before is not None
    assert after is not None
    assert page.viewport_size is not None
    beside = page.viewport_size["width"] > 700
    assert (after["x"] > before["x"] + 100) is beside
    assert (after["y"] > before["y"] + 50) is not beside
    expect(page.locator(".row.unchanged").first).to_be_hidden()
    page.get_by_label("也显示未变的条款").check()
    expect(page.locator(".row.unchanged").first).to_be_visible()
    row.get_by_role("link", name="第二十条").click()
    expect(page.locator(".clause:target")).to_have_attribute("id", "第二十条")


def test_a_clause_that_is_not_there_is_said_with_the_nearest(page: Page, url: str) -> None:
    page.goto(_link(url, "第九十条"))
    note = page.locator(".no-clause")
    expect(note).to_have_text("本文没有“第九十条”这一条。最接近的是第二十一条。")
    expect(note).to_be_in_viewport()
    note.get_by_role("link", name="第二十一条").click()
    expect(note).to_have_count(0)
    expect(page.locator(".clause:target")).to_have_attribute("id", "第二十一条")
    page.goto(_link(url, "第二十条第九项"))
    expect(page.locator(".no-clause")).to_have_text("本文没有“第二十条第九项”这一条。最接近的是第二十条。")


def test_the_first_paragraph_is_copied_by_itself_and_the_article_as_a_whole(page: Page, url: str) -> None:
    page.goto(f"{url}/d/d000002@1#{quote('第一条第一款', safe='')}")
    bar = page.locator("[id='第一条第一款'] > .cite-bar")
    bar.get_by_role("button", name="复制原文和引用").click()
    expect(bar.get_by_role("button", name="已复制")).to_be_visible()
    link = f"{url}/d/d000002@1#"
    first = f"第一条　甲。\n——《清河市另一份办法》第一条第一款\n{link}{quote('第一条第一款', safe='')}"
    assert page.evaluate("navigator.clipboard.readText()") == first
    bar.get_by_role("button", name="复制整条").click()
    whole = f"第一条　甲。\n另起一款。\n——《清河市另一份办法》第一条\n{link}{quote('第一条', safe='')}"
    page.wait_for_function("text => navigator.clipboard.readText().then(held => held === text)", arg=whole)
