"""Policy and lexicon change without a restart, and keep their history (DESIGN, Rulings)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import sqlalchemy as sa

from complaints.clock_model import ClockKind
from complaints.edition_ports import Draft, EditionKind, WorkingCopy
from complaints.editions import discard, publish, revise
from complaints.errors import Conflict, Invalid, NotAllowed, WrongState
from complaints.house import House
from complaints.model import Officer, Role, by
from complaints.policy_file import read_policy
from complaints.workdays import Weekdays
from desk.editions import Editions, Subject, Unreadable
from storage.edition_store import edition_reading
from storage.tables import audit
from storage.unit_of_work import Database
from tests.conftest import OpenDatabase
from tests.factories import add_officer, file_case
from tests.fakes import ZONE, FrozenTime

POLICY = EditionKind.POLICY


@dataclass
class Process:
    """One process of the desk, as far as editions go; a text that says "bad" makes no sense."""

    database: Database
    house: House
    uses: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.editions = Editions(edition_reading(self.database.reading), self.database.now)
        self.editions.follow(
            Subject(POLICY, "lobby", lambda: "start", self._read, self.uses.append)
        )

    @staticmethod
    def _read(text: str) -> str:
        if text == "bad":
            raise Unreadable([("clocks.take", "is no span")])
        return text

    async def publish(self, text: str, **options: object) -> int:
        """Check and publish a text; returns its number."""
        draft = await self.editions.check(POLICY, "lobby", text)
        async with self.database.transaction() as work:
            return (await publish(self.house, work, draft, **options)).number  # type: ignore[arg-type]

    async def revise(self, change: Callable[[str], str], officer: Officer) -> None:
        """Change what is being prepared."""
        async with self.database.transaction() as work:
            await revise(self.house, work, POLICY, "lobby", change, actor=by(officer))

    async def working_copy(self) -> WorkingCopy | None:
        """Read what is being prepared."""
        async with edition_reading(self.database.reading)() as store:
            return await store.working_copy(POLICY, "lobby")

    async def text_in_use(self) -> str:
        """Reload, and say what is in place."""
        await self.editions.reload()
        return self.uses[-1]


@pytest.fixture
def one(open_database: OpenDatabase, house: House) -> Process:
    """Give a process."""
    return Process(open_database(), house)


@pytest.fixture
def other(open_database: OpenDatabase, house: House) -> Process:
    """Give another process on the same database."""
    return Process(open_database(), house)


def _adding(step: str) -> Callable[[str], str]:
    return lambda text: text + step


async def test_a_house_starts_by_the_file_and_every_process_takes_up_what_is_published(
    one: Process, other: Process
) -> None:
    """What one process publishes, the other reads by itself, once."""
    before = [await one.text_in_use(), await other.text_in_use()]
    await one.publish("first")
    after = [await one.text_in_use(), await other.text_in_use()]
    await other.editions.reload()

    assert before == ["start", "start"]
    assert after == ["first", "first"]
    assert other.uses == ["start", "first"]


async def test_an_edition_for_later_waits_for_its_day(one: Process, now: FrozenTime) -> None:
    """It comes into force by itself when its time has come, also after one published meanwhile."""
    await one.publish("now")
    await one.publish("in a week", valid_from=now() + timedelta(days=7))
    await one.publish("tomorrow", valid_from=now() + timedelta(days=1))

    seen = [await one.text_in_use()]
    for days in (1, 6):
        now.advance(days=days)
        seen.append(await one.text_in_use())

    assert seen == ["now", "tomorrow", "in a week"]


async def test_nonsense_is_refused_with_every_reason_and_the_old_one_stays(one: Process) -> None:
    """A text that cannot be read never becomes a draft."""
    await one.publish("good")

    with pytest.raises(Invalid) as refused:
        await one.publish("bad")

    assert refused.value.code == "edition_refused"
    assert refused.value.data["problems"] == [("clocks.take", "is no span")]
    assert await one.text_in_use() == "good"


async def test_of_two_editors_the_second_hears_of_the_first(one: Process, other: Process) -> None:
    """Nobody overwrites what they have not seen."""
    await one.publish("first", based_on=0)

    with pytest.raises(Conflict, match="newer_edition"):
        await other.publish("second", based_on=0)

    assert await other.publish("second", based_on=1) == 2


async def test_of_two_who_publish_at_the_same_time_one_wins(one: Process, other: Process) -> None:
    """A number is given once, whatever the transactions see of each other."""
    results = await asyncio.gather(
        *(one.publish(f"a{n}", based_on=0) for n in range(3)),
        *(other.publish(f"b{n}", based_on=0) for n in range(3)),
        return_exceptions=True,
    )

    assert [result for result in results if not isinstance(result, Conflict)] == [1]


async def test_only_those_with_the_right_publish_and_the_audit_knows_who(
    one: Process, now: FrozenTime
) -> None:
    """The right is named like the kind; the history says who, when and why."""
    head = await add_officer(one.database, "罗总", Role.ADMINISTRATOR)
    staff = await add_officer(one.database, "小周", Role.STAFF)

    with pytest.raises(NotAllowed):
        await one.publish("mine", actor=by(staff))
    await one.publish("ours", actor=by(head), note="更短的时限")

    async with one.database.transaction() as work:
        newest = await work.editions.newest(POLICY, "lobby")
        assert newest is not None
        query = sa.select(audit).where(audit.c.action == "policy:publish")
        noted = (await work.session.execute(query)).one()
    assert (newest.officer_id, newest.at, newest.note) == (head.id, now(), "更短的时限")
    assert (noted.officer_id, noted.subject) == (head.id, str(newest.id))


async def test_publishing_what_is_there_already_is_refused(one: Process) -> None:
    """The history holds changes only; going back to an earlier text is one."""
    await one.publish("first")
    with pytest.raises(WrongState, match="nothing_changed"):
        await one.publish("first")
    await one.publish("second")

    assert await one.publish("first") == 3


async def test_what_is_prepared_grows_by_steps_and_is_dropped_when_published(
    one: Process, other: Process
) -> None:
    """It begins as the newest edition, is shared by all processes, and counts nowhere yet."""
    head = await add_officer(one.database, "罗总", Role.ADMINISTRATOR)
    await one.publish("a")
    for process, step in ((one, "b"), (other, "c")):
        await process.revise(_adding(step), head)

    copy = await one.working_copy()
    in_use = await other.text_in_use()
    assert copy is not None
    await other.publish(copy.text, based_on=copy.based_on)

    assert (copy.text, copy.based_on, copy.officer_id) == ("abc", 1, head.id)
    assert in_use == "a"
    assert await one.working_copy() is None


async def test_two_who_prepare_at_the_same_time_lose_nothing(one: Process, other: Process) -> None:
    """Each step is made on what the other has left."""
    head = await add_officer(one.database, "罗总", Role.ADMINISTRATOR)
    await one.revise(lambda text: text + ".", head)

    await asyncio.gather(
        *(
            process.revise(_adding(step), head)
            for step, process in zip("abcdef", (one, other) * 3, strict=True)
        )
    )

    copy = await one.working_copy()
    assert copy is not None
    assert sorted(copy.text) == list(".abcdef")


async def test_what_comes_to_say_the_same_as_before_is_nothing_to_publish(one: Process) -> None:
    """Adding and removing leaves nothing behind; giving up does neither."""
    head = await add_officer(one.database, "罗总", Role.ADMINISTRATOR)
    await one.publish("a")
    await one.revise(lambda text: text + "b", head)
    await one.revise(lambda text: text[:-1], head)
    undone = await one.working_copy()
    await one.revise(lambda text: text + "c", head)
    async with one.database.transaction() as work:
        await discard(work, POLICY, "lobby", actor=by(head))

    assert undone is None
    assert await one.working_copy() is None


async def test_nothing_begins_in_the_past(one: Process, now: FrozenTime) -> None:
    """What was promised yesterday was promised by yesterday's policy."""
    with pytest.raises(Invalid, match="in_the_past"):
        await one.publish("first", valid_from=now() - timedelta(seconds=1))


async def test_an_edition_this_program_cannot_read_leaves_the_newest_that_it_can(
    one: Process,
) -> None:
    """A desk that was set back to an older version starts all the same, and logs why."""
    await one.publish("good")
    async with one.database.transaction() as work:
        await publish(one.house, work, Draft(POLICY, "lobby", "bad"))

    assert await one.text_in_use() == "good"
    await one.editions.reload()
    assert one.uses == ["good"]


async def test_a_running_complaint_keeps_the_promise_it_was_given(
    database: Database, house: House, now: FrozenTime
) -> None:
    """A new policy gives new promises to new complaints only."""
    old = await file_case(database, house)
    promised = old.promised_at

    house.policy = read_policy(
        'trade = "lobby"\n[clocks]\nplan = "10 min"', zone=ZONE, workdays=Weekdays()
    )
    new = await file_case(database, house)

    async with database.transaction() as work:
        kept = await work.complaints.get(old.id)
        running = {c.kind: c.due_at for c in await work.complaints.running_clocks(old.id)}
    assert kept.promised_at == promised == running[ClockKind.PLAN]
    assert new.promised_at == now() + timedelta(minutes=10)
    assert kept.policy_version != new.policy_version
