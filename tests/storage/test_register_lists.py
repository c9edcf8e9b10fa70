"""Lists of complaints: what is in them, in which order, page by page, and the counts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaints import handling, waiting
from complaints.clock_model import ClockKind
from complaints.closing import reopen
from complaints.errors import Invalid
from complaints.house import House
from complaints.intake import NewComplaint, file_complaint
from complaints.list_reads import COUNT_CAP, CaseRow, Filters, Page, View
from complaints.model import (
    CUSTOMER,
    Category,
    Channel,
    Complaint,
    Officer,
    Role,
    Severity,
    Status,
    by,
)
from complaints.register import Register
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.factories import (
    add_chat,
    add_officer,
    close_case,
    file_case,
    hear,
    resolve_by_phone,
    take_case,
)
from tests.fakes import FrozenTime


@pytest.fixture
def register(database: Database) -> Register:
    """Give the register under test."""
    return SqlRegister(database)


@pytest.fixture
async def manager(database: Database) -> Officer:
    """Give a lobby manager."""
    return await add_officer(database, "林晓芸")


async def numbers(register: Register, viewer: Officer, filters: Filters) -> list[str]:
    """List the short numbers of a whole list, three to a page."""
    found: list[str] = []
    cursor = None
    while True:
        page: Page[CaseRow] = await register.list(viewer, filters, cursor, limit=3)
        found += [row.number.removeprefix("HY-260311-") for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            return found


async def test_open_cases_come_by_their_next_deadline(
    database: Database, house: House, register: Register, manager: Officer, now: FrozenTime
) -> None:
    """Taking a case ends its shortest clock, so it falls behind what nobody has taken (R19)."""
    cases = []
    for _ in range(5):
        cases.append(await file_case(database, house))
        now.advance(minutes=1)
    await take_case(database, house, cases[0], manager)
    await take_case(database, house, cases[2], manager)

    assert await numbers(register, manager, Filters()) == ["002", "004", "005", "001", "003"]


async def test_a_case_without_running_clock_comes_last_but_stays_open(
    database: Database, house: House, register: Register, manager: Officer
) -> None:
    """An answered case waits for the customer only, and is still owed an end (R26)."""
    answered, waiting = await file_case(database, house), await file_case(database, house)
    await take_case(database, house, answered, manager)
    await resolve_by_phone(database, house, answered, manager)

    assert await numbers(register, manager, Filters()) == ["002", "001"]
    assert await numbers(register, manager, Filters(view=View.ANSWERED)) == ["001"]
    assert waiting.status is Status.NEW


async def test_closed_cases_leave_the_open_views(
    database: Database, house: House, register: Register, manager: Officer
) -> None:
    """What is over is in the closed view, newest first, and in everything."""
    for _ in range(3):
        case = await file_case(database, house)
        await take_case(database, house, case, manager)
        await close_case(database, house, case, manager)
    await file_case(database, house)

    assert await numbers(register, manager, Filters()) == ["004"]
    assert await numbers(register, manager, Filters(view=View.CLOSED)) == ["003", "002", "001"]
    everything = await numbers(register, manager, Filters(view=View.EVERYTHING))
    assert everything == ["004", "003", "002", "001"]


async def test_late_and_soon_follow_the_time(
    database: Database, house: House, register: Register, manager: Officer, now: FrozenTime
) -> None:
    """The first clock runs five minutes: amber from the fourth on, late from the fifth (R19)."""
    await file_case(database, house)

    now.advance(minutes=3, seconds=59)
    assert await numbers(register, manager, Filters(view=View.SOON)) == []
    now.advance(seconds=1)
    assert await numbers(register, manager, Filters(view=View.SOON)) == ["001"]
    assert await numbers(register, manager, Filters(view=View.LATE)) == []
    now.advance(minutes=1)
    assert await numbers(register, manager, Filters(view=View.SOON)) == []
    assert await numbers(register, manager, Filters(view=View.LATE)) == ["001"]


async def test_views_by_owner_and_status(
    database: Database, house: House, register: Register, manager: Officer
) -> None:
    """Mine I took, untaken nobody took, waiting are those that wait for the customer."""
    other = await add_officer(database, "王敏")
    cases = [await file_case(database, house) for _ in range(3)]
    await take_case(database, house, cases[0], manager)
    await take_case(database, house, cases[1], other)
    async with database.transaction() as work:
        case = await work.complaints.get(cases[1].id)
        await waiting.wait_for_customer(house, work, case, "等照片", actor=by(other))

    assert await numbers(register, manager, Filters(view=View.MINE)) == ["001"]
    assert await numbers(register, manager, Filters(view=View.UNTAKEN)) == ["003"]
    assert await numbers(register, manager, Filters(view=View.WAITING)) == ["002"]


async def test_filters_narrow_a_view(
    database: Database, house: House, register: Register, manager: Officer, now: FrozenTime
) -> None:
    """Every filter takes out what does not match it."""
    await file_case(database, house, "柜员态度很差", details={"place": "counter"})
    now.advance(hours=1)
    chat = await add_chat(database)
    case = await file_case(database, house, "灯坏了，有人受伤", chat=chat)
    await take_case(database, house, case, manager)

    for filters in (
        Filters(category=Category.FACILITY),
        Filters(severity=Severity.MAJOR),
        Filters(status=Status.OPEN),
        Filters(channel=Channel.TELEGRAM),
        Filters(department="logistics"),
        Filters(owner=manager.id),
        Filters(received_from=now.at),
        Filters(text="受伤"),
        Filters(text="hy-260311-002"),
    ):
        assert await numbers(register, manager, filters) == ["002"], filters
    assert await numbers(register, manager, Filters(place="counter")) == ["001"]
    assert await numbers(register, manager, Filters(received_to=now.at)) == ["001"]
    assert await numbers(register, manager, Filters(text="100%")) == []


async def test_a_row_is_masked(
    database: Database, house: House, register: Register, manager: Officer
) -> None:
    """A list shows no whole name, contact or long number, so that it is no reading (R41)."""
    customer = {"name": "陈国栋", "contact": "13812346021"}
    await file_case(database, house, "请打我电话 138 1234 6021，灯坏了", customer=customer)

    row = (await register.list(manager, Filters())).rows[0]

    assert (row.customer_name, row.customer_contact) == ("陈＊＊", "138＊＊＊＊6021")
    assert row.excerpt == "请打我电话 138＊＊＊＊6021，灯坏了"


async def test_a_row_shows_the_clock_that_ends_first(
    database: Database, house: House, register: Register, manager: Officer, now: FrozenTime
) -> None:
    """After taking, the clock for the plan is the next to end."""
    case = await file_case(database, house)
    filed_at = now.at
    await take_case(database, house, case, manager)

    clock = (await register.list(manager, Filters())).rows[0].clock

    assert clock is not None
    assert (clock.kind, clock.started_at) == (ClockKind.PLAN, filed_at)
    assert clock.due_at == filed_at + timedelta(minutes=30)


async def test_a_customers_message_is_unread_until_an_officer_answers(
    database: Database, house: House, register: Register, manager: Officer, now: FrozenTime
) -> None:
    """What the bot says does not count as an answer."""
    case = await file_case(database, house, chat=await add_chat(database))
    await take_case(database, house, case, manager)
    now.advance(minutes=1)
    await hear(database, house, case, "还有人吗？")
    before = (await register.list(manager, Filters())).rows[0]
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await handling.reply(house, work, found, "马上到", actor=by(manager))
    after = (await register.list(manager, Filters())).rows[0]

    assert (before.is_unread, before.customer_at) == (True, now.at)
    assert after.is_unread is False


@pytest.mark.parametrize("role", [Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD])
async def test_people_of_a_department_see_its_cases_and_their_own(
    database: Database, house: House, register: Register, role: Role
) -> None:
    """Visibility is decided in the query, for lists and counts alike (promise 7)."""
    handler = await add_officer(database, "陈卓", role, department="operations")
    theirs = await file_case(database, house, "业务办不了")
    own = await file_case(database, house, "灯坏了")
    await take_case(database, house, own, handler)
    await file_case(database, house, "厕所脏")

    listed = await register.list(handler, Filters())
    counts = await register.counts(handler, ["operations", "logistics"])

    assert {row.number for row in listed.rows} == {theirs.number, own.number}
    assert (counts.all_open, counts.mine, counts.untaken) == (2, 1, 1)
    assert counts.by_department == {"operations": 1, "logistics": 1}


async def test_who_takes_a_complaint_down_can_see_it(
    database: Database, house: House, register: Register
) -> None:
    """Somebody of a department may open what they took down for another one (promise 7)."""
    handler = await add_officer(database, "陈卓", Role.DEPARTMENT_HANDLER, department="operations")
    async with database.transaction() as work:
        new = NewComplaint(text="厕所脏", channel=Channel.PHONE)
        taken_down = await file_complaint(house, work, new, actor=by(handler))

    listed = await register.list(handler, Filters())
    assert [row.number for row in listed.rows] == [taken_down.number]


async def test_who_has_left_sees_nothing(
    database: Database, house: House, register: Register, manager: Officer
) -> None:
    """An inactive officer's list is empty."""
    await file_case(database, house)
    left = await add_officer(database, "周子涵", is_active=False)

    assert await numbers(register, left, Filters()) == []


async def test_counts_say_how_much_there_is_of_what(
    database: Database, house: House, register: Register, manager: Officer, now: FrozenTime
) -> None:
    """Each number is that of the view it names."""
    cases = [await file_case(database, house, text) for text in ("灯坏了", "门坏了", "地上脏")]
    await take_case(database, house, cases[0], manager)
    await take_case(database, house, cases[1], manager)
    await close_case(database, house, cases[1], manager)
    now.advance(minutes=6)

    counts = await register.counts(manager)

    assert (counts.all_open, counts.mine, counts.untaken, counts.late) == (2, 1, 1, 1)
    assert counts.by_category[Category.FACILITY] == 1
    assert counts.by_category[Category.HYGIENE] == 1
    assert counts.revisits_due == 0
    now.advance(days=4)
    assert (await register.counts(manager)).revisits_due == 1


async def test_a_cursor_goes_on_where_the_page_ended(
    database: Database, house: House, register: Register, manager: Officer
) -> None:
    """What is filed in between shifts nothing: every case of the first list comes exactly once."""
    cases = [await file_case(database, house) for _ in range(4)]
    newest_first = Filters(view=View.EVERYTHING)
    first = await register.list(manager, newest_first, limit=2)
    await file_case(database, house)
    second = await register.list(manager, newest_first, first.next_cursor, limit=2)

    listed = [row.number for row in (*first.rows, *second.rows)]
    assert listed == [case.number for case in reversed(cases)]
    assert second.next_cursor is None


@pytest.mark.parametrize("cursor", ["", "x", "bm9uc2Vuc2U", "WzEsIDJd", "W251bGwsIDJd", "ééé"])
async def test_a_made_up_cursor_is_refused(
    register: Register, manager: Officer, cursor: str
) -> None:
    """Nobody builds cursors by hand, also not one that is meant for another list."""
    with pytest.raises(Invalid) as refused:
        await register.list(manager, Filters(), cursor)

    assert refused.value.data["field"] == "cursor"


@pytest.mark.parametrize("limit", [0, -1, 201])
async def test_a_page_has_its_limits(register: Register, manager: Officer, limit: int) -> None:
    """A page holds 1 to 200 rows."""
    with pytest.raises(Invalid):
        await register.list(manager, Filters(), None, limit)


async def test_the_deadline_of_a_reopened_case_is_that_of_its_new_episode(
    database: Database, house: House, register: Register, manager: Officer, now: FrozenTime
) -> None:
    """Reopening starts the clocks again and brings the case back into the open views (R26)."""
    case: Complaint = await file_case(database, house)
    await take_case(database, house, case, manager)
    await close_case(database, house, case, manager)
    now.advance(days=1)
    async with database.transaction() as work:
        found = await work.complaints.get(case.id)
        await reopen(house, work, found, "又坏了", actor=by(manager))

    row = (await register.list(manager, Filters())).rows[0]

    assert row.clock is not None
    assert (row.episode, row.clock.due_at) == (2, now.at + timedelta(minutes=5))


async def test_counts_stop_past_the_cap(
    database: Database, house: House, register: Register, manager: Officer
) -> None:
    """More than 999 are shown as one more than that, however many there are."""
    async with database.transaction() as work:
        new = NewComplaint(text="灯坏了", channel=Channel.ONSITE)
        for _ in range(COUNT_CAP + 5):
            await file_complaint(house, work, new, actor=CUSTOMER)

    assert (await register.counts(manager)).all_open == COUNT_CAP + 1
