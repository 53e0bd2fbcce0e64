"""What staff do on the page: files in, replaced, withdrawn, purged; words; going back; by keyboard, on a phone too."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from kb.knowledge_base import KnowledgeBase
from kb.settings import Settings
from tests.api.browsers import Watched, served, watching
from tests.fakes import HashEncoder
from tests.kb.homes import LOANS, RENT, TREES, take

pytestmark = pytest.mark.browser

LOANS_TITLE = "清河市小微企业贷款贴息办法"
RENT_TITLE = "清河市创业场地租金补助办法"
OVERVIEW = {
    "name": "三月",
    "created": "2026-03-01T02:00:00+00:00",
    "as_of": "2026-03-01",
    "dataset": "问题.xlsx",
    "fingerprint": "f00d",
    "questions": 40,
    "answerable": 30,
    "errors": 0,
    "measures": [
        {
            "name": "citation_recall",
            "title": "依据被引用的比例",
            "unit": "share",
            "higher_is_better": True,
            "value": 0.875,
            "low": 0.8,
            "high": 0.95,
            "of": 30,
        }
    ],
    "group_measures": [
        {"name": "key_facts", "title": "答出的要点", "unit": "share", "higher_is_better": True},
    ],
    "groups": [{"name": "amount", "title": "金额", "questions": 12, "refused": 1, "values": [0.5]}],
}


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    base = KnowledgeBase.open(Settings(home=tmp_path / "home"), encoder=HashEncoder(64))
    take(base, {"贷款.txt": LOANS, "租金.txt": RENT})
    return base


@pytest.fixture
def url(base: KnowledgeBase) -> Iterator[str]:
    with served(base) as address:
        yield address


@pytest.fixture
def watched(browser: Browser, url: str) -> Iterator[Watched]:
    with watching(browser, url, "#manage", width=360) as watched:
        yield watched


def payload(name: str, text: str | bytes) -> FilePayload:
    data = text.encode() if isinstance(text, str) else text
    return {"name": name, "mimeType": "text/plain", "buffer": data}


def test_files_come_in_one_by_one_and_their_report_outlives_a_reload(watched: Watched) -> None:
    page = watched.page
    expect(page.locator("#manage-entries > li")).to_have_count(2)
    expect(page.get_by_role("link", name="管理")).to_have_attribute("aria-current", "page")
    page.get_by_label("操作人").fill("王芳")
    page.locator("#upload-files").set_input_files(
        [payload("古树.txt", TREES), payload("空.txt", ""), payload("又.txt", LOANS)]
    )
    page.get_by_role("button", name="上传").press("Enter")
    report = page.locator("#upload-report > li")
    expect(report).to_have_count(3)
    expect(page.locator("#upload-status")).to_have_text("已收录 1 个，重复 1 个，未能收录 1 个")
    expect(report.nth(0)).to_contain_text("清河市古树名木保护规定")
    expect(report.nth(0)).to_contain_text("用时")
    expect(report.nth(1)).to_contain_text("空.txt")
    expect(page.locator("#manage-entries > li")).to_have_count(3)
    watched.without_violations()
    page.reload()
    expect(report).to_have_count(3)
    expect(page.locator("#upload-status")).to_have_text("上一次：已收录 1 个，重复 1 个，未能收录 1 个")
    expect(page.get_by_label("操作人")).to_have_value("王芳")
    page.get_by_role("navigation", name="管理").get_by_role("link", name="记录").click()
    entry = page.locator("#log-entries li").filter(has_text="古树.txt")
    expect(entry).to_contain_text("王芳")
    expect(page.get_by_role("link", name="记录")).to_have_attribute("aria-current", "page")
    watched.without_violations()


def test_dropped_files_are_chosen_and_what_was_not_sent_is_tried_again(watched: Watched) -> None:
    page = watched.page
    page.evaluate(
        """text => {
          const data = new DataTransfer();
          data.items.add(new File([text], "拖.txt"));
          const form = document.getElementById("upload-form");
          for (const way of ["dragenter", "drop"]) {
            form.dispatchEvent(new DragEvent(way, { dataTransfer: data, bubbles: true, cancelable: true }));
          }
        }""",
        TREES,
    )
    expect(page.locator("#upload-chosen")).to_have_text("拖.txt")
    page.route("**/v1/documents", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#upload-report > li")).to_contain_text("连不上服务")
    page.unroute("**/v1/documents")
    watched.complaints.clear()
    page.get_by_role("button", name="重试没有传上的").click()
    expect(page.locator("#upload-status")).to_have_text("已收录 1 个")
    expect(page.get_by_role("button", name="重试没有传上的")).to_be_hidden()


def test_a_file_is_replaced_withdrawn_restored_and_purged(watched: Watched) -> None:
    page = watched.page
    status = page.locator("#manage-status")
    dialog = page.get_by_role("dialog")
    # What was done is told without waiting for the examples of the question box.
    page.route("**/v1/examples*", lambda route: None)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=f"换新版本《{LOANS_TITLE}》").press("Enter")
    chooser.value.set_files(payload("新贷款.txt", LOANS.replace("1000万元", "800万元")))
    expect(dialog).to_contain_text("“新贷款.txt”收作新版本；现在的第 1 版保留")
    dialog.get_by_role("button", name="更换").click()
    expect(status).to_have_text("已收作第 2 版。")

    page.get_by_role("button", name=f"撤下《{RENT_TITLE}》").press("Enter")
    expect(dialog).to_contain_text("随时可以恢复")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name=f"撤下《{RENT_TITLE}》").press("Enter")
    expect(dialog.get_by_role("button", name="撤下")).to_be_focused()
    watched.without_violations()
    page.keyboard.press("Enter")
    expect(status).to_have_text(f"已撤下《{RENT_TITLE}》，不再用于回答。")
    expect(status).to_be_focused()
    page.get_by_role("button", name=f"恢复《{RENT_TITLE}》").click()
    dialog.get_by_role("button", name="恢复").click()
    expect(status).to_have_text(f"已恢复《{RENT_TITLE}》，重新用于回答。")

    page.get_by_role("button", name=f"彻底清除《{RENT_TITLE}》").press("Enter")
    expect(dialog).to_contain_text("不能恢复")
    expect(dialog.get_by_role("button", name="取消")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name=f"彻底清除《{RENT_TITLE}》").click()
    dialog.get_by_role("button", name="彻底清除").click()
    expect(status).to_have_text(f"已彻底清除《{RENT_TITLE}》。")
    expect(page.locator("#manage-entries > li")).to_have_count(1)


def test_words_are_added_taken_from_a_file_and_removed(watched: Watched, tmp_path: Path) -> None:
    page = watched.page
    page.get_by_role("link", name="口语词典").click()
    expect(page.locator("#word-entries > li")).to_have_count(100)
    page.get_by_label("术语", exact=True).fill("贷款贴息")
    page.get_by_label("说法（几个之间用顿号隔开）").fill("国家给垫利息、息")
    page.reload()
    expect(page.get_by_label("说法（几个之间用顿号隔开）")).to_have_value("国家给垫利息、息")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="添加").click()
    status = page.locator("#word-status")
    expect(status).to_contain_text("息")
    expect(status).to_have_class("status error")
    watched.complaints.clear()
    page.get_by_label("说法（几个之间用顿号隔开）").fill("国家给垫利息")
    page.keyboard.press("Enter")
    expect(status).to_have_text("已加“国家给垫利息”")
    expect(page.get_by_label("说法（几个之间用顿号隔开）")).to_have_value("")
    page.locator("#word-file").set_input_files(payload("词表.tsv", "贷款贴息\t帮咱垫息\n只有一列\n"))
    expect(status).to_have_text(
        "已加“帮咱垫息”；第 2 行没有收：应是“术语”和“说法”两列，用制表符（Tab）隔开，这一行有 1 列"
    )
    page.get_by_label("来源").select_option("own")
    expect(page.locator("#word-entries > li")).to_have_count(2)
    with page.expect_download() as download:
        page.get_by_role("link", name="导出自己的改动（CSV）").click()
    assert Path(download.value.path()).read_text(encoding="utf-8-sig") == "贷款贴息,国家给垫利息|帮咱垫息\n"
    page.get_by_role("button", name="移除“帮咱垫息”（贷款贴息）").click()
    expect(status).to_have_text("已移除“帮咱垫息”")
    expect(page.locator("#word-entries > li")).to_have_count(1)
    watched.without_violations()


def test_an_earlier_state_is_published_again(watched: Watched, base: KnowledgeBase) -> None:
    take(base, {"古树.txt": TREES})
    page = watched.page
    page.get_by_role("link", name="历次发布").click()
    entries = page.locator("#state-entries > li")
    expect(entries).to_have_count(2)
    expect(entries.first).to_contain_text("正在使用")
    page.get_by_role("button", name="回退到第 1 代").click()
    page.get_by_role("dialog").get_by_role("button", name="回退").click()
    expect(page.locator("#state-status")).to_contain_text("已回退到第 1 代的内容，发布为第 3 代。")
    expect(page.locator("#state-status")).to_contain_text("暂时查不到：《清河市古树名木保护规定》")


def test_the_quality_page_tells_figures_and_opinions(browser: Browser, url: str, base: KnowledgeBase) -> None:
    with watching(browser, url, "#ask", width=1280) as watched:
        page = watched.page
        page.get_by_role("link", name="质量").click()
        expect(page.locator("#quality-report")).to_contain_text("python -m eval run")
        expect(page.locator("#quality-feedback")).to_contain_text("还没有评价")
        watched.without_violations()
        page.get_by_role("link", name="提问").click()
        page.get_by_label("想了解哪项政策？").fill("房租补助期限不超过多少个月")
        page.keyboard.press("Enter")
        opinion = page.get_by_role("region", name="这个回答有用吗")
        opinion.get_by_role("button", name="没用").press("Enter")
        expect(opinion.get_by_role("status")).to_have_text("已记下，谢谢。")
        opinion.get_by_role("textbox").fill("<b>没说</b>期限")
        opinion.get_by_role("button", name="补充").click()
        expect(opinion.get_by_role("textbox")).to_be_hidden()
        expect(opinion.get_by_role("button", name="没用")).to_have_attribute("aria-pressed", "true")
        watched.without_violations()

        run = base.settings.home / "evaluations" / "三月"
        run.mkdir(parents=True)
        (run / "overview.json").write_text(json.dumps(OVERVIEW), encoding="utf-8")
        (run / "report.html").write_text("<p>全部</p>", encoding="utf-8")
        page.get_by_role("link", name="质量").click()
        report = page.locator("#quality-report")
        expect(report).to_contain_text("问题集 问题.xlsx")
        expect(report.get_by_role("row").nth(1)).to_have_text("依据被引用的比例87.5%80.0% – 95.0%30")
        expect(report.get_by_role("row").nth(3)).to_have_text("金额12150.0%")
        with page.expect_download() as download:
            report.get_by_role("link", name="下载完整报告").click()
        assert download.value.suggested_filename == "三月.html"
        expect(page.locator("#quality-feedback")).to_contain_text("有用 0 次，没用 1 次。")
        expect(page.locator("#quality-feedback")).to_contain_text("<b>没说</b>期限")
        with page.expect_download() as download:
            page.get_by_role("link", name="下载为问题文件").click()
        (line,) = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
        asked = json.loads(line)
        assert (asked["question"], asked["doubt"]) == (
            "房租补助期限不超过多少个月",
            "用户判为没用 1 次，请核对并补上依据",
        )
        assert asked["cited"] == ["d000002@1#第三条"]
        watched.without_violations()
