"""The officers' side of the chat: answering a ping with one tap (R18, R21).

Take it, look at it, pass it on to the next level, be told again later, say that one is there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bot import approvers, requested
from bot.channels.protocol import IncomingKind
from bot.turn import Turn
from complaints import emergency_calls, escalation, handling, major, onsite, permissions
from complaints.buttons import Tap, Verb, button, decode
from complaints.errors import ComplaintError, NotAllowed
from complaints.model import Complaint, ComplaintId, Officer, by
from complaints.recusals import require_free
from complaints.roster import concerns


async def handle(turn: Turn, officer: Officer) -> str:
    """Deal with anything an officer sends; returns the outcome for the inbox."""
    if turn.incoming.kind is not IncomingKind.BUTTON:
        return await _words(turn, officer)
    tap = decode(turn.incoming.button)
    if tap is None or tap.verb not in _KNOWN:
        turn.say("button.unknown")
        turn.take_buttons_off()
        return "officer:unknown"
    try:
        if tap.verb in approvers.VERBS:
            await approvers.tapped(turn, officer, tap)
        elif tap.verb in requested.VERBS:
            await requested.tapped(turn, officer, tap)
        elif tap.verb is Verb.COMING:
            await _coming(turn, officer, tap)
        else:
            await _on_complaint(turn, officer, tap)
    except ComplaintError as error:
        turn.say(f"error.{error.code}", **error.data)
        if error.code != "changed_meanwhile":
            turn.take_buttons_off()
        return f"officer:{tap.verb}:{error.code}"
    return f"officer:{tap.verb}"


async def _words(turn: Turn, officer: Officer) -> str:
    """Take words as the reason that was asked for; say what this chat is for otherwise."""
    try:
        if await approvers.written(turn, officer):
            return "officer:refused"
    except ComplaintError as error:
        turn.expect_nothing()
        turn.say(f"error.{error.code}", **error.data)
        return f"officer:refused:{error.code}"
    turn.say("officer.help", name=officer.name, url=turn.house.public_url)
    return "officer:help"


async def _on_complaint(turn: Turn, officer: Officer, tap: Tap) -> None:
    complaint = await turn.work.complaints.get(ComplaintId(tap.subject_id))
    await require_free(turn.work, complaint, officer)
    if tap.verb is not Verb.OPEN or not await requested.is_asked(turn, officer, complaint):
        await _require_theirs(turn, officer, complaint)
    await _ANSWERS[tap.verb](turn, officer, complaint, tap.argument)


async def _require_theirs(turn: Turn, officer: Officer, complaint: Complaint) -> None:
    permissions.require(officer, "take")
    if complaint.owner_id == officer.id or concerns(officer, complaint):
        return
    members = await turn.work.majors.members_of(complaint.id)
    if officer.id not in {member.officer_id for member in members}:
        raise NotAllowed("not_your_right", right="take")


async def _take(turn: Turn, officer: Officer, complaint: Complaint, _: str) -> None:
    await handling.take(turn.house, turn.work, complaint.id, actor=by(officer))
    turn.say("officer.taken", number=complaint.number, url=_link(turn, complaint))


async def _open(turn: Turn, officer: Officer, complaint: Complaint, _: str) -> None:
    turn.say("officer.open", number=complaint.number, url=_link(turn, complaint))


async def _heard(turn: Turn, officer: Officer, complaint: Complaint, _: str) -> None:
    await major.acknowledge(turn.house, turn.work, complaint, actor=by(officer))
    turn.say("officer.heard", number=complaint.number, url=_link(turn, complaint))
    turn.take_buttons_off()


async def _coming(turn: Turn, officer: Officer, tap: Tap) -> None:
    """Somebody who was called in an emergency says so."""
    made = await turn.work.majors.get_call(tap.subject_id)
    complaint = await emergency_calls.answer(turn.house, turn.work, made, actor=by(officer))
    turn.say("officer.coming", number=complaint.number, url=_link(turn, complaint))
    turn.take_buttons_off()


async def _pass_on(turn: Turn, officer: Officer, complaint: Complaint, _: str) -> None:
    actor = by(officer)
    await escalation.escalate(turn.house, turn.work, complaint, "passed_on", actor=actor)
    turn.say("officer.passed_on", number=complaint.number)


async def _later(turn: Turn, officer: Officer, complaint: Complaint, reason: str) -> None:
    """Ask why first: a ping is not put off without a reason."""
    if not reason:
        turn.say(
            "later.why",
            [
                [button(turn.words(f"later.{why}"), Verb.LATER, complaint.id, why)]
                for why in escalation.LATER_REASONS
            ],
        )
        return
    await escalation.later(turn.house, turn.work, complaint, reason, actor=by(officer))
    turn.say("officer.later", number=complaint.number)


async def _arrived(turn: Turn, officer: Officer, complaint: Complaint, _: str) -> None:
    await onsite.arrive(turn.house, turn.work, complaint, actor=by(officer))
    turn.say("officer.arrived", number=complaint.number, url=_link(turn, complaint))


def _link(turn: Turn, complaint: Complaint) -> str:
    return f"{turn.house.public_url}/cases/{complaint.number}"


_ANSWERS: Final[Mapping[Verb, Callable[[Turn, Officer, Complaint, str], Awaitable[None]]]] = {
    Verb.TAKE: _take,
    Verb.OPEN: _open,
    Verb.UP: _pass_on,
    Verb.LATER: _later,
    Verb.ARRIVED: _arrived,
    Verb.HEARD: _heard,
}
_KNOWN: Final = _ANSWERS.keys() | approvers.VERBS | requested.VERBS | {Verb.COMING}
