"""What a department does with what it is asked: its people answer, its head signs (R20).

An answer counts once the head has signed it; what was answered first and done again is kept.
"""

from __future__ import annotations

from complaints import clocks, waiting
from complaints import coordination_pings as pings
from complaints.clocks import Event
from complaints.coordination_model import CoordinationRequest, RequestMove
from complaints.coordination_moves import check_request
from complaints.coordination_people import is_signer, require_head, require_member, stands_for
from complaints.coordination_steps import leave_step
from complaints.coordination_taking import clock_of, take_step, tell_customer
from complaints.errors import Conflict
from complaints.house import House
from complaints.model import Actor
from complaints.ports import UnitOfWork


async def accept(
    house: House, work: UnitOfWork, request: CoordinationRequest, *, actor: Actor
) -> None:
    """Say that one works on a request; again changes nothing.

    Raises:
        NotAllowed: `not_your_department`.
        WrongState: it is not the department's turn.
        Conflict: `request_accepted`, with the name of who was faster.
    """
    complaint, officer = await require_member(house, work, request, actor)
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
    complaint, _ = await require_member(house, work, request, actor)
    at = take_step(house, work, complaint, request, RequestMove.QUESTION, words, actor, seen)
    until = house.policy.clocks.pause_limit.end(house.policy.hours, at)
    clock = await clock_of(work, request)
    if clock is not None and clock.paused_at is None:
        waiting.rest(work, clock, at, until, words, for_customer=False)
    await pings.tell_asker(house, work, complaint, request, "ping.request_questioned", at)


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
    complaint, officer = await require_member(house, work, request, actor)
    at = take_step(house, work, complaint, request, RequestMove.ANSWER, words, actor, seen)
    request.answer, request.answered_by, request.answered_at = words.strip(), officer.id, at
    request.handler_id = request.handler_id or officer.id
    await clocks.happened(house, work, complaint, Event.DEPARTMENT_ANSWERED, at, request.id)
    if not is_signer(house.policy, await stands_for(work, officer, at), request.department):
        await pings.tell_head(house, work, complaint, request, at)
    await tell_customer(house, work, complaint, request, "answered")


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
    complaint, _ = await require_member(house, work, request, actor)
    at = take_step(house, work, complaint, request, RequestMove.DECLINE, words, actor, seen)
    await clocks.happened(house, work, complaint, Event.DEPARTMENT_ANSWERED, at, request.id)
    await pings.tell_asker(house, work, complaint, request, "ping.request_declined", at)
    await tell_customer(house, work, complaint, request, "off")


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
    complaint = await require_head(house, work, request, actor)
    at = take_step(house, work, complaint, request, RequestMove.SIGN, None, actor, seen)
    request.signed_by, request.signed_at = actor.officer_id, at
    await pings.tell_asker(house, work, complaint, request, "ping.request_signed", at)
    await tell_customer(house, work, complaint, request, "signed")


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
    complaint = await require_head(house, work, request, actor)
    at = take_step(house, work, complaint, request, RequestMove.SEND_BACK, words, actor, seen)
    await clocks.happened(house, work, complaint, Event.DEPARTMENT_ASKED, at, request.id)
    if not await pings.tell_handler(house, work, complaint, request, "ping.request_again", at):
        await pings.tell_department(house, work, complaint, request, "ping.request_again", at)
    await tell_customer(house, work, complaint, request, "again")
