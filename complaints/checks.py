"""The check of finished complaints by the quality office (考核, R44).

What was done in time and to the point is archived. What was not goes back to be done again (退回):
the first time to its handler, from then on to somebody else.
"""

from __future__ import annotations

from complaints import pings
from complaints.clock_model import ClockKind
from complaints.closing import new_episode
from complaints.decision_model import Bar, Check
from complaints.errors import Invalid, NotAllowed, WrongState
from complaints.finishing import require_reported
from complaints.handling import chat_of
from complaints.house import House
from complaints.lifecycle import Move, move
from complaints.model import Actor, Complaint, OfficerId, Status
from complaints.outgoing import Saying, say
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import bar, require_free

_WORDS_LIMIT = 500


async def check(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    *,
    is_timely: bool,
    is_apt: bool,
    words: str = "",
    actor: Actor,
) -> Check:
    """Check a closed complaint: archive it, or send it back with the reason.

    Raises:
        NotAllowed: not the quality office, or one's own case.
        WrongState: not closed, archived already, or a major one whose report is missing (R28).
        Invalid: sent back without a reason.
    """
    officer = actor.officer
    require(officer, "check")
    await require_free(work, complaint, officer)
    if officer is None or complaint.owner_id == officer.id:
        raise NotAllowed("check_own_case")
    if complaint.status is not Status.CLOSED or complaint.archived_at is not None:
        raise WrongState("move_not_possible", move="check", status=complaint.status)
    if len(words) > _WORDS_LIMIT:
        raise Invalid("too_long", field="words", limit=_WORDS_LIMIT)
    row = Check(
        id=work.new_id(),
        complaint_id=complaint.id,
        episode=complaint.episode,
        officer_id=officer.id,
        at=house.now(),
        is_timely=is_timely,
        is_apt=is_apt,
        words=words.strip(),
    )
    if row.is_passed:
        await require_reported(work, complaint)
        complaint.archived_at = row.at
        record(work, complaint, "archived", actor, row.at)
    else:
        await _send_back(house, work, complaint, row, actor)
    work.add(row)
    return row


async def _send_back(
    house: House, work: UnitOfWork, complaint: Complaint, row: Check, actor: Actor
) -> None:
    times = 1 + sum(not one.is_passed for one in await work.decisions.checks_of(complaint.id))
    owner_id = complaint.owner_id
    stays = times == 1 and owner_id is not None and await _is_here(work, owner_id)
    move(complaint, actor, Move.SEND_BACK if stays else Move.SEND_TO_OTHER, reason=row.words)
    await new_episode(house, work, complaint, row.at)
    record(work, complaint, "sent_back", actor, row.at, times=times, reason=row.words)
    if stays:
        await _keep(house, work, complaint, row)
    else:
        complaint.owner_id = complaint.taken_at = None
        if owner_id is not None:
            await bar(
                work, complaint, owner_id, Bar.SENT_BACK, row.at, actor=actor, reason=row.words
            )
        await pings.ping_level(house, work, complaint, row.at)
    await _tell_customer(house, work, complaint, row)


async def _is_here(work: UnitOfWork, owner_id: OfficerId) -> bool:
    return (await work.people.get_officer(owner_id)).is_active


async def _keep(house: House, work: UnitOfWork, complaint: Complaint, row: Check) -> None:
    """Leave a complaint with its handler: nobody has to take it."""
    for clock in await work.complaints.running_clocks(complaint.id):
        if clock.kind is ClockKind.TAKE:
            clock.stopped_at = row.at
    if complaint.owner_id is not None:
        owner = await work.people.get_officer(complaint.owner_id)
        await pings.ping_officer(house, work, complaint, owner, row.at)


async def _tell_customer(house: House, work: UnitOfWork, complaint: Complaint, row: Check) -> None:
    chat = await chat_of(work, complaint)
    if chat is not None:
        text = house.words("customer.sent_back", complaint.language, number=complaint.number)
        say(work, chat, Saying(text), row.at, complaint=complaint)
