"""Intake, revisits, customer information, figures, people and files: each act a plain form."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator

import pytest

from complaints import handling
from complaints.closing import confirm
from complaints.intake import keep_info
from complaints.model import (
    CUSTOMER,
    Category,
    Channel,
    Complaint,
    ConversationId,
    MessageId,
    Officer,
    RevisitState,
    Role,
    Severity,
    Solved,
    by,
)
from complaints.officers import disable
from complaints.talk_model import Attachment, AttachmentState, Conversation
from console.pages_intake import CHANNELS
from storage import tables
from storage.files import FileStore
from tests.console.console_kit import PASSWORD, Browser, Console, heard
from tests.fakes import FrozenTime


@pytest.fixture
async def boss(console: Console) -> Officer:
    """Give an administrator."""
    return await console.officer("王敏", Role.ADMINISTRATOR)


@pytest.fixture
async def browser(console: Console, boss: Officer) -> Browser:
    """Give the administrator's browser."""
    return await console.browser(boss)


# Intake (R1, R2)


@pytest.mark.parametrize("channel", CHANNELS)
async def test_staff_take_down_a_complaint_of_every_channel(
    console: Console, browser: Browser, channel: Channel
) -> None:
    """Only the account is required; the receipt shows the number and the promise (R1, R5)."""
    await browser.get("/intake")
    page = await browser.submit("/intake", {"channel": channel, "text": "窗口态度很差"})

    assert "HY-260311-001" in page
    assert "10:30 前有人联系您" in page
    (filed,) = await console.rows(tables.complaints)
    assert (filed.channel, filed.category) == (channel, Category.SERVICE)


async def test_everything_known_is_recorded(console: Console, browser: Browser) -> None:
    """Customer, object, demand, place, what was decided by hand, and who took it down (R2)."""
    await browser.get("/intake")
    fields = {
        "channel": "hotline12345",
        "text": "坡道被堵住",
        "name": "李桂芳",
        "contact": "139 5716 2208",
        "address": "湖滨路 1 号",
        "occurred": "今天 09:40",
        "place": "柜台",
        "person": "保安",
        "object_ref": "2026031200871",
        "demand": "道歉",
        "subcategory": "无障碍",
        "category": "facility",
        "severity": "serious",
    }
    await browser.submit("/intake", fields)

    (filed,) = await console.rows(tables.complaints)
    (customer,) = await console.rows(tables.customers)
    assert (customer.name, customer.contact, customer.address) == (
        "李桂芳",
        "139 5716 2208",
        "湖滨路 1 号",
    )
    assert (filed.place, filed.person, filed.object_ref) == ("counter", "保安", "2026031200871")
    assert (filed.demand, filed.occurred, filed.subcategory) == ("道歉", "今天 09:40", "无障碍")
    assert (filed.category, filed.severity) == (Category.FACILITY, Severity.SERIOUS)
    assert filed.receiver_id == (await console.rows(tables.officers))[0].id


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"channel": "phone", "text": " "}, "必填"),
        ({"channel": "x", "text": "很差"}, "没有这个选项"),
        ({"channel": "phone", "text": "长" * 20_001}, "最多 20000 字"),
    ],
)
async def test_a_refused_form_keeps_what_was_typed(
    console: Console, browser: Browser, fields: dict[str, str], words: str
) -> None:
    """Nothing is filed and nothing has to be typed twice."""
    await browser.get("/intake")
    status, page = await browser.refused("/intake", fields | {"name": "李桂芳"})

    assert (status, words in page, 'value="李桂芳"' in page) == (422, True, True)
    assert await console.rows(tables.complaints) == []


async def test_the_preview_keeps_nothing(console: Console, browser: Browser) -> None:
    """It says class, department and promise while somebody is still typing (R11)."""
    await browser.get("/intake")
    response = await browser.send("/intake/preview", {"channel": "phone", "text": "业务太慢"})
    page = await response.text()

    assert ("业务办理" in page, "运营管理部" in page, "10:30 前" in page) == (True, True, True)
    assert await console.rows(tables.complaints) == []


async def test_who_may_not_file_has_no_form(console: Console) -> None:
    """Neither the page nor a link to it."""
    browser = await console.browser(await console.officer("赵静", Role.HR))

    assert 'href="/intake"' not in await browser.get("/")
    await browser.get("/intake", 403)


# Revisits (R33)


async def _closed(console: Console, boss: Officer, *, by_chat: bool = True) -> Complaint:
    complaint = await console.filed(by_chat=by_chat)
    async with console.database.transaction() as work:
        kept = await work.complaints.get(complaint.id)
        await handling.take(console.house, work, kept.id, actor=by(boss))
        await handling.resolve(console.house, work, kept, "好了", actor=by(boss), via="phone")
        await confirm(console.house, work, kept, actor=CUSTOMER)
    return complaint


async def test_surveys_go_to_all_that_are_ticked(
    console: Console, browser: Browser, boss: Officer, now: FrozenTime
) -> None:
    """One click sends to one or many; who has no chat is named with the reason (R33)."""
    for by_chat in (True, True, False):
        await _closed(console, boss, by_chat=by_chat)
    now.advance(days=5)
    await browser.sign_in("王敏")
    page = await browser.get("/revisits")
    ids = [str(row.id) for row in await console.rows(tables.revisits)]
    assert re.findall(r'name="revisit" value="(\d+)"', page) == ids

    page = await browser.submit("/revisits", [("revisit", each) for each in ids])
    assert "已发出 2 份，1 份没有发出：这件没有聊天渠道" in page
    states = [row.state for row in await console.rows(tables.revisits)]
    assert states == [RevisitState.SENT, RevisitState.SENT, RevisitState.DUE]
    assert "王敏" in await browser.get("/revisits?state=sent")


async def test_sending_to_nobody_is_refused(browser: Browser) -> None:
    """A click without a tick says what is missing."""
    await browser.get("/revisits")
    status, page = await browser.refused("/revisits")

    assert (status, "请先选择" in page) == (422, True)


async def test_an_answer_by_phone_is_recorded_by_somebody_else(
    console: Console, browser: Browser, boss: Officer
) -> None:
    """The handler of the case may not; the page counts the answer with n (R33, R35)."""
    await _closed(console, boss, by_chat=False)
    (revisit,) = await console.rows(tables.revisits)
    fields = {"solved": "yes", "score": "5", "words": "很快，谢谢"}
    await browser.get("/revisits")
    status, page = await browser.refused(f"/revisits/{revisit.id}", fields)
    assert (status, "请别人回访" in page) == (409, True)

    other = await console.browser(await console.officer("林晓芸"))
    await other.get("/revisits")
    page = await other.submit(f"/revisits/{revisit.id}", fields)
    assert ("很快，谢谢" in page, "解决了 · 5 分" in page) == (True, True)
    (revisit,) = await console.rows(tables.revisits)
    assert (revisit.solved, revisit.score, revisit.words) == (Solved.YES, 5, "很快，谢谢")
    figures = await browser.get("/figures")
    assert "5.00 <small>n = 1</small>" in figures


async def test_a_bad_answer_brings_the_case_back(
    console: Console, browser: Browser, boss: Officer
) -> None:
    """Not solved reopens it one level up and stands under what must be looked at (R33)."""
    complaint = await _closed(console, boss, by_chat=False)
    (revisit,) = await console.rows(tables.revisits)
    other = await console.browser(await console.officer("林晓芸"))
    await other.get("/revisits")
    page = await other.submit(f"/revisits/{revisit.id}", {"solved": "no", "words": "还是坏的"})

    assert "需要复核" in page
    assert (await console.complaint(complaint)).level == 1


@pytest.mark.parametrize("path", ["/revisits", "/figures"])
async def test_managers_only(console: Console, path: str) -> None:
    """Staff neither send surveys nor see figures; they are shown no link."""
    browser = await console.browser(await console.officer("周子涵", Role.STAFF))

    assert f'href="{path}"' not in await browser.get("/")
    assert "您的角色不能这样做" in await browser.get(path, 403)


async def test_figures_of_nonsense_are_those_of_this_month(browser: Browser) -> None:
    """Days that do not exist, or stand the wrong way round, break nothing."""
    for query in ("from=x&to=y", "from=2026-12-31&to=2026-01-01", "from=0001-01-01"):
        await browser.get(f"/figures?{query}")


# Customer information (R45)


@pytest.fixture
async def info_id(console: Console) -> int:
    """Give a question that a customer asked."""
    async with console.database.transaction() as work:
        chat = Conversation(
            id=ConversationId(work.new_id()), channel=Channel.WEBCHAT, address="visitor"
        )
        work.add(chat)

        message = heard(MessageId(work.new_id()), None, chat, "周六开门吗？", console.house)
        work.add(message)
        return keep_info(console.house, work, chat, message, "question").id


async def test_customer_information_is_signed_for(
    console: Console, browser: Browser, info_id: int
) -> None:
    """The list says who signed, and when (R45)."""
    assert "周六开门吗？" in await browser.get("/infos")
    await browser.submit(f"/infos/{info_id}/sign")

    assert "王敏 今天 10:00签收" in await browser.get("/infos?state=signed")
    assert "周六开门吗？" not in await browser.get("/infos")


async def test_customer_information_becomes_a_case(
    console: Console, browser: Browser, info_id: int
) -> None:
    """It leads to the case; doing it twice leads to the same one (R45)."""
    for _ in range(2):
        await browser.get("/infos?state=all")
        page = await browser.submit(f"/infos/{info_id}/file")
        assert ("周六开门吗？" in page, "HY-260311-001" in page) == (True, True)

    assert len(await console.rows(tables.complaints)) == 1


async def test_other_departments_neither_see_nor_sign_it(console: Console, info_id: int) -> None:
    """It was passed to the lobby; logistics finds nothing (promise 7)."""
    handler = await console.officer("何志强", Role.DEPARTMENT_HANDLER, "logistics")
    browser = await console.browser(handler)

    assert "周六开门吗？" not in await browser.get("/infos?state=all")
    status, _ = await browser.refused(f"/infos/{info_id}/sign")
    assert status == 404


# People


async def test_a_new_officer_comes_in_by_the_link(console: Console, browser: Browser) -> None:
    """The administrator sees a link once; its owner chooses the password."""
    await browser.get("/staff")
    fields = {"name": "周子涵", "role": "staff", "department": "lobby", "place": ""}
    response = await browser.send("/staff", fields)
    page = await response.text()
    link = re.search(r"/welcome/[\w-]+", page)
    assert link is not None
    assert link[0] not in await browser.get("/staff")

    theirs = await console.browser()
    assert "周子涵，您好" in await theirs.get(link[0])
    await theirs.submit(link[0], {"password": PASSWORD, "again": PASSWORD})
    assert "受理人员" in await theirs.get("/staff")


async def test_officers_are_changed_disabled_and_let_in_again(
    console: Console, browser: Browser
) -> None:
    """A disabled officer's browser is sent to the sign-in page at once."""
    officer = await console.officer("周子涵", Role.STAFF)
    theirs = await console.browser(officer)
    await browser.get("/staff")
    page = await browser.submit(
        f"/staff/{officer.id}", {"role": "duty_manager", "department": "lobby", "place": "counter"}
    )
    assert "周子涵 已修改" in page
    assert "值班经理" in await theirs.get("/staff")

    await browser.submit(f"/staff/{officer.id}/disable")
    assert "登录工作台" in await theirs.get("/staff")
    await browser.submit(f"/staff/{officer.id}/enable")
    await theirs.sign_in("周子涵")


async def test_a_new_link_for_who_forgot_the_password(console: Console, browser: Browser) -> None:
    """It signs in as that officer; there is none for a disabled one."""
    officer = await console.officer("周子涵", Role.STAFF)
    await browser.get("/staff")
    response = await browser.send(f"/staff/{officer.id}/link")
    assert "周子涵 的登录链接" in await response.text()

    async with console.database.transaction() as work:
        boss = (await work.accounts.administrators())[0]
        await disable(console.house, work, officer.id, actor=by(boss))
    status, _ = await browser.refused(f"/staff/{officer.id}/link")
    assert status == 404


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"name": "", "role": "staff"}, 422, "必填"),
        ({"name": "王敏", "role": "staff"}, 409, "已有同名的账号"),
        ({"name": "新人", "role": "king"}, 422, "没有这个选项"),
    ],
)
async def test_an_officer_that_makes_no_sense_is_refused(
    browser: Browser, fields: dict[str, str], status: int, words: str
) -> None:
    """The form opens again with the reason."""
    await browser.get("/staff")
    answer, page = await browser.refused("/staff", fields)

    assert (answer, words in page) == (status, True)


async def test_the_last_administrator_stays(browser: Browser, boss: Officer) -> None:
    """The page says why."""
    await browser.get("/staff")
    status, page = await browser.refused(f"/staff/{boss.id}", {"role": "staff"})

    assert (status, "最后一位管理员" in page) == (409, True)


async def test_others_look_after_their_own_account_only(console: Console, boss: Officer) -> None:
    """No list, no adding, no changing; duty, password and chat are their own."""
    browser = await console.browser(await console.officer("周子涵", Role.STAFF))
    page = await browser.get("/staff")
    assert "全部人员" not in page
    for act in ("", f"/{boss.id}", f"/{boss.id}/disable", f"/{boss.id}/link"):
        await browser.get("/staff")
        status, _ = await browser.refused(f"/staff{act}", {"name": "x", "role": "staff"})
        assert status == 403, act
    await browser.get("/staff")
    status, _ = await browser.refused("/staff/duty", {"officer": str(boss.id), "on": "0"})
    assert status == 403

    await browser.get("/staff")
    assert "周子涵 已离岗" in await browser.submit("/staff/duty", {"on": "0"})


async def test_a_password_is_changed_by_who_knows_it(console: Console, browser: Browser) -> None:
    """The old one is asked for; this browser stays signed in, others do not."""
    other = await console.browser()
    await other.sign_in("王敏")
    new = {"password": "a quite new one", "again": "a quite new one"}
    await browser.get("/staff")
    status, page = await browser.refused("/staff/password", {"old": "wrong", **new})
    assert (status, "现在的密码不对" in page) == (422, True)
    assert "密码已修改" in await browser.submit("/staff/password", {"old": PASSWORD, **new})

    assert "登录工作台" in await other.get("/")
    await other.sign_in("王敏", new["password"])


async def test_a_code_links_a_telegram_account(console: Console, browser: Browser) -> None:
    """The page shows the code, the deep link and what to send by hand."""
    await browser.get("/staff")
    response = await browser.send("/staff/link")
    page = await response.text()

    code = re.search(r"https://t\.me/HuiyinBot\?start=link_([A-Z2-7]{8})", page)
    assert code is not None
    assert f"/start link_{code[1]}" in page
    assert (await console.rows(tables.one_time_codes))[0].purpose == "link"


# Files (R25)


async def _attached(
    console: Console, body: bytes, name: str, mime: str, state: AttachmentState
) -> str:
    async def chunks() -> AsyncIterator[bytes]:
        yield body

    complaint = await console.filed()
    files = console.services.files
    assert isinstance(files, FileStore)
    if state is AttachmentState.STORED:
        await files.save(chunks())
    message = (await console.rows(tables.messages))[-1]
    async with console.database.transaction() as work:
        attachment = Attachment(
            id=work.new_id(),
            kind="document",
            at=console.house.now(),
            message_id=message.id,
            complaint_id=complaint.id,
            name=name,
            mime=mime,
            size=len(body),
            sha256=hashlib.sha256(body).hexdigest(),
            state=state,
        )
        work.add(attachment)
    return f"/cases/{complaint.number}/files/{attachment.id}"


@pytest.mark.parametrize(
    ("mime", "kind", "disposition"),
    [
        ("image/png", "image/png", "inline"),
        ("image/svg+xml", "application/octet-stream", "attachment"),
        ("text/html", "application/octet-stream", "attachment"),
        ("application/pdf", "application/octet-stream", "attachment"),
    ],
)
async def test_only_harmless_pictures_are_shown(
    console: Console, browser: Browser, mime: str, kind: str, disposition: str
) -> None:
    """Everything else is a download that no browser looks into."""
    path = await _attached(console, b"<svg/>", "图 1.png", mime, AttachmentState.STORED)
    response = await browser.client.get(path)

    assert await response.read() == b"<svg/>"
    assert response.headers["Content-Type"] == kind
    assert response.headers["Content-Disposition"].startswith(disposition)
    assert "%E5%9B%BE" in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


async def test_files_are_for_those_who_may_see_the_case(
    console: Console, browser: Browser
) -> None:
    """Strangers, other departments and other cases' addresses find nothing."""
    path = await _attached(console, b"x", "x.png", "image/png", AttachmentState.STORED)
    other = await console.filed("另一件")
    handler = await console.officer("何志强", Role.DEPARTMENT_HANDLER, "logistics")
    await (await console.browser(handler)).get(path, 404)
    await browser.get(f"/cases/{other.number}/files/{path.rpartition('/')[2]}", 404)
    stranger = await console.browser()
    response = await stranger.client.get(path, allow_redirects=False)

    assert response.status == 303


async def test_a_file_that_did_not_arrive_is_said_so(console: Console, browser: Browser) -> None:
    """The case says why there is no file; its address finds nothing."""
    path = await _attached(console, b"x", "大.mp4", "video/mp4", AttachmentState.TOO_LARGE)

    assert "超过大小限制" in await browser.get(path.rpartition("/files")[0])
    await browser.get(path, 404)


async def test_a_file_that_is_gone_is_not_found(console: Console, browser: Browser) -> None:
    """A store that lost a file is no server error."""
    path = await _attached(console, b"gone", "x.png", "image/png", AttachmentState.STORED)
    files = console.services.files
    assert isinstance(files, FileStore)
    files.path(hashlib.sha256(b"gone").hexdigest()).unlink()

    await browser.get(path, 404)


@pytest.mark.parametrize(
    "path", ["/revisits/{id}", "/infos/{id}/sign", "/infos/{id}/file", "/staff/{id}/disable"]
)
async def test_an_id_that_no_row_can_have_is_not_found(browser: Browser, path: str) -> None:
    """A forged number too large for the database is nobody's fault but its author's."""
    await browser.get("/staff")

    status, _ = await browser.refused(path.format(id=2**63), {"solved": "yes"})

    assert status == 404
