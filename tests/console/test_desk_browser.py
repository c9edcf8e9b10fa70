"""Officers in a real browser: live lists, drafts, keys, two at once, and pictures to look at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from complaints.model import Complaint, Role
from scripts.chromium import CHROMIUM, open_chromium
from storage import tables
from storage.tables import metadata
from storage.unit_of_work import Database
from tests.console.console_kit import PASSWORD, Console, close_console, open_console
from tests.console.kit import real_time
from tests.fakes import make_house

#: One loop and one browser for all: starting Chromium takes longer than most of the tests.
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "locale": "zh-CN"}
#: What scripts of the pages at hand have failed with.
ERRORS: list[str] = []
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
    """Give a running console with a live feed and two lobby managers."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/desk.db", real_time)
    async with database.engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    feed = asyncio.create_task(database.feed.run(), name="feed")
    console = await open_console(make_house(real_time), database, tmp_path / "files")
    for name in ("林晓芸", "周子涵"):
        await console.officer(name, Role.LOBBY_MANAGER)
    yield console
    for context in browser.contexts:
        await context.close()
    await close_console(console)
    feed.cancel()
    with suppress(asyncio.CancelledError):
        await feed
    await database.close()
    errors = ERRORS[:]
    ERRORS.clear()
    assert errors == []


def url(desk: Console, path: str = "/") -> str:
    """Return the address of a page."""
    return str(desk.server.make_url(path))


async def sign_in(browser: Browser, desk: Console, name: str = "林晓芸", **options: Any) -> Page:
    """Open the inbox as an officer; any error of a script fails the test."""
    context = await browser.new_context(**{**DESKTOP, **options})
    page = await context.new_page()
    page.on("pageerror", lambda error: ERRORS.append(str(error)))
    await page.goto(url(desk, "/login"))
    await page.fill("#name", name)
    await page.fill("#password", PASSWORD)
    await page.press("#password", "Enter")
    await expect(page.locator("#rows")).to_be_visible()
    await expect(page.locator("#live:not([hidden])")).to_have_count(1)  # the script has begun
    return page


async def open_case(page: Page, desk: Console, complaint: Complaint) -> None:
    """Open a complaint."""
    await page.goto(url(desk, f"/cases/{complaint.number}"))
    await expect(page.locator("#case-title")).to_be_visible()
    await expect(page.locator("#live:not([hidden])")).to_have_count(1)  # the script has begun


async def test_a_new_complaint_appears_by_itself(browser: Browser, desk: Console) -> None:
    """The list and the numbers follow without a reload (R18)."""
    page = await sign_in(browser, desk)
    await expect(page.locator(".row")).to_have_count(0)
    complaint = await desk.filed("柜台业务太慢")

    await expect(page.locator(".row")).to_have_count(1)
    await expect(page.locator("#pulse")).to_contain_text("待认领 1")
    await expect(page).to_have_title("(1) 收件 · 回音")
    assert complaint.number.endswith("001")


async def test_the_list_waits_while_it_is_under_a_hand(browser: Browser, desk: Console) -> None:
    """Nothing moves below the pointer; a pill brings what is new (ui/UI.md §7)."""
    await desk.filed("第一件业务")
    page = await sign_in(browser, desk)
    await page.locator(".row").first.hover()
    await desk.filed("第二件业务")

    await expect(page.locator("#fresh")).to_be_visible()
    await expect(page.locator(".row")).to_have_count(1)
    await page.locator("#fresh").click()
    await expect(page.locator(".row")).to_have_count(2)
    await expect(page.locator("#fresh")).to_be_hidden()


async def test_taking_replying_and_resolving_by_keys(browser: Browser, desk: Console) -> None:
    """C takes, R writes, Ctrl+Enter sends, D resolves, Z takes back (ui/UI.md §6)."""
    complaint = await desk.filed("业务办得太慢")
    page = await sign_in(browser, desk)
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page.locator("#case-title")).to_have_text("业务办得太慢")
    await expect(page.locator("#live:not([hidden])")).to_have_count(1)  # the script has begun
    await page.keyboard.press("c")
    await expect(page.locator("#toasts")).to_contain_text("已接单")
    await expect(page.locator("#facts")).not_to_contain_text("待认领")

    await page.keyboard.press("r")
    await expect(page.locator("#reply")).to_be_focused()
    await page.keyboard.type("您好，我来处理")
    await expect(page.locator("[data-count]")).to_have_text("7 字 · 草稿已存")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".msg--me")).to_contain_text("您好，我来处理")
    await expect(page.locator("#reply")).to_have_value("")

    await page.locator("#case-title").click()
    await page.keyboard.press("d")
    await page.keyboard.type("已补办")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#toasts")).to_contain_text("结果还没发出")
    await page.keyboard.press("z")
    await expect(page.locator("#toasts")).to_contain_text("结果没有发出")
    assert (await desk.complaint(complaint)).status == "open"


async def test_single_keys_are_text_in_a_field_and_in_composition(
    browser: Browser, desk: Console
) -> None:
    """Whoever writes takes nothing; an Enter that picks a character sends nothing."""
    complaint = await desk.filed("业务办得太慢")
    page = await sign_in(browser, desk)
    await open_case(page, desk, complaint)
    await page.keyboard.press("i")
    await page.keyboard.type("cde")
    await expect(page.locator("#note")).to_have_value("cde")
    await page.locator("#note").evaluate(
        """field => field.dispatchEvent(new KeyboardEvent("keydown", {
            key: "Enter", ctrlKey: true, isComposing: true, bubbles: true}))"""
    )
    await page.locator("#case-title").click()
    await page.evaluate(
        """document.body.dispatchEvent(new KeyboardEvent("keydown", {
            key: "c", keyCode: 229, bubbles: true}))"""
    )

    assert (await desk.complaint(complaint)).owner_id is None
    assert await desk.rows(tables.notes) == []


async def test_a_draft_survives_reload_and_live_changes(browser: Browser, desk: Console) -> None:
    """A customer's new message appears above; the half-written reply and the focus stay."""
    complaint = await desk.filed("业务办得太慢")
    page = await sign_in(browser, desk)
    await open_case(page, desk, complaint)
    await page.locator("[data-key=c]").click()
    await page.fill("#reply", "您好，我正在")
    await desk.says(complaint, "我就在大厅门口")

    await expect(page.locator("#messages")).to_contain_text("我就在大厅门口")
    await expect(page.locator("#reply")).to_have_value("您好，我正在")
    await expect(page.locator("#reply")).to_be_focused()
    await page.reload()
    await expect(page.locator("#reply")).to_have_value("您好，我正在")


async def test_a_collision_keeps_the_draft_and_is_sent_the_second_time(
    browser: Browser, desk: Console
) -> None:
    """What came meanwhile is shown first; nothing is lost and nothing sent unread."""
    complaint = await desk.filed("业务办得太慢")
    page = await sign_in(browser, desk)
    await open_case(page, desk, complaint)
    await page.locator("[data-key=c]").click()
    await page.fill("#reply", "请问您在哪里？")
    await desk.says(complaint, "我就在大厅门口")
    await expect(page.locator("#messages")).to_contain_text("我就在大厅门口")
    await page.keyboard.press("Control+Enter")

    await expect(page.locator("#banner")).to_contain_text("有新消息，看完再发")
    await expect(page.locator("#reply")).to_have_value("请问您在哪里？")
    await page.locator("#reply").press("Control+Enter")
    await expect(page.locator(".msg--me")).to_contain_text("请问您在哪里？")
    await expect(page.locator("#banner")).to_be_empty()
    await page.reload()
    await expect(page.locator("#reply")).to_have_value("")


async def test_of_two_browsers_one_takes_and_the_other_reads_who(
    browser: Browser, desk: Console
) -> None:
    """The loser's page shows the winner and the case as it now is (R18)."""
    complaint = await desk.filed("业务办得太慢")
    first, second = await sign_in(browser, desk), await sign_in(browser, desk, "周子涵")
    for page in (first, second):
        await open_case(page, desk, complaint)
    # The second page does not hear of the change before its officer clicks.
    await second.route("**/events*", lambda route: route.abort())
    await second.evaluate("window.stop()")
    take = "[data-key=c]"
    await asyncio.gather(first.click(take), second.click(take))
    for page in (first, second):
        await expect(page.locator("#case-head .tag").first).to_have_text("处理中")

    winner = (await desk.complaint(complaint)).owner_id
    names = {row.id: row.name for row in await desk.rows(tables.officers)}
    loser = second if names[winner] == "林晓芸" else first
    await expect(loser.locator("#banner")).to_contain_text(f"{names[winner]} 先一步接了单")
    await expect(loser.locator("#case-head")).to_contain_text(f"{names[winner]} 处理")


async def test_the_palette_jumps_to_a_case(browser: Browser, desk: Console) -> None:
    """Ctrl+K, a number, Enter; Escape leaves everything as it was (ui/UI.md §6)."""
    complaint = await desk.filed("坡道被共享单车堵住")
    page = await sign_in(browser, desk)
    await page.keyboard.press("Control+k")
    await expect(page.locator("#palette-text")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#palette")).to_be_hidden()
    await page.keyboard.press("Control+k")
    await page.keyboard.type("统计")
    await expect(page.locator("#palette [aria-selected=true]")).to_contain_text("统计")
    await page.locator("#palette-text").fill("1")
    await page.keyboard.press("Enter")

    await page.wait_for_url(f"**/cases/{complaint.number}**")
    await expect(page.locator("#case-title")).to_have_text("坡道被共享单车堵住")


async def test_a_colleague_is_seen_writing(browser: Browser, desk: Console) -> None:
    """By itself, and no longer than it is so (ui/UI.md §7)."""
    complaint = await desk.filed("业务办得太慢")
    writer = await sign_in(browser, desk)
    reader = await sign_in(browser, desk, "周子涵")
    await open_case(writer, desk, complaint)
    await writer.locator("[data-key=c]").click()
    await open_case(reader, desk, complaint)
    await expect(reader.locator("#case-head")).to_contain_text("林晓芸 正在查看")
    await expect(writer.locator("#case-head")).to_contain_text("周子涵 正在查看")

    await writer.locator("#reply").press_sequentially("您好")
    await expect(reader.locator("#writing")).to_contain_text("林晓芸 正在输入")
    await expect(writer.locator("#writing")).to_be_empty()
    await writer.keyboard.press("Control+Enter")
    await expect(reader.locator("#writing")).to_be_empty()
    await writer.goto(url(desk))
    await expect(reader.locator("#case-head")).not_to_contain_text("正在查看")


async def test_a_note_looks_different_and_is_never_sent(browser: Browser, desk: Console) -> None:
    """Yellow all over, its own form, and nothing in the outbox."""
    complaint = await desk.filed("业务办得太慢")
    page = await sign_in(browser, desk)
    await open_case(page, desk, complaint)
    before = len(await desk.rows(tables.outbox))
    await page.locator("label[for=tab-note]").click()
    ground = await page.locator(".comp__p--note").evaluate(
        "box => getComputedStyle(box).backgroundColor"
    )
    await page.fill("#note", "查到了，户名有空格")
    await page.get_by_role("button", name="保存备注").click()

    await expect(page.locator(".msg--note")).to_contain_text("查到了，户名有空格")
    assert ground == "rgb(253, 246, 223)"
    assert len(await desk.rows(tables.outbox)) == before


async def test_a_lost_connection_is_said_and_mended(browser: Browser, desk: Console) -> None:
    """Reading and drafting go on; what is written is kept, and the page says what is wrong."""
    complaint = await desk.filed("业务办得太慢")
    page = await sign_in(browser, desk)
    await open_case(page, desk, complaint)
    await page.locator("[data-key=c]").click()
    await expect(page.locator("#reply")).to_be_visible()
    await page.context.set_offline(True)
    await page.fill("#reply", "您好")
    await page.keyboard.press("Control+Enter")

    await expect(page.locator("#notice")).to_contain_text("没有送到服务器")
    await expect(page.locator("#reply")).to_have_value("您好")
    await page.context.set_offline(False)
    await page.locator("#reply").press("Control+Enter")
    await expect(page.locator(".msg--me")).to_contain_text("您好")


async def test_a_session_that_ended_loses_no_draft(browser: Browser, desk: Console) -> None:
    """The page says so; after signing in the draft stands there again."""
    complaint = await desk.filed("业务办得太慢")
    page = await sign_in(browser, desk)
    await open_case(page, desk, complaint)
    await page.locator("[data-key=c]").click()
    await page.fill("#reply", "写了一半")
    await page.context.clear_cookies()
    await page.keyboard.press("Control+Enter")

    await expect(page.locator("#notice")).to_contain_text("登录已过期")
    await page.reload()
    await page.fill("#name", "林晓芸")
    await page.fill("#password", PASSWORD)
    await page.press("#password", "Enter")
    await expect(page.locator("#reply")).to_have_value("写了一半")


async def test_the_intake_form_answers_while_it_is_written(
    browser: Browser, desk: Console
) -> None:
    """Class and promise follow the text; the draft goes once it is filed (R1, R11)."""
    page = await sign_in(browser, desk)
    await page.keyboard.press("n")
    await page.wait_for_url("**/intake")
    await page.get_by_text("12345", exact=True).click()
    await page.fill("#text", "窗口态度很差")
    await expect(page.locator("#preview")).to_contain_text("服务态度")
    await page.locator("#text").press("Control+Enter")
    await expect(page.locator(".receipt")).to_contain_text("-001")
    await page.goto(url(desk, "/intake"))
    await expect(page.locator("#text")).to_have_value("")


async def test_everything_works_without_script(browser: Browser, desk: Console) -> None:
    """Take, reply, note, resolve and undo by plain forms alone."""
    complaint = await desk.filed("业务办得太慢")
    context = await browser.new_context(**DESKTOP, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(url(desk))
    await page.fill("#name", "林晓芸")
    await page.fill("#password", PASSWORD)
    await page.get_by_role("button", name="登录").click()
    await page.locator(".row").click()
    await page.get_by_role("button", name="接单").click()
    await expect(page.locator("#toasts")).to_contain_text("已接单")
    await page.fill("#reply", "您好，我来处理")
    await page.get_by_role("button", name="发送").click()
    await expect(page.locator(".msg--me")).to_contain_text("您好，我来处理")
    await page.locator("label[for=tab-note]").click()
    await page.fill("#note", "户名有空格")
    await page.get_by_role("button", name="保存备注").click()
    await expect(page.locator(".msg--note")).to_contain_text("户名有空格")
    await page.locator("summary", has_text="办结").click()
    await page.fill("textarea[name=result]", "已补办")
    await page.get_by_role("button", name="告知结果").click()
    await page.get_by_role("button", name="撤销").click()
    await expect(page.locator("#toasts")).to_contain_text("结果没有发出")

    assert (await desk.complaint(complaint)).status == "open"


async def test_one_stream_serves_all_tabs(browser: Browser, desk: Console) -> None:
    """Two tabs of one browser hear by one stream (DESIGN Rulings)."""
    page = await sign_in(browser, desk)
    await expect(page.locator("#live:not([hidden])")).to_have_count(1)  # the script has begun
    streams: list[str] = []
    other = await page.context.new_page()
    other.on("request", lambda request: "/events" in request.url and streams.append(request.url))
    await other.goto(url(desk))
    await expect(other.locator("#live")).to_have_text("实时")
    await desk.filed("业务办得太慢")

    await expect(other.locator(".row")).to_have_count(1)
    assert streams == []


async def test_everything_fits_a_phone(browser: Browser, desk: Console) -> None:
    """No page is wider than the screen; a case is a page of its own with its acts below."""
    complaint = await desk.filed("业务办得太慢，等了两个小时也没有人管，一直说系统不行")
    page = await sign_in(browser, desk, **PHONE)
    case = f"/cases/{complaint.number}"
    for path in (
        "/",
        case,
        f"{case}?pane=facts",
        "/intake",
        "/infos",
        "/revisits",
        "/coordination",
        "/figures",
        "/staff",
    ):
        await page.goto(url(desk, path))
        excess = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert excess <= 0, path
    await page.goto(url(desk, case))
    await page.locator("[data-key=c]").click()
    await expect(page.locator("#toasts")).to_contain_text("已接单")
    await page.locator(".acts summary").first.click()
    await page.fill("textarea[name=result]", "已补办")
    await page.get_by_role("button", name="告知结果").click()
    await expect(page.locator("#toasts")).to_contain_text("结果还没发出")


@pytest.mark.parametrize("has_script", [True, False])
@pytest.mark.parametrize("options", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_case_opens_at_the_newest_message(
    browser: Browser, desk: Console, options: dict[str, Any], has_script: bool
) -> None:
    """Chosen from the list, a long conversation shows its end and the writing box."""
    complaint = await desk.filed("业务办得太慢")
    for hour in range(30):
        await desk.says(complaint, f"还没有人理我，已经 {hour} 个小时了，我一直坐在大厅里等你们")
    page = await sign_in(browser, desk, **options)
    cookies = await page.context.cookies()
    plain = await browser.new_context(**options, java_script_enabled=has_script)
    await plain.add_cookies([{**cookie} for cookie in cookies])  # type: ignore[typeddict-item]
    page = await plain.new_page()
    await page.goto(url(desk))
    await page.locator("a.row").click()

    await expect(page.get_by_text("已经 29 个小时了")).to_be_in_viewport()
    await expect(page.locator("#write")).to_be_in_viewport()


async def test_a_form_closes_once_it_is_sent(browser: Browser, desk: Console) -> None:
    """What stays possible, such as going up a second level, does not leave its form in the way."""
    complaint = await desk.filed("业务办得太慢")
    page = await sign_in(browser, desk, **PHONE)
    await page.goto(url(desk, f"/cases/{complaint.number}"))
    await page.locator("[data-key=e]").click()
    await page.get_by_role("button", name="升级").click()

    await expect(page.locator("#toasts")).to_contain_text("已升级")
    await expect(page.locator(".acts details[open]")).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("desktop", DESKTOP),
        ("desktop-dark", {**DESKTOP, "color_scheme": "dark"}),
        ("desktop-en", {**DESKTOP, "locale": "en-US"}),
        ("phone", PHONE),
        ("phone-hant", {**PHONE, "locale": "zh-TW"}),
    ],
)
async def test_pictures(
    browser: Browser, desk: Console, name: str, options: dict[str, Any]
) -> None:
    """Pictures for people to look at, of an inbox and of a case that is being answered."""
    complaint = await desk.filed("你们怎么回事？柜台态度很差，叫了三次号都没人理，保安还推我出去")
    for text in ("2 号自助机坏了，吞了我的卡", "洗手间太脏，地上全是水", "业务办得太慢"):
        await desk.filed(text)
    context = await browser.new_context(**options)
    page = await context.new_page()
    await page.goto(url(desk, f"/login?next=/cases/{complaint.number}"))
    await page.fill("#name", "林晓芸")
    await page.fill("#password", PASSWORD)
    await page.press("#password", "Enter")
    await page.locator("[data-key=c]").click()
    await page.fill("#reply", "您好，我是大堂经理林晓芸，让您遇到这样的事，实在对不起。")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".msg--me")).to_be_visible()
    PICTURES.mkdir(exist_ok=True)
    await page.screenshot(path=PICTURES / f"case-{name}.png")
    await page.goto(url(desk))
    await page.screenshot(path=PICTURES / f"inbox-{name}.png")
