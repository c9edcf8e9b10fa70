"""Leaves the traces: timeline of the case, audit of the house, line on the change feed (R40)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from complaints.model import Actor, AuditEntry, Complaint, TimelineEntry
from complaints.ports import UnitOfWork


def record(
    work: UnitOfWork, complaint: Complaint, kind: str, actor: Actor, at: datetime, **data: Any
) -> None:
    """Record one event of a complaint in its timeline, in the audit and on the feed."""
    work.add(
        TimelineEntry(
            id=work.new_id(),
            complaint_id=complaint.id,
            at=at,
            kind=kind,
            actor=actor.kind,
            officer_id=actor.officer_id,
            data=data,
        )
    )
    audit(work, f"complaint:{kind}", actor, at, complaint=complaint)
    work.publish("complaint", complaint_id=complaint.id, conversation_id=complaint.conversation_id)


def audit(
    work: UnitOfWork,
    action: str,
    actor: Actor,
    at: datetime,
    *,
    complaint: Complaint | None = None,
    subject: str = "",
) -> None:
    """Leave an audit entry: ids only, never words."""
    work.add(
        AuditEntry(
            id=work.new_id(),
            at=at,
            actor=actor.kind,
            action=action,
            officer_id=actor.officer_id,
            complaint_id=complaint.id if complaint else None,
            subject=subject,
        )
    )
