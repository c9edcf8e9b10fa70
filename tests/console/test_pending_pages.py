"""The pending ledger works as plain forms: ask, approve, settle, calls in vain, print (R32)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaints.model import Complaint, Role
from tests.console.console_kit import Browser, Console
from tests.fakes import ZONE, FrozenTime


@pytest.fixture
async def case(console: Console) -> Complaint:
    """Give a complaint that came by the web chat."""
    return await console.filed(customer={"name": "王建国"})


@pytest.fixture
async def duty(console: Console, case: Complaint) -> Browser:
    """Give the browser of a duty manager who has taken the complaint."""
    browser = await console.browser(await console.officer("周子涵", Role.DUTY_MANAGER))
    await browser.get(f"/cases/{case.number}")
    await browser.submit(f"/cases/{case.number}/take")
    return browser


@pytest.fixture
async def leader(console: Console) -> Browser:
    """Give the browser of a supervisor."""
    return await console.browser(await console.officer("沈国栋", Role.SUPERVISOR))


def day(console: Console, days: int) -> str:
    """Write the business day so many days from now as a browser does."""
    at = console.house.now() + timedelta(days=days)
    return at.astimezone(ZONE).date().isoformat()


def entry(console: Console, browser: Browser, **changes: str) -> dict[str, str]:
    """Fill in the form: the first person of the list is responsible, for ten days."""
    chosen = browser.page.split('id="pending-to"')[1].split('<option value="')[2].split('"')[0]
    given = {
        "cause": "parts_missing",
        "missing": "压缩机",
        "to": chosen,
        "expected_on": day(console, 10),
    }
    return given | changes


async def grant(leader: Browser) -> str:
    """Approve the request that waits."""
    queue = await leader.get("/approvals")
    approval = queue.split('action="/approvals/')[1].split('"')[0]
    await leader.submit(f"/approvals/{approval}", {"decision": "grant"})
    return queue


async def test_from_the_request_to_the_outcome(
    console: Console, duty: Browser, leader: Browser, case: Complaint
) -> None:
    """Asked on the case, approved on the queue, counted on the rail, settled on the ledger."""
    here = f"/cases/{case.number}"
    page = await duty.submit(f"{here}/pending", entry(console, duty))
    assert "已申请列入未了" in page
    assert "压缩机" in await grant(leader)

    ledger = await duty.get("/pending")
    for shown in (case.number, "压缩机", "等配件", "王＊＊", day(console, 10)):
        assert shown in ledger
    assert "王建国" not in ledger
    assert '<span class="badge badge--mut">1</span>' in ledger

    page = await duty.submit(f"/pending/{case.number}", {"outcome": "压缩机已换好"})
    assert f"{case.number} 已了结" in page
    assert "没有未了事宜" in page
    assert "压缩机已换好" in await duty.get("/pending?view=settled")
    assert "了结未了事宜：压缩机已换好" in await duty.get(here)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"to": ""}, "必填"),
        ({"missing": ""}, "必填"),
        ({"expected_on": "2020-01-01"}, "已经过去"),
        ({"cause": "whatever"}, "没有这个选项"),
        ({"cause": "unreachable"}, "需要 3 次"),
    ],
)
async def test_what_is_not_right_is_said_and_what_was_typed_stays(
    console: Console, duty: Browser, case: Complaint, changes: dict[str, str], words: str
) -> None:
    """Nobody responsible, a day that is past, too few calls (R32)."""
    fields = entry(console, duty, words="厂家说的", **changes)
    status, page = await duty.refused(f"/cases/{case.number}/pending", fields)

    assert status in (409, 422)
    assert words in page
    assert "厂家说的" in page


async def test_calls_in_vain_are_noted_and_counted(
    console: Console, duty: Browser, case: Complaint, now: FrozenTime
) -> None:
    """With when and what came of it, as far apart as the policy asks (R32)."""
    here = f"/cases/{case.number}"
    now.advance(hours=7)
    page = await duty.submit(f"{here}/attempt", {"result": "no_answer", "words": "响了十声"})
    assert "响了十声" in page
    early = (now() - timedelta(hours=3)).astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
    page = await duty.submit(f"{here}/attempt", {"result": "busy", "at": early})
    assert "未接通 2 次，计入 2 次" in page
    later = (now() + timedelta(hours=3)).astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
    status, page = await duty.refused(f"{here}/attempt", {"result": "busy", "at": later})
    assert (status, "还没有到" in page) == (422, True)


async def test_whom_to_contact_this_month(
    console: Console, duty: Browser, leader: Browser, case: Complaint, now: FrozenTime
) -> None:
    """Last month's open items, until somebody has called (R32)."""
    here = f"/cases/{case.number}"
    await duty.submit(f"{here}/pending", entry(console, duty, expected_on=day(console, 60)))
    await grant(leader)
    assert case.number not in await duty.get("/pending?view=to_contact")
    now.advance(days=24)
    await duty.sign_in("周子涵")

    assert case.number in await duty.get("/pending?view=to_contact")
    await duty.get(here)
    await duty.submit(f"{here}/contact", {"via": "phone", "contact": "说明配件在路上"})
    assert "本月都联系过了" in await duty.get("/pending?view=to_contact")
    assert "本月已联系" in await duty.get("/pending")


async def test_the_ledger_prints(
    console: Console, duty: Browser, leader: Browser, case: Complaint
) -> None:
    """As the book it replaces, and blank (R32, R43)."""
    await duty.submit(f"/cases/{case.number}/pending", entry(console, duty))
    await grant(leader)

    paper = await duty.get("/papers/ledger")
    assert case.number in paper
    assert "压缩机" in paper
    assert case.number not in await duty.get("/papers/ledger?blank=1")


async def test_a_case_nobody_has_in_hand_offers_no_entry(console: Console) -> None:
    """Before it is taken and after it is closed (R32)."""
    case = await console.filed()
    browser = await console.browser(await console.officer("何志远"))
    page = await browser.get(f"/cases/{case.number}")
    assert 'id="pending-cause"' not in page
    assert 'id="call-result"' in page
    await browser.submit(f"/cases/{case.number}/take")
    page = await browser.submit(f"/cases/{case.number}/close", {"reason": "客户谅解"})
    assert 'id="pending-cause"' not in page
    assert 'id="call-result"' not in page
