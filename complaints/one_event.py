"""Several complaints on one event (R10, R13): brought under one, and answered all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from complaints import handling, merging
from complaints.errors import Invalid, WrongState
from complaints.house import House
from complaints.model import ACTIVE, Actor, Complaint, MessageId, by
from complaints.outgoing import Saying, say
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import require_free


@dataclass(frozen=True)
class Told:
    """The numbers of the complaints whose customers were written to, and of those to be called."""

    told: Sequence[str]
    to_call: Sequence[str]


async def make_one(
    house: House,
    work: UnitOfWork,
    into: Complaint,
    complaints: Sequence[Complaint],
    *,
    actor: Actor,
) -> None:
    """Bring complaints on one event under one of them, all or none.

    Raises:
        Invalid: none is given, or one of them is the same.
        WrongState: one of them cannot be merged; `number` names it.
    """
    if not complaints:
        raise Invalid("required", field="others")
    for one in complaints:
        await require_free(work, one, actor.officer)
        try:
            await merging.merge(house, work, one, into, actor=actor)
        except WrongState as error:
            raise WrongState("cannot_join", number=one.number, why=error.code) from error


async def reply_all(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    text: str,
    *,
    actor: Actor,
    seen: MessageId | None = None,
) -> Told:
    """Answer everybody on one event: the complaint's customer and those of what was merged in.

    The timeline names those without a chat, who have to be called.

    Raises:
        WrongState: `nothing_merged`, or the complaint is over.
        Invalid, Conflict: as `handling.reply`.
    """
    officer = require(actor.officer, "reply")
    merged = await work.matters.merged_into(complaint.id)
    if not merged:
        raise WrongState("nothing_merged")
    if complaint.status not in ACTIVE & handling.REPLIED:
        raise WrongState("reply_not_possible", status=complaint.status)
    handling.check_text(text)
    told, to_call = [], []
    for one in (complaint, *merged):
        await require_free(work, one, officer)
        if one.conversation_id is None:
            to_call.append(one.number)
        elif one is complaint:
            await handling.reply(house, work, one, text, actor=by(officer), seen=seen)
            told.append(one.number)
        else:
            await _write(house, work, one, text, actor)
            told.append(one.number)
    record(work, complaint, "replied_all", actor, house.now(), told=told, to_call=to_call)
    return Told(told, to_call)


async def _write(
    house: House, work: UnitOfWork, complaint: Complaint, text: str, actor: Actor
) -> None:
    chat = await handling.chat_of(work, complaint)
    if chat is not None:
        at = house.now()
        message = say(work, chat, Saying(text.strip()), at, actor=actor, complaint=complaint)
        record(work, complaint, "replied", actor, at, message=str(message.id))
