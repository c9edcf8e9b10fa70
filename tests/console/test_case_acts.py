"""Everything officers do with a complaint works as a plain form, and only for whom it should."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from complaints import closing
from complaints.model import CUSTOMER, Category, Complaint, Role, Severity, Status
from complaints.talk_model import Delivery
from storage import tables
from tests.console.console_kit import Browser, Console
from tests.fakes import FrozenTime


@pytest.fixture
async def complaint(console: Console) -> Complaint:
    """Give a complaint that came by the web chat."""
    return await console.filed()


@pytest.fixture
async def browser(console: Console, complaint: Complaint) -> Browser:
    """Give the browser of a lobby manager who has the complaint before them."""
    browser = await console.browser(await console.officer("林晓芸"))
    await browser.get(f"/cases/{complaint.number}")
    return browser


async def _act(browser: Browser, complaint: Complaint, act: str, **fields: Any) -> str:
    return await browser.submit(f"/cases/{complaint.number}/{act}", fields)


def _seen(browser: Browser) -> str:
    """Read what the page at hand says is the newest message on it."""
    return browser.page.split('name="seen" value="')[1].split('"')[0]


async def _refused(
    browser: Browser, complaint: Complaint, act: str, **fields: Any
) -> tuple[int, str]:
    return await browser.refused(f"/cases/{complaint.number}/{act}", fields)


async def test_taking_says_so_once(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """The page after the form says what was done; a reload says it no more (R18)."""
    page = await _act(browser, complaint, "take")

    assert f"已接单：{complaint.number}" in page
    assert f"已接单：{complaint.number}" not in await browser.get(f"/cases/{complaint.number}")
    taken = await console.complaint(complaint)
    assert (taken.status, taken.owner_id is not None) == (Status.OPEN, True)


async def test_of_two_takers_the_loser_reads_who_was_faster(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """One wins, the other is told the name (R18)."""
    other = await console.browser(await console.officer("周子涵", Role.STAFF))
    await other.get(f"/cases/{complaint.number}")
    path = f"/cases/{complaint.number}/take"
    answers = await asyncio.gather(browser.send(path), other.send(path))

    assert sorted(answer.status for answer in answers) == [303, 409]
    loser = next(answer for answer in answers if answer.status == 409)
    winner = "周子涵" if answers[1].status == 303 else "林晓芸"
    assert f"{winner} 先一步接了单" in await loser.text()


async def test_a_reply_is_queued_and_shown_as_such(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """The case shows how far the message got: queued, sent, failed with the reason, blocked."""
    await _act(browser, complaint, "take")
    page = await _act(browser, complaint, "reply", reply="您好，我来处理。", seen=_seen(browser))
    assert "您好，我来处理。" in page
    assert "排队" in page

    message = (await console.rows(tables.messages))[-1]
    for delivery, reason, words in [
        (Delivery.SENT, "", "已送达"),
        (Delivery.FAILED, "chat not found", "未送达 · chat not found"),
        (Delivery.BLOCKED, "", "客户已拉黑"),
    ]:
        async with console.database.transaction() as work:
            kept = await work.messages.get(message.id)
            kept.delivery, kept.delivery_reason = delivery, reason
        assert words in await browser.get(f"/cases/{complaint.number}")


async def test_a_reply_to_an_outdated_page_is_refused_and_kept(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """Somebody said something meanwhile: it is shown, the draft stays, the next try goes."""
    await _act(browser, complaint, "take")
    seen = _seen(browser)
    await console.says(complaint, "我现在就在大厅")
    status, page = await _refused(browser, complaint, "reply", reply="您在哪里？", seen=seen)

    assert status == 409
    assert "有新消息，看完再发" in page
    assert "我现在就在大厅" in page
    assert ">您在哪里？</textarea>" in page
    seen = _seen(browser)
    assert "排队" in await _act(browser, complaint, "reply", reply="您在哪里？", seen=seen)


@pytest.mark.parametrize(("text", "words"), [("", "必填"), ("长" * 2001, "最多 2000 字")])
async def test_a_reply_that_cannot_be_is_refused(
    console: Console, browser: Browser, complaint: Complaint, text: str, words: str
) -> None:
    """Nothing is sent, and what was typed comes back."""
    await _act(browser, complaint, "take")
    before = len(await console.rows(tables.outbox))
    seen = _seen(browser)
    status, page = await _refused(browser, complaint, "reply", reply=text, seen=seen)

    assert (status, words in page, text in page) == (422, True, True)
    assert len(await console.rows(tables.outbox)) == before


async def test_an_untaken_case_offers_no_reply(browser: Browser, complaint: Complaint) -> None:
    """First somebody owns it; the box says so, and the form is refused."""
    assert "先接单，再回复客户" in browser.page
    status, _ = await _refused(browser, complaint, "reply", reply="您好", seen="0")
    assert status == 409


async def test_a_note_never_reaches_the_outbox(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """Notes are kept apart and shown apart; nothing that sends knows of them (R20)."""
    await _act(browser, complaint, "take")
    before = await console.rows(tables.outbox), await console.rows(tables.messages)
    page = await _act(browser, complaint, "note", note="查到了：户名有空格")

    assert "msg--note" in page
    assert "查到了：户名有空格" in page
    assert (await console.rows(tables.outbox), await console.rows(tables.messages)) == before


async def test_a_complaint_without_chat_is_answered_by_phone(
    console: Console, browser: Browser
) -> None:
    """There is nothing to reply to; a recorded call stops the clock (R1, R19)."""
    by_phone = await console.filed("地上很脏", by_chat=False)
    await browser.get(f"/cases/{by_phone.number}")
    page = await _act(browser, by_phone, "take")
    assert 'name="reply"' not in page
    assert "没有聊天渠道" in page

    page = await _act(browser, by_phone, "contact", via="phone", contact="已致歉，马上打扫")
    assert "电话记录" in page
    page = await _act(browser, by_phone, "resolve", via="visit", result="已打扫干净")
    assert (await console.complaint(by_phone)).status is Status.ANSWERED


async def test_the_class_is_corrected_and_the_severity_set(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """Raising is free, lowering needs a reason and from major the office (R11, R13)."""
    await _act(browser, complaint, "category", category="hygiene")
    await _act(browser, complaint, "severity", severity="major")
    status, _ = await _refused(browser, complaint, "severity", severity="minor", reason="不重")
    assert status == 403
    browser = await console.browser(await console.officer("罗佳", Role.OFFICE))
    await browser.get(f"/cases/{complaint.number}")
    status, page = await _refused(browser, complaint, "severity", severity="minor", reason="")
    assert (status, "必填" in page) == (422, True)
    page = await _act(browser, complaint, "severity", severity="serious", reason="没有受伤")

    changed = await console.complaint(complaint)
    assert (changed.category, changed.severity) == (Category.HYGIENE, Severity.SERIOUS)
    assert "罗佳 把严重度调为较严重：没有受伤" in page


async def test_the_record_is_completed(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """Whatever was not asked can be filled in later; only what changed is noted (R2)."""
    fields = {"name": "王女士", "contact": "13800001111", "address": "", "demand": "道歉"}
    page = await _act(browser, complaint, "record", **fields)

    assert "王女士" in page
    assert (await console.complaint(complaint)).demand == "道歉"
    noted = [
        row.data["field"] for row in await console.rows(tables.timeline) if row.data.get("field")
    ]
    assert noted == ["name", "contact", "demand"]


async def test_escalating_waiting_and_going_on(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """Each is one form (R21, DESIGN Status)."""
    page = await _act(browser, complaint, "take")
    assert "客户会看到这句话" in page
    assert "发给客户并等待" in page
    assert "林晓芸 升级：要经理出面" in await _act(
        browser, complaint, "escalate", reason="要经理出面"
    )
    status, _ = await _refused(browser, complaint, "wait", reason="")
    assert status == 422
    page = await _act(browser, complaint, "wait", reason="请发一张照片")
    assert "林晓芸 转为等待客户<" in page
    assert '<div class="msg__b">请发一张照片' in page, "the customer reads it"
    assert (await console.complaint(complaint)).status is Status.WAITING
    await _act(browser, complaint, "resume")
    assert (await console.complaint(complaint)).status is Status.OPEN


async def test_a_result_can_be_taken_back_for_ten_seconds(
    console: Console, browser: Browser, complaint: Complaint, now: FrozenTime
) -> None:
    """The page offers it as long as it is possible (R26)."""
    await _act(browser, complaint, "take")
    page = await _act(browser, complaint, "resolve", result="已补办")
    message = page.split('name="message" value="')[1].split('"')[0]
    assert "结果还没发出" in page
    page = await _act(browser, complaint, "undo", message=message)
    assert "结果没有发出" in page
    assert (await console.complaint(complaint)).status is Status.OPEN

    await _act(browser, complaint, "resolve", result="真的补办了")
    now.advance(timedelta(seconds=11))
    assert "结果还没发出" not in await browser.get(f"/cases/{complaint.number}")


async def test_the_result_of_another_case_cannot_be_taken_back(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """The message named must belong to the case."""
    other = await console.filed("另一件业务")
    await _act(browser, other, "take")
    page = await _act(browser, other, "resolve", result="好了")
    message = page.split('name="message" value="')[1].split('"')[0]
    status, _ = await _refused(browser, complaint, "undo", message=message)

    assert status == 404
    assert (await console.complaint(other)).status is Status.ANSWERED


async def test_closing_and_reopening(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """A manager closes with a reason; reopening goes one level up (R26)."""
    await _act(browser, complaint, "take")
    assert "林晓芸 关闭：客户失联" in await _act(browser, complaint, "close", reason="客户失联")
    page = await _act(browser, complaint, "reopen", reason="又来电话")
    assert "林晓芸 重新打开，升一级：又来电话" in page

    again = await console.complaint(complaint)
    assert (again.status, again.level, again.episode) == (Status.NEW, 3, 2)


@pytest.mark.parametrize(
    ("role", "act", "fields"),
    [
        (Role.HR, "take", {}),
        (Role.HR, "note", {"note": "x"}),
        (Role.STAFF, "close", {"reason": "x"}),
        (Role.STAFF, "reopen", {"reason": "x"}),
        (Role.HR, "record", {"name": "x"}),
        (Role.HR, "category", {"category": "other"}),
        (Role.HR, "escalate", {"reason": "x"}),
    ],
)
async def test_what_a_role_does_not_cover_is_refused(
    console: Console, complaint: Complaint, role: Role, act: str, fields: dict[str, str]
) -> None:
    """The page shows the case and the reason; nothing has changed."""
    officer = await console.officer("周子涵", role)
    browser = await console.browser(officer)
    status, page = await _refused(browser, complaint, act, **fields)
    before = len(await console.rows(tables.timeline))

    assert (status, "您的角色不能这样做" in page) == (403, True)
    assert len(await console.rows(tables.timeline)) == before


async def test_other_departments_see_nothing_of_it(console: Console, complaint: Complaint) -> None:
    """What one may not see looks like what does not exist, for reading and for every act."""
    handler = await console.officer("何志强", Role.DEPARTMENT_HANDLER, "logistics")
    browser = await console.browser(handler)
    page = await browser.get("/?view=everything")
    assert complaint.number not in page
    path = f"/cases/{complaint.number}"
    unknown = (await browser.get(path, 404)).replace(complaint.number, "X")
    assert unknown == (await browser.get("/cases/HY-260311-999", 404)).replace(
        "HY-260311-999", "X"
    )
    for act in ("take", "note", "record"):
        await browser.get("/")
        status, _ = await browser.refused(f"{path}/{act}", {"note": "x"})
        assert status == 404


async def test_reading_is_noted_once_a_quarter_of_an_hour(
    console: Console, browser: Browser, complaint: Complaint, now: FrozenTime
) -> None:
    """The audit says who has seen personal data; lists are no reading (R40)."""

    async def readings() -> int:
        return sum(row.action == "complaint:read" for row in await console.rows(tables.audit))

    await browser.get(f"/cases/{complaint.number}")
    await browser.get("/")
    assert await readings() == 1
    now.advance(minutes=16)
    await browser.get(f"/cases/{complaint.number}")
    assert await readings() == 2


async def test_what_customers_write_is_never_html(console: Console, browser: Browser) -> None:
    """Markup of a customer is text, in lists, titles and marks alike."""
    evil = '<script>alert(1)</script>态度"差'
    complaint = await console.filed(evil)
    page = await browser.get(f"/cases/{complaint.number}")

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<mark class="m--service">态度</mark>' in page


async def test_the_filters_of_the_list_stay(console: Console, browser: Browser) -> None:
    """Acting on a case comes back to the list as it was."""
    complaint = await console.filed("厕所很脏")
    page = await browser.get(f"/cases/{complaint.number}?view=untaken&category=hygiene")
    assert f"/cases/{complaint.number}/take?view=untaken&amp;category=hygiene" in page
    response = await browser.send(f"/cases/{complaint.number}/take?view=untaken&category=hygiene")

    assert response.headers["Location"] == (
        f"/cases/{complaint.number}?view=untaken&category=hygiene"
    )


async def test_a_search_without_a_hit_says_so(browser: Browser) -> None:
    """An empty list is explained: a view without any is no search that failed."""
    for query in ("text=没有的词", "view=closed&category=hygiene", "category=hygiene"):
        assert "没找到" in await browser.get(f"/?{query}"), query
    for view in ("closed", "waiting"):
        assert "这里没有了" in await browser.get(f"/?view={view}"), view


async def test_nonsense_in_an_address_is_not_an_error(browser: Browser) -> None:
    """Unknown views, days and cursors filter nothing."""
    for query in ("view=x", "cursor=x", "from=x&to=2026-02-31", "category=x&severity=y", "pane=x"):
        await browser.get(f"/?{query}")


async def test_a_customers_yes_closes_and_shows(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """The whole story stands in the timeline, to the end (R26, R40)."""
    await _act(browser, complaint, "take")
    await _act(browser, complaint, "resolve", result="已补办")
    async with console.database.transaction() as work:
        kept = await work.complaints.get(complaint.id)
        await closing.confirm(console.house, work, kept, actor=CUSTOMER)
    page = await browser.get(f"/cases/{complaint.number}")

    for words in ("受理：业务办理", "林晓芸 接单", "林晓芸 告知处理结果", "客户满意，已办结"):
        assert words in page


async def test_handing_over_says_to_whom_and_refuses_a_stale_page(
    console: Console, browser: Browser, complaint: Complaint
) -> None:
    """The form offers who can take complaints; of two managers' pages the older one is refused."""
    receiver = await console.officer("周子涵", Role.STAFF)
    await console.officer("人事", Role.HR)
    page = await browser.get(f"/cases/{complaint.number}")
    assert f'<option value="{receiver.id}">周子涵' in page
    assert ">人事 ·" not in page
    form = {"to": str(receiver.id), "reason": "她在柜台", "owner": ""}

    page = await _act(browser, complaint, "hand-over", **form)
    status, refused = await _refused(browser, complaint, "hand-over", **form)

    assert "林晓芸 指派给 周子涵：她在柜台" in page
    assert (status, "周子涵，没有再转" in refused) == (409, True)
    assert (await console.complaint(complaint)).owner_id == receiver.id


async def test_putting_back_leads_on_though_the_case_is_out_of_sight(
    console: Console, complaint: Complaint
) -> None:
    """A handler of another department gives back what they owned, and is shown the list."""
    handler = await console.officer("何志强", Role.DEPARTMENT_HANDLER, "logistics")
    boss = await console.browser(await console.officer("王敏"))
    await boss.get(f"/cases/{complaint.number}")
    await _act(boss, complaint, "hand-over", to=str(handler.id), reason="归后勤", owner="")
    browser = await console.browser(handler)
    await browser.get(f"/cases/{complaint.number}")

    page = await _act(browser, complaint, "put-back", reason="不归后勤", owner=str(handler.id))

    assert f"已退回待认领：{complaint.number}" in page
    assert (await console.complaint(complaint)).owner_id is None
    await browser.get(f"/cases/{complaint.number}", status=404)


async def test_what_else_the_customer_complained_of_is_named_rightly(console: Console) -> None:
    """Earlier and later ones alike, so nobody calls them "earlier" (R10)."""
    contact = {"contact": "13800138000"}
    first = await console.filed(by_chat=False, customer=contact)
    second = await console.filed("空调坏了", by_chat=False, customer=contact)
    browser = await console.browser(await console.officer("林晓芸"))

    pages = [await browser.get(f"/cases/{number}") for number in (first.number, second.number)]

    assert all("这位客户的其他投诉" in page for page in pages)
    assert second.number in pages[0].split("这位客户的其他投诉")[1]
    assert first.number in pages[1].split("这位客户的其他投诉")[1]


async def test_a_special_customer_bears_a_sign_in_list_and_case_r15(
    browser: Browser, complaint: Complaint
) -> None:
    """With the guide for it beside the case, until the mark is taken off."""
    page = await _act(browser, complaint, "standing", standing="notable")
    assert page.count("</svg>知名人士</span>") == 3, "list, head and record"
    assert "林晓芸 标为知名人士" in page
    assert "贵宾与知名人士" in page

    page = await _act(browser, complaint, "standing", standing="")
    assert "</svg>知名人士</span>" not in page
    assert "林晓芸 取消了特别接待" in page
