"""Marking a complaint as pending (未了, R32): asked by one, entered with another's approval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from complaints import approvals, call_attempts, clocks_run, waiting
from complaints.approvals import Question
from complaints.clock_model import DueKind
from complaints.decision_model import Approval, ApprovalKind
from complaints.errors import Conflict, Invalid, WrongState
from complaints.handling import chat_of
from complaints.house import House
from complaints.model import Actor, Complaint, OfficerId, Status
from complaints.outgoing import Saying, say
from complaints.pending_model import (
    RESTS_WHILE_PENDING,
    Pending,
    PendingCause,
    PendingState,
)
from complaints.pending_off import take_off
from complaints.periods import day_end
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import barred, require_free

WORDS_LIMIT = 500
_WHILE = frozenset({Status.OPEN, Status.WAITING})
#: What is missing is plain where the customer is.
_SPEAKS_FOR_ITSELF = frozenset({PendingCause.CUSTOMER_ABSENT, PendingCause.UNREACHABLE})


@dataclass(frozen=True)
class NewPending:
    """What is entered: why, what is missing, who sees to it, and by which business day."""

    cause: PendingCause
    responsible_id: OfficerId | None
    expected_on: date | None
    words: str = ""
    missing: str = ""


async def ask(
    house: House, work: UnitOfWork, complaint: Complaint, new: NewPending, *, actor: Actor
) -> Approval:
    """Ask that a complaint be entered in the ledger; somebody else with the authority decides.

    Raises:
        WrongState: nobody has taken the case or it is over; `attempts_missing`.
        Conflict: `pending_already`.
        Invalid: nobody responsible, nothing missing, a day that is past or too far away.
    """
    officer, at = require(actor.officer, "pend"), house.now()
    await require_free(work, complaint, officer)
    await work.complaints.hold(complaint)
    if complaint.status not in _WHILE:
        raise WrongState("move_not_possible", move="pend", status=complaint.status)
    if await work.pendings.find_current(complaint.id) is not None:
        raise Conflict("pending_already", number=complaint.number)
    _check_words(new)
    expected_on = _check_day(house, new.expected_on)
    responsible_id = await _check_responsible(work, complaint, new.responsible_id)
    if new.cause is PendingCause.UNREACHABLE:
        await _check_attempts(house, work, complaint, at)
    row = Pending(
        id=work.new_id(),
        complaint_id=complaint.id,
        episode=complaint.episode,
        cause=new.cause,
        words=new.words.strip(),
        missing=new.missing.strip(),
        responsible_id=responsible_id,
        expected_on=expected_on,
        asked_by=officer.id,
        asked_at=at,
    )
    work.add(row)
    question = Question(ApprovalKind.PENDING, row.id)
    return await approvals.ask(house, work, complaint, question, actor=actor)


def _check_words(new: NewPending) -> None:
    for name, text in (("words", new.words), ("missing", new.missing)):
        if len(text) > WORDS_LIMIT:
            raise Invalid("too_long", field=name, limit=WORDS_LIMIT)
    if new.cause is PendingCause.OTHER and not new.words.strip():
        raise Invalid("required", field="words")
    if new.cause not in _SPEAKS_FOR_ITSELF and not new.missing.strip():
        raise Invalid("required", field="missing")


def _check_day(house: House, day: date | None) -> date:
    today = house.now().astimezone(house.policy.hours.zone).date()
    if day is None:
        raise Invalid("required", field="expected_on")
    if day < today:
        raise Invalid("day_is_past", field="expected_on")
    if day - today > house.policy.pending.longest:
        days = house.policy.pending.longest.days
        raise Invalid("over_the_limit", field="expected_on", limit=f"{days} d")
    return day


async def _check_responsible(
    work: UnitOfWork, complaint: Complaint, officer_id: OfficerId | None
) -> OfficerId:
    if officer_id is None:
        raise Invalid("required", field="responsible")
    officer = await work.people.get_officer(officer_id)
    is_possible = officer.is_active and not officer.is_service
    if not is_possible or officer.id in await barred(work, complaint):
        raise Invalid("not_possible_for", field="responsible", name=officer.name)
    return officer.id


async def _check_attempts(
    house: House, work: UnitOfWork, complaint: Complaint, at: datetime
) -> None:
    rules = house.policy.pending
    done = await call_attempts.count(work, complaint, rules, at)
    if done < rules.attempts:
        raise WrongState("attempts_missing", done=done, needed=rules.attempts)


def require_enterable(house: House, complaint: Complaint, row: Pending) -> None:
    """Refuse to enter what has moved on since it was asked.

    Raises:
        WrongState: the case is not in hand any more.
        Invalid: the day that was named has passed.
    """
    if complaint.status not in _WHILE or row.state is not PendingState.ASKED:
        raise WrongState("move_not_possible", move="pend", status=complaint.status)
    _check_day(house, row.expected_on)


async def entered(
    house: House, work: UnitOfWork, complaint: Complaint, row: Pending, *, actor: Actor
) -> None:
    """Enter it: the clocks of the table rest until the day it is expected to be settled."""
    at = house.now()
    row.state, row.entered_by, row.entered_at = PendingState.OPEN, actor.officer_id, at
    if complaint.status is Status.WAITING:
        await waiting.resume(house, work, complaint, actor=actor)
    until = day_end(row.expected_on, house.policy.hours.zone)
    for clock in await work.complaints.running_clocks(complaint.id):
        if clock.kind in RESTS_WHILE_PENDING[row.cause]:
            # One that rests already goes on resting from when it began.
            begun_at = clock.paused_at or at
            clocks_run.rest(clock, begun_at, until, row.cause, for_customer=False)
            work.schedule(DueKind.PAUSE_OVER, clock.id, until, guard=str(clock.revision))
    record(
        work,
        complaint,
        "pending_entered",
        actor,
        at,
        cause=row.cause,
        until=row.expected_on.isoformat(),
    )
    if row.cause is PendingCause.UNREACHABLE:
        await _last_message(house, work, complaint, at)


async def _last_message(
    house: House, work: UnitOfWork, complaint: Complaint, at: datetime
) -> None:
    """Tell the customer in the chat that nobody reached them, and that a word is enough."""
    chat = await chat_of(work, complaint)
    if chat is not None:
        text = house.words("customer.unreachable", complaint.language, number=complaint.number)
        say(work, chat, Saying(text), at, complaint=complaint)


async def refused(work: UnitOfWork, pending_id: int) -> None:
    """Note that an entry was not approved."""
    row = await work.pendings.get(pending_id)
    row.state = PendingState.REFUSED


async def settle(
    house: House, work: UnitOfWork, complaint: Complaint, outcome: str, *, actor: Actor
) -> Pending:
    """Take a complaint off the ledger with what happened.

    Raises:
        WrongState: `not_pending`.
        Invalid: nothing said of the outcome, or too much.
    """
    officer = require(actor.officer, "pend")
    await require_free(work, complaint, officer)
    row = await work.pendings.find_current(complaint.id)
    if row is None or row.state is not PendingState.OPEN:
        raise WrongState("not_pending", number=complaint.number)
    if not outcome.strip():
        raise Invalid("required", field="outcome")
    if len(outcome) > WORDS_LIMIT:
        raise Invalid("too_long", field="outcome", limit=WORDS_LIMIT)
    await take_off(house, work, complaint, row, outcome.strip(), actor=actor)
    return row
