"""The timeline of what is confidential: internal complaints (R9) and findings (R34).

It is a timeline of its own, because whoever may see a complaint may read that complaint's
timeline, its line on the change feed and its counts. Nothing here is ever published: no feed, no
event stream, no search index knows of it. The audit gets ids only, as always.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from complaints.model import Actor, ActorKind, Officer, OfficerId, by
from complaints.ports import UnitOfWork
from complaints.reading import SAME_READING
from complaints.record import audit


class About(StrEnum):
    """What an entry is about."""

    INTERNAL = "internal"
    FINDING = "finding"


@dataclass(kw_only=True, eq=False)
class PrivateEntry:
    """One event; never changed, never deleted. `subject_id` is the row it is about."""

    id: int
    about: About
    subject_id: int
    at: datetime
    kind: str
    actor: ActorKind
    officer_id: OfficerId | None = None
    data: dict[str, Any] = field(default_factory=dict)


def note(
    work: UnitOfWork,
    about: About,
    subject_id: int,
    kind: str,
    actor: Actor,
    at: datetime,
    **data: Any,
) -> None:
    """Record one event in the private timeline and in the audit, and nowhere else."""
    work.add(
        PrivateEntry(
            id=work.new_id(),
            about=about,
            subject_id=subject_id,
            at=at,
            kind=kind,
            actor=actor.kind,
            officer_id=actor.officer_id,
            data=data,
        )
    )
    audit(work, f"{about}:{kind}", actor, at, subject=str(subject_id))


async def note_reading(
    work: UnitOfWork, about: About, subject_id: int, officer: Officer, at: datetime
) -> None:
    """Leave an audit entry for a reading, at most one per officer, row and 15 minutes (R40)."""
    action, subject = f"{about}:read", str(subject_id)
    if not await work.internals.has_read(officer.id, action, subject, at - SAME_READING):
        audit(work, action, by(officer), at, subject=subject)
