"""Coordination (协调, R20): what a department is asked, by when, and what comes of it.

One request goes to one department and has a clock of its own; several run side by side. The
department answers, asks back, or says that it is not theirs; an answer counts once the head has
signed it. The customer hears of every step that moves their case, and never a word of what the
house says to itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from complaints import clocks, clocks_run, waiting
from complaints import coordination_pings as pings
from complaints.clocks import Event
from complaints.coordination_model import OPEN, CoordinationRequest, RequestMove
from complaints.coordination_moves import check_request, move_request
from complaints.coordination_steps import end_request, leave_step
from complaints.errors import Conflict, Invalid, NotAllowed, WrongState
from complaints.handling import chat_of, check_text
from complaints.house import House
from complaints.model import (
    BOT,
    Actor,
    Clock,
    ClockKind,
    Complaint,
    Officer,
    Role,
    Severity,
    Status,
)
from complaints.moments import write_moment
from complaints.outgoing import Saying, say
from complaints.permissions import may, require
from complaints.policy import Policy
from complaints.policy_clocks import Span
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import require_free

#: Somebody has the case, and it is not over.
ASKED_WHILE = frozenset({Status.OPEN, Status.WAITING})
#: What speaks for calling a complaint major (R13).
_SEVERAL = "departments"


async def ask(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    department: str,
    text: str,
    *,
    actor: Actor,
    within: str = "",
) -> CoordinationRequest:
    """Ask a department for something; whoever is there of it is pinged, the customer is told.

    The complaint thereby becomes complex and has longer for its result.

    Args:
        within: how much time it gets, such as "30 min" or "1 wd"; "" for what the policy gives.

    Raises:
        WrongState: nobody has taken the complaint, or it is over.
        Invalid: `unknown_department`; no words or over 2,000 characters; no span, or one over the
            limit of the policy.
        Conflict: `department_asked`, it has not finished yet with what it was asked before.
    """
    officer = require(actor.officer, "coordinate")
    await require_free(work, complaint, officer)
    await work.coordination.hold(complaint)
    if complaint.status not in ASKED_WHILE:
        raise WrongState("move_not_possible", move="ask_department", status=complaint.status)
    if house.policy.find_department(department) is None:
        raise Invalid("unknown_department", field="department")
    check_text(text)
    at = house.now()
    span = _checked(house, within, at)
    known = await work.coordination.requests_of(complaint.id)
    if any(one.department == department and one.state in OPEN for one in known):
        raise Conflict("department_asked", name=house.policy.department_name(department))
    request = CoordinationRequest(
        id=work.new_id(),
        complaint_id=complaint.id,
        episode=complaint.episode,
        department=department,
        text=text.strip(),
        asked_by=officer.id,
        asked_at=at,
    )
    work.add(request)
    leave_step(house, work, complaint, request, RequestMove.ASK, request.text, at, actor=actor)
    await clocks.happened(
        house, work, complaint, Event.DEPARTMENT_ASKED, at, request.id, span=span
    )
    await clocks.made_complex(house, work, complaint, at)
    _suggest_major(house, work, complaint, [*known, request])
    await pings.tell_department(house, work, complaint, request, "ping.request", at)
    await _tell_customer(house, work, complaint, request, "asked")
    return request


def _checked(house: House, within: str, at: datetime) -> Span | None:
    """Read a span that somebody typed, and hold it against the limit of the policy."""
    if not within.strip():
        return None
    span, limit = waiting.parse_span(within), house.policy.clocks.department_limit
    if span.end(house.policy.hours, at) > limit.end(house.policy.hours, at):
        raise Invalid("over_the_limit", field="span", limit=str(limit))
    return span


def _suggest_major(
    house: House, work: UnitOfWork, complaint: Complaint, requests: Sequence[CoordinationRequest]
) -> None:
    """Give "several departments" as a reason once so many work on it; a person decides (R13)."""
    needed = house.policy.thresholds.departments
    asked = {one.department for one in requests if one.episode == complaint.episode}
    if not needed or len(asked) < needed or _SEVERAL in complaint.reasons:
        return
    complaint.reasons = [*complaint.reasons, _SEVERAL]
    if complaint.severity is not Severity.MAJOR:
        record(work, complaint, "major_suggested", BOT, house.now(), n=len(asked))


async def accept(
    house: House, work: UnitOfWork, request: CoordinationRequest, *, actor: Actor
) -> None:
    """Say that one works on a request; again changes nothing.

    Raises:
        NotAllowed: `not_your_department`.
        WrongState: it is not the department's turn.
        Conflict: `request_accepted`, with the name of who was faster.
    """
    complaint, officer = await _member(house, work, request, actor)
    check_request(request, RequestMove.ACCEPT)
    if request.handler_id == officer.id:
        return
    if request.handler_id is not None:
        other = await work.people.get_officer(request.handler_id)
        raise Conflict("request_accepted", name=other.name, number=complaint.number)
    request.handler_id = officer.id
    at = house.now()
    leave_step(house, work, complaint, request, RequestMove.ACCEPT, "", at, actor=actor)


async def question(
    house: House,
    work: UnitOfWork,
    request: CoordinationRequest,
    words: str,
    *,
    actor: Actor,
    seen: int | None = None,
) -> None:
    """Ask back; the department's clock rests until it is told, at most to the policy's limit.

    Args:
        seen: the request's revision that the one who acts had before them.

    Raises:
        NotAllowed: `not_your_department`.
        WrongState: it is not the department's turn.
        Invalid: no words.
        Conflict: `request_changed` since then.
    """
    complaint, _ = await _member(house, work, request, actor)
    at = _step(house, work, complaint, request, RequestMove.QUESTION, words, actor, seen)
    until = house.policy.clocks.pause_limit.end(house.policy.hours, at)
    clock = await _clock_of(work, request)
    if clock is not None and clock.paused_at is None:
        waiting.rest(work, clock, at, until, words, for_customer=False)
    await pings.tell_asker(house, work, complaint, request, "ping.request_questioned", at)


async def explain(
    house: House,
    work: UnitOfWork,
    request: CoordinationRequest,
    words: str,
    *,
    actor: Actor,
    seen: int | None = None,
) -> None:
    """Answer what a department has asked back; its clock goes on.

    Raises:
        NotAllowed: `not_your_request`. WrongState, Invalid, Conflict: as `question`.
    """
    complaint = await _asker(work, request, actor)
    at = _step(house, work, complaint, request, RequestMove.EXPLAIN, words, actor, seen)
    clock = await _clock_of(work, request)
    if clock is not None and clock.paused_at is not None:
        clocks_run.go_on(house, work, complaint, clock, at)
    if not await pings.tell_handler(house, work, complaint, request, "ping.request_again", at):
        await pings.tell_department(house, work, complaint, request, "ping.request_again", at)


async def answer(
    house: House,
    work: UnitOfWork,
    request: CoordinationRequest,
    words: str,
    *,
    actor: Actor,
    seen: int | None = None,
) -> None:
    """Answer for a department: its clock is kept; the head is asked for the signature.

    Raises as `question` does.
    """
    complaint, officer = await _member(house, work, request, actor)
    at = _step(house, work, complaint, request, RequestMove.ANSWER, words, actor, seen)
    request.answer, request.answered_by, request.answered_at = words.strip(), officer.id, at
    request.handler_id = request.handler_id or officer.id
    await clocks.happened(house, work, complaint, Event.DEPARTMENT_ANSWERED, at, request.id)
    if not is_signer(house.policy, await stands_for(work, officer, at), request.department):
        await pings.tell_head(house, work, complaint, request, at)
    await _tell_customer(house, work, complaint, request, "answered")


async def decline(
    house: House,
    work: UnitOfWork,
    request: CoordinationRequest,
    words: str,
    *,
    actor: Actor,
    seen: int | None = None,
) -> None:
    """Say that it is not the department's, and why, so that another one can be asked.

    Raises as `question` does.
    """
    complaint, _ = await _member(house, work, request, actor)
    at = _step(house, work, complaint, request, RequestMove.DECLINE, words, actor, seen)
    await clocks.happened(house, work, complaint, Event.DEPARTMENT_ANSWERED, at, request.id)
    await pings.tell_asker(house, work, complaint, request, "ping.request_declined", at)
    await _tell_customer(house, work, complaint, request, "off")


async def sign(
    house: House,
    work: UnitOfWork,
    request: CoordinationRequest,
    *,
    actor: Actor,
    seen: int | None = None,
) -> None:
    """Sign a department's answer as its head, also one's own: R20 asks for the head, not for two.

    Raises:
        NotAllowed: `head_signs`, or `programs_decide_nothing`.
        WrongState: there is no answer to sign.
        Conflict: `request_changed`.
    """
    complaint = await _head(house, work, request, actor)
    at = _step(house, work, complaint, request, RequestMove.SIGN, None, actor, seen)
    request.signed_by, request.signed_at = actor.officer_id, at
    await pings.tell_asker(house, work, complaint, request, "ping.request_signed", at)
    await _tell_customer(house, work, complaint, request, "signed")


async def send_back(
    house: House,
    work: UnitOfWork,
    request: CoordinationRequest,
    words: str,
    *,
    actor: Actor,
    seen: int | None = None,
) -> None:
    """Have an answer done again, as the department's head; a new clock runs.

    Raises:
        NotAllowed, WrongState, Conflict: as `sign`. Invalid: no reason.
    """
    complaint = await _head(house, work, request, actor)
    at = _step(house, work, complaint, request, RequestMove.SEND_BACK, words, actor, seen)
    await clocks.happened(house, work, complaint, Event.DEPARTMENT_ASKED, at, request.id)
    if not await pings.tell_handler(house, work, complaint, request, "ping.request_again", at):
        await pings.tell_department(house, work, complaint, request, "ping.request_again", at)
    await _tell_customer(house, work, complaint, request, "again")


async def withdraw(
    house: House,
    work: UnitOfWork,
    request: CoordinationRequest,
    reason: str,
    *,
    actor: Actor,
    seen: int | None = None,
) -> None:
    """Take a request back; a case that waited for it can then be answered.

    Raises:
        NotAllowed: `not_your_request`.
        WrongState: it is over.
        Invalid: no reason. Conflict: `request_changed`.
    """
    complaint = await _asker(work, request, actor)
    _check_seen(request, seen)
    check_text(reason, "reason")
    await end_request(house, work, complaint, request, reason.strip(), actor=actor)
    await _tell_customer(house, work, complaint, request, "off")


def _step(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    request: CoordinationRequest,
    name: RequestMove,
    words: str | None,
    actor: Actor,
    seen: int | None,
) -> datetime:
    """Take a step, after every check that all have in common; None asks for no words."""
    _check_seen(request, seen)
    if words is not None:
        check_text(words)
    move_request(request, name)
    at = house.now()
    leave_step(house, work, complaint, request, name, (words or "").strip(), at, actor=actor)
    return at


def _check_seen(request: CoordinationRequest, seen: int | None) -> None:
    if seen is not None and seen != request.revision:
        raise Conflict("request_changed")


async def _clock_of(work: UnitOfWork, request: CoordinationRequest) -> Clock | None:
    kind, complaint_id = ClockKind.DEPARTMENT, request.complaint_id
    return await clocks.find_running(work, complaint_id, kind, request.id)


async def _member(
    house: House, work: UnitOfWork, request: CoordinationRequest, actor: Actor
) -> tuple[Complaint, Officer]:
    """Refuse who does not belong to the department that was asked."""
    officer = require(actor.officer, "answer_request")
    complaint = await work.complaints.get(request.complaint_id)
    await require_free(work, complaint, officer)
    people = await stands_for(work, officer, house.now())
    if not belongs_to(house.policy, people, request.department):
        raise NotAllowed("not_your_department")
    return complaint, officer


async def _head(
    house: House, work: UnitOfWork, request: CoordinationRequest, actor: Actor
) -> Complaint:
    """Refuse who does not sign for the department that was asked."""
    officer = require(actor.officer, "answer_request")
    complaint = await work.complaints.get(request.complaint_id)
    await require_free(work, complaint, officer)
    if officer.is_service:
        raise NotAllowed("programs_decide_nothing")
    if not is_signer(
        house.policy, await stands_for(work, officer, house.now()), request.department
    ):
        raise NotAllowed("head_signs")
    return complaint


async def _asker(work: UnitOfWork, request: CoordinationRequest, actor: Actor) -> Complaint:
    """Refuse who neither asked nor owns the case nor manages."""
    officer = require(actor.officer, "coordinate")
    complaint = await work.complaints.get(request.complaint_id)
    await require_free(work, complaint, officer)
    if not may_ask_on(complaint, request, officer):
        raise NotAllowed("not_your_request")
    return complaint


def may_ask_on(complaint: Complaint, request: CoordinationRequest, officer: Officer) -> bool:
    """Say whether a request is an officer's to explain and to withdraw."""
    is_own = officer.id in (request.asked_by, complaint.owner_id)
    return may(officer.role, "coordinate") and (is_own or may(officer.role, "assign"))


async def stands_for(work: UnitOfWork, officer: Officer, at: datetime) -> list[Officer]:
    """List whom an officer acts for: for themselves, and for who is on leave and named them."""
    absent = [leave for leave in await work.people.leaves_at(at) if leave.deputy_id == officer.id]
    return [officer, *[await work.people.get_officer(leave.officer_id) for leave in absent]]


def belongs_to(policy: Policy, people: Sequence[Officer], department: str) -> bool:
    """Say whether one of these answers for a department."""
    return any(
        department == person.department or department in policy.departments_of(person)
        for person in people
    )


def is_signer(policy: Policy, people: Sequence[Officer], department: str) -> bool:
    """Say whether one of these signs for a department: its head, or a senior leader above it.

    The head is whom the policy names, else whoever has the role in the department.
    """
    known = policy.find_department(department)
    head = known.head if known else ""
    return any(
        person.role is Role.SENIOR_LEADER
        or (
            person.name == head
            if head
            else (person.role, person.department) == (Role.DEPARTMENT_HEAD, department)
        )
        for person in people
    )


async def _tell_customer(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    request: CoordinationRequest,
    step: str,
) -> None:
    """Tell the customer the progress (R20); without a chat the case asks for a call."""
    at, name = house.now(), house.policy.department_name(request.department)
    chat = await chat_of(work, complaint)
    if chat is None:
        record(work, complaint, "call_customer", BOT, at, department=name)
        return
    words, language = house.words, complaint.language
    clock, by = await _clock_of(work, request), ""
    if clock is not None:
        time = write_moment(house, clock.due_at, language)
        by = words("customer.request_by", language, time=time)
    told = {"number": complaint.number, "department": name, "by": by}
    say(
        work,
        chat,
        Saying(words(f"customer.request_{step}", language, **told)),
        at,
        complaint=complaint,
    )
