"""Who may read what because a department was asked, and what lists and counts show (R20)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaints.coordination_reads import Seat
from complaints.errors import NotAllowed, NotFound
from complaints.list_reads import Filters, View
from complaints.model import Complaint, Officer, Role
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.fakes import FrozenTime
from tests.storage.coordination_kit import LOGISTICS, OPERATIONS, Coordination
from tests.storage.decision_kit import Decisions
from tests.storage.test_coordination import case, desk, handler, head, manager

__all__ = ["case", "desk", "handler", "head", "manager"]


@pytest.fixture
def register(database: Database) -> SqlRegister:
    """Give the register."""
    return SqlRegister(database)


async def seen(register: SqlRegister, viewer: Officer) -> list[str]:
    """List the numbers a viewer sees."""
    page = await register.list(viewer, Filters(view=View.EVERYTHING))
    return [row.number for row in page.rows]


async def test_a_department_sees_a_case_from_the_asking_on(
    desk: Coordination,
    register: SqlRegister,
    manager: Officer,
    handler: Officer,
    head: Officer,
    case: Complaint,
) -> None:
    """And still once it has answered; not what it declined or what was withdrawn (promise 7)."""
    assert await seen(register, handler) == []
    with pytest.raises(NotFound):
        await register.case(handler, case.number)

    request = await desk.ask(case, manager)
    page = await register.case(handler, case.number)
    assert (page.is_asked_only, page.moves) == (True, frozenset())
    assert await seen(register, handler) == [case.number]
    await desk.act("answer", request, handler, "修好了")
    await desk.act("sign", request, head)
    assert await seen(register, handler) == [case.number]


@pytest.mark.parametrize("act", ["decline", "withdraw"])
async def test_what_is_not_theirs_goes_out_of_sight(
    desk: Coordination,
    register: SqlRegister,
    manager: Officer,
    handler: Officer,
    case: Complaint,
    act: str,
) -> None:
    """The case is none of their business any more (promise 7)."""
    request = await desk.ask(case, manager)
    await desk.act(act, request, manager if act == "withdraw" else handler, "不归我们")

    assert await seen(register, handler) == []


async def test_other_departments_see_nothing_of_it(
    desk: Coordination, register: SqlRegister, manager: Officer, case: Complaint
) -> None:
    """Nor does somebody of no department (promise 7)."""
    await desk.ask(case, manager)
    for name, department in (("别的", "personnel"), ("无所属", "")):
        stranger = await desk.employ(name, Role.DEPARTMENT_HEAD, department)
        with pytest.raises(NotFound):
            await register.coordination(stranger, case.number)


async def test_who_was_only_asked_acts_on_nothing_and_sees_no_findings(
    desk: Coordination, register: SqlRegister, manager: Officer, handler: Officer, case: Complaint
) -> None:
    """They read the case and its requests; decisions are refused, records are not given out."""
    await desk.ask(case, manager)

    assert await register.id_of(handler, case.number, is_reading=True) == case.id
    with pytest.raises(NotAllowed, match="asked_only"):
        await register.id_of(handler, case.number)
    with pytest.raises(NotAllowed, match="asked_only"):
        await register.decisions(handler, case.number)
    assert await register.records(handler, [case.number]) == []
    assert not (await register.case(manager, case.number)).is_asked_only


async def test_a_department_acts_on_its_own_case_as_before(
    desk: Coordination, register: SqlRegister, manager: Officer, case: Complaint
) -> None:
    """Being asked takes nothing away: the case is 运营管理部's own."""
    own = await desk.employ("孙某", Role.DEPARTMENT_HANDLER, OPERATIONS)
    await desk.ask(case, manager, OPERATIONS)

    assert not (await register.case(own, case.number)).is_asked_only
    assert await register.id_of(own, case.number) == case.id


async def test_who_keeps_out_does_not_see_it_though_asked(
    desk: Coordination, register: SqlRegister, manager: Officer, handler: Officer, case: Complaint
) -> None:
    """回避 is stronger (promise 7)."""
    await Decisions(desk.database, desk.house).recuse(case, handler, manager, "亲戚")
    await desk.ask(case, manager)

    with pytest.raises(NotFound):
        await register.case(handler, case.number)
    assert (await register.requests(handler, Seat([LOGISTICS]))).rows == []


async def test_the_list_shows_what_is_owed_by_and_to_the_viewer_most_urgent_first(
    desk: Coordination, register: SqlRegister, manager: Officer, handler: Officer, now: FrozenTime
) -> None:
    """What rests or waits for a signature comes last; what is over does not come (R20)."""
    cases = [await desk.taken(manager) for _ in range(4)]
    late = await desk.ask(cases[0], manager, within="2 h")
    soon = await desk.ask(cases[1], manager, text="电话 13800138000 的客户")
    rests = await desk.ask(cases[2], manager)
    over = await desk.ask(cases[3], manager)
    other = await desk.ask(cases[3], manager, OPERATIONS, within="1 h")
    await desk.act("question", rests, handler, "哪台？")
    await desk.act("decline", over, handler, "不归我们")

    mine = (await register.requests(handler, Seat([LOGISTICS]))).rows
    assert [row.id for row in mine] == [soon.id, late.id, rests.id]
    assert [row.due_at for row in mine] == [
        now() + timedelta(minutes=15),
        now() + timedelta(hours=2),
        None,
    ]
    assert "13800138000" not in mine[0].text
    asked = (await register.requests(manager, Seat())).rows
    assert [row.id for row in asked] == [soon.id, other.id, late.id, rests.id]
    paged, cursor = [], None
    while cursor is not None or not paged:
        page = await register.requests(manager, Seat(), cursor, 1)
        paged, cursor = [*paged, *page.rows], page.next_cursor
    assert paged == asked
    stranger = await desk.employ("外人", Role.STAFF)
    assert (await register.requests(stranger, Seat())).rows == []


async def test_the_badge_counts_whose_turn_it_is(
    desk: Coordination,
    register: SqlRegister,
    manager: Officer,
    handler: Officer,
    head: Officer,
    case: Complaint,
) -> None:
    """The department's while it is asked, the asker's when it asks back, the head's to sign."""

    async def turns() -> list[int]:
        seats = {manager: Seat(), handler: Seat([LOGISTICS]), head: Seat([LOGISTICS], [LOGISTICS])}
        return [(await register.counts(who, (), seat)).requests for who, seat in seats.items()]

    request = await desk.ask(case, manager)
    assert await turns() == [0, 1, 1]
    await desk.act("question", request, handler, "哪台？")
    assert await turns() == [1, 0, 0]
    await desk.act("explain", request, manager, "左边")
    await desk.act("answer", request, handler, "修好了")
    assert await turns() == [0, 0, 1]
    await desk.act("sign", request, head)
    assert await turns() == [0, 0, 0]
