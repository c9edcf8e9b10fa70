"""Calls that did not reach the customer: after enough of them a case may be unreachable (R32)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from complaints.errors import Invalid, WrongState
from complaints.house import House
from complaints.model import ACTIVE, Actor, Complaint
from complaints.pending_model import CallAttempt, CallResult
from complaints.permissions import require
from complaints.policy import PendingRules
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import require_free

WORDS_LIMIT = 500


async def record_attempt(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    result: CallResult,
    *,
    actor: Actor,
    at: datetime | None = None,
    words: str = "",
) -> CallAttempt:
    """Note a call in which the customer was not spoken to; it keeps no promise.

    Args:
        at: when it was made, now if None.

    Raises:
        WrongState: the case is over.
        Invalid: `in_the_future`, `before_the_complaint`, or too many words.
    """
    officer, now = require(actor.officer, "reply"), house.now()
    await require_free(work, complaint, officer)
    if complaint.status not in ACTIVE:
        raise WrongState("complaint_over")
    made_at = at or now
    if made_at > now:
        raise Invalid("in_the_future", field="at")
    if made_at < complaint.received_at:
        raise Invalid("before_the_complaint", field="at")
    if len(words) > WORDS_LIMIT:
        raise Invalid("too_long", field="words", limit=WORDS_LIMIT)
    row = CallAttempt(
        id=work.new_id(),
        complaint_id=complaint.id,
        officer_id=officer.id,
        at=made_at,
        result=result,
        words=words.strip(),
    )
    work.add(row)
    record(work, complaint, "call_attempted", actor, now, result=result)
    return row


async def count(work: UnitOfWork, complaint: Complaint, rules: PendingRules, now: datetime) -> int:
    """Count the attempts on the complaint's customer that are enough for "unreachable"."""
    since = await work.pendings.last_word_at(complaint.id)
    made = await work.pendings.attempts_of(complaint.id)
    return counted(made, rules, now, since)


def counted(
    made: Sequence[CallAttempt], rules: PendingRules, now: datetime, since: datetime | None
) -> int:
    """Count attempts that lie apart as the policy asks.

    None counts that is older than the policy's time, or than the customer's last word.
    """
    kept: list[datetime] = []
    for attempt in sorted(made, key=lambda attempt: attempt.at):
        is_young = attempt.at >= now - rules.within and (since is None or attempt.at > since)
        if is_young and (not kept or attempt.at - kept[-1] >= rules.apart):
            kept.append(attempt.at)
    return len(kept)
