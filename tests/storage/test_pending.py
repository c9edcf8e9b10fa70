"""The pending ledger: entered with approval, taken off with what happened (未了事宜, R32)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from complaints import closing, handling, merging, waiting
from complaints.clock_model import ClockKind
from complaints.decision_model import ApprovalState
from complaints.errors import ComplaintError, Conflict, Invalid, NotAllowed, WrongState
from complaints.house import House
from complaints.ledger_reads import PendingView
from complaints.model import CUSTOMER, Complaint, Officer, Role, Status, by
from complaints.pending_model import RESTS_WHILE_PENDING, PendingCause, PendingState
from complaints.pending_rounds import month_start
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, close_case, file_case, take_case
from tests.fakes import FrozenTime
from tests.storage.pending_kit import Ledger
from tests.ticking import tick


@pytest.fixture
def ledger(database: Database, house: House) -> Ledger:
    """Give the ledger."""
    return Ledger(database, house)


@pytest.fixture
async def handler(database: Database) -> Officer:
    """Give a lobby manager, who has a chat."""
    chat = await add_chat(database)
    return await add_officer(database, "林晓芸", conversation_id=chat.id)


@pytest.fixture
async def approver(database: Database) -> Officer:
    """Give a supervisor."""
    return await add_officer(database, "周子涵", Role.SUPERVISOR)


@pytest.fixture
async def case(database: Database, house: House, handler: Officer) -> Complaint:
    """Give a complaint that the lobby manager has taken, filed in a chat."""
    filed = await file_case(database, house, chat=await add_chat(database))
    await take_case(database, house, filed, handler)
    return filed


async def test_an_entry_is_approved_by_somebody_else(
    ledger: Ledger, case: Complaint, handler: Officer, approver: Officer
) -> None:
    """Asked by one, entered with the yes of another; nobody approves their own (R32)."""
    asked = await ledger.ask(case, handler)

    assert (await ledger.entry(case)).state is PendingState.ASKED
    with pytest.raises(NotAllowed, match="own_request"):
        await ledger.decide(asked, handler)
    await ledger.decide(asked, approver)

    entry = await ledger.entry(case)
    assert (entry.state, entry.entered_by) == (PendingState.OPEN, approver.id)
    assert "pending_entered" in await ledger.events(case)


async def test_a_refused_entry_is_not_on_the_ledger(
    ledger: Ledger, case: Complaint, handler: Officer, approver: Officer
) -> None:
    """Nothing rests, and it may be asked again (R32)."""
    asked = await ledger.ask(case, handler)
    await ledger.decide(asked, approver, is_granted=False, reason="今天就能修")

    assert (await ledger.entry(case)).state is PendingState.REFUSED
    assert await ledger.resting(case) == set()
    await ledger.ask(case, handler)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"responsible_id": None}, "responsible"),
        ({"expected_on": None}, "expected_on"),
        ({"missing": " "}, "missing"),
        ({"cause": PendingCause.OTHER, "words": ""}, "words"),
        ({"words": "长" * 501}, "words"),
    ],
)
async def test_what_is_not_said_is_asked_for(
    ledger: Ledger, case: Complaint, handler: Officer, wrong: dict[str, Any], field: str
) -> None:
    """Who sees to it, by when, what is missing, and why in own words (R32)."""
    with pytest.raises(Invalid) as refused:
        await ledger.ask(case, handler, **wrong)

    assert refused.value.data["field"] == field


@pytest.mark.parametrize(("days", "code"), [(-1, "day_is_past"), (91, "over_the_limit")])
async def test_the_expected_day_lies_ahead_and_not_too_far(
    ledger: Ledger, case: Complaint, handler: Officer, days: int, code: str
) -> None:
    """Today is possible; yesterday and what the policy's limit leaves out is not (R32)."""
    with pytest.raises(Invalid, match=code):
        await ledger.ask(case, handler, expected_on=ledger.day(days))
    await ledger.ask(case, handler, expected_on=ledger.day(0))


async def test_a_day_that_has_passed_before_the_approval_is_refused(
    ledger: Ledger, case: Complaint, handler: Officer, approver: Officer, now: FrozenTime
) -> None:
    """The request stays open, to be refused with a reason (R32)."""
    asked = await ledger.ask(case, handler, expected_on=ledger.day(1))
    now.advance(days=3)

    with pytest.raises(Invalid, match="day_is_past"):
        await ledger.decide(asked, approver)
    assert (await ledger.entry(case)).state is PendingState.ASKED


async def test_only_a_case_in_hand_is_pending(
    ledger: Ledger, database: Database, house: House, case: Complaint, handler: Officer
) -> None:
    """Not one that nobody has taken, none that is closed, and none twice (R32)."""
    untaken = await file_case(database, house)
    with pytest.raises(WrongState):
        await ledger.ask(untaken, handler)
    await ledger.ask(case, handler)
    with pytest.raises(Conflict, match="pending_already"):
        await ledger.ask(case, handler)
    await close_case(database, house, case, handler)
    with pytest.raises(WrongState):
        await ledger.ask(case, handler)


async def test_nobody_who_has_left_is_responsible(
    ledger: Ledger, database: Database, case: Complaint, handler: Officer
) -> None:
    """Nor a service account (R32)."""
    gone = await add_officer(database, "何志远", is_active=False)
    robot = await add_officer(database, "接口", is_service=True)
    for officer in (gone, robot):
        with pytest.raises(Invalid, match="not_possible_for"):
            await ledger.ask(case, handler, responsible_id=officer.id)


@pytest.mark.parametrize("cause", [c for c in PendingCause if c is not PendingCause.UNREACHABLE])
async def test_which_clocks_rest(
    ledger: Ledger, case: Complaint, handler: Officer, approver: Officer, cause: PendingCause
) -> None:
    """The result rests until the expected day; progress the customer still hears of (R19, R32)."""
    await ledger.call(case, handler)
    await ledger.enter(case, handler, approver, cause=cause, words="等厂家回话")

    assert await ledger.resting(case) == {ClockKind.RESULT}
    assert ClockKind.RESULT in RESTS_WHILE_PENDING[cause]
    assert (await ledger.clock(case, ClockKind.PULSE)).paused_at is None


async def test_the_result_goes_on_at_the_expected_day(
    ledger: Ledger,
    database: Database,
    house: House,
    case: Complaint,
    handler: Officer,
    approver: Officer,
    now: FrozenTime,
) -> None:
    """With what was left when it began to rest; the entry stays until it is settled (R32)."""
    left = (await ledger.clock(case, ClockKind.RESULT)).due_at - now()
    await ledger.enter(case, handler, approver, expected_on=ledger.day(10))
    now.advance(days=11)
    await tick(database, house)

    clock = await ledger.clock(case, ClockKind.RESULT)
    assert clock.paused_at is None
    assert clock.due_at - now() == left
    assert (await ledger.entry(case)).state is PendingState.OPEN


async def test_settling_says_what_happened_and_lets_the_clocks_go_on(
    ledger: Ledger, case: Complaint, handler: Officer, approver: Officer, now: FrozenTime
) -> None:
    """Once; without an outcome it stays (R32)."""
    await ledger.enter(case, handler, approver)
    now.advance(days=4)
    with pytest.raises(Invalid):
        await ledger.settle(case, handler, " ")
    await ledger.settle(case, handler, "压缩机已换好")

    entry = await ledger.entry(case)
    assert (entry.state, entry.outcome) == (PendingState.SETTLED, "压缩机已换好")
    assert entry.settled_by == handler.id
    assert await ledger.resting(case) == set()
    with pytest.raises(WrongState, match="not_pending"):
        await ledger.settle(case, handler)


async def test_a_case_that_waits_is_in_hand_again_when_it_is_pending(
    ledger: Ledger,
    database: Database,
    house: House,
    case: Complaint,
    handler: Officer,
    approver: Officer,
) -> None:
    """What waited for the customer waits for something else now; the rest goes on (R32)."""
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await waiting.wait_for_customer(house, work, found, "请发照片", actor=by(handler))
    await ledger.enter(case, handler, approver)

    assert (await ledger.read(case)).status is Status.OPEN
    assert await ledger.resting(case) == {ClockKind.RESULT}


@pytest.mark.parametrize("end", ["close", "withdraw", "merge"])
async def test_a_case_that_ends_leaves_the_ledger(
    ledger: Ledger,
    database: Database,
    house: House,
    case: Complaint,
    handler: Officer,
    approver: Officer,
    end: str,
) -> None:
    """However it ends (R32)."""
    await ledger.enter(case, handler, approver)
    other = await file_case(database, house, chat=await add_chat(database))
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        if end == "close":
            await handling.close(house, work, found, "客户谅解", actor=by(handler))
        elif end == "withdraw":
            await closing.withdraw(house, work, found, actor=CUSTOMER)
        else:
            into = await work.complaints.get(other.id)
            await merging.merge(house, work, found, into, actor=by(handler))

    assert (await ledger.entry(case)).state is PendingState.SETTLED


async def test_a_request_lapses_with_the_case(
    ledger: Ledger, database: Database, house: House, case: Complaint, handler: Officer
) -> None:
    """And with its approval (R32)."""
    await ledger.ask(case, handler)
    await close_case(database, house, case, handler)

    assert (await ledger.entry(case)).state is PendingState.LAPSED
    (approval,) = await ledger.approvals(case)
    assert approval.state is ApprovalState.LAPSED


async def test_a_case_that_begins_anew_leaves_the_ledger(
    ledger: Ledger,
    database: Database,
    house: House,
    case: Complaint,
    handler: Officer,
    approver: Officer,
    now: FrozenTime,
) -> None:
    """The customer says no to a result: somebody else decides anew what is missing (R26, R32)."""
    await ledger.enter(case, handler, approver)
    await ledger.submit(case, handler)
    now.advance(minutes=1)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await closing.reject(house, work, found, actor=CUSTOMER)

    assert (await ledger.entry(case)).state is PendingState.SETTLED
    assert await ledger.resting(case) == set()


async def test_the_ledger_is_seen_by_who_sees_the_case(
    ledger: Ledger,
    database: Database,
    house: House,
    case: Complaint,
    handler: Officer,
    approver: Officer,
) -> None:
    """In the query; and counted alike (promise 7, R32)."""
    await ledger.enter(case, handler, approver)
    stranger = await add_officer(
        database, "何志远", Role.DEPARTMENT_HANDLER, department="personnel"
    )
    register = SqlRegister(database)
    since = month_start(house.policy, house.now())
    for viewer, numbers in ((handler, [case.number]), (stranger, [])):
        page = await register.ledgers.pending(viewer, PendingView.OPEN, since)
        assert [row.number for row in page.rows] == numbers
        assert (await register.counts(viewer)).pending == len(numbers)
    with pytest.raises(ComplaintError, match="complaint_not_found"):
        await register.ledgers.of_case(stranger, case.number, house.policy)


async def test_the_ledger_says_who_and_until_when(
    ledger: Ledger, database: Database, house: House, handler: Officer, approver: Officer
) -> None:
    """Names of the house are whole, the customer's is masked (R32, R41)."""
    case = await file_case(database, house, customer={"name": "王建国"})
    await take_case(database, house, case, handler)
    await ledger.enter(case, handler, approver, responsible_id=approver.id)

    since = month_start(house.policy, house.now())
    page = await SqlRegister(database).ledgers.pending(handler, PendingView.OPEN, since)

    (row,) = page.rows
    assert row.customer_name == "王＊＊"
    assert (row.owner_name, row.responsible_name) == ("林晓芸", "周子涵")
    assert row.pending.expected_on == ledger.day(10)
    assert row.pending.missing == "压缩机"


async def test_no_number_of_days_is_lost_on_either_database(
    ledger: Ledger, case: Complaint, handler: Officer, approver: Officer
) -> None:
    """The day that is written is the day that is read (R32)."""
    entry = await ledger.enter(case, handler, approver, expected_on=ledger.day(0))

    clock = await ledger.clock(case, ClockKind.RESULT)
    assert entry.expected_on == ledger.day(0)
    assert clock.paused_until is not None
    assert clock.paused_until - ledger.house.now() == timedelta(hours=14)
