"""Handlers about responsibility (R34), for tokens of people; a service account sees none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from complaints import finding_steps, findings
from complaints.finding_model import Finding
from complaints.findings import Suspicion, Verdict
from complaints.model import Complaint
from complaints.ports import UnitOfWork
from complaints.private_record import About, note_reading
from console.api.calls import Call
from console.api.finding_models import (
    FindingAnswer,
    FindingBody,
    FindingsAnswer,
    FindingsQuery,
    OwnFindingsAnswer,
    StatedAnswer,
    StepBody,
    VerdictBody,
)

Step = Callable[..., Awaitable[None]]


async def list_findings(call: Call, query: FindingsQuery) -> FindingsAnswer:
    """List the findings that are the caller's to deal with, newest first."""
    page = await call.findings.list(
        call.officer, is_open=query.open, cursor=query.cursor, limit=query.limit
    )
    return FindingsAnswer.model_validate({"items": page.rows, "next_cursor": page.next_cursor})


async def read_finding(call: Call) -> FindingAnswer:
    """Show one finding."""
    page = await call.findings.page(call.officer, call.row_id)
    async with call.transactions() as work:
        at = call.house.now()
        await note_reading(work, About.FINDING, page.finding.id, call.officer, at)
    return FindingAnswer.model_validate(page.finding)


async def list_own_findings(call: Call) -> OwnFindingsAnswer:
    """List what the caller is asked, and what was decided about them."""
    return OwnFindingsAnswer.model_validate({"items": await call.findings.own(call.officer)})


async def open_finding(call: Call, work: UnitOfWork, body: FindingBody) -> FindingAnswer:
    """Open a finding on a complaint."""
    complaint = await call.complaint(work)
    said = body.model_dump()
    new = Suspicion(is_plain=said.pop("plain"), **said)
    made = await findings.open_finding(call.house, work, complaint, new, actor=call.actor)
    return FindingAnswer.model_validate(made)


async def _load(call: Call, work: UnitOfWork) -> tuple[Complaint, Finding]:
    finding = await work.findings.get(call.row_id)
    return await work.complaints.get(finding.complaint_id), finding


async def state_to_finding(call: Call, work: UnitOfWork, body: StepBody) -> StatedAnswer:
    """Answer what is asked about oneself."""
    _, finding = await _load(call, work)
    await findings.state(call.house, work, finding, body.words, actor=call.actor)
    return StatedAnswer.model_validate(finding)


async def decide_finding(call: Call, work: UnitOfWork, body: VerdictBody) -> FindingAnswer:
    """Decide; refused while the person has not been heard and still may be."""
    complaint, finding = await _load(call, work)
    verdict = Verdict(body.decision, body.measures, body.points)
    await findings.decide(call.house, work, complaint, finding, verdict, actor=call.actor)
    return FindingAnswer.model_validate(finding)


async def _step(call: Call, work: UnitOfWork, body: StepBody, run: Step) -> FindingAnswer:
    complaint, finding = await _load(call, work)
    await run(call.house, work, complaint, finding, body.words, actor=call.actor)
    return FindingAnswer.model_validate(finding)


async def hear_person(call: Call, work: UnitOfWork, body: StepBody) -> FindingAnswer:
    """Write down what the person said."""
    return await _step(call, work, body, findings.record_statement)


async def await_cause(call: Call, work: UnitOfWork, body: StepBody) -> FindingAnswer:
    """Set a finding aside while the cause is not plain."""
    return await _step(call, work, body, findings.await_cause)


async def cause_plain(call: Call, work: UnitOfWork, body: StepBody) -> FindingAnswer:
    """Go on: the cause has become plain."""
    return await _step(call, work, body, findings.cause_plain)


async def tell_customer(call: Call, work: UnitOfWork, body: StepBody) -> FindingAnswer:
    """Record that it was talked over with the customer."""
    return await _step(call, work, body, finding_steps.tell_customer)


async def customer_unreachable(call: Call, work: UnitOfWork, body: StepBody) -> FindingAnswer:
    """Record that the customer cannot be reached; the time becomes longer."""
    return await _step(call, work, body, finding_steps.customer_unreachable)


async def confirm_finding(call: Call, work: UnitOfWork, body: StepBody) -> FindingAnswer:
    """Confirm a decision that somebody else has made."""
    return await _step(call, work, body, finding_steps.confirm)


async def send_finding_back(call: Call, work: UnitOfWork, body: StepBody) -> FindingAnswer:
    """Have it decided again."""
    return await _step(call, work, body, finding_steps.send_back)


async def report_finding(call: Call, work: UnitOfWork, body: StepBody) -> FindingAnswer:
    """Record to whom it was reported upward."""
    return await _step(call, work, body, finding_steps.report_upward)


async def carry_finding_out(call: Call, work: UnitOfWork, body: StepBody) -> FindingAnswer:
    """Record that it was carried out and talked over with the person."""
    return await _step(call, work, body, finding_steps.carry_out)
