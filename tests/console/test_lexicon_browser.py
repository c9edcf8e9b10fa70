"""The quality office teaches a word in a real browser, with and without script."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from complaints.model import Role
from tests.console.console_kit import PASSWORD, Console
from tests.console.test_desk_browser import DESKTOP, browser, desk, url

__all__ = ["browser", "desk"]

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PICTURES = Path(__file__).parent.parent / "output"
WORD = "鸹鸹叫"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
async def test_a_word_is_taught_from_the_first_look_to_the_history(
    browser: Browser, desk: Console, script: bool
) -> None:
    """Add, try, preview, publish, look back: each a plain form."""
    await desk.services.editing.reload()
    await desk.officer("质监", Role.QUALITY_OFFICE)
    await desk.filed(f"你们这里{WORD}", by_chat=False)
    page = await (await browser.new_context(**DESKTOP, java_script_enabled=script)).new_page()
    await page.goto(url(desk, "/login?next=/lexicon"))
    await page.fill("#name", "质监")
    await page.fill("#password", PASSWORD)
    await page.press("#password", "Enter")

    await page.locator(".rail__more summary").click()
    await page.get_by_role("link", name="词库").click()
    await page.locator("nav.seg a", has_text="环境卫生").click()
    await page.locator("summary", has_text="加词").click()
    await page.locator("#new-word").fill(WORD)
    await page.locator("#weight-new").fill("2")
    await page.locator("form.act__f button", has_text="加词").click()
    await expect(page.locator("tr", has_text=WORD)).to_contain_text("自家")

    await page.locator("#text").fill(f"大厅{WORD}，没人管")
    await page.get_by_role("button", name="看怎么判").click()
    await expect(page.locator("#why mark.m--hygiene")).to_have_text(WORD)
    if script:
        PICTURES.mkdir(exist_ok=True)
        await page.screenshot(path=PICTURES / "lexicon.png")

    await page.get_by_role("link", name="预览并发布").click()
    await expect(page.locator("main")).to_contain_text(f"你们这里{WORD}")
    await page.locator("#note").fill("客人常说")
    if script:
        await page.screenshot(path=PICTURES / "lexicon-preview.png")
    await page.get_by_role("button", name="发布", exact=True).click()
    await expect(page.locator("h1 + p")).to_contain_text("在用第 1 版")

    await page.get_by_role("link", name="版本").click()
    await expect(page.locator("tbody tr").first).to_contain_text("质监")
    await expect(page.locator("tbody tr").first).to_contain_text("客人常说")
