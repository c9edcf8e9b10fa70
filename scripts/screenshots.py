"""Takes the pictures of the README from a running desk: `make screenshots`.

Starts a desk of its own with an empty database, complains as four customers do, takes a case as an
officer does, and photographs what both see. Needs Chromium.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Page

from scripts.chromium import open_chromium

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
PASSWORD = "a picture of a password"

COMPLAINTS = (
    "叫了三次号都没人理我，柜员一直低头玩手机，问一句还翻白眼",
    "二号自助机吞了我的卡，屏幕上写请联系工作人员，等了二十分钟没人来",
    "洗手间地上全是水，又滑又臭，差点摔倒",
    "你们怎么回事？我的理财 9 号就到期了，三天了还没到账！"
    "上午去柜台让我等了 40 分钟，最后说回去等通知",
)


@asynccontextmanager
async def desk(directory: Path) -> AsyncIterator[tuple[str, str]]:
    """Run a desk that is open round the clock; gives its address and the administrator's link."""
    policy = (ROOT / "policies" / "lobby.toml").read_text(encoding="utf-8")
    (directory / "open.toml").write_text(policy.replace("08:30-20:30", "00:00-24:00"), "utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DESK_PORT": str(port),
        "DESK_DATA_DIR": str(directory / "data"),
        "DESK_POLICY": str(directory / "open.toml"),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "desk", "run"),
        env=environment,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        async for line in process.stdout:
            if link := re.search(rb"http\S+/welcome/\S+", line):
                yield f"http://127.0.0.1:{port}", link[0].decode()
                break
    finally:
        process.terminate()
        await process.wait()


async def complain(browser: Browser, url: str, words: str) -> Page:
    """Complain as a customer on a phone."""
    context = await browser.new_context(
        locale="zh-CN", viewport={"width": 390, "height": 844}, device_scale_factor=2
    )
    page = await context.new_page()
    await page.goto(f"{url}/chat?place=counter")
    box = page.locator("textarea")
    await box.fill(words)
    await box.press("Enter")
    await page.get_by_text(re.compile(r"^HY-\d{6}-\d{3}$")).first.wait_for()
    return page


async def sign_in(browser: Browser, link: str) -> Page:
    """Come in by the one-time link."""
    context = await browser.new_context(
        locale="zh-CN", viewport={"width": 1440, "height": 900}, device_scale_factor=1.5
    )
    page = await context.new_page()
    await page.goto(link)
    await page.fill("input[name=name]", "林晓芸")
    await page.fill("input[name=password]", PASSWORD)
    await page.fill("input[name=again]", PASSWORD)
    await page.locator("form button").first.click()
    await page.locator("a.row").first.wait_for()
    return page


async def main() -> None:
    """Take both pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        async with desk(Path(directory)) as (url, link), open_chromium() as browser:
            customers = [await complain(browser, url, words) for words in COMPLAINTS]
            officer = await sign_in(browser, link)
            await officer.locator("a.row", has_text="理财").click()
            await officer.locator("form[action$='/take'] button").first.click()
            reply = officer.locator("form[action$='/reply'] textarea")
            await reply.fill("王女士您好，我是大堂经理林晓芸。已查到原因，今天 15:30 前入账。")
            await officer.locator("form[action$='/reply'] button.btn--primary").first.click()
            await customers[-1].get_by_text("今天 15:30 前入账").wait_for()
            await officer.get_by_text("今天 15:30 前入账").first.wait_for()
            await customers[-1].screenshot(path=PICTURES / "chat.png")
            await officer.screenshot(path=PICTURES / "console.png")


if __name__ == "__main__":
    asyncio.run(main())
