"""The whole main job in a real browser against a real process: complain, take, answer, settle."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from complaints import one_time
from scripts.chromium import CHROMIUM, open_chromium
from tests.journeys.harness import DeskProcess, new_home

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Give the installed Chromium."""
    if CHROMIUM is None:
        pytest.skip("no chromium")
    async with open_chromium() as browser:
        yield browser


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[DeskProcess]:
    """Run a desk with an empty database."""
    async with new_home(tmp_path, "sqlite") as home, DeskProcess(home) as desk:
        yield desk


async def new_page(browser: Browser, *, width: int, height: int) -> Page:
    """Open a page on a screen of a size."""
    viewport = {"width": width, "height": height}
    context = await browser.new_context(locale="zh-CN", viewport=viewport)  # type: ignore[arg-type]
    return await context.new_page()


async def complain(page: Page, desk: DeskProcess, words: str) -> str:
    """Complain in the web chat; returns the number."""
    await page.goto(f"{desk.url}/chat?place=counter")
    await page.locator("textarea").fill(words)
    await page.locator("textarea").press("Enter")
    number = page.get_by_text(re.compile(r"^HY-\d{6}-\d{3}$")).first
    await expect(number).to_be_visible()
    return await number.inner_text()


async def sign_in(page: Page, desk: DeskProcess) -> None:
    """Sign in as a new administrator by a welcome link."""
    async with desk.home.office() as office, office.database.transaction() as work:
        token = await one_time.make_welcome(office.house, work)
    await page.goto(f"{desk.url}/welcome/{token}")
    await page.fill("input[name=name]", "林晓芸")
    await page.fill("input[name=password]", "a long enough password")
    await page.fill("input[name=again]", "a long enough password")
    await page.locator("form button").first.click()
    await expect(page.locator("a.row").first).to_be_visible()


async def test_a_complaint_is_taken_answered_and_settled_r1_r5_r7_r18_r26(
    browser: Browser, desk: DeskProcess
) -> None:
    """From a complaint in Chinese to the customer's yes; the case shows it all (R1–R26)."""
    customer = await new_page(browser, width=390, height=844)
    number = await complain(customer, desk, "理财到期三天了还没到账，柜台让我等了 40 分钟")
    await customer.get_by_role("button", name="对", exact=True).click()
    await expect(customer.get_by_text("大约什么时候的事")).to_be_visible()

    officer = await new_page(browser, width=1440, height=900)
    await sign_in(officer, desk)
    await officer.locator("a.row", has_text="理财").click()
    await officer.locator("form[action$='/take'] button").first.click()
    await expect(customer.get_by_text("林晓芸接手了您的事")).to_be_visible()

    await officer.locator("#reply").fill("已查到原因，今天 15:30 前入账。")
    await officer.locator("#reply").press("Control+Enter")
    await expect(customer.get_by_text("今天 15:30 前入账")).to_be_visible()

    await officer.locator("body").click(position={"x": 700, "y": 12})
    await officer.keyboard.press("d")
    await officer.locator("textarea[name=result]").fill("已入账，并补偿三天利息")
    await officer.locator("form[action$='/resolve'] button.btn--primary").click()
    await expect(customer.get_by_text("并补偿三天利息")).to_be_visible(timeout=20_000)
    await customer.get_by_role("button", name="满意", exact=True).click()
    await expect(customer.get_by_text("谢谢您，也谢谢您给的机会")).to_be_visible()

    await officer.goto(f"{desk.url}/cases/{number}")
    for words in ("受理", "林晓芸 接单", "林晓芸 回复了客户", "并补偿三天利息", "已结"):
        await expect(officer.get_by_text(words).first).to_be_visible()


async def test_what_was_said_survives_a_killed_desk_and_a_reload(
    browser: Browser, desk: DeskProcess
) -> None:
    """Pull the cable in the middle of a chat: the page reconnects, nothing is lost or doubled."""
    customer = await new_page(browser, width=390, height=844)
    await complain(customer, desk, "电梯坏了三天没人修")
    await desk.kill()
    await customer.locator("textarea").fill("现在还停在五楼")
    await customer.locator("textarea").press("Enter")
    await desk.start()

    said = customer.locator(".bub", has_text="现在还停在五楼")
    await expect(customer.get_by_text(re.compile("已补充到 HY-"))).to_be_visible(timeout=30_000)
    await expect(said).to_have_count(1)
    await customer.reload()
    await expect(said).to_have_count(1)
    await expect(customer.locator(".bub", has_text="电梯坏了三天没人修").first).to_be_visible()
