"""Figures, revisits and information as the register answers them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaints import closing, revisits
from complaints.clock_model import CONFIDENTIAL_CLOCKS, ClockKind
from complaints.errors import NotFound
from complaints.figure_reads import Figures
from complaints.house import House
from complaints.model import (
    CUSTOMER,
    Category,
    CloseReason,
    Complaint,
    Officer,
    RevisitState,
    Role,
    Solved,
    by,
)
from complaints.register import Register
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, close_case, file_case, take_case
from tests.fakes import START, FrozenTime

DAY = timedelta(days=1)


@pytest.fixture
def register(database: Database) -> Register:
    """Give the register under test."""
    return SqlRegister(database)


@pytest.fixture
async def manager(database: Database) -> Officer:
    """Give a lobby manager."""
    return await add_officer(database, "林晓芸")


async def close_one(
    database: Database, house: House, manager: Officer, text: str = "灯坏了"
) -> Complaint:
    """File, take and close a complaint that came by chat."""
    case = await file_case(database, house, text, chat=await add_chat(database))
    await take_case(database, house, case, manager)
    return await close_case(database, house, case, manager)


async def ask_and_answer(
    database: Database,
    house: House,
    case: Complaint,
    manager: Officer,
    solved: Solved | None = None,
    score: int | None = None,
) -> None:
    """Send the survey of a closed complaint, and answer it as far as told."""
    async with database.transaction() as work:
        revisit = await work.complaints.find_revisit(case.id, case.episode)
        assert revisit is not None
        assert await revisits.send_surveys(house, work, [revisit.id], actor=by(manager)) == []
        if solved is not None:
            await revisits.answer_solved(house, work, revisit, solved, actor=CUSTOMER)
        if score is not None:
            revisits.answer_score(house, work, revisit, score)


async def of_day(register: Register, viewer: Officer, day: int = 0) -> Figures:
    """Work out the figures of one day, counted from the first."""
    return await register.figures(viewer, START + day * DAY, START + (day + 1) * DAY)


async def test_silence_is_no_satisfaction(
    database: Database, house: House, register: Register, manager: Officer
) -> None:
    """Of three asked two answered: shares and mean come from the two (R35, promise 5)."""
    cases = [await close_one(database, house, manager) for _ in range(3)]
    await ask_and_answer(database, house, cases[0], manager, Solved.YES, 5)
    await ask_and_answer(database, house, cases[1], manager, Solved.PARTLY, 2)
    await ask_and_answer(database, house, cases[2], manager)

    survey = (await of_day(register, manager)).survey

    assert (survey.sent, survey.answered) == (3, 2)
    assert survey.solved == {Solved.YES: 1, Solved.PARTLY: 1, Solved.NO: 0}
    assert survey.scores == {1: 0, 2: 1, 3: 0, 4: 0, 5: 1}
    assert survey.mean == 3.5
    assert [(s.count, s.n, s.rate) for s in (survey.resolution, survey.satisfaction)] == [
        (1, 2, 0.5),
        (1, 2, 0.5),
    ]
    assert (survey.response.count, survey.response.n) == (2, 3)


async def test_a_survey_counts_for_the_day_it_was_asked(
    database: Database, house: House, register: Register, manager: Officer, now: FrozenTime
) -> None:
    """An answer that comes tomorrow belongs to today's question."""
    case = await close_one(database, house, manager)
    await ask_and_answer(database, house, case, manager)
    now.advance(DAY)
    async with database.transaction() as work:
        revisit = await work.complaints.find_revisit(case.id, case.episode)
        assert revisit is not None
        await revisits.answer_solved(house, work, revisit, Solved.YES, actor=CUSTOMER)

    today, tomorrow = [await of_day(register, manager, day) for day in (0, 1)]

    assert (today.survey.answered, tomorrow.survey.answered) == (1, 0)
    assert (today.survey.sent, tomorrow.survey.sent) == (1, 0)


async def test_nothing_asked_has_no_mean(register: Register, manager: Officer) -> None:
    """A share of nothing is no number."""
    survey = (await of_day(register, manager)).survey

    assert (survey.mean, survey.resolution.rate) == (None, None)


async def test_what_was_withdrawn_was_not_dealt_with(
    database: Database, house: House, register: Register, manager: Officer
) -> None:
    """A withdrawn complaint stands apart from those closed, in no share of success (R35)."""
    await close_one(database, house, manager)
    case = await file_case(database, house, "灯坏了", chat=await add_chat(database))
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await closing.withdraw(house, work, found, actor=CUSTOMER)

    figures = await of_day(register, manager)
    facility = next(row for row in figures.categories if row.category is Category.FACILITY)

    assert (facility.filed, facility.closed, facility.withdrawn) == (2, 1, 1)
    assert (facility.merged, facility.invalid) == (0, 0)
    assert sum(figures.close_reasons.values()) == 1


async def test_filed_and_closed_are_counted_by_category(
    database: Database, house: House, register: Register, manager: Officer, now: FrozenTime
) -> None:
    """A complaint counts as filed on one day and as closed on another."""
    filed = await file_case(database, house, "地上脏")
    now.advance(DAY)
    await close_one(database, house, manager)
    await take_case(database, house, filed, manager)
    await close_case(database, house, filed, manager)

    first, second = [
        {row.category: (row.filed, row.closed) for row in figures.categories}
        for figures in (await of_day(register, manager), await of_day(register, manager, 1))
    ]

    assert (first[Category.HYGIENE], second[Category.HYGIENE]) == ((1, 0), (0, 1))
    assert second[Category.FACILITY] == (1, 1)
    reasons = (await of_day(register, manager, 1)).close_reasons
    assert reasons[CloseReason.MANAGER] == 2


async def test_a_clock_that_ran_out_is_missed_though_it_still_runs(
    database: Database, house: House, register: Register, manager: Officer, now: FrozenTime
) -> None:
    """On-time rates are not better because nobody has answered yet (R35).

    Those of findings are confidential (R34) and in no figure that all managers read.
    """
    kept = await file_case(database, house)
    await take_case(database, house, kept, manager)
    await file_case(database, house)
    now.advance(minutes=6)

    figures = await of_day(register, manager)

    clocks = {row.kind: (row.kept, row.missed) for row in figures.clocks}
    measured = set(ClockKind) - CONFIDENTIAL_CLOCKS - {ClockKind.SILENT}
    assert clocks == dict.fromkeys(measured, (0, 0)) | {ClockKind.TAKE: (1, 1)}


async def test_figures_are_of_what_the_viewer_may_see(
    database: Database, house: House, register: Register
) -> None:
    """A department's head gets the department's figures (promise 7)."""
    head = await add_officer(database, "何平", Role.DEPARTMENT_HEAD, department="operations")
    await file_case(database, house, "业务办不了")
    await file_case(database, house, "灯坏了")

    figures = await of_day(register, head)

    assert sum(row.filed for row in figures.categories) == 1


async def test_due_revisits_come_by_their_day_page_by_page(
    database: Database, house: House, register: Register, manager: Officer, now: FrozenTime
) -> None:
    """The one that is due first is asked first (R33)."""
    cases = []
    for _ in range(3):
        cases.append(await close_one(database, house, manager))
        now.advance(hours=1)

    first = await register.revisits(manager, limit=2)
    second = await register.revisits(manager, cursor=first.next_cursor, limit=2)

    listed = [row.number for row in (*first.rows, *second.rows)]
    assert listed == [case.number for case in cases]
    assert second.next_cursor is None


async def test_a_revisit_that_cannot_be_sent_says_so(
    database: Database, house: House, register: Register, manager: Officer
) -> None:
    """Without a chat, or with one that has blocked us, somebody has to call (R33)."""
    reachable = await close_one(database, house, manager)
    blocked = await close_one(database, house, manager)
    letter = await file_case(database, house)
    await take_case(database, house, letter, manager)
    await close_case(database, house, letter, manager)
    async with database.transaction() as work:
        assert blocked.conversation_id is not None
        chat = await work.people.get_conversation(blocked.conversation_id)
        chat.blocked_at = house.now()

    rows = (await register.revisits(manager)).rows

    can_send = {row.number: row.can_send for row in rows}
    assert can_send == {reachable.number: True, blocked.number: False, letter.number: False}
    row = await register.revisit(manager, rows[0].id)
    assert (row.state, row.owner_name) == (RevisitState.DUE, "林晓芸")


async def test_answered_revisits_come_newest_first(
    database: Database, house: House, register: Register, manager: Officer, now: FrozenTime
) -> None:
    """What was answered last is looked at first."""
    cases = []
    for _ in range(2):
        cases.append(await close_one(database, house, manager))
        await ask_and_answer(database, house, cases[-1], manager, Solved.YES, 4)
        now.advance(hours=1)

    rows = (await register.revisits(manager, RevisitState.ANSWERED)).rows

    assert [row.number for row in rows] == [case.number for case in reversed(cases)]


async def test_what_is_not_there_is_not_found(register: Register, manager: Officer) -> None:
    """Single rows raise like a case does."""
    with pytest.raises(NotFound):
        await register.info(manager, 1)
    with pytest.raises(NotFound):
        await register.revisit(manager, 1)
