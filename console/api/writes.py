"""Handlers that change something: each is one use case in one transaction."""

from __future__ import annotations

from complaints import (
    assigning,
    closing,
    escalation,
    handling,
    intake,
    matters,
    merging,
    results,
    revisits,
    standings,
    waiting,
)
from complaints.model import MessageId, OfficerId
from complaints.ports import UnitOfWork
from complaints.talk_model import Message
from console.api.answers import ComplaintAnswer, NotSentAnswer, SentAnswer, SignedAnswer
from console.api.calls import Call
from console.api.case_answers import MessageAnswer, NoteAnswer, ResolvedAnswer, RevisitStateAnswer
from console.api.requests import (
    ClassifyBody,
    ContactBody,
    HandOverBody,
    NewComplaintBody,
    NoBody,
    NoteBody,
    OtherBody,
    PutBackBody,
    ReasonBody,
    ReplyBody,
    ResolveBody,
    RevisitAnswerBody,
    SendBody,
    SeverityBody,
    StandingBody,
    UndoBody,
)


async def file_complaint(call: Call, work: UnitOfWork, body: NewComplaintBody) -> ComplaintAnswer:
    """File a complaint that reached staff in person, on paper, by phone … (R1)."""
    new = intake.NewComplaint(
        text=body.text,
        channel=body.channel,
        category=body.category,
        severity=body.severity,
        language=body.language,
        customer=body.customer.model_dump(exclude={"standing"}),
        standing=body.customer.standing,
        details=body.details.model_dump(),
        extra={name.value: value for name, value in body.extra.items()},
        is_onsite=body.onsite,
    )
    filed = await intake.file_complaint(call.house, work, new, actor=call.actor)
    return ComplaintAnswer.model_validate(filed)


async def take(call: Call, work: UnitOfWork, body: NoBody) -> ComplaintAnswer:
    """Take a complaint; of two takers one wins, the other is told who (409)."""
    complaint_id = await call.register.id_of(call.officer, call.number)
    taken = await handling.take(call.house, work, complaint_id, actor=call.actor)
    return ComplaintAnswer.model_validate(taken)


async def reply(call: Call, work: UnitOfWork, body: ReplyBody) -> MessageAnswer:
    """Answer the customer in the chat they came by."""
    complaint = await call.complaint(work)
    seen = MessageId(body.seen) if body.seen is not None else None
    message = await handling.reply(
        call.house, work, complaint, body.text, actor=call.actor, seen=seen
    )
    return MessageAnswer.model_validate(message)


async def contact(call: Call, work: UnitOfWork, body: ContactBody) -> MessageAnswer:
    """Record a call or a visit to the customer."""
    complaint = await call.complaint(work)
    message = await handling.record_contact(
        call.house, work, complaint, body.via, body.text, actor=call.actor
    )
    return MessageAnswer.model_validate(message)


async def note(call: Call, work: UnitOfWork, body: NoteBody) -> NoteAnswer:
    """Write an internal note."""
    complaint = await call.complaint(work)
    written = await handling.note(call.house, work, complaint, body.text, actor=call.actor)
    return NoteAnswer.model_validate(written)


async def classify(call: Call, work: UnitOfWork, body: ClassifyBody) -> ComplaintAnswer:
    """Correct the category (R11)."""
    complaint = await call.complaint(work)
    await handling.classify(call.house, work, complaint, body.category, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def set_severity(call: Call, work: UnitOfWork, body: SeverityBody) -> ComplaintAnswer:
    """Decide the severity: raising is free, lowering needs a manager and a reason (R13)."""
    complaint = await call.complaint(work)
    await handling.set_severity(
        call.house, work, complaint, body.severity, body.reason, actor=call.actor
    )
    return ComplaintAnswer.model_validate(complaint)


async def set_standing(call: Call, work: UnitOfWork, body: StandingBody) -> ComplaintAnswer:
    """Mark the customer as a VIP or notable person, or as neither (R15)."""
    complaint = await call.complaint(work)
    await standings.set_standing(call.house, work, complaint, body.standing, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def wait(call: Call, work: UnitOfWork, body: ReasonBody) -> ComplaintAnswer:
    """Ask the customer, who reads the reason, and wait for their answer."""
    complaint = await call.complaint(work)
    await waiting.wait_for_customer(call.house, work, complaint, body.reason, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def resume(call: Call, work: UnitOfWork, body: NoBody) -> ComplaintAnswer:
    """Go on with a complaint that waited for the customer."""
    complaint = await call.complaint(work)
    await waiting.resume(call.house, work, complaint, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def escalate(call: Call, work: UnitOfWork, body: ReasonBody) -> ComplaintAnswer:
    """Call the next level in; the owner stays (R21)."""
    complaint = await call.complaint(work)
    await escalation.escalate(call.house, work, complaint, body.reason, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def hand_over(call: Call, work: UnitOfWork, body: HandOverBody) -> ComplaintAnswer:
    """Hand a complaint to an officer, who is pinged; an untaken one is thereby taken."""
    complaint_id = await call.register.id_of(call.officer, call.number)
    given = await assigning.hand_over(
        call.house,
        work,
        complaint_id,
        OfficerId(body.to),
        body.reason,
        actor=call.actor,
        was=OfficerId(body.owner) if body.owner else None,
    )
    return ComplaintAnswer.model_validate(given)


async def put_back(call: Call, work: UnitOfWork, body: PutBackBody) -> ComplaintAnswer:
    """Put a complaint back for anybody to take."""
    complaint_id = await call.register.id_of(call.officer, call.number)
    freed = await assigning.put_back(
        call.house,
        work,
        complaint_id,
        body.reason,
        actor=call.actor,
        was=OfficerId(body.owner) if body.owner else None,
    )
    return ComplaintAnswer.model_validate(freed)


async def resolve(call: Call, work: UnitOfWork, body: ResolveBody) -> ResolvedAnswer:
    """Tell the customer the result, or ask for the approval it needs; undone for 10 s (R26)."""
    complaint = await call.complaint(work)
    told = await results.submit(
        call.house, work, complaint, body.result, actor=call.actor, via=body.via
    )
    is_told = isinstance(told, Message)
    return ResolvedAnswer.model_validate(
        {
            "complaint": complaint,
            "message": told if is_told else None,
            "approval": None if is_told else told.id,
        }
    )


async def undo_resolve(call: Call, work: UnitOfWork, body: UndoBody) -> ComplaintAnswer:
    """Take a result back before it has gone out."""
    complaint = await call.complaint(work)
    await handling.undo_resolve(
        call.house, work, complaint, MessageId(body.message), actor=call.actor
    )
    return ComplaintAnswer.model_validate(complaint)


async def close(call: Call, work: UnitOfWork, body: ReasonBody) -> ComplaintAnswer:
    """Close without the customer's yes: a manager's decision, with the reason."""
    complaint = await call.complaint(work)
    await handling.close(call.house, work, complaint, body.reason, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def reopen(call: Call, work: UnitOfWork, body: ReasonBody) -> ComplaintAnswer:
    """Open a closed complaint again, one level up (R26)."""
    complaint = await call.complaint(work)
    await closing.reopen(call.house, work, complaint, body.reason, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def merge(call: Call, work: UnitOfWork, body: OtherBody) -> ComplaintAnswer:
    """Deal with it under another complaint (并案, R10); both records stay, `split` undoes it."""
    complaint, into = await call.complaint(work), await call.other(work, body.other)
    await merging.merge(call.house, work, complaint, into, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def split(call: Call, work: UnitOfWork, body: NoBody) -> ComplaintAnswer:
    """Make a merged complaint a case of its own again; its clocks run on."""
    complaint = await call.complaint(work)
    await merging.split(call.house, work, complaint, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def link(call: Call, work: UnitOfWork, body: OtherBody) -> ComplaintAnswer:
    """Say that it is on the same matter as another complaint (R10)."""
    complaint, other = await call.complaint(work), await call.other(work, body.other)
    await matters.link(call.house, work, complaint, other, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def unlink(call: Call, work: UnitOfWork, body: NoBody) -> ComplaintAnswer:
    """Say that it is on a matter of its own."""
    complaint = await call.complaint(work)
    await matters.unlink(call.house, work, complaint, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def send_surveys(call: Call, work: UnitOfWork, body: SendBody) -> SentAnswer:
    """Send the survey to one or many customers; those that could not be asked are named (R33)."""
    refused = await revisits.send_surveys(call.house, work, body.revisits, actor=call.actor)
    failed = {one.revisit_id for one in refused}
    return SentAnswer(
        sent=[revisit for revisit in body.revisits if revisit not in failed],
        refused=[NotSentAnswer(revisit=one.revisit_id, code=one.code) for one in refused],
    )


async def answer_revisit(
    call: Call, work: UnitOfWork, body: RevisitAnswerBody
) -> RevisitStateAnswer:
    """Enter what a customer said by phone or at a visit; "no" brings the complaint back (R33)."""
    await call.register.revisit(call.officer, call.row_id)
    await revisits.record_answer(
        call.house, work, call.row_id, body.solved, body.score, body.words, actor=call.actor
    )
    return RevisitStateAnswer.model_validate(await work.complaints.get_revisit(call.row_id))


async def sign_info(call: Call, work: UnitOfWork, body: NoBody) -> SignedAnswer:
    """Sign for a piece of customer information (签收, R45); the first signature stays."""
    await call.register.info(call.officer, call.row_id)
    info = await intake.sign_info(call.house, work, call.row_id, actor=call.actor)
    return SignedAnswer.model_validate(info)


async def turn_into_complaint(call: Call, work: UnitOfWork, body: NoBody) -> ComplaintAnswer:
    """Make a complaint of a piece of customer information (R45)."""
    await call.register.info(call.officer, call.row_id)
    filed = await intake.turn_into_complaint(call.house, work, call.row_id, actor=call.actor)
    return ComplaintAnswer.model_validate(filed)
