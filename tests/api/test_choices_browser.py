"""On the page: documents of one name to choose from, exact wording, and the clause that repeals a document."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.api.browsers import served, watching
from tests.fakes import HashEncoder

pytestmark = pytest.mark.browser

TITLE = "科技创新券管理办法"


def _voucher(county: str, amount: str) -> str:
    return (
        f"{TITLE}\n第一条　为规范科技创新券，制定本办法。\n"
        f"第二条　{county}的企业每年最高申领{amount}，由县科技局审核。\n"
        f"第三条　本办法自2020年1月1日起施行。\n{county}科学技术局\n2019年12月1日\n"
    )


ENDED = "清河市首次贷款奖励办法\n清政发〔2018〕9号\n第一条　奖励3万元。\n第二条　本办法自2018年5月1日起施行。\n"
CLEARING = (
    "清河市人民政府关于废止部分文件的决定\n清政发〔2024〕7号\n一、下列文件予以废止：\n"
    "1.《清河市首次贷款奖励办法》（清政发〔2018〕9号）\n本决定自2024年6月1日起施行。\n"
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    base = KnowledgeBase.open(Settings(home=tmp_path_factory.mktemp("choices") / "home"), encoder=HashEncoder(64))
    for name, text in (
        ("a.txt", _voucher("西林县", "10万元")),
        ("b.txt", _voucher("云岭县", "15万元")),
        ("c.txt", ENDED),
        ("d.txt", CLEARING),
    ):
        base.ingest_files([(name, text.encode())])
    base.warm_up()
    with served(base) as address:
        yield address


@pytest.fixture(params=[360, 1280], ids=["phone", "desk"])
def page(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    with watching(browser, url, width=request.param) as watched:
        yield watched.page


def _ask(page: Page, question: str) -> None:
    page.get_by_label("想了解哪项政策？").fill(question)
    page.get_by_role("button", name="查询").click()


def test_of_documents_of_one_name_one_is_chosen(page: Page, url: str) -> None:
    _ask(page, f"《{TITLE}》第二条")
    expect(page.locator("#answer .verdict")).to_have_text("有 2 份文件叫这个名字，请选一份")
    choices = page.get_by_role("list", name="请选一份文件").get_by_role("listitem")
    expect(choices).to_have_count(2)
    chosen = choices.filter(has_text="云岭县科学技术局")
    expect(chosen.get_by_role("link", name="打开原文")).to_have_attribute(
        "href", "/d/d000002@1#%E7%AC%AC%E4%BA%8C%E6%9D%A1"
    )
    chosen.get_by_role("button").click()
    expect(page.locator("#answer .answer-text")).to_contain_text("云岭县的企业每年最高申领15万元")
    expect(page.locator("#answer .choices")).to_have_count(0)


def test_a_wording_is_looked_up_with_what_differs_marked(page: Page) -> None:
    page.get_by_label("想了解哪项政策？").fill("企业每年最高申领18万元")
    page.get_by_role("button", name="把它当原话，查原文").click()
    expect(page.locator("#answer .verdict")).to_have_text("没有一字不差的原文，最接近的有 2 处")
    quote = page.locator("#answer .card blockquote").first
    expect(quote.locator("del")).to_have_text("18万元")
    assert quote.locator("ins").inner_text() in {"10万元", "15万元"}
    page.get_by_label("想了解哪项政策？").fill("“由县科技局审核”")
    page.get_by_role("button", name="把它当原话，查原文").click()
    expect(page.locator("#answer .verdict")).to_have_text("原文共有 2 处")
    page.locator("#answer .card").first.get_by_role("button", name="在文件中查看").click()
    expect(page.locator("#viewer mark")).to_have_text("由县科技局审核")
    page.keyboard.press("Escape")
    expect(page.locator("#viewer")).to_be_hidden()
    page.reload()
    expect(page.locator("#answer .verdict")).to_have_text("原文共有 2 处")
    page.go_back()
    expect(page.locator("#answer-title")).to_have_text("“企业每年最高申领18万元”")
    expect(page.locator("#question")).to_have_value("企业每年最高申领18万元")


def test_a_repealed_document_leads_to_the_clause_that_repeals_it(page: Page, url: str) -> None:
    _ask(page, "《清河市首次贷款奖励办法》第一条")
    because = page.locator("#answer .because")
    expect(because).to_contain_text(
        "已废止：被《清河市人民政府关于废止部分文件的决定》（清政发〔2024〕7号）一、1废止，2024-06-01 起"
    )
    link = because.get_by_role("link")
    expect(link).to_have_attribute("href", "/d/d000004@1#%E4%B8%80%E3%80%811")
    page.goto(f"{url}/d/d000003@1")
    banner = page.locator(".notice").get_by_role("link")
    expect(banner).to_have_text("《清河市人民政府关于废止部分文件的决定》（清政发〔2024〕7号）一、1")
    banner.click()
    expect(page.locator(":target")).to_contain_text("《清河市首次贷款奖励办法》")
