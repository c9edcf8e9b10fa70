"""A department is asked, answers and signs, and the customer reads it in the web chat (R20)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from complaints.model import Role
from complaints.officers import Post, add_officer
from storage.passwords import Argon2Passwords
from tests.journeys.harness import DeskProcess
from tests.journeys.test_whole_story import browser, complain, desk, new_page, sign_in

__all__ = ["browser", "desk"]

pytestmark = [pytest.mark.slow, pytest.mark.browser]

PICTURES = Path(__file__).parent.parent / "output"
PASSWORD = "a long enough password"


async def department(desk: DeskProcess) -> None:
    """Employ a handler and the head of 后勤保障部."""
    hashed = await Argon2Passwords().hash(PASSWORD)
    people = {"赵工": Role.DEPARTMENT_HANDLER, "钱主任": Role.DEPARTMENT_HEAD}
    async with desk.home.office() as office, office.database.transaction() as work:
        for name, role in people.items():
            post = Post(role, "logistics")
            await add_officer(office.house, work, name, post, password_hash=hashed)


async def come_in(browser: Browser, desk: DeskProcess, name: str) -> Page:
    """Sign in on a phone and open the page of requests."""
    page = await new_page(browser, width=390, height=844)
    await page.goto(f"{desk.url}/login?next=/coordination")
    await page.fill("#name", name)
    await page.fill("#password", PASSWORD)
    await page.press("#password", "Enter")
    await expect(page.locator("h1")).to_have_text("内部协调")
    return page


async def fits(page: Page) -> None:
    """Hold that the page is no wider than the screen."""
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


async def test_the_customer_reads_how_the_department_gets_on_r20(
    browser: Browser, desk: DeskProcess
) -> None:
    """Asked on a desktop, answered and signed on phones, each step told in the chat."""
    PICTURES.mkdir(exist_ok=True)
    await department(desk)
    customer = await new_page(browser, width=390, height=844)
    number = await complain(customer, desk, "柜台业务办得太慢，等了 40 分钟，空调也不凉")
    manager = await new_page(browser, width=1440, height=900)
    await sign_in(manager, desk)
    await manager.locator("a.row").first.click()
    await manager.locator("form[action$='/take'] button").first.click()

    section = manager.locator("#coordination")
    await section.get_by_text("请部门协办").first.click()
    await manager.select_option("#ask-department", "logistics")
    await manager.fill("#ask-words", "请看 3 号空调为什么不凉")
    await manager.fill("#ask-within", "30 min")
    await manager.screenshot(path=PICTURES / "coordination-ask.png")
    await section.get_by_role("button", name="请部门协办").click()
    await expect(section).to_contain_text("待部门答复")
    await expect(customer.get_by_text("已请后勤保障部协办")).to_be_visible()

    handler = await come_in(browser, desk, "赵工")
    await fits(handler)
    await handler.screenshot(path=PICTURES / "coordination-list-phone.png")
    await handler.get_by_role("link", name="查看并答复").click()
    await expect(handler.locator("#coordination")).to_be_visible()
    await handler.locator("#coordination summary", has_text="答复").first.click()
    await fits(handler)
    await handler.screenshot(path=PICTURES / "coordination-answer-phone.png")
    await handler.locator("textarea[name=words]:visible").fill("滤网堵了，已清洗")
    await handler.locator("#coordination button:visible", has_text="答复").click()
    await expect(handler.locator("#coordination")).to_contain_text("待负责人签字")
    await expect(customer.get_by_text("后勤保障部已有答复")).to_be_visible()

    head = await come_in(browser, desk, "钱主任")
    await head.get_by_role("link", name="查看并答复").click()
    await head.get_by_role("button", name="签字确认").click()
    await expect(head.locator("#coordination")).to_contain_text("已签字")
    await expect(customer.get_by_text("后勤保障部的答复已确认")).to_be_visible()
    await expect(customer.get_by_text("滤网")).to_have_count(0)
    await customer.screenshot(path=PICTURES / "coordination-customer.png")
    await expect(section).to_contain_text("已签字")
    await section.scroll_into_view_if_needed()
    await manager.screenshot(path=PICTURES / "coordination-signed.png")
    await manager.goto(f"{desk.url}/cases/{number}/papers/coordination")
    await expect(manager.locator("main")).to_contain_text("滤网堵了，已清洗")
    await manager.screenshot(path=PICTURES / "coordination-paper.png", full_page=True)
