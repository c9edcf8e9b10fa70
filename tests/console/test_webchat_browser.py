"""A customer in a real browser: types Chinese, reloads, loses the connection, taps buttons."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from complaints.buttons import Verb, button
from complaints.model import ActorKind, Status
from console.ports import ChatComplaint
from scripts.chromium import CHROMIUM, open_chromium
from tests.console.kit import FakeDesk, Site, real_time, reception

#: One loop and one browser for all: starting Chromium takes longer than most of the tests.
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}
PICTURES = Path(__file__).parent.parent / "output"
COMPLAINT = "1208 房空调从昨晚就不制冷，打前台两次说来修，到现在没人来！"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """Give a Chromium."""
    if CHROMIUM is None:
        pytest.skip("no chromium")
    async with open_chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def site(browser: Browser) -> AsyncIterator[Site]:
    """Give a running web chat that says everything back; its visitors leave with it."""
    site = Site(FakeDesk(real_time))
    await site.start()
    yield site
    for context in browser.contexts:
        await context.close()
    await site.stop()


async def open_chat(browser: Browser, site: Site, query: str = "", **options: Any) -> Page:
    """Open the chat as a new visitor and wait until it has been greeted."""
    context = await browser.new_context(**{**PHONE, **options})
    page = await context.new_page()
    await page.goto(f"{site.url}/chat{query}")
    await expect(page.locator(".say")).not_to_have_count(0)
    return page


async def write(page: Page, text: str) -> None:
    """Write something and press Enter."""
    await page.locator("#text").fill(text)
    await page.locator("#text").press("Enter")


def texts_of(page: Page) -> Any:
    """Return the bubbles."""
    return page.locator(".say .bub")


async def address_in(site: Site) -> str:
    """Return the visitor id of the only visitor."""
    return next(iter(site.desk.updates.values())).address


async def test_says_hello_with_the_place_once(browser: Browser, site: Site) -> None:
    """The page begins with `start` and the place of the QR code, and not again on reload (R38)."""
    page = await open_chat(browser, site, "?place=lobby")
    await expect(texts_of(page)).to_have_text(["回音助手：回声：lobby"])

    await page.reload()
    await expect(texts_of(page)).to_have_text(["回音助手：回声：lobby"])

    assert len(site.desk.updates) == 1


async def test_a_conversation_survives_a_reload(browser: Browser, site: Site) -> None:
    """What was said in Chinese stands there again, once, in order, and so does a draft (R3)."""
    page = await open_chat(browser, site)
    await write(page, COMPLAINT)
    await expect(texts_of(page)).to_have_count(3)
    await page.locator("#text").fill("还没写完")

    await page.reload()

    expected = ["回音助手：回声：start", f"您：{COMPLAINT}", f"回音助手：回声：{COMPLAINT}"]
    await expect(texts_of(page)).to_have_text(expected)
    await expect(page.locator(".bub__t")).to_contain_text("已送达")
    await expect(page.locator("#text")).to_have_value("还没写完")


async def test_what_is_written_offline_is_sent_once_later(browser: Browser, site: Site) -> None:
    """While the server is gone messages wait, then they arrive in order, once each (promise 1)."""
    page = await open_chat(browser, site)
    await site.stop()
    await write(page, "第一句")
    await write(page, "第二句")
    await expect(page.locator(".say--queued")).to_have_count(2)
    await expect(page.locator(".say--queued .bub__t").first).to_contain_text("待发送")
    await expect(page.locator("#line")).to_contain_text("正在重连")

    await site.start()

    expected = ["回声：start", "第一句", "回声：第一句", "第二句", "回声：第二句"]
    await expect(texts_of(page)).to_contain_text(expected, timeout=15_000)
    await expect(page.locator("#line")).not_to_contain_text("重连")
    assert len(site.desk.updates) == 3


async def test_a_reload_sends_what_was_left(browser: Browser, site: Site) -> None:
    """A message that was never accepted is still there after the page was closed."""
    page = await open_chat(browser, site)
    await page.route("**/messages", lambda route: route.abort())
    await write(page, COMPLAINT)
    await expect(page.locator(".say--queued")).to_have_count(1)

    await page.unroute("**/messages")
    await page.reload()

    await expect(texts_of(page)).to_contain_text(["回声：start", COMPLAINT, f"回声：{COMPLAINT}"])
    assert len(site.desk.updates) == 2


async def test_a_lost_answer_makes_no_double(browser: Browser, site: Site) -> None:
    """When the 202 is lost, the page sends again, and it is still one message (promise 1)."""
    page = await open_chat(browser, site)
    lost: list[int] = []

    async def lose_first(route: Any) -> None:
        response = await route.fetch()
        if lost:
            await route.fulfill(response=response)
        else:
            lost.append(response.status)
            await route.abort()

    await page.route("**/messages", lose_first)
    await write(page, COMPLAINT)

    await expect(texts_of(page)).to_have_count(3)
    await expect(page.locator(".say--queued")).to_have_count(0)
    assert lost == [202]
    assert len(site.desk.updates) == 2


async def test_an_accepted_message_stays_until_it_is_shown(browser: Browser, site: Site) -> None:
    """The desk may be busy: the message stands there as delivered, also after a reload."""
    page = await open_chat(browser, site)
    site.desk.is_held = True
    await write(page, COMPLAINT)
    await expect(page.locator(".say--me .bub__t")).to_contain_text("已送达")

    await page.reload()
    await expect(texts_of(page)).to_contain_text(["回声：start", COMPLAINT])
    await site.desk.process()

    await expect(texts_of(page)).to_contain_text(["回声：start", COMPLAINT, f"回声：{COMPLAINT}"])


async def test_a_refusal_is_told_where_it_happened(browser: Browser, site: Site) -> None:
    """What the server will never take says why, and can be sent again."""
    page = await open_chat(browser, site)
    refusal = '{"error": {"code": "x", "message": "超过 4096 字，请分几条发。", "details": {}}}'
    await page.route("**/messages", lambda route: route.fulfill(status=422, body=refusal))
    await write(page, COMPLAINT)
    await expect(page.locator(".bub__t--failed")).to_contain_text("请分几条发")

    await page.unroute("**/messages")
    await page.get_by_role("button", name="重发").click()

    await expect(texts_of(page)).to_have_count(3)


async def test_enter_that_picks_a_candidate_does_not_send(browser: Browser, site: Site) -> None:
    """While an input method composes, Enter belongs to it (ui/UI.md §6)."""
    page = await open_chat(browser, site)
    await page.locator("#text").fill("kongtiao")
    for composing in ({"isComposing": True}, {"keyCode": 229}):
        event = {"key": "Enter", "bubbles": True, "cancelable": True, **composing}
        await page.locator("#text").dispatch_event("keydown", event)
    await page.locator("#text").press("Shift+Enter")

    assert (await page.locator("#text").input_value()) == "kongtiao\n"
    assert len(site.desk.updates) == 1


async def test_buttons_answer_and_go(browser: Browser, site: Site) -> None:
    """A tap sends the button's data, shows its label, and takes the choices away."""
    site.desk.answer = reception
    page = await open_chat(browser, site)
    await write(page, COMPLAINT)
    await expect(page.locator(".ack")).to_contain_text("HY-260311-006")

    await page.get_by_role("button", name="对", exact=True).click()

    await expect(texts_of(page).last).to_contain_text("有进展我马上告诉您")
    await expect(page.locator(".say--me .bub").last).to_have_text("您：对")
    await expect(page.get_by_role("button", name="改一下")).to_be_hidden()
    assert b"right:1" in list(site.desk.updates.values())[-1].raw


async def test_choices_stay_for_who_goes_on_writing(browser: Browser, site: Site) -> None:
    """The newest question can still be answered by tapping after more has been said (R4)."""
    site.desk.answer = lambda *_: None
    page = await browser.new_page(**PHONE)
    await page.goto(f"{site.url}/chat")
    await write(page, "在吗")
    await expect(page.locator(".say--me")).to_have_count(1)
    address = await address_in(site)
    site.desk.say(address, "旧的？", buttons=[[button("旧", Verb.SKIP, 1)]])
    site.desk.say(address, "满意吗？", buttons=[[button("满意", Verb.SATISFIED, 1)]])
    await site.desk.tell()
    await expect(page.get_by_role("button", name="满意")).to_be_visible()

    await write(page, "等一下")

    await expect(page.locator(".say--me")).to_have_count(2)
    await expect(page.get_by_role("button", name="满意")).to_be_visible()
    await expect(page.get_by_role("button", name="旧", exact=True)).to_be_hidden()


async def test_the_card_follows_the_complaint(browser: Browser, site: Site) -> None:
    """Header and steps change as the case is taken, without a reload (R7)."""
    site.desk.answer = reception
    page = await open_chat(browser, site)
    await write(page, COMPLAINT)
    await expect(page.locator("#line")).to_contain_text("等人接手")
    address, at = await address_in(site), real_time()

    site.desk.stand(
        address,
        ChatComplaint("HY-260311-006", Status.ANSWERED, at, taken_at=at, answered_at=at),
    )
    site.desk.say(address, "空调已修好。", ActorKind.OFFICER, name="何志强")
    await site.desk.tell()

    await expect(page.locator("#line")).to_contain_text("等您确认")
    await expect(page.locator(".steps .ok")).to_have_count(3)
    await expect(page.locator("[aria-current=step]")).to_have_text("听您评价")
    await expect(page.locator(".say__w")).to_contain_text("何志强")


async def test_a_photo_is_sent_and_shown(browser: Browser, site: Site, tmp_path: Path) -> None:
    """A chosen file can be taken back, or goes with the words (R25)."""
    photo = tmp_path / "空调.svg.png"
    photo.write_bytes(b"\x89PNG\r\n")
    page = await open_chat(browser, site)
    await page.locator("#files").set_input_files(photo)
    await page.get_by_role("button", name="去掉 空调.svg.png").click()
    await expect(page.locator("#picked")).to_be_hidden()

    await page.locator("#files").set_input_files(photo)
    await write(page, "看这个")

    await expect(page.locator(".bub__i")).to_have_attribute("src", "/api/v1/webchat/files/1")
    await expect(page.locator(".say--me .bub")).to_have_text("您：看这个")


async def test_the_language_can_be_changed(browser: Browser, site: Site) -> None:
    """The page comes back in the other language, and the dialogue hears of it (R42)."""
    page = await open_chat(browser, site, "?place=lobby")

    await page.locator("summary.lang").click()
    await page.get_by_role("link", name="English").click()

    await expect(page.locator("h1")).to_have_text("Qiyun Hotel · Your voice")
    await expect(texts_of(page).last).to_contain_text("回声：en")
    assert b'"command": "language"' in list(site.desk.updates.values())[-1].raw


async def test_the_menu_asks_for_progress(browser: Browser, site: Site) -> None:
    """What can be asked for at any time is one tap away (R7)."""
    page = await open_chat(browser, site)

    await page.locator("#more summary").click()
    await page.get_by_role("button", name="查进度").click()

    await expect(page.locator(".say--me .bub")).to_have_text("您：查进度")
    await expect(texts_of(page).last).to_contain_text("回声：progress")
    assert not await page.locator("#more").evaluate("menu => menu.open")


async def test_ids_beyond_javascript_numbers_stay_apart(browser: Browser, site: Site) -> None:
    """Two messages whose ids differ in the last of 63 bits are both shown, in order."""
    page = await open_chat(browser, site)
    address = await address_in(site)
    site.desk.next_id(2**62)
    site.desk.say(address, "一")
    site.desk.say(address, "二")
    await site.desk.tell()

    await expect(texts_of(page)).to_contain_text(["回声：start", "一", "二"])


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
async def test_nothing_is_wider_than_the_screen(browser: Browser, site: Site, width: int) -> None:
    """From 320 pixels up, nobody scrolls sideways, not even for a long word."""
    site.desk.answer = reception
    page = await open_chat(browser, site, viewport={"width": width, "height": 700})
    await write(page, "https://example.test/" + "a" * 300)
    await expect(page.locator(".ack")).to_be_visible()

    overflow = await page.evaluate(
        """() => [document.documentElement, document.getElementById("log")]
            .map((element) => element.scrollWidth - element.clientWidth)"""
    )
    assert overflow == [0, 0]


async def test_the_log_is_announced_but_not_ones_own_words(browser: Browser, site: Site) -> None:
    """Screen readers hear the answers (ui/UI.md §7)."""
    page = await open_chat(browser, site)
    await write(page, COMPLAINT)
    await expect(texts_of(page)).to_have_count(3)

    await expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")
    await expect(page.get_by_role("log")).not_to_have_attribute("aria-busy", "true")
    await expect(page.locator(".say--me")).to_have_attribute("aria-live", "off")


async def test_without_cookies_the_page_says_so(browser: Browser, site: Site) -> None:
    """Who has switched cookies off is told, instead of typing into nothing."""
    context = await browser.new_context(**PHONE)
    page = await context.new_page()
    await page.route(
        "**/history", lambda route: route.fulfill(status=403, body='{"error": {"code": "x"}}')
    )

    await page.goto(f"{site.url}/chat")

    await expect(page.locator("#notice")).to_contain_text("请允许 Cookie")


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("desktop", {"viewport": {"width": 1280, "height": 860}}),
        ("phone", {}),
        ("phone-dark-hant", {"color_scheme": "dark", "locale": "zh-TW"}),
        ("phone-en", {"locale": "en"}),
        ("phone-small", {"viewport": {"width": 320, "height": 640}}),
    ],
)
async def test_pictures(browser: Browser, site: Site, name: str, options: dict[str, Any]) -> None:
    """Take the pictures that people look at beside those in the design; the page has no errors."""
    PICTURES.mkdir(exist_ok=True)
    site.desk.answer = reception
    page = await open_chat(browser, site, **options)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    await page.screenshot(path=PICTURES / f"webchat-{name}-start.png")
    await write(page, COMPLAINT)
    await expect(page.locator(".ack")).to_be_visible()
    await page.screenshot(path=PICTURES / f"webchat-{name}.png")

    assert errors == []
