"""A complaint changes hands: handed over, assigned, put back (R18, R20)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import sqlalchemy as sa

from complaints import assigning
from complaints.clock_model import Clock, ClockKind
from complaints.errors import ComplaintError, Conflict, Invalid, NotAllowed, WrongState
from complaints.house import House
from complaints.model import Complaint, Officer, OfficerId, Role, Status, by
from complaints.talk_model import Conversation, Message, Purpose
from storage import tables
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, file_case, take_case
from tests.fakes import FrozenTime
from tests.ticking import tick


class Floor:
    """A counter with its people: who owns what, and who passes it on."""

    def __init__(self, database: Database, house: House) -> None:
        self.database = database
        self.house = house

    async def hand_over(
        self,
        complaint: Complaint,
        to: Officer,
        actor: Officer,
        was: Officer | None,
        reason: str = "我要下班了",
    ) -> Complaint:
        """Hand over in a transaction of its own."""
        async with self.database.transaction() as work:
            owner = was.id if was else None
            return await assigning.hand_over(
                self.house, work, complaint.id, to.id, reason, actor=by(actor), was=owner
            )

    async def put_back(
        self, complaint: Complaint, actor: Officer, was: Officer | None, reason: str = "不归我管"
    ) -> Complaint:
        """Put back in a transaction of its own."""
        async with self.database.transaction() as work:
            owner = was.id if was else None
            return await assigning.put_back(
                self.house, work, complaint.id, reason, actor=by(actor), was=owner
            )

    async def read(self, complaint: Complaint) -> Complaint:
        """Read a complaint again."""
        async with self.database.transaction() as work:
            return await work.complaints.get(complaint.id)

    async def events(self, complaint: Complaint, kind: str) -> list[dict[str, Any]]:
        """Read what the timeline says of one kind."""
        async with self.database.transaction() as work:
            entries = await work.complaints.timeline(complaint.id)
            return [entry.data for entry in entries if entry.kind == kind]

    async def taking(self, complaint: Complaint) -> list[bool | None]:
        """Say of every clock of taking whether it was kept, oldest first."""
        query = sa.select(Clock).where(tables.clocks.c.complaint_id == complaint.id)
        async with self.database.transaction() as work:
            clocks = await work.load(query.order_by(tables.clocks.c.id))
        return [clock.is_kept for clock in clocks if clock.kind is ClockKind.TAKE]

    async def pinged(self, chat: Conversation) -> int:
        """Count the pings that have gone to a chat."""
        query = sa.select(Message).where(tables.messages.c.conversation_id == chat.id)
        async with self.database.transaction() as work:
            return sum(m.purpose is Purpose.PING for m in await work.load(query))


@pytest.fixture
def floor(database: Database, house: House) -> Floor:
    """Give the counter."""
    return Floor(database, house)


@pytest.fixture
async def owner(database: Database) -> Officer:
    """Give somebody who takes complaints and manages nobody."""
    return await add_officer(database, "周子涵", Role.STAFF)


@pytest.fixture
async def manager(database: Database) -> Officer:
    """Give a lobby manager."""
    return await add_officer(database, "林晓芸")


@pytest.fixture
async def taken(database: Database, house: House, owner: Officer) -> Complaint:
    """Give a complaint that its owner has taken."""
    case = await file_case(database, house, chat=await add_chat(database))
    return await take_case(database, house, case, owner)


async def test_the_timeline_says_from_whom_to_whom_and_why(
    floor: Floor, taken: Complaint, owner: Officer, manager: Officer
) -> None:
    """One's own complaint is handed on with a reason; it stays as far as it was (R18)."""
    await floor.hand_over(taken, manager, owner, owner, " 我要下班了 ")

    case = await floor.read(taken)
    assert (case.owner_id, case.status, case.taken_at) == (
        manager.id,
        Status.OPEN,
        taken.taken_at,
    )
    assert await floor.events(taken, "handed_over") == [
        {"giver": "周子涵", "receiver": "林晓芸", "reason": "我要下班了"}
    ]


async def test_the_receiver_is_pinged_off_duty_too(
    floor: Floor, database: Database, taken: Complaint, owner: Officer
) -> None:
    """Whoever gets a complaint hears of it, and only they do (R21)."""
    chat = await add_chat(database)
    receiver = await add_officer(
        database, "王敏", Role.STAFF, conversation_id=chat.id, on_duty=False
    )

    await floor.hand_over(taken, receiver, owner, owner)

    assert await floor.pinged(chat) == 1


async def test_a_manager_assigns_what_nobody_has_taken(
    floor: Floor, database: Database, house: House, owner: Officer, manager: Officer
) -> None:
    """The complaint then counts as taken, and its clock as kept (R19)."""
    case = await file_case(database, house)

    await floor.hand_over(case, owner, manager, None)

    found = await floor.read(case)
    assert (found.owner_id, found.status, found.taken_at is not None) == (
        owner.id,
        Status.OPEN,
        True,
    )
    assert await floor.taking(case) == [True]
    assert len(await floor.events(case, "assigned")) == 1


async def test_what_is_not_ones_own_only_managers_pass_on(
    floor: Floor, database: Database, taken: Complaint, owner: Officer, manager: Officer
) -> None:
    """A colleague neither takes it away nor puts it back; a manager may do both."""
    colleague = await add_officer(database, "王敏", Role.STAFF)
    for attempt in (
        floor.hand_over(taken, colleague, colleague, owner),
        floor.put_back(taken, colleague, owner),
    ):
        with pytest.raises(NotAllowed):
            await attempt

    await floor.hand_over(taken, colleague, manager, owner)
    await floor.put_back(taken, manager, colleague)

    assert (await floor.read(taken)).owner_id is None


async def test_of_two_at_once_one_wins_and_the_other_reads_who(
    floor: Floor, database: Database, taken: Complaint, owner: Officer, manager: Officer
) -> None:
    """Both saw the same owner; the complaint goes to one receiver only (promise 4)."""
    boss = await add_officer(database, "何志强", Role.SUPERVISOR)

    answers = await asyncio.gather(
        floor.hand_over(taken, manager, owner, owner),
        floor.hand_over(taken, boss, boss, owner),
        return_exceptions=True,
    )

    case = await floor.read(taken)
    winner = manager if isinstance(answers[0], Complaint) else boss
    loser = next(answer for answer in answers if isinstance(answer, ComplaintError))
    assert case.owner_id == winner.id
    assert (loser.code, loser.data["name"]) == ("owner_changed", winner.name)
    assert len(await floor.events(taken, "handed_over")) == 1


async def test_what_was_put_back_meanwhile_is_not_handed_on(
    floor: Floor, taken: Complaint, owner: Officer, manager: Officer
) -> None:
    """The manager is told that nobody has it."""
    await floor.put_back(taken, owner, owner)

    with pytest.raises(Conflict) as refusal:
        await floor.hand_over(taken, manager, manager, owner)

    assert refusal.value.code == "owner_gone"


async def test_what_is_put_back_can_be_taken_again(
    floor: Floor,
    database: Database,
    house: House,
    now: FrozenTime,
    taken: Complaint,
    owner: Officer,
    manager: Officer,
) -> None:
    """It is new, its clock of taking starts anew, and who is on duty is pinged (R18, R21)."""
    now.advance(minutes=3)
    await floor.put_back(taken, owner, owner)

    case = await floor.read(taken)
    assert (case.status, case.owner_id, case.taken_at) == (Status.NEW, None, None)
    assert (await floor.events(taken, "put_back"))[0]["giver"] == "周子涵"
    assert len(await floor.events(taken, "pinged")) == 2
    assert await floor.taking(taken) == [True, None]
    again = await take_case(database, house, taken, manager)
    assert (again.owner_id, await floor.taking(taken)) == (manager.id, [True, True])


async def test_what_was_put_back_has_its_own_time_to_be_taken(
    floor: Floor,
    database: Database,
    house: House,
    now: FrozenTime,
    taken: Complaint,
    owner: Officer,
) -> None:
    """The first filing's deadline is nothing to who is to take it now; the second one's is."""
    now.advance(minutes=4)
    await floor.put_back(taken, owner, owner)
    levels = []
    for _ in range(2):
        now.advance(minutes=4)
        await tick(database, house)
        levels.append((await floor.read(taken)).level)

    assert levels[0] == 0
    assert levels[1] > 0


@pytest.mark.parametrize("fault", ["no reason", "same", "service", "left", "hr"])
async def test_a_handing_over_that_makes_no_sense_changes_nothing(
    floor: Floor, database: Database, taken: Complaint, owner: Officer, fault: str
) -> None:
    """Without a reason, to its owner, to a program, to somebody who left or may take none."""
    to = {
        "no reason": await add_officer(database, "王敏", Role.STAFF),
        "same": owner,
        "service": await add_officer(database, "register", Role.STAFF, is_service=True),
        "left": await add_officer(database, "陈卓", Role.STAFF, is_active=False),
        "hr": await add_officer(database, "何志强", Role.HR),
    }[fault]

    with pytest.raises(Invalid):
        await floor.hand_over(taken, to, owner, owner, "" if fault == "no reason" else "下班")

    assert (await floor.read(taken)).owner_id == owner.id
    assert await floor.events(taken, "handed_over") == []


async def test_what_is_over_is_not_handed_on(
    floor: Floor, database: Database, house: House, taken: Complaint, owner: Officer
) -> None:
    """A complaint whose status has moved on refuses, and so does one that nobody owns."""
    async with database.transaction() as work:
        (await work.complaints.get(taken.id)).status = Status.CLOSED
    with pytest.raises(WrongState):
        await floor.put_back(taken, owner, owner)
    fresh = await file_case(database, house)
    manager = await add_officer(database, "林晓芸")
    with pytest.raises(WrongState):
        await floor.put_back(fresh, manager, None)
    with pytest.raises(ComplaintError):
        await floor.hand_over(
            fresh,
            Officer(id=OfficerId(1), name="x", role=Role.STAFF, created_at=house.now()),
            manager,
            None,
        )
