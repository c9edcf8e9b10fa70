"""Handlers about the pending ledger: each one use case (R32)."""

from __future__ import annotations

from complaints import call_attempts, pending
from complaints.model import OfficerId
from complaints.pending_rounds import month_start
from complaints.ports import UnitOfWork
from console.api.calls import Call
from console.api.pending_models import (
    AskedAnswer,
    AttemptAnswer,
    AttemptBody,
    CaseLedgerAnswer,
    PendingAnswer,
    PendingBody,
    PendingQuery,
    PendingRowsAnswer,
    SettleBody,
)


async def ask_pending(call: Call, work: UnitOfWork, body: PendingBody) -> AskedAnswer:
    """Ask that a complaint be entered in the pending ledger; somebody else approves."""
    complaint = await call.complaint(work)
    new = pending.NewPending(
        cause=body.cause,
        responsible_id=OfficerId(body.responsible),
        expected_on=body.expected_on,
        words=body.words,
        missing=body.missing,
    )
    approval = await pending.ask(call.house, work, complaint, new, actor=call.actor)
    return AskedAnswer(approval=approval.id)


async def settle_pending(call: Call, work: UnitOfWork, body: SettleBody) -> PendingAnswer:
    """Take a complaint off the pending ledger with what happened."""
    complaint = await call.complaint(work)
    row = await pending.settle(call.house, work, complaint, body.outcome, actor=call.actor)
    return PendingAnswer.model_validate(row)


async def record_attempt(call: Call, work: UnitOfWork, body: AttemptBody) -> AttemptAnswer:
    """Note a call that did not reach the customer; enough of them make them unreachable."""
    complaint = await call.complaint(work)
    row = await call_attempts.record_attempt(
        call.house,
        work,
        complaint,
        body.result,
        actor=call.actor,
        at=body.at,
        words=body.words,
    )
    return AttemptAnswer.model_validate(row)


async def read_case_ledger(call: Call) -> CaseLedgerAnswer:
    """Show what the pending ledger has of a complaint, and the calls in vain."""
    policy = call.house.policy
    found = await call.register.ledgers.of_case(call.officer, call.number, policy)
    needed = policy.pending.attempts
    return CaseLedgerAnswer.model_validate({**vars(found), "needed": needed})


async def list_pending(call: Call, query: PendingQuery) -> PendingRowsAnswer:
    """List what is pending, whom to contact this month, or what is settled."""
    since = month_start(call.house.policy, call.house.now())
    page = await call.register.ledgers.pending(
        call.officer, query.view, since, query.cursor, query.limit
    )
    return PendingRowsAnswer.model_validate({"items": page.rows, "next_cursor": page.next_cursor})
