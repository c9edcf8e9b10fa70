"""One clock: how it begins, how far it has run, how it rests, and when its next step is due.

A clock remembers the span that was promised and how much counted time that was (`budget`), so that
a policy that changes later changes nothing for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from complaints.clock_model import Clock, ClockKind, DueKind
from complaints.house import House
from complaints.model import Complaint, Severity
from complaints.policy import Policy
from complaints.policy_clocks import Span, Step, Unit
from complaints.ports import UnitOfWork
from complaints.workdays import OpeningHours


def span_for(policy: Policy, complaint: Complaint, kind: ClockKind) -> Span | None:
    """Return how long a complaint is given, None for what the house does not measure.

    What is serious or major is complex and has longer for its result (R19).
    """
    if kind is ClockKind.RESULT and complaint.severity.rank >= Severity.SERIOUS.rank:
        return policy.clocks.complex_result
    return policy.clocks.spans.get(kind)


def begin(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    kind: ClockKind,
    at: datetime,
    subject_id: int | None = None,
    span: Span | None = None,
) -> Clock | None:
    """Start a clock; None when the house does not measure it.

    Args:
        span: another one than that of the house.
    """
    span = span or span_for(house.policy, complaint, kind)
    if span is None:
        return None
    hours = house.policy.calendar_of(kind, span, complaint.place)
    due_at = span.end(hours, at)
    is_counted = span.unit is Unit.WORKING_DAYS
    budget = hours.between(at, due_at) if is_counted else span.length
    clock = Clock(
        id=work.new_id(),
        complaint_id=complaint.id,
        episode=complaint.episode,
        kind=kind,
        started_at=at,
        due_at=due_at,
        span=str(span),
        budget=int(budget.total_seconds()),
        subject_id=subject_id,
    )
    work.add(clock)
    _schedule(house, work, clock, hours, at)
    return clock


def calendar_of(house: House, complaint: Complaint, clock: Clock) -> OpeningHours:
    """Return the calendar by which a clock counts."""
    span = Span.parse(clock.span) or Span(1, Unit.HOURS)
    return house.policy.calendar_of(clock.kind, span, complaint.place)


def step_at(clock: Clock, hours: OpeningHours, percent: int, now: datetime) -> datetime:
    """Return when so many percent of a clock are used; `now` when they already are."""
    if percent == 100:
        return max(clock.due_at, now)
    budget = timedelta(seconds=clock.budget)
    missing = _left(clock, hours, now) - budget + budget * percent / 100
    return hours.after(now, missing) if missing > timedelta(0) else now


def _left(clock: Clock, hours: OpeningHours, now: datetime) -> timedelta:
    """Say how much counted time is left until a clock is due; less than nothing afterwards."""
    if now == clock.started_at:
        return timedelta(seconds=clock.budget)
    if now < clock.due_at:
        return hours.between(now, clock.due_at)
    return -hours.between(clock.due_at, now)


def steps_due(house: House, clock: Clock, hours: OpeningHours, now: datetime) -> Sequence[Step]:
    """List the steps of a clock's ladder that are due and were not taken before."""
    ladder = house.policy.clocks.ladder_of(clock.kind)
    ahead = [step for step in ladder if step.percent > clock.reached]
    return list(takewhile(lambda s: step_at(clock, hours, s.percent, now) <= now, ahead))


def schedule_step(
    house: House, work: UnitOfWork, complaint: Complaint, clock: Clock, now: datetime
) -> None:
    """Have the next step of a clock's ladder taken when it is due; a clock has one such row."""
    _schedule(house, work, clock, calendar_of(house, complaint, clock), now)


def _schedule(
    house: House, work: UnitOfWork, clock: Clock, hours: OpeningHours, now: datetime
) -> None:
    ladder = house.policy.clocks.ladder_of(clock.kind)
    percent = next((step.percent for step in ladder if step.percent > clock.reached), None)
    if percent is not None:
        due_at = step_at(clock, hours, percent, now)
        work.schedule(DueKind.STEP, clock.id, due_at, guard=str(clock.revision))


def stop(clock: Clock, at: datetime) -> None:
    """Stop a clock; it knows whether it was kept. Only the customer can keep "silent"."""
    seen = clock.paused_at or at
    clock.is_kept = None if clock.kind is ClockKind.SILENT else seen <= clock.due_at
    clock.stopped_at, clock.paused_at = at, None


def rest(clock: Clock, at: datetime, until: datetime, reason: str, *, for_customer: bool) -> None:
    """Let a clock rest; what was scheduled for it is outdated."""
    clock.paused_at, clock.paused_until, clock.pause_reason = at, until, reason
    clock.is_for_customer = for_customer
    clock.revision += 1


def go_on(
    house: House, work: UnitOfWork, complaint: Complaint, clock: Clock, at: datetime
) -> None:
    """Let a clock go on: what was left when it began to rest is left now."""
    if clock.paused_at is not None and clock.paused_at < clock.due_at:
        hours = calendar_of(house, complaint, clock)
        clock.due_at = hours.after(at, hours.between(clock.paused_at, clock.due_at))
    clock.paused_at = clock.paused_until = None
    clock.pause_reason, clock.is_for_customer = "", False
    clock.revision += 1
    schedule_step(house, work, complaint, clock, at)


def lengthen(
    house: House, work: UnitOfWork, complaint: Complaint, clock: Clock, span: Span, at: datetime
) -> None:
    """Give a clock more time; steps that were taken are not taken again."""
    extra = house.policy.calendar_of(clock.kind, span, complaint.place)
    put_off(house, work, complaint, clock, span.end(extra, clock.due_at), at)


def put_off(
    house: House, work: UnitOfWork, complaint: Complaint, clock: Clock, to: datetime, at: datetime
) -> None:
    """Move the end of a clock to a later moment."""
    hours = calendar_of(house, complaint, clock)
    clock.budget += int(hours.between(clock.due_at, to).total_seconds())
    clock.due_at = to
    if clock.paused_at is None:  # what is scheduled while it rests is the end of the rest
        clock.revision += 1
        schedule_step(house, work, complaint, clock, at)
