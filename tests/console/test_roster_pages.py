"""Who is on duty as A and B, who hands over, who is away (R20, R21)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from complaints import duty
from complaints.errors import ComplaintError, Invalid, NotAllowed, WrongState
from complaints.model import Officer, OfficerId, Post, Role, by
from tests.console.console_kit import Browser, Console
from tests.fakes import ZONE, FrozenTime


def typed(at: datetime) -> str:
    """Write a moment as a browser sends it."""
    return f"{at.astimezone(ZONE):%Y-%m-%dT%H:%M}"


@pytest.fixture
async def manager(console: Console) -> Officer:
    """Give a lobby manager."""
    return await console.officer("林晓芸")


@pytest.fixture
async def browser(console: Console, manager: Officer) -> Browser:
    """Give the manager's browser, on the roster."""
    browser = await console.browser(manager)
    await browser.get("/roster")
    return browser


async def plan(browser: Browser, officer: Officer, now: FrozenTime, **fields: Any) -> str:
    """Put somebody on duty from now for eight hours, as A everywhere."""
    period = {"starts": typed(now()), "ends": typed(now() + timedelta(hours=8))}
    given = {"to": officer.id, "post": "a", "place": "", **period, **fields}
    return await browser.submit("/roster/shifts", given)


async def on_shift(console: Console, at: datetime) -> set[tuple[OfficerId, Post]]:
    """Say who has which post at a moment."""
    async with console.database.transaction() as work:
        return {(row.officer_id, row.post) for row in await work.people.shifts_at(at)}


async def test_a_shift_is_planned_handed_over_and_ended(
    console: Console, browser: Browser, manager: Officer, now: FrozenTime
) -> None:
    """Each counts from that moment on, and nothing that was is changed."""
    staff = await console.officer("王敏", Role.STAFF)
    page = await plan(browser, staff, now)
    assert "王敏" in page
    assert "已排班" in page
    start = now()
    now.advance(hours=3)
    shift_id = page.split("/roster/shifts/")[2].split("/")[0]
    page = await browser.submit(f"/roster/shifts/{shift_id}/hand-over", {"to": manager.id})
    assert "已交接" in page
    rest_id = page.split("/roster/shifts/")[1].split("/")[0]
    before = await on_shift(console, start + timedelta(hours=1))
    after = await on_shift(console, now())
    now.advance(hours=1)
    page = await browser.submit(f"/roster/shifts/{rest_id}/end")

    assert before == {(staff.id, Post.A)}
    assert after == {(manager.id, Post.A)}
    assert await on_shift(console, now()) == set()
    assert "还没有排班" in page


async def test_leave_is_noted_and_ended(
    console: Console, browser: Browser, manager: Officer, now: FrozenTime
) -> None:
    """With who stands in."""
    deputy = await console.officer("王敏", Role.STAFF)
    period = {"starts": typed(now()), "ends": typed(now() + timedelta(days=10))}
    page = await browser.submit(
        "/roster/leaves", {"officer": manager.id, "to": deputy.id, **period}
    )
    assert "王敏 代班" in page
    async with console.database.transaction() as work:
        (leave,) = await work.people.leaves_at(now())
    assert (leave.officer_id, leave.deputy_id) == (manager.id, deputy.id)

    leave_id = page.split("/roster/leaves/")[1].split("/")[0]
    page = await browser.submit(f"/roster/leaves/{leave_id}/end")
    assert "没有人请假" in page


@pytest.mark.parametrize(
    "change",
    [
        {"ends": "2026-03-11T09:00"},
        {"ends": "2026-03-30T09:00"},
        {"starts": "tomorrow"},
        {"post": "c"},
        {"place": "roof"},
        {"to": "1"},
        {"to": ""},
    ],
)
async def test_a_shift_that_makes_no_sense_is_refused_in_words(
    browser: Browser, manager: Officer, now: FrozenTime, change: dict[str, str]
) -> None:
    """Over before it begins, too long, no time, no such post, place or person."""
    period = {"starts": typed(now()), "ends": typed(now() + timedelta(hours=8))}
    given = {"to": str(manager.id), "post": "a", "place": "", **period, **change}
    status, page = await browser.refused("/roster/shifts", given)

    assert status in (404, 422)
    assert "还没有排班" in page or status == 404


async def test_staff_hand_over_their_own_shift_and_plan_nobodys(
    console: Console, manager: Officer, now: FrozenTime
) -> None:
    """The roster is the managers'; one's own shift and leave are one's own."""
    staff = await console.officer("王敏", Role.STAFF)
    other = await console.officer("陈卓", Role.STAFF)
    house, start, end = console.house, now(), now() + timedelta(hours=8)

    async def refused(error: type[ComplaintError], act: Any, *args: Any, **more: Any) -> None:
        with pytest.raises(error):
            async with console.database.transaction() as work:
                await act(house, work, *args, **more)

    await refused(NotAllowed, duty.plan_shift, staff.id, Post.A, start, end, actor=by(staff))
    async with console.database.transaction() as work:
        shift = await duty.plan_shift(house, work, staff.id, Post.B, start, end, actor=by(manager))
    await refused(NotAllowed, duty.end_shift, shift.id, actor=by(staff))
    await refused(NotAllowed, duty.hand_over_shift, shift.id, manager.id, actor=by(other))
    await refused(Invalid, duty.hand_over_shift, shift.id, staff.id, actor=by(staff))
    await refused(NotAllowed, duty.take_leave, staff.id, start, end, actor=by(other))
    await refused(Invalid, duty.take_leave, staff.id, start, end, staff.id, actor=by(staff))
    async with console.database.transaction() as work:
        await duty.hand_over_shift(house, work, shift.id, other.id, actor=by(staff))
    now.advance(hours=9)
    await refused(WrongState, duty.end_shift, shift.id, actor=by(manager))
    assert await on_shift(console, start) == {(other.id, Post.B)}
