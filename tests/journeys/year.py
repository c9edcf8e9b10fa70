"""A year in a house, on a frozen clock: complaints come, staff take, forget, fall ill and leave.

`Year.live()` jumps from one moment at which something happens to the next: somebody says or does
something, or a row is due. All of it goes the way of the running desk: chats through inbox and
dialogue, messages through the outbox, time through what is due; `year_people` says how people
react to what reaches them. At the end `tests/journeys/test_year.py` goes through the books.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import class_mapper

from complaints import checks, deciding, duty, officers, revisits
from complaints.decision_model import ApprovalState
from complaints.errors import ComplaintError
from complaints.house import House
from complaints.intake import NewComplaint, file_complaint
from complaints.model import (
    Channel,
    Complaint,
    ConversationId,
    Officer,
    OfficerId,
    Post,
    RevisitState,
    Role,
    Status,
    by,
)
from complaints.officers import Post as Position
from complaints.policy import Policy
from complaints.policy_file import read_policy
from complaints.talk_model import Conversation, OutboxState
from desk.calendars import ChineseWorkdays
from storage import audit, outbox, tables
from storage.inbox import SqlInbox
from storage.unit_of_work import SqlUnitOfWork
from tests.bot.dialogue_kit import WORDS, Update
from tests.fakes import POLICIES, ZONE, FrozenTime, make_house
from tests.journeys.agenda import Acts, Agenda, Doing, Later, Runs, Says
from tests.journeys.year_people import TEXTS, Customers, Staff
from tests.lives.world import Mortal, Process

BEGINS = datetime(2026, 1, 1, tzinfo=ZONE).astimezone(UTC)
DAYS = 365
#: Name, role, department of who is here on the first day.
TEAM = (
    *(("柜员一", Role.STAFF, ""), ("柜员二", Role.STAFF, ""), ("柜员三", Role.STAFF, "")),
    *(("值班一", Role.DUTY_MANAGER, ""), ("值班二", Role.DUTY_MANAGER, "")),
    *(("大堂一", Role.LOBBY_MANAGER, ""), ("大堂二", Role.LOBBY_MANAGER, "")),
    *(("督导一", Role.SUPERVISOR, ""), ("办公室", Role.OFFICE, "")),
    *(
        ("后勤员", Role.DEPARTMENT_HANDLER, "logistics"),
        ("后勤长", Role.DEPARTMENT_HEAD, "logistics"),
    ),
    *(("质量一", Role.QUALITY_OFFICE, ""), ("质量二", Role.QUALITY_OFFICE, "")),
    *(("行长", Role.SENIOR_LEADER, ""), ("副行长", Role.SENIOR_LEADER, "")),
    ("管理员", Role.ADMINISTRATOR, ""),
)
#: On which day the policy reads otherwise from then on.
EDITS = {
    60: ('result = "24 h"', 'result = "16 h"'),
    150: ('approval = "never"', 'approval = "serious"'),
    200: ('open = ["08:30-20:30"]', 'open = ["08:30-12:00", "13:00-18:00"]'),
    270: ('[90, "duty_b"],', '[90, "supervisor"],'),
}
#: On which day somebody leaves for good, handing nothing over, and who comes a week later.
LEAVERS = {90: ("柜员三", "柜员四"), 180: ("值班二", "值班三"), 300: ("柜员四", "柜员五")}
#: Who is at the counters, and not every week.
FRONT = (Role.STAFF, Role.DUTY_MANAGER, Role.LOBBY_MANAGER)
CHECKED_AFTER = timedelta(days=2)


class Year:
    """One house and its year.

    Args:
        complaints: how many customers complain.
        crowd: how many of them come at the same moment.
        grid: moments lie so far apart at least; a second, or more for a year that is to go fast.
    """

    def __init__(
        self, database: Mortal, now: FrozenTime, complaints: int, crowd: int, grid: timedelta
    ) -> None:
        self.database, self.now, self.grid = database, now, grid
        now.at, self.ends = BEGINS, BEGINS + timedelta(days=DAYS)
        self.house: House = make_house(now)
        self.house.words = WORDS
        self._source = (POLICIES / "lobby.toml").read_text(encoding="utf-8")
        self.house.policy = self._policy()
        self.rng = random.Random(f"{complaints}")
        self.agenda = Agenda()
        self.process = Process(database, self.house)
        self.staff, self.customers = Staff(self), Customers(self)
        #: What the simulator counts itself, to be compared with what the desk says.
        self.counted: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._complaints, self._crowd = complaints, crowd
        self._updates = count(1)
        self._tried: set[int] = set()
        self._due_at: datetime | None = None
        self._has_post = False
        self.moments = 0
        database.on_outgoing = self._expect_post

    def _expect_post(self) -> None:
        self._has_post = True

    def _policy(self) -> Policy:
        return read_policy(self._source, zone=ZONE, workdays=ChineseWorkdays())

    async def live(self) -> None:
        """Live through the year, from moment to moment."""
        await self._open()
        while (at := await self._next()) is not None and at < self.ends:
            await self._moment(at)
        await self._moment(self.ends)
        while await audit.seal(self.database):
            pass

    async def _open(self) -> None:
        for name, role, department in TEAM:
            await self.employ(name, role, department)
        moments = sorted(self._arrivals())
        for at in moments:
            for _ in range(min(self._crowd, self._complaints - self.counted["planned"])):
                self.counted["planned"] += 1
                self.agenda.add(at, self._somebody_complains())
        for day in range(DAYS):
            self._plan_day(day, BEGINS + timedelta(days=day))

    def _arrivals(self) -> Iterable[datetime]:
        """Say when customers come: mostly by day, sometimes at night."""
        for _ in range(-(-self._complaints // self._crowd)):
            hour = self.rng.choice([*range(8, 21), *range(9, 18), self.rng.randrange(24)])
            minutes = self.rng.randrange(0, 60, 5)
            day = self.rng.randrange(DAYS)
            yield BEGINS + timedelta(days=day, hours=hour, minutes=minutes)

    def _somebody_complains(self) -> Doing:
        text = self.rng.choice(TEXTS)
        self.counted[text.kind] += 1
        if text.is_complaint and self.rng.random() < 0.15:
            return Runs(lambda: self._take_down(text.words))
        address = self.customers.somebody()
        return Says(address, {"kind": "text", "text": text.words})

    async def _take_down(self, words: str) -> None:
        """Let somebody at the counter or the telephone take a complaint down."""
        who = self.staff.somebody_here(Role.STAFF, Role.LOBBY_MANAGER)
        channel = self.rng.choice([Channel.ONSITE, Channel.PHONE, Channel.LETTER])
        async with self.database.transaction() as work:
            actor = by(await work.people.get_officer(who.id))
            await file_complaint(
                self.house, work, NewComplaint(text=words, channel=channel), actor=actor
            )

    def _plan_day(self, day: int, midnight: datetime) -> None:
        """Plan what happens in the house by itself, not all of it every day."""

        def at(hour: int, run: Callable[[], Awaitable[None]]) -> None:
            self.agenda.add(midnight + timedelta(hours=hour), Runs(run))

        if day in EDITS:
            at(0, lambda: self._edit_policy(*EDITS[day]))
        if day % 7 == 0:
            at(7, self._plan_shifts)
            at(8, self._somebody_falls_ill)
        if day in LEAVERS:
            at(12, lambda: self._leaves(LEAVERS[day][0]))
        if day - 7 in LEAVERS:
            at(9, lambda: self.employ(LEAVERS[day - 7][1], *self._post_of(LEAVERS[day - 7][0])))
        at(9, self._decide_waiting)
        at(10, self._ask_again)
        at(16, self._check_finished)

    async def employ(self, name: str, role: Role, department: str) -> None:
        """Employ somebody, and link their chat."""
        async with self.database.transaction() as work:
            position = Position(role, department)
            officer = await officers.add_officer(self.house, work, name, position)
            chat = Conversation(
                id=ConversationId(work.new_id()),
                channel=Channel.WEBCHAT,
                address=f"officer-{name}",
            )
            work.add(chat)
            officer.conversation_id = chat.id
        self.staff.add(officer)

    def _post_of(self, name: str) -> tuple[Role, str]:
        return self.staff.by_name[name].role, self.staff.by_name[name].department

    async def _leaves(self, name: str) -> None:
        """Let somebody leave for good; nobody hands over what they had."""
        boss = self.staff.by_name["管理员"]
        async with self.database.transaction() as work:
            actor = by(await work.people.get_officer(boss.id))
            await officers.disable(self.house, work, self.staff.by_name[name].id, actor=actor)
        self.staff.by_name[name].is_gone = True

    async def _edit_policy(self, before: str, after: str) -> None:
        assert before in self._source
        self._source = self._source.replace(before, after)
        self.house.policy = self._policy()

    async def _plan_shifts(self) -> None:
        """Put somebody on duty as A and somebody as B for a week; of the others some are off."""
        holders = {}
        for post in Post:
            holders[post] = self.staff.somebody_here(Role.STAFF, Role.DUTY_MANAGER)
        front = [one for one in self.staff.by_name.values() if one.role in FRONT]
        async with self.database.transaction() as work:
            boss = by(await work.people.get_officer(self.staff.by_name["管理员"].id))
            for post, who in holders.items():
                until = self.now() + timedelta(days=7)
                await duty.plan_shift(
                    self.house, work, who.id, post, self.now(), until, actor=boss
                )
            for who in front:
                is_on = who in holders.values() or self.rng.random() < 0.5
                await officers.set_duty(self.house, work, who.id, on_duty=is_on, actor=boss)

    async def _somebody_falls_ill(self) -> None:
        """Let one or two be away for some days, half of them with somebody who stands in."""
        for _ in range(self.rng.choice([1, 1, 2])):
            who, other = self.staff.somebody_here(), self.staff.somebody_here(Role.LOBBY_MANAGER)
            until = self.now() + timedelta(days=self.rng.randint(1, 5))
            deputy = other.id if other.id != who.id and self.rng.random() < 0.5 else None
            async with self.database.transaction() as work:
                actor = by(await work.people.get_officer(who.id))
                await duty.take_leave(
                    self.house, work, who.id, self.now(), until, deputy, actor=actor
                )
            who.away_until = until

    async def _ask_again(self) -> None:
        """Put every revisit that is due to its customer: in the chat, else by telephone (R33)."""
        columns = tables.revisits.c
        query = (
            sa.select(columns.id, tables.complaints.c.conversation_id)
            .join(tables.complaints, tables.complaints.c.id == columns.complaint_id)
            .where(columns.state == RevisitState.DUE, columns.due_at <= self.now())
        )
        async with self.database.transaction() as work:
            due = [row for row in await work.session.execute(query) if row.id not in self._tried]
            self._tried |= {row.id for row in due}
            actor = by(await work.people.get_officer(self.staff.by_name["质量一"].id))
            by_chat = [row.id for row in due if row.conversation_id is not None]
            refused = await revisits.send_surveys(self.house, work, by_chat, actor=actor)
            for row in due:
                if row.conversation_id is None:
                    solved, score = self.customers.on_the_phone()
                    await revisits.record_answer(
                        self.house, work, row.id, solved, score, "", actor=actor
                    )
        self.counted["surveys"] += len(due) - len(refused)

    async def _decide_waiting(self) -> None:
        """Let whoever is here and may go through what has waited for a yes since yesterday."""
        columns = tables.approvals.c
        query = sa.select(columns.id).where(
            columns.state == ApprovalState.OPEN, columns.asked_at <= self.now() - timedelta(days=1)
        )
        async with self.database.reading() as session:
            waiting = (await session.scalars(query)).all()
        deciders = [self.staff.by_name[name] for name in ("行长", "副行长", "质量一")]
        for approval_id in waiting:
            for who in deciders:
                if who.is_here(self.now()) and await self._decide(approval_id, who.id):
                    break

    async def _decide(self, approval_id: int, officer_id: OfficerId) -> bool:
        """Agree to what was asked for, if it is theirs to decide."""
        try:
            async with self.database.transaction() as work:
                actor = by(await work.people.get_officer(officer_id))
                await deciding.decide(self.house, work, approval_id, is_granted=True, actor=actor)
        except ComplaintError as error:
            self.refused[error.code] += 1
            return False
        return True

    async def _check_finished(self) -> None:
        """Check what was closed some days ago; some of it goes back (R44)."""
        columns = tables.complaints.c
        query = sa.select(columns.id).where(
            columns.status == Status.CLOSED,
            columns.archived_at.is_(None),
            columns.closed_at <= self.now() - CHECKED_AFTER,
        )
        async with self.database.transaction() as work:
            for case_id in (await work.session.scalars(query)).all():
                await self._check(work, await work.complaints.get(case_id))

    async def _check(self, work: SqlUnitOfWork, case: Complaint) -> None:
        """Let the first of the quality office who may check a case."""
        is_apt = self.rng.random() > 0.05
        words = "" if is_apt else "没有回答客户的问题"
        for name in ("质量一", "质量二"):
            officer = by(await work.people.get_officer(self.staff.by_name[name].id))
            answer = {"is_timely": True, "is_apt": is_apt, "words": words, "actor": officer}
            try:
                await checks.check(self.house, work, case, **answer)
            except (
                ComplaintError
            ) as error:  # a report is missing, or it was theirs: tomorrow, then
                self.refused[error.code] += 1
                continue
            if is_apt:
                self.counted["archived"] += 1
            else:
                self.customers.comes_back(case)
                self.staff.comes_back(case)
            return

    async def _next(self) -> datetime | None:
        """Return when the next thing happens, by the agenda, the clock or the post."""
        due, queued = tables.due.c, tables.outbox.c
        async with self.database.reading() as session:
            self._due_at = await session.scalar(
                sa.select(sa.func.min(due.due_at)).where(due.done_at.is_(None))
            )
            sent_at = await session.scalar(
                sa.select(sa.func.min(queued.due_at)).where(queued.state == OutboxState.QUEUED)
            )
        known = [at for at in (self.agenda.next_at(), self._due_at, sent_at) if at is not None]
        if not known:
            return None
        beyond = max(min(known), self.now()) - BEGINS
        at = BEGINS + -(-beyond // self.grid) * self.grid
        self._has_post = sent_at is not None and sent_at <= at
        return at

    async def _moment(self, at: datetime) -> None:
        """Let everything happen that happens now."""
        self.now.at = at
        self.moments += 1
        doings = self.agenda.until(at)
        await self._hear([one for one in doings if isinstance(one, Says)])
        await self._act([one for one in doings if isinstance(one, Acts)])
        for one in doings:
            if isinstance(one, Runs):
                await one.run()
        if self._due_at is not None and self._due_at <= at:
            await self.process.tick()
        while self._has_post:
            self._has_post = False
            await self._deliver()

    async def _hear(self, said: Sequence[Says]) -> None:
        if not said:
            return
        updates = []
        for one in said:
            name = f"{one.address}:{next(self._updates)}"
            fields = {"client_id": name, "at": self.now().isoformat(), "files": [], **one.fields}
            updates.append(Update(name, one.address, json.dumps(fields).encode()))
        await SqlInbox(self.database).receive(Channel.WEBCHAT, updates)
        self.counted["updates"] += len(updates)
        await self.process.hear()

    async def _act(self, acts: Sequence[Acts]) -> None:
        """Do the acts of a moment in one transaction or, when one is refused, each in its own."""
        try:
            await self._act_together(acts)
        except ComplaintError:
            for one in acts:
                try:
                    await self._act_together([one])
                except ComplaintError as error:
                    self.refused[error.code] += 1

    async def _act_together(self, acts: Sequence[Acts]) -> None:
        later: list[Later] = []
        if acts:
            async with self.database.transaction() as work:
                await _load(work, Complaint, {one.case for one in acts})
                await _load(work, Officer, {self.staff.by_name[one.name].id for one in acts})
                for one in acts:
                    officer = await work.people.get_officer(self.staff.by_name[one.name].id)
                    case = await work.complaints.get(one.case)
                    later += await one.act(work, case, officer)
        self.plan(later)

    def plan(self, later: Iterable[Later]) -> None:
        """Note what somebody will do."""
        for span, doing in later:
            self.agenda.add(self.now() + span, doing)

    async def _deliver(self) -> None:
        """Send what waits; whoever gets something may react to it."""
        while True:
            async with self.database.transaction() as work:
                claimed = await outbox.claim(work, Channel.WEBCHAT, 500, self.now())
                fates = [self.customers.fate_of(one.address) for one in claimed.parcels]
                sent = [
                    outbox.Sent(
                        parcel.item.id, fate, "", "" if fate is OutboxState.SENT else "gone"
                    )
                    for parcel, fate in zip(claimed.parcels, fates, strict=True)
                ]
                await outbox.settle(work, self.house, sent, self.now())
            for parcel, fate in zip(claimed.parcels, fates, strict=True):
                if fate is OutboxState.SENT:
                    is_staff = parcel.address.startswith("officer-")
                    people: Staff | Customers = self.staff if is_staff else self.customers
                    self.plan(people.read(parcel.address, parcel.item.payload))
            if not sent:
                return


async def _load(work: SqlUnitOfWork, cls: type[Complaint] | type[Officer], ids: set[Any]) -> None:
    """Load the rows of some ids together, for those who then ask for each."""
    await work.load(sa.select(cls).where(class_mapper(cls).c.id.in_(sorted(ids))))
