"""Papers in a real browser: what is printed, on how many sheets of A4 (R43)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from console.papers import BOOK, LEDGER, PAPERS
from scripts.chromium import CHROMIUM, open_chromium
from storage.tables import metadata
from storage.unit_of_work import Database
from tests.console.console_kit import PASSWORD, Console, close_console, open_console
from tests.console.kit import real_time
from tests.fakes import make_house

#: One loop and one browser for all: starting Chromium takes longer than most of the tests.
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PICTURES = Path(__file__).parent.parent / "output"
_SHEET = re.compile(rb"/Type /Page\b(?!s)")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Give a Chromium."""
    if CHROMIUM is None:
        pytest.skip("no chromium")
    async with open_chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def desk(browser: Browser, tmp_path: Path) -> AsyncIterator[Console]:
    """Give a running console with a lobby manager."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/desk.db", real_time)
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    console = await open_console(make_house(real_time), database, tmp_path / "files")
    await console.officer("林晓芸")
    yield console
    for context in browser.contexts:
        await context.close()
    await close_console(console)
    await database.close()


async def open_page(browser: Browser, desk: Console, path: str) -> Page:
    """Sign in and open a page."""
    page = await (await browser.new_context(locale="zh-CN")).new_page()
    await page.goto(str(desk.server.make_url("/login")))
    await page.fill("#name", "林晓芸")
    await page.fill("#password", PASSWORD)
    await page.press("#password", "Enter")
    await expect(page.locator("#rows")).to_be_visible()
    await page.goto(str(desk.server.make_url(path)))
    return page


async def sheets(page: Page, name: str) -> int:
    """Print a page as the browser would and count the sheets; the print is kept to look at."""
    printed = await page.pdf(prefer_css_page_size=True)
    await asyncio.to_thread(PICTURES.mkdir, parents=True, exist_ok=True)
    await asyncio.to_thread((PICTURES / f"{name}.pdf").write_bytes, printed)
    return len(_SHEET.findall(printed))


async def test_the_record_is_one_sheet(browser: Browser, desk: Console) -> None:
    """With all that was taken down, and without the bar that only the screen has (R43)."""
    case = await desk.filed("等了两小时没人理")
    page = await open_page(browser, desk, f"/cases/{case.number}/papers/record")
    await expect(page.locator("#print")).to_be_visible()

    assert await sheets(page, "paper-record") == 1
    await page.emulate_media(media="print")
    await expect(page.locator(".bar")).to_be_hidden()
    await expect(page.locator("main")).to_contain_text("等了两小时没人理")


async def test_a_long_story_goes_on_over_the_page(browser: Browser, desk: Console) -> None:
    """Nothing is cut off: 2,000 characters take a second sheet (R3, R43)."""
    case = await desk.filed("等了两小时没人理。\n" * 200)
    page = await open_page(browser, desk, f"/cases/{case.number}/papers/record")

    assert await sheets(page, "paper-record-long") > 1


async def test_papers_are_one_sheet(browser: Browser, desk: Console) -> None:
    """Each of an ordinary case, and each to fill in by hand; a major report has two (R43)."""
    case = await desk.filed("等了两小时没人理")
    page = await open_page(browser, desk, "/papers")
    for paper in (*PAPERS, BOOK, LEDGER):
        await page.goto(str(desk.server.make_url(f"/papers/{paper.name}?blank=1")))
        most = 2 if paper.name == "major" else 1
        assert await sheets(page, f"paper-{paper.name}-blank") == most, paper.name
    for paper in PAPERS:
        await page.goto(str(desk.server.make_url(f"/cases/{case.number}/papers/{paper.name}")))
        assert await sheets(page, f"paper-{paper.name}") == 1, paper.name


async def test_a_long_book_has_its_head_on_every_sheet(browser: Browser, desk: Console) -> None:
    """Forty complaints take several sheets lying on their side (R43)."""
    for _ in range(40):
        await desk.filed("等了两小时没人理，窗口人员态度冷淡", by_chat=False)
    page = await open_page(browser, desk, "/papers/book")

    assert await sheets(page, "paper-book") > 2
    await page.emulate_media(media="print")
    await expect(page.locator("thead")).to_have_css("display", "table-header-group")
    await expect(page.locator("tbody tr")).to_have_count(40)
