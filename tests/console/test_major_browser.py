"""A major complaint in a real browser, from raising it to its report (R13, R28–R30)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from complaints.model import Complaint, Officer, Role
from scripts.chromium import CHROMIUM, open_chromium
from storage.tables import metadata
from storage.unit_of_work import Database
from tests.console.console_kit import PASSWORD, Console, close_console, open_console
from tests.console.kit import real_time
from tests.fakes import make_house

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PICTURES = Path(__file__).parent.parent / "output"
PHONE = {"width": 390, "height": 844}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Give a Chromium."""
    if CHROMIUM is None:
        pytest.skip("no chromium")
    async with open_chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def desk(browser: Browser, tmp_path: Path) -> AsyncIterator[Console]:
    """Give a running console with a leader, a manager and a handler of a department."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/desk.db", real_time)
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    console = await open_console(make_house(real_time), database, tmp_path / "files")
    yield console
    for context in browser.contexts:
        await context.close()
    await close_console(console)
    await database.close()


async def sign_in(browser: Browser, desk: Console, officer: Officer) -> Page:
    """Sign in as an officer."""
    context = await browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 1000})
    page = await context.new_page()
    await page.goto(str(desk.server.make_url("/login")))
    await page.fill("#name", officer.name)
    await page.fill("#password", PASSWORD)
    await page.press("#password", "Enter")
    await expect(page.locator("#rows")).to_be_visible()
    return page


async def open_major(page: Page, desk: Console, case: Complaint) -> None:
    """Open the page of a major complaint."""
    await page.goto(str(desk.server.make_url(f"/major/{case.number}")))
    await expect(page.locator(".mj__b h1")).to_be_visible()


async def grant(page: Page, desk: Console) -> None:
    """Grant the one request that waits."""
    await page.goto(str(desk.server.make_url("/approvals")))
    await page.locator("button[value=grant]").click()
    await expect(page.locator(".toast")).to_contain_text("已批准")


async def test_a_major_case_from_raising_to_its_report_r28(
    browser: Browser, desk: Console
) -> None:
    """Raised, known, staffed, planned, carried out, reported; on a phone nothing is cut off."""
    leader = await desk.officer("王敏", Role.SENIOR_LEADER)
    worker = await desk.officer("何志强", Role.DEPARTMENT_HANDLER, "logistics")
    case = await desk.filed("自动门夹到客户的手，坏了没人修", by_chat=False)
    owner = await sign_in(browser, desk, await desk.officer("林晓芸"))
    await owner.goto(str(desk.server.make_url(f"/cases/{case.number}")))
    await owner.locator("form[action$='/take'] button").click()
    await owner.get_by_text("调整严重度").click()
    await owner.locator("form[action$='/severity'] button[value=major]").click()
    await owner.get_by_role("link", name="重大投诉处置页").click()
    await expect(owner.locator(".steps .now")).to_contain_text("高层知悉")

    top = await sign_in(browser, desk, leader)
    await top.get_by_role("link", name="重大", exact=False).first.click()
    await expect(top.locator("#rows")).to_contain_text("高层未知悉")
    await top.get_by_role("link", name=case.number).click()
    await top.get_by_role("button", name="我已知悉").click()
    await top.locator("#task-lead").select_option(str((await desk.complaint(case)).owner_id))
    await top.locator(f"input[name=member][value='{worker.id}']").check()
    await top.get_by_role("button", name="成立专项小组").click()
    await expect(top.locator(".toast")).to_contain_text("专项小组已成立")

    await open_major(owner, desk, case)
    await owner.get_by_text("添加措施").first.click()
    await owner.fill("#measure-text", "停用东门自动门，改人工值守")
    await owner.select_option("#measure-department", "logistics")
    await owner.select_option("#measure-person", str(worker.id))
    await owner.fill("#measure-due", "2099-01-01T10:00")
    await owner.locator("form[action$='/measures'] button").click()
    await owner.get_by_role("button", name="送高层批准").first.click()
    await grant(top, desk)

    hands = await sign_in(browser, desk, worker)
    await open_major(hands, desk, case)
    await hands.get_by_text("已落实", exact=False).first.click()
    await hands.locator("input[id^=done-]").fill("贴了停用牌，保安值守")
    await hands.locator("form[action$='/measure-done'] button").click()
    await expect(hands.locator("#plan")).to_contain_text("待验收")

    await open_major(owner, desk, case)
    for section in ("course", "investigation", "cause", "outcome", "improvement"):
        await owner.fill(f"#summary-{section}", "感应器失灵，已更换并全面排查")
    await owner.get_by_role("button", name="保存并送高层批准").click()
    await grant(top, desk)
    await open_major(owner, desk, case)
    await expect(owner.locator("#summary")).to_contain_text(re.compile("王敏 .* 批准"))
    PICTURES.mkdir(exist_ok=True)
    await owner.screenshot(path=PICTURES / "major.png", full_page=True)
    await owner.set_viewport_size(PHONE)  # type: ignore[arg-type]
    width = await owner.evaluate("document.documentElement.scrollWidth")
    await owner.screenshot(path=PICTURES / "major-phone.png", full_page=True)
    assert width == PHONE["width"]
    await owner.get_by_role("link", name="重大投诉处理报告").click()
    await expect(owner.locator("h1")).to_have_text("重大投诉处理报告")
    await expect(owner.locator(".sheet")).to_contain_text("停用东门自动门")
