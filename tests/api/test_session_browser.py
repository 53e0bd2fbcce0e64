"""Signing in on the page with a key, on a phone, and out again."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.api.access_home import TITLE, hidden_home
from tests.api.browsers import served, watching

pytestmark = pytest.mark.browser


def test_a_key_opens_the_page_and_its_group_s_documents(browser: Browser, tmp_path: Path) -> None:
    with (
        hidden_home(tmp_path, public_read=True) as (base, keys),
        served(base) as url,
        watching(browser, url, "#files", width=360) as watched,
    ):
        page = watched.page
        expect(page.locator("#view-files")).to_contain_text("甲市小微企业贷款贴息办法")
        expect(page.locator("#view-files")).not_to_contain_text(TITLE)
        page.get_by_role("button", name="登录").click()
        watched.without_violations()
        page.locator("#session-key").fill("kb_00000000_wrong")
        page.locator("#session-form button[type=submit]").click()
        expect(page.get_by_role("alert").filter(has_text="密钥不对")).to_be_visible()
        page.locator("#session-key").fill(keys["member"])
        page.locator("#session-key").press("Enter")
        expect(page.locator("#session-name")).to_have_text("成员（编辑）")
        expect(page.locator("#view-files")).to_contain_text(TITLE)
        assert page.evaluate("document.cookie") == ""
        page.get_by_role("button", name="退出").click()
        expect(page.get_by_role("button", name="登录")).to_be_visible()
        expect(page.locator("#view-files")).not_to_contain_text(TITLE)
        # The browser itself tells of the key that was refused, and of nothing else.
        assert ["401" in one for one in watched.complaints] == [True]
        watched.complaints.clear()
