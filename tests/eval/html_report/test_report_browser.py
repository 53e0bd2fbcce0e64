"""The report in a real browser, from the file, at a phone's and a desk's width, by day and by night."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from eval.html_report import comparison, write
from eval.results.compare import compare
from eval.runs.finished import read_run
from tests.eval.sample_run import MARKUP, QUOTE, SCORED, write_retrieval_run, write_run

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    if executable is None:
        message = "no Chromium: the report is not tried (apt install chromium fonts-noto-cjk)"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    write(write_run(folder / "run"), folder / "report.html")
    return folder / "report.html"


@pytest.fixture(params=[(360, "dark"), (1440, "light")], ids=["phone", "desk"])
def page(browser: Browser, path: Path, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    yield page
    assert asked == [path.as_uri()]
    assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


def test_a_question_opens_with_expected_got_and_passages(page: Page) -> None:
    entry = page.locator("#q-q1")
    assert entry.locator(".side").count() == 0
    entry.locator("summary").first.click()
    expect(entry.locator("h3")).to_have_text(["Expected", "Got", "Passages"])
    expect(entry.locator(".said", has_text="document.title")).to_have_text(MARKUP)
    expect(entry.locator("li.hit mark")).to_have_text(QUOTE)
    expect(entry).to_contain_text("✓ 20万元")
    expect(entry).to_contain_text("in passage 1 · 1 of 1 cited")
    expect(page).to_have_title("run")
    page.locator("#q-q2 summary").first.click()
    expect(page.locator("#q-q2")).to_contain_text("✗ missing: 2024年")


def test_questions_are_filtered_and_ordered(page: Page) -> None:
    shown = page.locator("details.question:visible .asked")
    expect(shown).to_have_text(["利率多少？", "收费多少？", "谁受理？", "何时施行？", "最高多少？", "违约金多少？"])
    page.get_by_label("only wrong").check()
    expect(page.locator("#count")).to_have_text("4 of 6 questions")
    page.get_by_role("combobox", name="Persona").select_option("sme")
    expect(shown).to_have_text(["利率多少？", "何时施行？"])
    page.get_by_label("only wrong").uncheck()
    page.get_by_role("combobox", name="Type").select_option("amount")
    expect(shown).to_have_text(["利率多少？", "最高多少？"])
    page.get_by_role("combobox", name="Order").select_option("asked")
    expect(shown).to_have_text(["最高多少？", "利率多少？"])
    page.get_by_label("Text").fill("20万元")
    expect(shown).to_have_text(["最高多少？"])
    page.get_by_role("combobox", name="Verdict").select_option("failed")
    expect(shown).to_have_count(0)


def test_a_question_is_reached_by_its_address(browser: Browser, path: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{path.as_uri()}#q-q3")
    expect(page.locator("#q-q3 h3").first).to_be_visible()
    context.close()


def test_the_comparison_shows_every_column_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    slower = [replace(row, milliseconds=row.milliseconds + 100) for row in SCORED]
    runs = [read_run(write_run(tmp_path / name, scored=scored)) for name, scored in (("a", SCORED), ("b", slower))]
    path = tmp_path / "compare.html"
    path.write_text(comparison.render(compare(*runs)), encoding="utf-8")
    context = browser.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto(path.as_uri())
    row = page.locator("table.compared tr", has_text="latency_mean_ms")
    shown = [cell.bounding_box() for cell in row.locator("td").all()]
    assert [box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 360 for box in shown] == [True] * 7
    expect(row.locator("td")).to_have_text(["30", "130", "+100", "0.062", "0", "5", "5"])
    expect(row.locator(".chinese")).to_have_text("平均耗时")
    names = [cell.evaluate("cell => getComputedStyle(cell, '::before').content") for cell in row.locator("td").all()]
    assert names == ['"A"', '"B"', '"B − A"', '"p"', '"better"', '"worse"', '"questions"']
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    context.close()


def test_a_thousand_questions_open_within_seconds(browser: Browser, tmp_path: Path) -> None:
    write(write_retrieval_run(tmp_path / "run", 1000), tmp_path / "report.html")
    context = browser.new_context()
    page = context.new_page()
    page.goto((tmp_path / "report.html").as_uri(), timeout=10_000)
    expect(page.locator("#count")).to_have_text("1000 questions")
    expect(page.locator("label", has_text="Persona")).to_be_hidden()
    context.close()
