"""The clocks of a complaint (R19): what starts each of them, and what keeps its promise.

Only a person's message that the channel accepted, or a recorded call or visit, stops the first
answer; the instant that counts is when it was written (promise 5). The bot stops none.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from complaints import clocks_run as run
from complaints import open_long
from complaints.clock_model import CONFIDENTIAL_CLOCKS, Clock, ClockKind
from complaints.house import House
from complaints.model import ACTIVE, ActorKind, Complaint, ComplaintId, Severity, Status
from complaints.policy_clocks import Span
from complaints.ports import UnitOfWork
from complaints.talk_model import Direction, Message, Purpose


class Event(StrEnum):
    """What happens to a complaint and matters to its clocks."""

    FILED = "filed"
    TAKEN = "taken"
    PUT_BACK = "put_back"
    TOLD = "told"
    VISITED = "visited"
    RESULT_TOLD = "result_told"
    RESOLVED = "resolved"
    UNDONE = "undone"
    RESUMED = "resumed"
    MADE_MAJOR = "made_major"
    REPORTED = "reported"
    DEPARTMENT_ASKED = "department_asked"
    DEPARTMENT_ANSWERED = "department_answered"
    ONSITE_WANTED = "onsite_wanted"
    ARRIVED = "arrived"
    VISIT_PROMISED = "visit_promised"
    REVIEW_ASKED = "review_asked"
    JUDGED = "judged"
    SPLIT = "split"
    FINDING_BEGUN = "finding_begun"
    CAUSE_UNCLEAR = "cause_unclear"
    CAUSE_PLAIN = "cause_plain"
    FINDING_TALKED = "finding_talked"
    FINDING_SENT_BACK = "finding_sent_back"
    FINDING_CONFIRMED = "finding_confirmed"
    FINDING_REPORTED = "finding_reported"
    FINDING_DONE = "finding_done"


#: What each event starts; a clock that runs already is not started again.
STARTS: Final[Mapping[Event, tuple[ClockKind, ...]]] = {
    Event.FILED: (ClockKind.TAKE, ClockKind.PLAN, ClockKind.RESULT),
    Event.PUT_BACK: (ClockKind.TAKE,),
    Event.TOLD: (ClockKind.PULSE,),
    Event.VISITED: (ClockKind.PULSE,),
    Event.RESUMED: (ClockKind.PULSE,),
    Event.RESOLVED: (ClockKind.SILENT,),
    Event.MADE_MAJOR: (ClockKind.REPORT,),
    Event.DEPARTMENT_ASKED: (ClockKind.DEPARTMENT,),
    Event.ONSITE_WANTED: (ClockKind.ONSITE,),
    Event.VISIT_PROMISED: (ClockKind.VISIT,),
    Event.REVIEW_ASKED: (ClockKind.REVIEW,),
    # What was answered before it was merged is owed a result again.
    Event.SPLIT: (ClockKind.TAKE, ClockKind.RESULT),
    Event.FINDING_BEGUN: (ClockKind.FINDING,),
    Event.CAUSE_PLAIN: (ClockKind.FINDING,),
    Event.FINDING_SENT_BACK: (ClockKind.FINDING,),
    Event.FINDING_TALKED: (ClockKind.FINDING_REVIEW,),
    Event.FINDING_CONFIRMED: (ClockKind.FINDING_REPORT,),
    Event.FINDING_REPORTED: (ClockKind.FINDING_TALK,),
}

#: What each event stops.
STOPS: Final[Mapping[Event, frozenset[ClockKind]]] = {
    Event.TAKEN: frozenset({ClockKind.TAKE}),
    Event.TOLD: frozenset({ClockKind.PLAN, ClockKind.PULSE}),
    Event.VISITED: frozenset({ClockKind.PLAN, ClockKind.PULSE, ClockKind.VISIT, ClockKind.ONSITE}),
    Event.RESULT_TOLD: frozenset(
        {ClockKind.PLAN, ClockKind.PULSE, ClockKind.RESULT, ClockKind.REVIEW}
    ),
    Event.JUDGED: frozenset({ClockKind.RESULT, ClockKind.REVIEW}),
    Event.UNDONE: frozenset({ClockKind.SILENT}),
    Event.REPORTED: frozenset({ClockKind.REPORT}),
    Event.DEPARTMENT_ANSWERED: frozenset({ClockKind.DEPARTMENT}),
    Event.ARRIVED: frozenset({ClockKind.ONSITE}),
    Event.CAUSE_UNCLEAR: frozenset({ClockKind.FINDING}),
    Event.FINDING_TALKED: frozenset({ClockKind.FINDING}),
    Event.FINDING_SENT_BACK: frozenset({ClockKind.FINDING_REVIEW}),
    Event.FINDING_CONFIRMED: frozenset({ClockKind.FINDING_REVIEW}),
    Event.FINDING_REPORTED: frozenset({ClockKind.FINDING_REPORT}),
    Event.FINDING_DONE: frozenset({ClockKind.FINDING_TALK}),
}

_UNANSWERED: Final = ACTIVE - {Status.ANSWERED}
#: What rests while the house waits for the customer. The first answer and the report upward never
#: do, nor does a department that was asked.
RESTS_WHILE_WAITING: Final = frozenset({ClockKind.RESULT, ClockKind.VISIT, ClockKind.PULSE})


def start(house: House, work: UnitOfWork, complaint: Complaint, at: datetime) -> None:
    """Start an episode's clocks and give the complaint its promise."""
    kinds = STARTS[Event.FILED]
    if complaint.severity is Severity.MAJOR:
        kinds += STARTS[Event.MADE_MAJOR]
    for kind in kinds:
        clock = run.begin(house, work, complaint, kind, at)
        if clock is not None and kind is ClockKind.PLAN:
            complaint.promised_at = clock.due_at
    open_long.watch(house, work, complaint)


async def happened(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    event: Event,
    at: datetime,
    subject_id: int | None = None,
    span: Span | None = None,
) -> None:
    """Stop and start what an event stops and starts.

    `subject_id` tells apart clocks of one kind, such as those of two coordination requests;
    `span` is for what is started, where it is not that of the house.
    """
    running = {
        (clock.kind, clock.subject_id): clock
        for clock in await work.complaints.running_clocks(complaint.id)
    }
    for (kind, subject), clock in list(running.items()):
        # What was written before a clock began, and arrives late, does not stop it.
        is_meant = kind in STOPS.get(event, ()) and subject == subject_id
        if is_meant and clock.started_at <= at:
            run.stop(clock, at)
            del running[kind, subject]
    for kind in STARTS.get(event, ()):
        if (kind, subject_id) not in running and _may_run(complaint, kind):
            run.begin(house, work, complaint, kind, at, subject_id, span)


def _may_run(complaint: Complaint, kind: ClockKind) -> bool:
    """Say whether a clock makes sense now.

    Nobody owes progress on what is answered or rests, nor a report upward of what is over.
    """
    if kind is ClockKind.REPORT:
        return complaint.status in ACTIVE
    return kind is not ClockKind.PULSE or complaint.status is Status.OPEN


async def end_waiting(house: House, work: UnitOfWork, complaint: Complaint, at: datetime) -> None:
    """Let the clocks go on that rested for the customer."""
    for clock in await work.complaints.running_clocks(complaint.id):
        if clock.paused_at is not None and clock.is_for_customer:
            run.go_on(house, work, complaint, clock, at)
    await happened(house, work, complaint, Event.RESUMED, at)


async def end(work: UnitOfWork, complaint: Complaint, at: datetime) -> None:
    """Stop what still runs when a complaint ends without having been answered.

    Whose fault it was is found out all the same.
    """
    for clock in await work.complaints.running_clocks(complaint.id):
        if clock.kind not in CONFIDENTIAL_CLOCKS:
            release(clock, at)


async def find_running(
    work: UnitOfWork, complaint_id: ComplaintId, kind: ClockKind, subject_id: int | None = None
) -> Clock | None:
    """Find the clock of a kind that runs or rests, and of a request where there can be several."""
    for clock in await work.complaints.running_clocks(complaint_id):
        if (clock.kind, clock.subject_id) == (kind, subject_id):
            return clock
    return None


def release(clock: Clock, at: datetime) -> None:
    """Stop a clock whose promise nobody waits for any more; it is neither kept nor missed."""
    clock.stopped_at, clock.is_kept, clock.paused_at = at, None, None


def event_of(message: Message) -> Event | None:
    """Say what it means to the clocks that a message has reached the customer."""
    if message.direction is Direction.IN or message.author is not ActorKind.OFFICER:
        return None
    if message.purpose is Purpose.RESULT:
        return Event.RESULT_TOLD
    if message.purpose is Purpose.SAY:
        return Event.VISITED if message.via == "visit" else Event.TOLD
    return None


async def delivered(house: House, work: UnitOfWork, message: Message) -> None:
    """Let a delivered message count, at the instant it was written."""
    event = event_of(message)
    if message.complaint_id is not None and event is not None:
        complaint = await work.complaints.get(message.complaint_id)
        if event is Event.RESULT_TOLD and complaint.status in _UNANSWERED:
            # The case came back while its result was on the way: another one is owed.
            event = Event.TOLD
        await happened(house, work, complaint, event, message.at)


async def severity_changed(
    house: House, work: UnitOfWork, complaint: Complaint, at: datetime
) -> None:
    """Give a complaint that has become complex longer; report one that has become major.

    Time that was given is not taken back.
    """
    if complaint.severity is Severity.MAJOR:
        await happened(house, work, complaint, Event.MADE_MAJOR, at)
    if complaint.severity is not Severity.MINOR:
        await made_complex(house, work, complaint, at)
    for clock in await work.complaints.running_clocks(complaint.id):
        if clock.kind is ClockKind.REPORT and complaint.severity is not Severity.MAJOR:
            release(clock, at)


async def made_complex(house: House, work: UnitOfWork, complaint: Complaint, at: datetime) -> None:
    """Give a complaint that has become complex longer for its result."""
    for clock in await work.complaints.running_clocks(complaint.id):
        if clock.kind is ClockKind.RESULT:
            _lengthen(house, work, complaint, clock, at)


def _lengthen(
    house: House, work: UnitOfWork, complaint: Complaint, clock: Clock, at: datetime
) -> None:
    """Put a result off to when it would be due had the complaint been complex from the start."""
    span, promised = house.policy.clocks.complex_result, Span.parse(clock.span)
    if promised is None or promised == span:
        return
    usual = promised.end(run.calendar_of(house, complaint, clock), clock.started_at)
    hours = house.policy.calendar_of(clock.kind, span, complaint.place)
    # Rests and extensions that it has had are kept.
    due_at = span.end(hours, clock.started_at) + (clock.due_at - usual)
    if due_at > clock.due_at:
        clock.span = str(span)
        run.put_off(house, work, complaint, clock, due_at, at)
