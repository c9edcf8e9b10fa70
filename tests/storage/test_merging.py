"""Merging duplicates (并案, R10): no record is lost, and every customer hears the result."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from complaints import clocks, handling, merging
from complaints.clock_model import Clock, ClockKind, Due, DueKind
from complaints.errors import Invalid, NotFound, WrongState
from complaints.house import House
from complaints.model import CUSTOMER, Complaint, ComplaintId, Officer, Severity, Status, by
from complaints.talk_model import Message, Purpose
from storage import tables
from storage.unit_of_work import Database
from tests.factories import add_chat, add_officer, file_case, resolve_by_phone, take_case
from tests.fakes import FrozenTime


async def two(database: Database, house: House) -> tuple[Complaint, Complaint, Officer]:
    """Let two customers complain, and an officer take the first complaint."""
    officer = await add_officer(database, "李")
    first = await file_case(database, house, chat=await add_chat(database))
    second = await file_case(database, house, chat=await add_chat(database))
    await take_case(database, house, first, officer)
    return first, second, officer


async def merge(
    database: Database, house: House, one: Complaint, into: Complaint, officer: Officer
) -> None:
    """Merge one complaint into another."""
    async with database.transaction() as work:
        complaint, other = [await work.complaints.get(c.id) for c in (one, into)]
        await merging.merge(house, work, complaint, other, actor=by(officer))


async def said_to(database: Database, complaint: Complaint) -> list[str]:
    """List what the house said to a complaint's customer since it was filed."""
    async with database.reading() as session:
        query = sa.select(tables.messages.c.text).where(
            tables.messages.c.complaint_id == complaint.id, tables.messages.c.direction == "out"
        )
        return list((await session.scalars(query.order_by(tables.messages.c.id))).all())


async def tell_what_is_due(database: Database, house: House) -> None:
    """Do what the clock does with merged results."""
    async with database.transaction() as work:
        query = sa.select(Due).where(tables.due.c.kind == DueKind.MERGED_RESULT)
        for row in (await work.session.scalars(query)).all():
            await merging.tell_result(house, work, ComplaintId(row.subject_id), row.guard)


async def test_r10_a_merged_complaint_keeps_its_record(database: Database, house: House) -> None:
    """It has its number, words and chat; its clocks end; both timelines tell."""
    first, second, officer = await two(database, house)

    await merge(database, house, second, first, officer)

    async with database.transaction() as work:
        merged = await work.complaints.get(second.id)
        assert (merged.status, merged.merged_into_id) == (Status.MERGED, first.id)
        assert (merged.number, merged.text) == (second.number, second.text)
        assert await work.complaints.running_clocks(second.id) == []
        kinds = [(await work.complaints.timeline(c.id))[-1].kind for c in (first, second)]
    assert kinds == ["merged_here", "merged"]
    assert (await said_to(database, second))[-1] == f"customer.merged number={second.number}"


async def test_r10_splitting_brings_it_back_with_its_promise(
    database: Database, house: House, now: FrozenTime
) -> None:
    """The clocks run on as if nothing had been, and somebody has to take it."""
    first, second, officer = await two(database, house)
    await merge(database, house, second, first, officer)
    now.advance(minutes=3)

    async with database.transaction() as work:
        merged = await work.complaints.get(second.id)
        await merging.split(house, work, merged, actor=by(officer))

    async with database.transaction() as work:
        back = await work.complaints.get(second.id)
        running = await work.complaints.running_clocks(second.id)
    assert (back.status, back.merged_into_id, back.owner_id) == (Status.NEW, None, None)
    assert back.promised_at == second.promised_at
    assert {clock.due_at for clock in running} >= {second.promised_at}
    assert all(isinstance(clock, Clock) and clock.is_kept is None for clock in running)


async def owed(database: Database, complaint: Complaint) -> set[ClockKind]:
    """Say what runs for a complaint."""
    async with database.transaction() as work:
        return {clock.kind for clock in await work.complaints.running_clocks(complaint.id)}


async def test_r10_after_splitting_each_clock_runs_once(database: Database, house: House) -> None:
    """Those that run on are seen before anything is begun anew (R19)."""
    first, second, officer = await two(database, house)
    await merge(database, house, second, first, officer)
    async with database.transaction() as work:
        merged = await work.complaints.get(second.id)
        await merging.split(house, work, merged, actor=by(officer))

    async with database.transaction() as work:
        kinds = sorted(clock.kind for clock in await work.complaints.running_clocks(second.id))
    assert kinds == [ClockKind.PLAN, ClockKind.RESULT, ClockKind.TAKE]


async def test_r28_what_became_major_while_merged_is_reported_once_it_is_split(
    database: Database, house: House
) -> None:
    """Nothing runs on what is merged; split off, it is owed a leader's word (R19)."""
    first, second, officer = await two(database, house)
    await merge(database, house, second, first, officer)
    async with database.transaction() as work:
        merged = await work.complaints.get(second.id)
        await handling.set_severity(house, work, merged, Severity.MAJOR, "", actor=by(officer))
        assert await work.complaints.running_clocks(second.id) == []
        await merging.split(house, work, merged, actor=by(officer))

    async with database.transaction() as work:
        kinds = [clock.kind for clock in await work.complaints.running_clocks(second.id)]
    assert kinds.count(ClockKind.REPORT) == 1


async def test_r10_one_that_was_answered_is_owed_a_result_again_when_it_is_split(
    database: Database, house: House
) -> None:
    """Told the result, merged, split: whoever takes it must not forget to tell another (R19)."""
    officer = await add_officer(database, "李")
    into, answered = await file_case(database, house), await file_case(database, house)
    await take_case(database, house, answered, officer)
    await resolve_by_phone(database, house, answered, officer)
    await merge(database, house, answered, into, officer)

    async with database.transaction() as work:
        complaint = await work.complaints.get(answered.id)
        await merging.split(house, work, complaint, actor=by(officer))

    assert await owed(database, answered) == {ClockKind.TAKE, ClockKind.RESULT}


async def test_r10_a_result_that_arrives_after_splitting_keeps_no_promise(
    database: Database, house: House, now: FrozenTime
) -> None:
    """It was on its way when the case was merged and split: another result is owed (R19)."""
    first, second, officer = await two(database, house)
    async with database.transaction() as work:
        complaint = await work.complaints.get(first.id)
        message = await handling.resolve(house, work, complaint, "修好了", actor=by(officer))
    await merge(database, house, first, second, officer)
    async with database.transaction() as work:
        complaint = await work.complaints.get(first.id)
        await merging.split(house, work, complaint, actor=by(officer))

    async with database.transaction() as work:
        await clocks.delivered(house, work, await work.messages.get(message.id))

    assert ClockKind.RESULT in await owed(database, first)


async def test_who_keeps_out_of_a_complaint_neither_merges_into_it_nor_splits_from_it(
    database: Database, house: House
) -> None:
    """R10 and 回避: what is dealt with together is nothing for who is named in it."""
    manager, named = await add_officer(database, "林晓芸"), await add_officer(database, "李大堂")
    into = await file_case(database, house, "李大堂态度很差")
    merged, other = await file_case(database, house), await file_case(database, house)
    await merge(database, house, merged, into, manager)

    with pytest.raises(NotFound):
        await merge(database, house, other, into, named)
    async with database.transaction() as work:
        complaint = await work.complaints.get(merged.id)
        with pytest.raises(NotFound):
            await merging.split(house, work, complaint, actor=by(named))


async def test_r10_the_merged_ones_customer_hears_the_result(
    database: Database, house: House, now: FrozenTime
) -> None:
    """Once it can no longer be taken back, under their own number."""
    first, second, officer = await two(database, house)
    await merge(database, house, second, first, officer)
    async with database.transaction() as work:
        complaint = await work.complaints.get(first.id)
        await handling.resolve(house, work, complaint, "修好了", actor=by(officer))
    now.advance(timedelta(seconds=10))

    await tell_what_is_due(database, house)

    told = f"customer.merged_result number={second.number} result=修好了"
    assert (await said_to(database, second))[-1] == told


async def test_a_result_taken_back_is_told_to_nobody(database: Database, house: House) -> None:
    """The customers of merged complaints do not hear what the first one never heard."""
    first, second, officer = await two(database, house)
    await merge(database, house, second, first, officer)
    async with database.transaction() as work:
        complaint = await work.complaints.get(first.id)
        message: Message = await handling.resolve(
            house, work, complaint, "修好了", actor=by(officer)
        )
    async with database.transaction() as work:
        complaint = await work.complaints.get(first.id)
        await handling.undo_resolve(house, work, complaint, message.id, actor=by(officer))

    await tell_what_is_due(database, house)

    assert not any("result" in text for text in await said_to(database, second))


async def test_who_has_no_chat_is_named_to_be_called(database: Database, house: House) -> None:
    """The timeline says whom nobody could write to."""
    first, _, officer = await two(database, house)
    on_paper = await file_case(database, house)
    await merge(database, house, on_paper, first, officer)
    async with database.transaction() as work:
        complaint = await work.complaints.get(first.id)
        await handling.resolve(house, work, complaint, "修好了", actor=by(officer))

    await tell_what_is_due(database, house)

    async with database.transaction() as work:
        last = (await work.complaints.timeline(first.id))[-1]
    assert (last.kind, last.data) == ("merged_told", {"told": [], "to_call": [on_paper.number]})


async def test_what_was_merged_into_a_merged_one_moves_along(
    database: Database, house: House
) -> None:
    """Nobody is left behind under a complaint that nobody deals with."""
    first, second, officer = await two(database, house)
    third = await file_case(database, house, chat=await add_chat(database))
    await merge(database, house, third, second, officer)

    await merge(database, house, second, first, officer)

    async with database.transaction() as work:
        merged = await work.matters.merged_into(first.id)
    assert [c.id for c in merged] == [second.id, third.id]


async def test_the_customers_words_reach_who_deals_with_it(
    database: Database, house: House
) -> None:
    """While the other case is open its timeline tells; after that it is a case again."""
    first, second, officer = await two(database, house)
    await merge(database, house, second, first, officer)
    async with database.transaction() as work:
        merged = await work.complaints.get(second.id)
        assert (await merging.hear(house, work, merged, actor=CUSTOMER)).id == first.id
        assert (await work.complaints.timeline(first.id))[-1].kind == "merged_wrote"

    async with database.transaction() as work:
        await handling.close(
            house, work, await work.complaints.get(first.id), "已修", actor=by(officer)
        )
    async with database.transaction() as work:
        merged = await work.complaints.get(second.id)
        assert (await merging.hear(house, work, merged, actor=CUSTOMER)).id == second.id
        assert merged.status is Status.NEW


async def test_a_complaint_is_not_merged_into_itself_nor_into_one_that_is_over(
    database: Database, house: House
) -> None:
    """There must be somebody who deals with it."""
    first, second, officer = await two(database, house)
    async with database.transaction() as work:
        await handling.close(
            house, work, await work.complaints.get(first.id), "已修", actor=by(officer)
        )

    with pytest.raises(Invalid, match="same_complaint"):
        await merge(database, house, second, second, officer)
    with pytest.raises(WrongState, match="merge_into_ended"):
        await merge(database, house, second, first, officer)


async def test_a_merged_complaints_customer_can_be_written_to(
    database: Database, house: House
) -> None:
    """An officer answers them in their own chat."""
    first, second, officer = await two(database, house)
    await merge(database, house, second, first, officer)

    async with database.transaction() as work:
        merged = await work.complaints.get(second.id)
        message = await handling.reply(house, work, merged, "快了", actor=by(officer))

    assert message.purpose is Purpose.SAY
