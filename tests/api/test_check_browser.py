"""The guided form of eligibility in a real browser, on a phone and on a desk: told, understood, asked, judged."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.api.browsers import served
from tests.fakes import HashEncoder
from tests.kb.rules.made_policies import ELSEWHERE, INTEREST, NOTHING

pytestmark = pytest.mark.browser

STORY = "我们是青川市的一家软件公司，高新技术企业，2019年成立，30来人"
MOST_BYTES = 150_000
_LOADS = re.compile(r"""(?:from "\.|import\("\.|src="/web|href="/web)/([a-z_]+\.\w+)\"""")
# What only a document by itself loads, the page that a stable link opens.
READING = {"reading.css", "reading.js"}
WEB = Path(__file__).resolve().parents[2] / "api" / "web"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("check") / "home"), encoder=HashEncoder(64))
    for name, text in (("贴息.txt", INTEREST), ("租金.txt", ELSEWHERE), ("古树.txt", NOTHING)):
        base.ingest_files([(name, text.encode())])
    with served(base) as address:
        yield address


@pytest.fixture(params=[360, 1280], ids=["phone", "desk"])
def page(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": request.param, "height": 740}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(5000)
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{url}/#check")
    yield page
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


def tell(page: Page, story: str) -> None:
    page.get_by_label("我能享受哪些政策？").fill(story)
    page.keyboard.press("Enter")
    expect(page.locator("#verdicts")).to_be_visible()


def test_a_story_is_understood_the_rest_asked_and_the_verdict_given_with_its_clauses(page: Page) -> None:
    tell(page, STORY)
    expect(page.locator("#check-verdict-title")).to_have_text("还缺情况")
    expect(page.locator("#check-verdict-title")).to_be_focused()
    order = ["#check-verdict-title", ".why", "#check-questions", "#check-result-title", ".policy"]
    tops = [page.locator(one).first.bounding_box() for one in order]
    assert [box["y"] for box in tops if box] == sorted(box["y"] for box in tops if box)
    assert page.locator(".why li").count() == 2
    understood = page.locator(".facts li")
    expect(understood.filter(has_text="所在地")).to_contain_text("青川市")
    expect(understood.filter(has_text="成立时间")).to_contain_text("2019年")
    expect(understood.filter(has_text="资质")).to_contain_text("高新技术企业")
    expect(page.locator(".policy")).to_have_count(1)
    expect(page.locator(".policy .verdict-badge")).to_have_text("还缺情况")

    page.locator(".question", has_text="微型").get_by_role("button", name="小型", exact=True).click()
    expect(understood.filter(has_text="规模")).to_contain_text("小型")
    page.locator(".question", has_text="不良记录").get_by_role("button", name="没有", exact=True).click()
    page.locator(".question", has_text="拖欠职工工资").get_by_role("button", name="不是", exact=True).click()
    expect(page.locator(".policy .verdict-badge")).to_have_text("符合条件")
    expect(page.locator(".question")).to_have_count(0)
    expect(page.locator("#check-verdict-title")).to_be_focused()

    steps = page.locator(".steps li")
    expect(steps.nth(0)).to_contain_text("申请。企业应当在每年3月31日前向市科技局提出申请")
    expect(page.locator(".terms li", has_text="不超过20万元")).to_contain_text("第四条")
    page.get_by_text("别的地方的政策（1）").click()
    expect(page.locator("#verdicts").get_by_text("在青川市，不在白石市")).to_be_visible()

    reason = page.locator(".why").get_by_role("button", name="在文件中查看 第二条第一项")
    reason.click()
    expect(page.locator("#viewer mark")).to_have_text("高新技术企业")
    page.keyboard.press("Escape")
    expect(reason).to_be_focused()
    conditions = page.locator(".policy .conditions").first
    expect(conditions).to_be_hidden()
    page.get_by_text("逐条对照").first.click()
    expect(conditions).to_be_visible()


def test_a_fact_is_changed_and_taken_out(page: Page) -> None:
    tell(page, STORY)
    row = page.locator(".facts li", has_text="资质")
    row.get_by_role("button", name="修改").click()
    row.get_by_role("combobox").select_option("expired")
    row.get_by_role("button", name="确定").click()
    expect(page.locator(".facts li", has_text="资质")).to_contain_text("已过期")

    page.get_by_role("button", name="去掉 从业人员：30人").click()
    expect(page.locator(".facts li", has_text="从业人员")).to_have_count(0)

    page.get_by_role("button", name="修改 所在地（注册地）：青川市").click()
    page.locator(".fact-edit input").fill("白石市")
    page.keyboard.press("Enter")
    expect(page.locator(".policy").first).to_contain_text("白石市小微企业场地租金补贴办法")
    expect(page.locator(".notes").first).to_contain_text("以填写的“白石市”为准")


def test_the_form_is_used_by_keyboard_alone_from_the_words_offered(page: Page) -> None:
    page.get_by_role("button", name="企业", exact=True).focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="企业", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_label("我能享受哪些政策？").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".question")).to_have_count(1)
    expect(page.locator(".question legend")).to_contain_text("您在哪个省、市、县（区）")
    page.locator(".question input").focus()
    page.keyboard.type("青川市")
    page.keyboard.press("Enter")
    expect(page.locator(".facts li", has_text="所在地")).to_contain_text("青川市")
    expect(page.locator(".question").nth(1)).to_be_visible()
    page.get_by_role("button", name="重新开始").click()
    expect(page.locator("#verdicts")).to_be_hidden()
    expect(page.get_by_role("button", name="企业", exact=True)).to_have_attribute("aria-pressed", "false")


def test_a_document_without_conditions_says_so_with_what_it_has(page: Page) -> None:
    page.get_by_text("只看一份文件，或换一天").click()
    page.get_by_label("文件", exact=True).select_option(label="《青川市古树名木保护规定》")
    tell(page, "我在青川市")
    expect(page.locator("#check-verdict-title")).to_have_text("这份文件没有写明享受条件")
    expect(page.locator("#verdicts .notes")).to_contain_text("没有写明谁可以享受")


def test_paper_shows_what_is_folded_on_the_screen(page: Page) -> None:
    tell(page, "我在白石市开了家微型企业")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#verdicts details:not([open])").count() == 0
    expect(page.locator("#check-form")).to_be_hidden()
    expect(page.locator("#check-print")).to_be_hidden()
    expect(page.locator(".policy").first).to_be_visible()


def test_the_whole_page_stays_small() -> None:
    # What is loaded when it is first wanted counts as well: nothing that is there is left out.
    loaded = _loaded("index.html")
    assert loaded == {one.name for one in WEB.iterdir()} - READING
    assert sum((WEB / name).stat().st_size for name in loaded) < MOST_BYTES


def _loaded(name: str) -> set[str]:
    """Return the names of the files that one of them loads, itself included."""
    loaded: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in loaded:
            loaded.add(one)
            waiting += _LOADS.findall((WEB / one).read_text("utf-8"))
    return loaded
