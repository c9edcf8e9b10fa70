"""Internal complaints (R9): filed, decided level by level, told to both sides, never traced."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from complaints.clock_model import DueKind
from complaints.errors import ComplaintError, Invalid, NotAllowed, NotFound, WrongState
from complaints.house import House
from complaints.internal_handling import Ruling
from complaints.internal_model import InternalState, Outcome, Side
from complaints.model import Officer, Role
from complaints.private_record import PrivateEntry
from complaints.talk_model import OutboxItem
from storage import tables
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer
from tests.fakes import START, FrozenTime
from tests.storage.internal_kit import CANARY, Internals
from tests.ticking import tick


@pytest.fixture
def desk(database: Database, house: House) -> Internals:
    """Give the internal register."""
    return Internals(database, house)


@pytest.fixture
async def staff(database: Database) -> Officer:
    """Give who complains."""
    return await add_officer(database, "周子涵", Role.STAFF)


@pytest.fixture
async def boss(database: Database) -> Officer:
    """Give who is complained about."""
    return await add_officer(database, "林晓芸", Role.LOBBY_MANAGER)


@pytest.fixture
async def hr(database: Database) -> Officer:
    """Give the first level, with a chat."""
    chat = await add_chat(database)
    return await add_officer(database, "韩人事", Role.HR, conversation_id=chat.id)


@pytest.fixture
async def quality(database: Database) -> Officer:
    """Give the second level, with a chat."""
    chat = await add_chat(database)
    return await add_officer(database, "齐质量", Role.QUALITY_OFFICE, conversation_id=chat.id)


@pytest.fixture
async def leader(database: Database) -> Officer:
    """Give the last level, with a chat."""
    chat = await add_chat(database)
    return await add_officer(database, "沈国栋", Role.SENIOR_LEADER, conversation_id=chat.id)


async def pings(database: Database) -> list[tuple[int, str]]:
    """List what waits to be sent: chat and text."""
    async with database.reading() as session:
        rows = await session.scalars(sa.select(OutboxItem).order_by(tables.outbox.c.id))
        return [(row.conversation_id, row.payload["text"]) for row in rows]


async def test_a_plain_one_is_decided_at_once_and_both_are_told_only_the_decision(
    desk: Internals, staff: Officer, boss: Officer, hr: Officer
) -> None:
    """R9: each side reads the state and its own words; grounds and the other's words stay."""
    filed = await desk.file(staff, person=boss.name)

    await desk.decide(hr, filed.number)

    (mine,) = await desk.register.own(staff)
    assert (mine.side, mine.state, mine.told) == (
        Side.COMPLAINANT,
        InternalState.DECIDED,
        "已补发两天工资",
    )
    (about,) = await desk.register.own(boss)
    assert (about.side, about.told) == (Side.PERSON, "请按排班表安排")
    assert CANARY not in str(about)
    assert (await desk.get(filed.number)).is_kept is True


async def test_the_person_learns_nothing_before_the_decision(
    desk: Internals, staff: Officer, boss: Officer, hr: Officer
) -> None:
    """R9: being complained about shows nowhere until something was decided."""
    filed = await desk.file(staff, person=boss.name)
    await desk.investigate(hr, filed.number)

    assert await desk.register.own(boss) == []


async def test_what_was_investigated_is_reported_upward_before_it_is_decided(
    desk: Internals, staff: Officer, hr: Officer
) -> None:
    """R9: investigated and reported up the same day; then it may be decided."""
    filed = await desk.file(staff)
    await desk.investigate(hr, filed.number)

    with pytest.raises(WrongState, match="internal_report_first"):
        await desk.decide(hr, filed.number)
    await desk.report(hr, filed.number)
    assert (await desk.get(filed.number)).is_kept is True
    with pytest.raises(WrongState, match="nothing_to_report"):
        await desk.report(hr, filed.number)
    await desk.decide(hr, filed.number)
    assert (await desk.get(filed.number)).state is InternalState.DECIDED


async def test_numbers_are_a_series_of_their_own(
    desk: Internals, staff: Officer, now: FrozenTime
) -> None:
    """R6, R9: no gap in the customers' register tells that something internal was filed."""
    first, second = await desk.file(staff), await desk.file(staff)
    now.advance(days=1)
    third = await desk.file(staff)

    assert [one.number for one in (first, second, third)] == [
        "HN-260311-001",
        "HN-260311-002",
        "HN-260312-001",
    ]
    async with desk.database.transaction() as work:
        assert await work.complaints.next_number(START.date()) == 1


@pytest.mark.parametrize(
    ("filed_at", "due_at"),
    [
        (datetime(2026, 3, 11, 2, 0, tzinfo=UTC), datetime(2026, 3, 11, 10, 0, tzinfo=UTC)),
        (datetime(2026, 3, 11, 10, 0, tzinfo=UTC), datetime(2026, 3, 12, 10, 0, tzinfo=UTC)),
    ],
)
async def test_the_promise_ends_on_the_same_day(
    desk: Internals, staff: Officer, now: FrozenTime, filed_at: datetime, due_at: datetime
) -> None:
    """R9: by six in the evening; what comes later has until the next working day."""
    now.at = filed_at

    assert (await desk.file(staff)).due_at == due_at


async def test_the_next_level_hears_of_a_broken_promise_once(
    desk: Internals, staff: Officer, hr: Officer, leader: Officer, now: FrozenTime
) -> None:
    """R9: the clock is a row; nobody below the next level is told."""
    filed = await desk.file(staff)
    now.at = filed.due_at + timedelta(minutes=1)
    await tick(desk.database, desk.house)
    await tick(desk.database, desk.house)

    late = [(chat, text) for chat, text in await pings(desk.database) if "late" in text]
    assert late == [(leader.conversation_id, f"ping.internal_late number={filed.number}")]
    await desk.decide(hr, filed.number)
    assert (await desk.get(filed.number)).is_kept is False


async def test_a_kept_promise_reminds_nobody(
    desk: Internals, staff: Officer, hr: Officer, leader: Officer, now: FrozenTime
) -> None:
    """R9: what was decided in time is not told upward as late."""
    filed = await desk.file(staff)
    await desk.decide(hr, filed.number)
    now.at = filed.due_at
    await tick(desk.database, desk.house)

    assert all("late" not in text for _, text in await pings(desk.database))


async def test_reviews_climb_to_the_final_level(
    desk: Internals,
    staff: Officer,
    boss: Officer,
    hr: Officer,
    quality: Officer,
    leader: Officer,
) -> None:
    """R9: 初审, 复审, 终审; the one below cannot decide again, after the last there is none."""
    filed = await desk.file(staff, person=boss.name)
    await desk.decide(hr, filed.number)
    await desk.review(staff, filed.number)
    with pytest.raises(NotAllowed, match="internal_next_level"):
        await desk.decide(hr, filed.number)
    await desk.decide(quality, filed.number)
    await desk.review(boss, filed.number)
    with pytest.raises(WrongState, match="internal_not_possible"):
        await desk.review(staff, filed.number)
    last = await desk.decide(leader, filed.number)

    assert last.is_final
    for side in (staff, boss):
        with pytest.raises(WrongState, match="internal_final"):
            await desk.review(side, filed.number)
    (mine,) = await desk.register.own(staff)
    assert (mine.state, mine.is_final, mine.review_until) == (InternalState.FINAL, True, None)


async def test_whoever_decided_before_does_not_decide_the_review(
    desk: Internals, staff: Officer, hr: Officer, quality: Officer
) -> None:
    """R9: not even after a promotion to the next level."""
    filed = await desk.file(staff)
    await desk.decide(hr, filed.number)
    await desk.review(staff, filed.number)
    async with desk.database.transaction() as work:
        promoted = await work.people.get_officer(hr.id)
        promoted.role = Role.QUALITY_OFFICE

    with pytest.raises(NotAllowed, match="internal_decided_before"):
        await desk.decide(promoted, filed.number)


async def test_a_review_is_asked_for_in_time(
    desk: Internals, staff: Officer, hr: Officer, now: FrozenTime
) -> None:
    """R9: within the days of the policy, by one of the two sides, with words."""
    filed = await desk.file(staff)
    with pytest.raises(WrongState):
        await desk.review(staff, filed.number)
    await desk.decide(hr, filed.number)
    with pytest.raises(Invalid):
        await desk.review(staff, filed.number, " ")
    with pytest.raises(NotFound):
        await desk.review(hr, filed.number)
    now.advance(days=7, seconds=1)

    with pytest.raises(WrongState, match="internal_review_late"):
        await desk.review(staff, filed.number)


async def test_a_late_review_is_told_to_the_level_above(
    desk: Internals,
    staff: Officer,
    hr: Officer,
    quality: Officer,
    leader: Officer,
    now: FrozenTime,
) -> None:
    """R9: the review has a clock of its own."""
    filed = await desk.file(staff)
    await desk.decide(hr, filed.number)
    await desk.review(staff, filed.number)
    now.at = (await desk.get(filed.number)).due_at
    await tick(desk.database, desk.house)

    late = [chat for chat, text in await pings(desk.database) if "late" in text]
    assert late == [leader.conversation_id]


async def test_somebody_who_has_left_is_told_by_the_handlers(
    desk: Internals, hr: Officer, quality: Officer
) -> None:
    """R9: HR enters it, records how each side without an account was told, and their review."""
    filed = await desk.enter(hr, "前员工陈某", person="某供应商")
    assert filed.complainant_id is None
    with pytest.raises(WrongState, match="internal_told"):
        await desk.tell(hr, filed.number, Side.COMPLAINANT)
    decision = await desk.decide(hr, filed.number)
    assert (decision.complainant_told, decision.person_told) == ("", "")
    with pytest.raises(Invalid):
        await desk.tell(hr, filed.number, Side.COMPLAINANT, "rumour")
    await desk.tell(hr, filed.number, Side.COMPLAINANT)
    await desk.tell(quality, filed.number, Side.PERSON, "letter")
    with pytest.raises(WrongState):
        await desk.tell(hr, filed.number, Side.PERSON)
    await desk.review_for(hr, filed.number, Side.COMPLAINANT)

    assert (await desk.get(filed.number)).level == 1


async def test_nobody_asks_for_a_review_in_the_name_of_who_can(
    desk: Internals, staff: Officer, boss: Officer, hr: Officer
) -> None:
    """R9: an officer asks for themselves; so does whoever has the receipt."""
    filed = await desk.file(staff, person=boss.name)
    hidden, _ = await desk.file_anonymously(staff)
    for number in (filed.number, hidden.number):
        await desk.decide(hr, number)
        for side in Side:
            with pytest.raises(NotAllowed, match="internal_asks_itself"):
                await desk.review_for(hr, number, side)


async def test_an_anonymous_one_leaves_no_trace_of_the_filer(
    desk: Internals, staff: Officer, hr: Officer, now: FrozenTime
) -> None:
    """R9: no id in any row that was written, and only the day instead of the moment."""
    before = await _rows(desk.database)
    filed, receipt = await desk.file_anonymously(staff)

    written = [row for row in await _rows(desk.database) if row not in before]
    assert written
    assert not [row for row in written if str(staff.id) in row or staff.name in row]
    assert not [row for row in written if receipt in row]
    assert await desk.register.own(staff) == []
    page = await desk.register.page(hr, filed.number)
    stamps = [page.internal.filed_at, *(entry.at for entry in page.entries)]
    assert {stamp.astimezone(desk.house.policy.hours.zone).hour for stamp in stamps} == {0}


async def _rows(database: Database) -> list[str]:
    """Write out every row of every table."""
    found: list[str] = []
    async with database.reading() as session:
        for table in tables.metadata.sorted_tables:
            if table.name != "officers":
                rows = (await session.execute(sa.select(table))).all()
                found += [f"{table.name}: {tuple(row)}" for row in rows]
    return found


async def test_the_receipt_shows_the_decision_and_asks_for_a_review(
    desk: Internals, staff: Officer, hr: Officer
) -> None:
    """R9: whoever has it is told like any complainant; a wrong one is not found."""
    filed, receipt = await desk.file_anonymously(staff)
    assert (await desk.register.by_receipt(receipt)).told == ""
    await desk.decide(hr, filed.number)
    assert (await desk.register.by_receipt(f" {receipt} ")).told == "已补发两天工资"
    await desk.review_by_receipt(receipt)
    assert (await desk.get(filed.number)).state is InternalState.REVIEW

    for wrong in ("", "token-9999"):
        with pytest.raises(NotFound, match="receipt_unknown"):
            await desk.register.by_receipt(wrong)
        with pytest.raises(NotFound, match="receipt_unknown"):
            await desk.review_by_receipt(wrong)


async def test_everybody_at_the_level_is_pinged_also_who_filed_it_anonymously(
    desk: Internals, hr: Officer
) -> None:
    """R9: who is left out of a ping would be known; the ping is a number and one word."""
    filed, _ = await desk.file_anonymously(hr)

    assert await pings(desk.database) == [
        (hr.conversation_id, f"ping.internal number={filed.number}")
    ]


async def test_the_ping_goes_past_whoever_is_named_or_complains(
    desk: Internals, hr: Officer, quality: Officer, leader: Officer
) -> None:
    """R9, 回避: with nobody free at a level the next one above is told."""
    await desk.file(hr, text=f"{CANARY} {quality.name}知情")

    assert [chat for chat, _ in await pings(desk.database)] == [leader.conversation_id]


async def test_the_person_named_and_the_complainant_never_handle_it(
    desk: Internals, staff: Officer, hr: Officer, leader: Officer
) -> None:
    """回避: for both it is not in the register, on no path; others see it."""
    filed = await desk.file(hr, person=leader.name)
    for officer in (hr, leader):
        assert (await desk.register.list(officer)).rows == []
        assert (await desk.register.book(officer, START, START + timedelta(days=1))).n == 0
        with pytest.raises(NotFound):
            await desk.register.page(officer, filed.number)
        acts: list[Callable[[], Awaitable[object]]] = [
            lambda officer=officer: desk.investigate(officer, filed.number),
            lambda officer=officer: desk.report(officer, filed.number),
            lambda officer=officer: desk.decide(officer, filed.number),
            lambda officer=officer: desk.tell(officer, filed.number, Side.PERSON),
        ]
        for act in acts:
            with pytest.raises(NotFound):
                await act()


#: Who may do what, for every role; written down a second time. Acts on one that was just filed.
_ALL = frozenset(Role)
_SEATS = frozenset({Role.HR, Role.QUALITY_OFFICE, Role.SENIOR_LEADER})
ACTS = {
    "file": _ALL,
    "file_anonymously": _ALL,
    "enter": frozenset({Role.HR, Role.QUALITY_OFFICE}),
    "investigate": _SEATS,
    "report": _SEATS,
    "decide": _SEATS,
    "tell": _SEATS,
    "review_for": _SEATS,
}


@pytest.mark.parametrize("role", Role)
async def test_every_role_may_do_what_the_table_says(
    desk: Internals, staff: Officer, hr: Officer, role: Role
) -> None:
    """R9: every role against every act; what is not theirs does not exist for them."""
    officer = await add_officer(desk.database, "某人", role)
    entered = await desk.enter(hr, "前员工陈某", person="某供应商")
    await desk.investigate(hr, entered.number)
    decided = await desk.enter(hr, "前员工陈某", person="某供应商")
    await desk.decide(hr, decided.number)
    run: dict[str, Callable[[], Awaitable[object]]] = {
        "file": lambda: desk.file(officer),
        "file_anonymously": lambda: desk.file_anonymously(officer),
        "enter": lambda: desk.enter(officer, "前员工"),
        "investigate": lambda: desk.investigate(officer, entered.number),
        "report": lambda: desk.report(officer, entered.number),
        "decide": lambda: desk.decide(officer, entered.number),
        "tell": lambda: desk.tell(officer, decided.number, Side.PERSON),
        "review_for": lambda: desk.review_for(officer, decided.number, Side.PERSON),
    }
    for act, allowed in ACTS.items():
        if role in allowed:
            await run[act]()
        else:
            with pytest.raises((NotAllowed, NotFound)):
                await run[act]()
    seen = (await desk.register.list(officer)).rows
    assert bool(seen) is (role in _SEATS)


@pytest.mark.parametrize("role", sorted(_SEATS))
async def test_a_program_neither_files_nor_sees_nor_decides(
    desk: Internals, staff: Officer, role: Role
) -> None:
    """Promise 7: a service account has its role everywhere but here."""
    program = await add_officer(desk.database, "程序", role, is_service=True)
    filed = await desk.file(staff)

    assert (await desk.register.list(program)).rows == []
    for act in (desk.file(program), desk.file_anonymously(program), desk.enter(program, "某")):
        with pytest.raises(ComplaintError):
            await act
    with pytest.raises(NotFound):
        await desk.decide(program, filed.number)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "长" * 4_001}, "text"),
        ({"category": "service"}, "category"),
        ({"department": "nowhere"}, "department"),
        ({"person": "人" * 201}, "person"),
        ({"person": "周子涵"}, "person"),
    ],
)
async def test_bad_input_is_refused(
    desk: Internals, staff: Officer, fields: dict[str, str], field: str
) -> None:
    """R9: nothing said, too much, unknown classes and departments, oneself."""
    with pytest.raises(Invalid) as refused:
        await desk.file(staff, **fields)
    assert refused.value.data["field"] == field
    assert (await desk.register.own(staff)) == []


async def test_a_decision_has_words_for_everybody_concerned(
    desk: Internals, staff: Officer, boss: Officer, hr: Officer
) -> None:
    """R9: without words for the person it is refused, unless there is none."""
    silent = Ruling(Outcome.NOT_UPHELD, "无此事", "经查无此事")
    about, plain = await desk.file(staff, person=boss.name), await desk.file(staff)

    with pytest.raises(Invalid) as refused:
        await desk.decide(hr, about.number, silent)
    assert refused.value.data["field"] == "to_person"
    assert (await desk.decide(hr, plain.number, silent)).outcome is Outcome.NOT_UPHELD
    with pytest.raises(WrongState, match="internal_not_possible"):
        await desk.decide(hr, plain.number)


async def test_the_book_counts_by_class_with_n(
    desk: Internals, staff: Officer, hr: Officer, now: FrozenTime
) -> None:
    """R9: 员工投诉登记本, of a period, by class, with what was decided and what is late."""
    first = await desk.file(staff)
    await desk.file(staff, category="conduct")
    await desk.decide(hr, first.number)
    now.advance(days=2)
    await desk.file(staff)

    book = await desk.register.book(hr, START, START + timedelta(days=1))
    assert book.n == 2
    counted = {row.category: row for row in book.counts if row.filed}
    assert (counted["pay"].filed, counted["pay"].partly, counted["pay"].late) == (1, 1, 0)
    assert (counted["conduct"].undecided, counted["conduct"].late) == (1, 1)
    assert sum(row.filed for row in book.counts) == book.n


async def test_history_is_in_order_and_in_the_audit_by_ids_only(
    desk: Internals, staff: Officer, hr: Officer
) -> None:
    """R40: every act leaves an entry here and an audit entry without words."""
    filed = await desk.file(staff)
    await desk.investigate(hr, filed.number)
    await desk.report(hr, filed.number)
    await desk.decide(hr, filed.number)

    page = await desk.register.page(hr, filed.number)
    kinds = ["filed", "investigated", "reported_upward", "decided"]
    assert [entry.kind for entry in page.entries] == kinds
    async with desk.database.reading() as session:
        audit = (await session.execute(sa.select(tables.audit))).mappings().all()
        assert await session.scalar(sa.select(sa.func.count()).select_from(PrivateEntry)) == 4
    assert [row["action"] for row in audit] == [f"internal:{kind}" for kind in kinds]
    assert {row["subject"] for row in audit} == {str(filed.id)}


async def test_a_clock_row_is_all_that_time_does(desk: Internals, staff: Officer) -> None:
    """Promise 3: one row falls due, of a kind of its own."""
    filed = await desk.file(staff)

    async with desk.database.reading() as session:
        (row,) = (await session.execute(sa.select(tables.due))).all()
    assert (row.kind, row.subject_id, row.due_at) == (DueKind.INTERNAL, filed.id, filed.due_at)
