"""Dealing with several complaints on one matter together (并案, R10), without losing a record.

The merged complaint keeps its number, its words and its chat. Its customer is told when it is
merged, told the result of the one it was merged into, and heard: what they write stands in their
own complaint, and the other one's timeline points to it. Splitting brings it back with its clocks.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from complaints import clocks, major, pings
from complaints import clocks_run as run
from complaints.clock_model import DueKind
from complaints.clocks import STARTS, Event
from complaints.closing import answering
from complaints.errors import Invalid, WrongState
from complaints.finishing import drop_pending, require_settled
from complaints.house import House
from complaints.lifecycle import Move, check, move
from complaints.major_model import UNFINISHED
from complaints.model import ACTIVE, CLOCK, Actor, Complaint, ComplaintId
from complaints.naming import note_named
from complaints.outgoing import Saying, say
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import require_free
from complaints.talk_model import Purpose

#: What was promised to the customer, and to the house.
_RUN_ON: Final = frozenset({*STARTS[Event.FILED], *STARTS[Event.MADE_MAJOR]})


async def merge(
    house: House, work: UnitOfWork, complaint: Complaint, into: Complaint, *, actor: Actor
) -> None:
    """Deal with a complaint under another one from now on, with all that was merged into it.

    Raises:
        Invalid: it is the same complaint.
        WrongState: the other one is over, or this one is, or something is open in this one:
            `remedy_open`, `crisis_open`, `measures_open`. Merge the other into it instead.
        NotFound: who acts keeps out of the other one (回避).
    """
    await require_free(work, into, actor.officer)
    if complaint.id == into.id:
        raise Invalid("same_complaint", field="into")
    if into.status not in ACTIVE:
        raise WrongState("merge_into_ended", status=into.status)
    check(complaint, actor, Move.MERGE, into=into.number)
    await require_settled(work, complaint)
    await _require_nothing_under_way(work, complaint)
    move(complaint, actor, Move.MERGE, into=into.number)
    at = house.now()
    await clocks.end(work, complaint, at)
    await drop_pending(house, work, complaint, actor)
    for one in (complaint, *await work.matters.merged_into(complaint.id)):
        one.merged_into_id = into.id
        one.matter_id = into.matter_id or into.id
        record(work, one, "merged", actor, at, into=into.number)
        record(work, into, "merged_here", actor, at, number=one.number)
        await note_named(house, work, into, one.text, one.person, at=at)
    await _take_over_severity(house, work, complaint, into, actor)
    await _say(house, work, complaint, Saying(_words(house, complaint, "customer.merged")))


async def _require_nothing_under_way(work: UnitOfWork, complaint: Complaint) -> None:
    if await work.majors.find_crisis(complaint.id) is not None:
        raise WrongState("crisis_open")
    measures = await work.majors.measures_of(complaint.id)
    if any(measure.state in UNFINISHED for measure in measures):
        raise WrongState("measures_open")


async def _take_over_severity(
    house: House, work: UnitOfWork, complaint: Complaint, into: Complaint, actor: Actor
) -> None:
    """Make the other complaint as grave as this one: nothing major ends in something minor."""
    if complaint.severity.rank <= into.severity.rank:
        return
    before, into.severity = into.severity, complaint.severity
    into.severity_by = actor.kind
    into.reasons = [*into.reasons, *(r for r in complaint.reasons if r not in into.reasons)]
    said = {"severity": into.severity, "before": before, "reason": complaint.number}
    record(work, into, "severity_set", actor, house.now(), **said)
    await major.severity_changed(house, work, into, house.now())


async def split(house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor) -> None:
    """Make a merged complaint a case of its own again; somebody has to take it.

    Its clocks run on as if they had never been stopped: the customer keeps the promise.

    Raises:
        NotFound: who acts keeps out of the one it was merged into (回避).
    """
    into = None
    if complaint.merged_into_id is not None:
        into = await work.complaints.get(complaint.merged_into_id)
        await require_free(work, into, actor.officer)
    move(complaint, actor, Move.SPLIT)
    at = house.now()
    await _run_on(house, work, complaint, at)
    if into is not None:
        record(work, into, "split_from", actor, at, number=complaint.number)
    complaint.merged_into_id = complaint.owner_id = complaint.taken_at = None
    record(work, complaint, "split", actor, at)
    await clocks.happened(house, work, complaint, Event.SPLIT, at)
    await major.owe_report(house, work, complaint, at)
    await pings.ping_level(house, work, complaint, at)


async def _run_on(house: House, work: UnitOfWork, complaint: Complaint, at: datetime) -> None:
    """Let the clocks run on that ended with the merging."""
    for clock in await work.matters.ended_clocks(complaint.id, complaint.episode):
        if clock.kind in _RUN_ON:
            clock.stopped_at = None
            clock.revision += 1
            run.schedule_step(house, work, complaint, clock, at)


async def hear(house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor) -> Complaint:
    """Pass on that the customer of a merged complaint has written.

    Returns the complaint that deals with it: the other one, or, when that is over, this one, which
    is then a case of its own again.
    """
    if complaint.merged_into_id is not None:
        into = await work.complaints.get(complaint.merged_into_id)
        if into.status in ACTIVE:
            record(work, into, "merged_wrote", actor, house.now(), number=complaint.number)
            return into
    await split(house, work, complaint, actor=actor)
    return complaint


def will_tell(work: UnitOfWork, complaint: Complaint, hold_ends_at: datetime) -> None:
    """See to it that customers of merged complaints hear the result, once it stands."""
    work.schedule(DueKind.MERGED_RESULT, complaint.id, hold_ends_at, guard=answering(complaint))


async def tell_result(
    house: House, work: UnitOfWork, complaint_id: ComplaintId, guard: str
) -> None:
    """Tell the result to the customers of merged complaints, unless it was taken back.

    The timeline names those without a chat, who have to be called.
    """
    complaint = await work.complaints.get(complaint_id)
    if answering(complaint) != guard:
        return
    merged = await work.matters.merged_into(complaint.id)
    if not merged:
        return
    to_call = []
    for one in merged:
        text = _words(house, one, "customer.merged_result", result=complaint.result)
        if not await _say(house, work, one, Saying(text, purpose=Purpose.RESULT)):
            to_call.append(one.number)
    told = [one.number for one in merged if one.number not in to_call]
    record(work, complaint, "merged_told", CLOCK, house.now(), told=told, to_call=to_call)


def _words(house: House, complaint: Complaint, key: str, **data: str) -> str:
    return house.words(key, complaint.language, number=complaint.number, **data)


async def _say(house: House, work: UnitOfWork, complaint: Complaint, saying: Saying) -> bool:
    if complaint.conversation_id is None:
        return False
    chat = await work.people.get_conversation(complaint.conversation_id)
    say(work, chat, saying, house.now(), complaint=complaint)
    return True
