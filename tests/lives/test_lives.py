"""Random lives of a house: whatever anybody does, in any order, no promise is broken.

Hypothesis makes up what happens; `tests.lives.world` lets it happen, `tests.lives.promises` says
what must be so after every step. LIVES is how many lives are tried on each kind of database.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from complaints import duty, findings, officers
from complaints.house import House
from complaints.intake import NewComplaint, file_complaint
from complaints.model import ActorKind, Channel, Complaint, Officer, Post, Severity, Status, by
from complaints.policy import Policy
from complaints.policy_file import read_policy
from complaints.talk_model import OutboxState
from complaints.workdays import Weekdays
from storage.unit_of_work import SqlUnitOfWork
from tests.conftest import clear_schema
from tests.fakes import POLICIES, FrozenTime, make_house
from tests.lives.acts import ACTS, OF_DEPARTMENT
from tests.lives.acts_findings import FINDING_ACTS, SECRET
from tests.lives.choosing import Choice
from tests.lives.internals import FILING, HANDLING, Internals
from tests.lives.promises import PROMISES
from tests.lives.steps import Row, Snapshot, Step, look
from tests.lives.world import STAFF, World, open_mortal

LIVES = int(os.environ.get("LIVES", "10"))
STEPS = 25
CUSTOMERS = ("客户一", "客户二", "客户三")
NAMES = tuple(name for name, _, _ in STAFF)
MANAGERS = ("大堂甲", "督导员", "行长", "质量甲")
LOGISTICS = ("后勤员", "后勤长")
JUDGES = ("大堂甲", "后勤长", "质量甲", "行长", "人事员")
#: Some words are a complaint, some name an officer, some come from several customers at once.
WORDS = (
    "空调坏了",
    "大堂甲态度很差",
    "地面很脏 [地面 水]",
    "电梯坏了，有人受伤 [电梯 三号]",
    "电梯坏了 [电梯 三号]",
    "要赔钱，柜员乙的业务办错了",
    "谢谢",
    "满意",
    "不满意",
    "请问几点开门",
    "再补充一点",
)
#: A town without summer time, two that change it on other days, one that changes by half an hour.
ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
#: Before a change of summer time, before a long holiday, at the turn of a year.
BEGINNINGS = (
    datetime(2026, 3, 7, 15, 0, tzinfo=UTC),
    datetime(2026, 3, 28, 20, 0, tzinfo=UTC),
    datetime(2026, 9, 30, 9, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 15, 30, tzinfo=UTC),
)
JUMPS = (
    *(timedelta(seconds=11), timedelta(minutes=4), timedelta(minutes=16), timedelta(minutes=50)),
    *(timedelta(hours=6), timedelta(days=1), timedelta(days=3, minutes=7), timedelta(days=9)),
)
#: How the lobby policy may read after somebody has edited it.
EDITS = (
    ("", ""),
    ('result = "24 h"', 'result = "4 h"'),
    ('approval = "never"', 'approval = "always"'),
    ('open = ["08:30-20:30"]', 'open = ["09:00-12:00", "13:30-17:30"]'),
    ('days = "all"', 'days = "workdays"'),
    ('[80, "duty_a"],', '[80, "office"],'),
    ("office = 300", "office = 900"),
)

#: What is done about a major complaint, and about whose fault it was.
LED = (
    "report set_up set_up add_measure add_measure ask_plan decide do_measure verify_measure"
    " summarise summarise decide begin_crisis propose_plan propose_plan pass_up pass_up"
    " choose_plan end_crisis choose_card call_card answer_call make_one reply_all end_event"
)
FOUND = (
    "suspect suspect write_statement await_cause cause_plain rule_on rule_on talk_to_customer"
    " not_reached confirm_finding confirm_finding redo_finding report_finding talk_it_over"
)
#: What makes sense to whoever has a case of this status before them.
FITTING = {
    Status.NEW: "take take take hand_over grade merge recuse escalate note snooze complete",
    Status.OPEN: "reply contact answer answer resolve wait offer offer offer tell agree agree"
    " decline carry_out carry_out withdraw decide decide investigate judge judge close pause"
    " unpause visit ask_time give_time report hand_over put_back merge classify grade escalate"
    " recuse let_in ask_department ask_department accept_request question explain answer_request"
    " answer_request sign sign send_back decline_request withdraw_request want_onsite arrive"
    f" {LED} {FOUND}",
    Status.WAITING: "resume contact answer resolve offer agree close put_back hand_over decide"
    " ask_department answer_request sign",
    Status.ANSWERED: "undo undo close hand_over merge contact note recuse decide begin_crisis"
    " end_crisis reply_all",
    Status.CLOSED: f"check check survey survey hear_revisit reopen let_in {FOUND}",
    Status.MERGED: "split split reply note",
    Status.INVALID: "review review note",
    Status.WITHDRAWN: "note link unlink classify",
}
#: How it goes on after a result; the first two are the places of the buttons under it.
ENDINGS = ("satisfied", "unsatisfied", "silence", "closed")

#: An act, who does it, and how; None for a way that is drawn.
Course = tuple[tuple[str, str, int | None], ...]
COURSES: tuple[Course, ...] = (
    (
        *(("take", "大堂乙", 0), ("grade", "大堂乙", list(Severity).index(Severity.MAJOR))),
        *(("report", "行长", 0), ("set_up", "行长", None), ("add_measure", "办公室", None)),
        *(("ask_plan", "办公室", 0), ("decide", "行长", 0), ("do_measure", "质量甲", 0)),
        *(("verify_measure", "办公室", 0), ("begin_crisis", "办公室", 0)),
        *[("propose_plan", "办公室", 0)] * 2,
        *[("pass_up", "办公室", 0)] * 3,
        *(("choose_plan", "行长", 0), ("end_crisis", "办公室", 0), ("summarise", "办公室", 0)),
        *(("decide", "行长", 0), ("answer", "大堂乙", 0), ("decide", "行长", 0)),
    ),
    (
        *(("suspect", "大堂甲", None), ("write_statement", "质量甲", 0)),
        *[("rule_on", name, 1) for name in ("大堂甲", "行长")],
        *(("talk_to_customer", "质量甲", 0), ("confirm_finding", "质量甲", 0)),
        *(("report_finding", "质量甲", 0), ("talk_it_over", "质量甲", 0)),
    ),
    (
        *(("take", "大堂乙", 0), ("choose_card", "大堂乙", None), ("call_card", "大堂乙", None)),
        *(("make_one", "大堂乙", None), ("answer_call", "行长", 0), ("reply_all", "大堂乙", 0)),
        *(("grade", "行长", 2), ("choose_card", "行长", None), ("merge", "大堂乙", None)),
        *(("split", "大堂乙", 0), ("report", "行长", 0)),
    ),
)
SKIPS = st.frozensets(st.integers(0, 21), max_size=3)
CASE = st.integers(0, 5)
N = st.integers(0, 11)
#: Several acts in a row on one case: what, by whom (the owner is the likeliest), how.
SPELL = st.lists(st.tuples(st.integers(0, 119), st.integers(0, 25), N), min_size=4, max_size=10)
RARELY = st.integers(0, 9).map(lambda n: n == 9)
OFTEN = st.booleans()


def edited_policy(edit: tuple[str, str], zone: str) -> Policy:
    """Read the lobby policy as somebody has edited it."""
    source = (POLICIES / "lobby.toml").read_text(encoding="utf-8")
    assert edit[0] in source
    common = (POLICIES / "common" / "cards.toml").read_text(encoding="utf-8")
    edited = source.replace(*edit, 1)
    return read_policy(edited, zone=ZoneInfo(zone), workdays=Weekdays(), common=common)


class Lives(RuleBasedStateMachine):
    """One life of a house and its complaints."""

    def __init__(self, open_world: Callable[[House, FrozenTime], World]) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._open_world = open_world

    @initialize(zone=st.sampled_from(ZONES), begins=st.sampled_from(BEGINNINGS))
    def begins(self, zone: str, begins: datetime) -> None:
        """Open the house somewhere, on some day."""
        self._zone, now = zone, FrozenTime(begins)
        self._house = make_house(now)
        self._house.policy = edited_policy(EDITS[0], zone)
        self._world = self._open_world(self._house, now)
        self._runner.run(self._world.open())
        self._internals = Internals(self._house, NAMES)
        self._after = self._look()
        for who, text in zip(CUSTOMERS, WORDS[:2], strict=False):
            self.customer_writes(who, text, dies=False, both=False)
        self.officer_files(WORDS[2], "柜员甲")

    def _look(self) -> Snapshot:
        return self._runner.run(look(self._world.database))

    def _do(
        self,
        doing: Coroutine[object, object, object],
        *kinds: ActorKind,
        ticked: bool = False,
        dies: bool = False,
    ) -> None:
        """Let something happen, and see that no promise was broken by it."""
        self._runner.run(doing)
        before, self._after = self._after, self._look()
        step = Step(before, self._after, self._house, frozenset(kinds), ticked, dies)
        for promise in PROMISES:
            promise(step)

    def _cases(self) -> list[Row]:
        return list(self._after.complaints.values())

    @rule(who=st.sampled_from(CUSTOMERS), text=st.sampled_from(WORDS), dies=RARELY, both=OFTEN)
    def customer_writes(self, who: str, text: str, dies: bool, both: bool) -> None:
        """A customer writes, and one or both processes read it, or die over it."""
        self._runner.run(self._world.receive(who, kind="text", text=text))
        self._hear(dies, both)

    @rule(who=st.sampled_from(CUSTOMERS), which=N, dies=RARELY, both=OFTEN)
    def customer_taps(self, who: str, which: int, dies: bool, both: bool) -> None:
        """A customer taps a button, perhaps an old one."""
        self._runner.run(self._world.tap(who, which))
        self._hear(dies, both)

    @rule(who=st.sampled_from(NAMES), which=N, dies=RARELY)
    def officer_taps(self, who: str, which: int, dies: bool) -> None:
        """An officer answers a ping in the chat."""
        self._runner.run(self._world.tap(f"officer-{who}", which))
        self._hear(dies, both=False)

    def _hear(self, dies: bool, both: bool) -> None:
        # What has arrived is committed; what becomes of it may die with the process.
        self._after = self._look()
        kinds = (ActorKind.CUSTOMER, ActorKind.OFFICER)
        self._do(self._world.hear(dies=dies, together=both and not dies), *kinds)
        if dies:
            self._do(self._world.hear(), *kinds)

    def officer_files(self, text: str, who: str) -> None:
        """An officer takes down what somebody says at the counter."""

        async def act(work: SqlUnitOfWork, _: Officer) -> None:
            new = NewComplaint(text=text, channel=Channel.ONSITE)
            officer = await work.people.get_officer(self._world.officers[who].id)
            await file_complaint(self._house, work, new, actor=by(officer))

        self._do(self._world.manage(act), ActorKind.OFFICER)

    @rule(
        name=st.sampled_from(sorted(ACTS)), who=st.sampled_from(NAMES), case=CASE, n=N, dies=RARELY
    )
    def officer_acts(self, name: str, who: str, case: int, n: int, dies: bool) -> None:
        """Any officer tries anything with any complaint."""
        self._act(name, who, case, n, dies=dies)

    @rule(case=CASE, spell=SPELL)
    def officers_work(self, case: int, spell: list[tuple[int, int, int]]) -> None:
        """Owner and others do what fits, one thing after the other, to get somewhere."""
        for act, who, n in spell:
            found = self._cases()[case % len(self._cases())]
            names = FITTING[Status(found["status"])].split()
            by_id = {officer.id: name for name, officer in self._world.officers.items()}
            usual = by_id.get(found["owner_id"], MANAGERS[who % len(MANAGERS)])
            if (what := names[act % len(names)]) in OF_DEPARTMENT:
                usual = LOGISTICS[who % len(LOGISTICS)]
            elif what in FINDING_ACTS:
                usual = JUDGES[who % len(JUDGES)]
            self._act(what, NAMES[who] if who < len(NAMES) else usual, case, n)

    @rule(case=CASE, who=st.sampled_from(MANAGERS), ending=st.sampled_from(ENDINGS))
    def a_case_runs_its_course(self, case: int, who: str, ending: str) -> None:
        """Taken, answered, told, and what the customer says to it: so lives get far."""
        found = self._cases()[case % len(self._cases())]
        for name in ("take", "contact", "answer"):
            self._act(name, who, case, 0)
        self.time_passes(JUMPS[0], ticks=True, dies=False, together=False)
        self.post_goes(OutboxState.SENT)
        chat = self._after.conversations.get(found["conversation_id"])
        if ending == "silence":
            self.time_passes(JUMPS[-2], ticks=True, dies=False, together=True)
        elif ending == "closed" or chat is None:
            self._act("close", who, case, 0)
        else:
            self.customer_taps(chat["address"], ENDINGS.index(ending), dies=False, both=False)

    def _act(self, name: str, who: str, case: int, n: int, *, dies: bool = False) -> None:
        async def act(work: SqlUnitOfWork, found: Complaint, officer: Officer) -> None:
            number = self._cases()[n % len(self._cases())]["number"]
            other = await self._world.seen(officer, number)
            ids = [one.id for one in self._world.officers.values()]
            await ACTS[name](work, found, officer, Choice(self._house, n, other, ids))

        number, is_reading = (
            self._cases()[case % len(self._cases())]["number"],
            name in OF_DEPARTMENT,
        )
        doing = self._world.act(act, number, who, dies=dies, is_reading=is_reading)
        self._do(doing, ActorKind.OFFICER, dies=dies)

    @rule(case=CASE, course=st.sampled_from(COURSES), skips=SKIPS, n=N, until=st.integers(2, 22))
    def it_goes_its_course(
        self, case: int, course: Course, skips: frozenset[int], n: int, until: int
    ) -> None:
        """Those who may do one thing after the other, but for some; so lives get far."""
        for place, (name, who, how) in enumerate(course[:until]):
            if place not in skips:
                self._act(name, who, case, n if how is None else how)

    @rule(who=st.sampled_from(NAMES), n=N, what=st.sampled_from(FILING[:3]), skips=SKIPS)
    def a_colleague_complains(self, who: str, n: int, what: str, skips: frozenset[int]) -> None:
        """It is decided, and decided again by the next level."""
        acts = [(what, who), ("investigate", "人事员"), ("report", "人事员"), ("decide", "人事员")]
        again = [("by_receipt", who), ("review", NAMES[n]), ("review", who)]
        acts += [*again, ("decide", "质量甲"), *again, ("decide", "行长"), ("tell", "行长")]
        for place, (act, name) in enumerate(acts):
            if place not in skips or place == 0:
                self.internal_register(name, act, n if place == 0 else 0, dies=False)

    @rule(who=st.sampled_from(NAMES), what=st.sampled_from(FILING + HANDLING), n=N, dies=RARELY)
    def internal_register(self, who: str, what: str, n: int, dies: bool) -> None:
        """Somebody complains of a colleague, or deals with it; nothing of it is of a case."""

        async def act(work: SqlUnitOfWork, officer: Officer) -> None:
            await self._internals.act(work, officer, what, n)

        before = self._after
        self._do(self._world.manage(act, who, dies=dies), ActorKind.OFFICER, dies=dies)
        for table in ("complaints", "clocks", "timeline"):
            assert before.rows[table] == self._after.rows[table]

    @rule(which=N, dies=RARELY)
    def the_person_is_heard(self, which: int, dies: bool) -> None:
        """Whom a finding is about says something to it."""
        found = [row for row in self._after.findings.values() if row["person_id"] is not None]
        if not found:
            return
        row = found[which % len(found)]
        names = {one.id: name for name, one in self._world.officers.items()}

        async def act(work: SqlUnitOfWork, officer: Officer) -> None:
            finding = await work.findings.get(row["id"])
            words = f"{SECRET}：我看过了"
            await findings.state(self._house, work, finding, words, actor=by(officer))

        doing = self._world.manage(act, names[row["person_id"]], dies=dies)
        self._do(doing, ActorKind.OFFICER, dies=dies)

    @rule(jump=st.sampled_from(JUMPS), ticks=OFTEN, dies=RARELY, together=OFTEN)
    def time_passes(self, jump: timedelta, ticks: bool, dies: bool, together: bool) -> None:
        """Time jumps, over a night or a change of summer time; what is due is done, or is not."""
        self._world.now.advance(jump)
        if not ticks:
            return
        tick = self._world.tick(dies=dies, together=together and not dies)
        kinds = (ActorKind.CLOCK,)
        has_work = any(
            row["done_at"] is None and row["due_at"] <= self._world.now()
            for row in self._after.due.values()
        )
        self._do(tick, *kinds, ticked=True, dies=dies and has_work)
        if dies:
            self._do(self._world.tick(), *kinds, ticked=True)

    @rule(fate=st.sampled_from([OutboxState.SENT] * 4 + [OutboxState.FAILED, OutboxState.BLOCKED]))
    def post_goes(self, fate: OutboxState) -> None:
        """What waits is sent, and arrives or does not."""
        self._do(self._world.post(fate))

    @rule(
        change=st.sampled_from(["leave", "shift", "leaves", "comes_back", "policy"]),
        who=st.sampled_from(NAMES),
        n=N,
    )
    def house_changes(self, change: str, who: str, n: int) -> None:
        """Somebody is ill, on duty, gone for good or back; or the policy reads otherwise."""
        if change == "policy":
            self._house.policy = edited_policy(EDITS[n % len(EDITS)], self._zone)
            return

        async def act(work: SqlUnitOfWork, boss: Officer) -> None:
            officer, at, actor = self._world.officers[who].id, self._world.now(), by(boss)
            until, house = at + timedelta(hours=1 + 7 * n), self._house
            match change:
                case "leave":
                    deputy = self._world.officers[NAMES[n]].id
                    await duty.take_leave(house, work, officer, at, until, deputy, actor=actor)
                case "shift":
                    post = list(Post)[n % 2]
                    await duty.plan_shift(house, work, officer, post, at, until, actor=actor)
                case "leaves":
                    await officers.disable(house, work, officer, actor=actor)
                case _:
                    await officers.enable(house, work, officer, actor=actor)

        self._do(self._world.manage(act), ActorKind.OFFICER)

    def teardown(self) -> None:
        """At the end of a life the audit is one whole chain (promise 6)."""
        if hasattr(self, "_world"):
            wrong = self._runner.run(self._world.sealed())
            self._runner.run(self._world.close())
            assert wrong == []
        self._runner.close()


@contextlib.contextmanager
def _worlds(schema: str, empty: Path) -> Iterator[Callable[[House, FrozenTime], World]]:
    """Give a function that opens an empty world on one kind of database."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "desk.db"

        def open_world(house: House, now: FrozenTime) -> World:
            if schema:
                asyncio.run(clear_schema(schema))
            else:
                for old in Path(directory).iterdir():
                    old.unlink()
                shutil.copy(empty, path)
            one, other = (open_mortal(schema, path, now) for _ in range(2))
            return World(house, now, one, other)

        yield open_world


@pytest.mark.slow
@pytest.mark.timeout(900)  # finding the shortest life that breaks a promise takes minutes
def test_whatever_happens_no_promise_is_broken(schema: str, empty_sqlite: Path) -> None:
    """R6, R9, R10, R14, R16–R23, R26–R30, R33, R34, R40, R44 in any order, by anybody."""
    with _worlds(schema, empty_sqlite) as open_world:
        run_state_machine_as_test(
            lambda: Lives(open_world),
            settings=settings(
                max_examples=LIVES,
                stateful_step_count=STEPS,
                deadline=None,
                print_blob=True,
                # CI lives the same lives each time; whoever is at home, new ones.
                derandomize="CI" in os.environ,
            ),
        )
