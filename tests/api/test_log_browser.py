"""The page of the log in a real browser: filters, the way to one document, all by keyboard too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from kb.store.acting import acting
from kb.store.audit import AuditAction
from tests.api.browsers import served
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, take

pytestmark = pytest.mark.browser
WORDS = Path(__file__).resolve().parents[2] / "api" / "web" / "words.js"


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(256))
    with acting("王芳"):
        take(base, {"贷款.txt": LOANS, "租金.txt": RENT, "空.txt": ""})
    with acting("李强"):
        base.withdraw("d000001")
    base.bundles.write(tmp_path / "备份.kbz", action=AuditAction.BACKED_UP)
    with served(base) as address:
        page = browser.new_page(viewport={"width": 360, "height": 740}, locale="zh-CN")
        page.goto(f"{address}/#log")
        yield page
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.close()


def test_the_log_is_read_and_narrowed_by_keyboard(page: Page) -> None:
    entries = page.locator("#log-entries li")
    expect(page.get_by_role("status").filter(has_text="5 条记录")).to_be_visible()
    expect(page.get_by_role("link", name="记录")).to_have_attribute("aria-current", "page")
    assert [one.split("\n")[0] for one in entries.all_inner_texts()] == [
        "备份",
        "撤下《清河市小微企业贷款贴息办法》",
        "没有收入",
        "新增《清河市创业场地租金补助办法》",
        "新增《清河市小微企业贷款贴息办法》",
    ]
    expect(entries.nth(0)).to_contain_text("备份.kbz")
    expect(entries.nth(1)).to_contain_text("李强")
    expect(entries.nth(4)).to_contain_text("校验值")
    # From the filter's action by Tab and arrow, then a document's id by Enter.
    page.get_by_label("文件编号").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("动作")).to_be_focused()
    page.get_by_label("动作").select_option(label="撤下")
    expect(entries).to_have_count(1)
    page.get_by_label("动作").select_option(label="全部")
    expect(entries).to_have_count(5)
    page.get_by_role("button", name="只看 d000001 的记录").first.focus()
    page.keyboard.press("Enter")
    expect(entries).to_have_count(2)
    expect(page.get_by_label("文件编号")).to_be_focused()
    page.get_by_label("文件编号").fill("d000009")
    expect(page.get_by_role("status").filter(has_text="没有符合条件的记录")).to_be_visible()


def test_every_action_has_its_word_on_the_page() -> None:
    text = WORDS.read_text(encoding="utf-8").partition("export const ACTIONS = {")[2].partition("}")[0]
    named = [line.partition(":")[0].strip() for line in text.splitlines() if ":" in line]
    assert named == [action.value for action in AuditAction]
