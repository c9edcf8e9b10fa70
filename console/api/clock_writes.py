"""What other programs may do with a complaint's clocks (R19, R28)."""

from __future__ import annotations

from complaints import extending, major, promises, waiting
from complaints.model import OfficerId
from complaints.ports import UnitOfWork
from console.api.answers import ComplaintAnswer
from console.api.calls import Call
from console.api.case_answers import ExtensionAnswer
from console.api.requests import ClockBody, ClockSpanBody, DecisionBody, ReasonBody, ReportBody


async def pause_clock(call: Call, work: UnitOfWork, body: ClockSpanBody) -> ComplaintAnswer:
    """Let a clock rest for a span; managers only, up to the limit of the policy."""
    complaint = await call.complaint(work)
    await waiting.pause(
        call.house, work, complaint, body.clock, body.span, body.reason, actor=call.actor
    )
    return ComplaintAnswer.model_validate(complaint)


async def unpause_clock(call: Call, work: UnitOfWork, body: ClockBody) -> ComplaintAnswer:
    """Let a clock go on that rests."""
    complaint = await call.complaint(work)
    await waiting.unpause(call.house, work, complaint, body.clock, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def ask_extension(call: Call, work: UnitOfWork, body: ClockSpanBody) -> ExtensionAnswer:
    """Ask for more time for a clock; somebody else with the authority decides."""
    complaint = await call.complaint(work)
    extension = await extending.ask_extension(
        call.house, work, complaint, body.clock, body.span, body.reason, actor=call.actor
    )
    return ExtensionAnswer.model_validate(extension)


async def decide_extension(call: Call, work: UnitOfWork, body: DecisionBody) -> ComplaintAnswer:
    """Grant more time or refuse it; never to oneself."""
    complaint = await call.complaint(work)
    await extending.decide_extension(
        call.house,
        work,
        complaint,
        body.extension,
        is_approved=body.is_approved,
        actor=call.actor,
    )
    return ComplaintAnswer.model_validate(complaint)


async def promise_visit(call: Call, work: UnitOfWork, body: ReasonBody) -> ComplaintAnswer:
    """Promise the customer a visit; a recorded visit keeps the promise."""
    complaint = await call.complaint(work)
    await promises.promise_visit(call.house, work, complaint, body.reason, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def report_upward(call: Call, work: UnitOfWork, body: ReportBody) -> ComplaintAnswer:
    """Record that a senior leader was told of a major complaint on the phone."""
    complaint, leader = await call.complaint(work), OfficerId(body.to)
    await major.report_by_phone(call.house, work, complaint, leader, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)
