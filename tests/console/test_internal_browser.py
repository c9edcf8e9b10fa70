"""What is confidential, in a real browser without script: an internal complaint, a finding."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from complaints.model import Role
from scripts.chromium import CHROMIUM, open_chromium
from storage.tables import metadata
from storage.unit_of_work import Database
from tests.console.console_kit import PASSWORD, Console, close_console, open_console
from tests.console.kit import real_time
from tests.fakes import make_house

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PICTURES = Path(__file__).parent.parent / "output"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Give a Chromium."""
    if CHROMIUM is None:
        pytest.skip("no chromium")
    async with open_chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def desk(browser: Browser, tmp_path: Path) -> AsyncIterator[Console]:
    """Give a running console with somebody who complains, their manager, and HR."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/desk.db", real_time)
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    console = await open_console(make_house(real_time), database, tmp_path / "files")
    await console.officer("周子涵", Role.STAFF)
    await console.officer("林晓芸", Role.LOBBY_MANAGER)
    await console.officer("韩人事", Role.HR)
    yield console
    for context in browser.contexts:
        await context.close()
    await close_console(console)
    await database.close()


async def _sign_in(browser: Browser, desk: Console, name: str, width: int) -> Page:
    size = {"width": width, "height": 900}
    context = await browser.new_context(viewport=size, locale="zh-CN", java_script_enabled=False)
    page = await context.new_page()
    await page.goto(str(desk.server.make_url("/login")))
    await page.fill("#name", name)
    await page.fill("#password", PASSWORD)
    await page.press("#password", "Enter")
    await expect(page.locator("#rows")).to_be_visible()
    return page


async def _fits(page: Page, name: str) -> None:
    """Look at a page, and that nothing of it sticks out to the side."""
    PICTURES.mkdir(exist_ok=True)
    await page.screenshot(path=PICTURES / f"internal-{name}.png", full_page=True)
    assert page.viewport_size is not None
    body = await page.locator("body").bounding_box()
    assert body is not None
    assert body["width"] <= page.viewport_size["width"]


async def test_filed_on_a_phone_and_decided_without_script(
    browser: Browser, desk: Console
) -> None:
    """R9: plain forms from the first word to the decision, at 390 px and on a desktop."""
    staff = await _sign_in(browser, desk, "周子涵", 390)
    await staff.goto(str(desk.server.make_url("/mine")))
    await staff.select_option("#mine-category", "manager")
    await staff.fill("#mine-text", "主管连续两周临时改班，事先不说，问了也不给理由。")
    await staff.fill("#mine-person", "林晓芸")
    await staff.check("[name=anonymous]")
    await _fits(staff, "mine-phone")
    await staff.click("form[action='/mine/internal'] .btn--primary")
    receipt = await staff.locator("#receipt-code").inner_text()
    await _fits(staff, "receipt-phone")

    hr = await _sign_in(browser, desk, "韩人事", 1440)
    await hr.goto(str(desk.server.make_url("/internal")))
    await _fits(hr, "register")
    await hr.click("article.info a.mono")
    await expect(hr.locator("main")).to_contain_text("匿名")
    await hr.click("summary:has-text('作出决定')")
    await hr.select_option("#decide-outcome", "upheld")
    for side, words in (
        ("grounds", "核对了三周排班表，改动五次均未提前告知。"),
        ("to_complainant", "情况属实。今后改班提前两天告知并说明原因。"),
        ("to_person", "改班须提前两天告知并说明原因。"),
    ):
        await hr.fill(f"#decide-{side}", words)
    await hr.click("form[action$='/decide'] .act__b .btn")
    await expect(hr.locator("main")).to_contain_text("已决定")
    await _fits(hr, "case")
    await hr.goto(str(desk.server.make_url("/internal/book")))
    await expect(hr.locator("main")).to_contain_text("n = 1")
    await _fits(hr, "book")

    await staff.goto(str(desk.server.make_url("/mine")))
    await staff.fill("#receipt", receipt)
    await staff.click("form[action='/mine/receipt'] .btn")
    await expect(staff.locator("main")).to_contain_text("今后改班提前两天告知")
    boss = await _sign_in(browser, desk, "林晓芸", 1440)
    await boss.goto(str(desk.server.make_url("/mine")))
    await expect(boss.locator("main")).to_contain_text("改班须提前两天告知")
    await expect(boss.locator("main")).not_to_contain_text("连续两周")
    await _fits(boss, "person")


async def test_responsibility_from_the_case_to_the_decision(
    browser: Browser, desk: Console
) -> None:
    """R34: opened on a case, answered on a phone, decided, and shown to the person alone."""
    case = await desk.filed()
    manager = await _sign_in(browser, desk, "林晓芸", 1440)
    await manager.goto(str(desk.server.make_url(f"/cases/{case.number}")))
    await manager.click("#findings summary")
    await manager.fill("#finding-about", "周子涵")
    await manager.fill("#finding-cause", "漏看第二联，未请人复核。")
    await manager.fill("#finding-question", "请说明当时怎样核对单据。")
    await manager.click("#findings form .btn")
    await expect(manager.locator("#findings")).to_contain_text("个人 · 周子涵")
    await _fits(manager, "finding-case")

    person = await _sign_in(browser, desk, "周子涵", 390)
    await person.goto(str(desk.server.make_url("/mine")))
    await person.fill("article.info textarea", "当时一个人在岗，核对过一遍。")
    await _fits(person, "finding-answer-phone")
    await person.click("article.info form .btn")
    await expect(person.locator("main")).to_contain_text("核对过一遍")

    await manager.click("#findings a")
    await _fits(manager, "finding-heard")
    await manager.set_viewport_size({"width": 390, "height": 844})
    await manager.click("summary:has-text('作出认定')")
    await _fits(manager, "finding-decide-phone")
    await manager.click("summary:has-text('作出认定')")
    await manager.set_viewport_size({"width": 1440, "height": 900})
    await manager.click("summary:has-text('作出认定')")
    await manager.fill("#decide-decision", "未按流程请人复核。")
    await manager.check("[value=points]")
    await manager.fill("#decide-points", "2")
    await manager.click("form[action$='/decide'] .act__b .btn")
    await expect(manager.locator("main")).to_contain_text("已认定，待复核")
    await _fits(manager, "finding-decided")
    await person.goto(str(desk.server.make_url("/mine")))
    await expect(person.locator("main")).to_contain_text("扣绩效分 −2")
    await expect(person.locator("main")).not_to_contain_text("漏看第二联")
    await _fits(person, "finding-mine-phone")
