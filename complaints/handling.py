"""What officers do with a complaint (R4, R11, R13, R18, R20, R26).

One function, one transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from complaints import clocks, major, matters, merging, pending_off
from complaints.buttons import Verb, button
from complaints.clock_model import ClockKind, DueKind
from complaints.clocks import Event
from complaints.closing import after_close, answering
from complaints.decision_model import Approval
from complaints.errors import Conflict, Invalid, WrongState
from complaints.evidence import CARRYING, GivenFile, attach
from complaints.finishing import (
    require_kept,
    require_passed,
    require_reported,
    require_settled,
)
from complaints.house import House
from complaints.lifecycle import RULES, Move, check, move
from complaints.model import (
    Actor,
    ActorKind,
    Category,
    CloseReason,
    Complaint,
    ComplaintId,
    MessageId,
    Officer,
    Severity,
    Status,
)
from complaints.outgoing import Saying, say
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import require_free
from complaints.taken_pings import show_taken
from complaints.talk_model import Conversation, Delivery, Direction, Message, Note, Purpose

#: How long an officer can take back what has just been sent or decided.
UNDO = timedelta(seconds=10)
#: The longest text that every channel carries in one message.
REPLY_LIMIT = 2_000
VISITS = frozenset({"phone", "visit"})
#: In these the customer can be written to; who was merged is still somebody to talk to.
REPLIED = frozenset({Status.OPEN, Status.WAITING, Status.ANSWERED, Status.MERGED})


async def chat_of(work: UnitOfWork, complaint: Complaint) -> Conversation | None:
    """Return the chat a complaint came by, None for one that staff entered."""
    if complaint.conversation_id is None:
        return None
    return await work.people.get_conversation(complaint.conversation_id)


def _officer(actor: Actor) -> Officer:
    if actor.officer is None:
        raise WrongState("officers_only")
    return actor.officer


async def take(
    house: House, work: UnitOfWork, complaint_id: ComplaintId, *, actor: Actor
) -> Complaint:
    """Take a complaint. Of two takers one wins; taking one's own again changes nothing.

    Raises:
        Conflict: `taken_by_other`, with the name of who was faster.
        NotAllowed: the officer may not take complaints.
    """
    officer, at = _officer(actor), house.now()
    require(officer, Move.TAKE)
    complaint = await work.complaints.get(complaint_id)
    await require_free(work, complaint, officer)
    rule = RULES[Move.TAKE]
    if not await work.complaints.change_owner(
        complaint_id, None, officer.id, rule.sources, rule.target, at
    ):
        if complaint.owner_id == officer.id and complaint.status is Status.OPEN:
            return complaint
        if complaint.owner_id is not None:
            owner = await work.people.get_officer(complaint.owner_id)
            raise Conflict("taken_by_other", name=owner.name, number=complaint.number)
        raise WrongState("move_not_possible", move=Move.TAKE, status=complaint.status)
    await clocks.happened(house, work, complaint, Event.TAKEN, at)
    record(work, complaint, "taken", actor, at)
    await tell_owner(house, work, complaint, officer)
    await show_taken(house, work, complaint, officer)
    return complaint


async def tell_owner(house: House, work: UnitOfWork, complaint: Complaint, owner: Officer) -> None:
    """Tell the customer who has their complaint now."""
    if (chat := await chat_of(work, complaint)) is not None:
        text = house.words("customer.taken", complaint.language, name=owner.name)
        say(work, chat, Saying(text), house.now(), complaint=complaint)


async def reply(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    text: str,
    *,
    actor: Actor,
    seen: MessageId | None = None,
    client_id: str = "",
    files: Sequence[GivenFile] = (),
) -> Message:
    """Answer the customer in the chat, with files where the chat carries them.

    `seen` is the newest message the writer had before them; something newer refuses the reply.

    Raises:
        Conflict: `newer_message`.
        WrongState: `no_chat` (record a call instead), `no_files_here`, or the complaint is over.
        Invalid: empty or over 2,000 characters.
    """
    require(_officer(actor), "reply")
    await require_free(work, complaint, actor.officer)
    chat = await chat_of(work, complaint)
    if chat is None:
        raise WrongState("no_chat")
    if files and chat.channel not in CARRYING:
        raise WrongState("no_files_here")
    newest = await work.messages.newest_in(complaint.id)
    if seen is not None and newest is not None and newest.id > seen:
        raise Conflict("newer_message", message=str(newest.id))
    if complaint.status not in REPLIED:
        raise WrongState("reply_not_possible", status=complaint.status)
    check_text(text)
    at = house.now()
    saying = Saying(text.strip(), client_id=client_id, files=files)
    message = say(work, chat, saying, at, actor=actor, complaint=complaint)
    attach(work, complaint, files, at, actor=actor, message=message)
    record(work, complaint, "replied", actor, at, message=str(message.id))
    return message


def check_text(text: str, field: str = "text") -> None:
    """Refuse what is empty or longer than a channel carries."""
    if not text.strip():
        raise Invalid("required", field=field)
    if len(text) > REPLY_LIMIT:
        raise Invalid("too_long", field=field, limit=REPLY_LIMIT)


async def record_contact(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    via: str,
    text: str,
    *,
    actor: Actor,
    files: Sequence[GivenFile] = (),
) -> Message:
    """Record a call or visit to the customer; it counts as a first answer like a sent message."""
    require(_officer(actor), "reply")
    await require_free(work, complaint, actor.officer)
    if via not in VISITS:
        raise Invalid("unknown_choice", field="via")
    check_text(text)
    message = await _recorded(house, work, complaint, via, text, Purpose.SAY, actor)
    await pending_off.reached(house, work, complaint, actor=actor)
    attach(work, complaint, files, message.at, actor=actor, message=message)
    return message


async def _recorded(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    via: str,
    text: str,
    purpose: Purpose,
    actor: Actor,
) -> Message:
    at = house.now()
    message = Message(
        id=MessageId(work.new_id()),
        direction=Direction.OUT,
        author=ActorKind.OFFICER,
        officer_id=actor.officer_id,
        text=text.strip(),
        at=at,
        complaint_id=complaint.id,
        purpose=purpose,
        via=via,
        delivery=Delivery.RECORDED,
    )
    work.add(message)
    record(work, complaint, "contacted", actor, at, via=via, message=str(message.id))
    await clocks.delivered(house, work, message)
    return message


async def note(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    text: str,
    *,
    actor: Actor,
    files: Sequence[GivenFile] = (),
) -> Note:
    """Write an internal note, or add files with or without words.

    Notes are a table of their own: nothing that sends can reach them.
    """
    officer = _officer(actor)
    require(officer, "note")
    if text.strip() or not files:
        check_text(text)
    at = house.now()
    row = Note(
        id=work.new_id(),
        complaint_id=complaint.id,
        officer_id=officer.id,
        text=text.strip(),
        at=at,
    )
    work.add(row)
    attach(work, complaint, files, at, actor=actor, note=row)
    record(work, complaint, "noted", actor, at, note=str(row.id))
    return row


async def classify(
    house: House, work: UnitOfWork, complaint: Complaint, category: Category, *, actor: Actor
) -> None:
    """Correct the category; the correction is kept for the lexicon (R11). Customers may, too."""
    if actor.kind is ActorKind.OFFICER:
        require(actor.officer, "classify")
    if category is complaint.category and complaint.category_by is not ActorKind.BOT:
        return
    before = complaint.category
    async with matters.corrected(house, work, complaint):
        complaint.category = category
    complaint.category_by = actor.kind
    department = house.policy.department_for(category)
    complaint.department = department.code if department else ""
    record(work, complaint, "classified", actor, house.now(), category=category, before=before)


async def set_severity(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    severity: Severity,
    reason: str,
    *,
    actor: Actor,
) -> None:
    """Decide the severity (R13). Raising is free; lowering needs a manager and a reason.

    Raises:
        NotAllowed: as `major.require_lowering`.
        Invalid: lowered without a reason.
    """
    if severity is complaint.severity:
        return
    if severity.rank > complaint.severity.rank:
        require(actor.officer, "raise_severity")
    else:
        await major.require_lowering(work, complaint, actor.officer)
        if not reason.strip():
            raise Invalid("required", field="reason")
    before, complaint.severity = complaint.severity, severity
    complaint.severity_by = actor.kind
    record(
        work,
        complaint,
        "severity_set",
        actor,
        house.now(),
        severity=severity,
        before=before,
        reason=reason.strip(),
    )
    await major.severity_changed(house, work, complaint, house.now())


async def resolve(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    result: str,
    *,
    actor: Actor,
    via: str = "chat",
    approval: Approval | None = None,
) -> Message:
    """Tell the customer the result and ask whether it is good (R26).

    In a chat the message is held back for ten seconds, during which `undo_resolve` withdraws it.
    For a complaint without chat `via` says how the result was told: phone or visit.

    Raises:
        Invalid: no result given, or `via` is missing for a complaint without chat.
        NotAllowed: `result_not_approved`; `results.submit` asks for the approval.
        WrongState: `remedy_open`, `request_open`; of a major complaint `summary_missing` or
            `crisis_open`.
    """
    check(complaint, actor, Move.RESOLVE, result=result)
    await require_free(work, complaint, actor.officer)
    check_text(result, "result")
    require_passed(house, complaint, actor.officer, result, approval)
    await require_settled(work, complaint)
    await require_reported(work, complaint)
    move(complaint, actor, Move.RESOLVE, result=result)
    at = house.now()
    complaint.answered_at, complaint.result = at, result.strip()
    record(work, complaint, "resolved", actor, at, result=complaint.result, via=via)
    await clocks.happened(house, work, complaint, Event.RESOLVED, at)
    silent = house.policy.clocks.spans[ClockKind.SILENT]
    silent_until = silent.end(house.policy.hours, at)
    work.schedule(DueKind.UNANSWERED, complaint.id, silent_until, guard=answering(complaint))
    merging.will_tell(work, complaint, at + UNDO)
    chat = await chat_of(work, complaint)
    if chat is None:
        if via not in VISITS:
            raise Invalid("unknown_choice", field="via")
        return await _recorded(house, work, complaint, via, result, Purpose.RESULT, actor)
    say_it, language = house.words, complaint.language
    buttons = [
        [
            button(say_it("button.satisfied", language), Verb.SATISFIED, complaint.id),
            button(say_it("button.unsatisfied", language), Verb.UNSATISFIED, complaint.id),
        ]
    ]
    text = say_it("customer.result", language, number=complaint.number, result=complaint.result)
    saying = Saying(text, buttons, purpose=Purpose.RESULT, hold=UNDO)
    return say(work, chat, saying, at, actor=actor, complaint=complaint)


async def undo_resolve(
    house: House, work: UnitOfWork, complaint: Complaint, message_id: MessageId, *, actor: Actor
) -> None:
    """Take a result back while it is still held.

    Raises:
        WrongState: `too_late`, the customer has it.
    """
    if not await work.messages.cancel_outbox(message_id):
        raise WrongState("too_late")
    move(complaint, actor, Move.UNDO_RESOLVE)
    complaint.answered_at, complaint.result = None, ""
    await clocks.happened(house, work, complaint, Event.UNDONE, house.now())
    await clocks.end_waiting(house, work, complaint, house.now())
    record(work, complaint, "resolve_undone", actor, house.now())


async def close(
    house: House, work: UnitOfWork, complaint: Complaint, reason: str, *, actor: Actor
) -> None:
    """Close without the customer's yes: a manager's decision, with the reason (DESIGN, Status).

    What departments still owe is taken back for that reason.

    Raises:
        WrongState: `remedy_open`; of a major complaint `summary_missing` or `crisis_open`.
    """
    check(complaint, actor, Move.CLOSE, reason=reason)
    await require_free(work, complaint, actor.officer)
    await require_kept(work, complaint)
    await require_reported(work, complaint)
    move(complaint, actor, Move.CLOSE, reason=reason)
    await after_close(
        house, work, complaint, CloseReason.MANAGER, actor=actor, reason=reason.strip()
    )
