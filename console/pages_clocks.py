"""The forms of a complaint's clocks: rest, go on, more time, a visit, a report (R19, R28)."""

from __future__ import annotations

from complaints import extending, major, promises, waiting
from complaints.clock_model import ClockKind
from complaints.house import House
from complaints.model import Complaint, OfficerId
from complaints.ports import UnitOfWork
from console.auth import Visit


class ClockActs:
    """What officers do with clocks; each is one act of `CaseActs.handler`."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def pause(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Let a clock rest."""
        kind, form = visit.form.choice("clock", ClockKind), visit.form
        await waiting.pause(
            self._house,
            work,
            complaint,
            kind,
            form.text("span"),
            form.text("reason"),
            actor=visit.actor,
        )

    async def unpause(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Let a clock go on."""
        kind = visit.form.choice("clock", ClockKind)
        await waiting.unpause(self._house, work, complaint, kind, actor=visit.actor)

    async def extend(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Ask for more time."""
        kind, form = visit.form.choice("clock", ClockKind), visit.form
        await extending.ask_extension(
            self._house,
            work,
            complaint,
            kind,
            form.text("span"),
            form.text("reason"),
            actor=visit.actor,
        )

    async def decide(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Grant more time or refuse it."""
        await extending.decide_extension(
            self._house,
            work,
            complaint,
            visit.form.find_id("extension") or 0,
            is_approved=visit.form.text("decision") == "yes",
            actor=visit.actor,
        )

    async def promise_visit(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Promise a visit."""
        reason = visit.form.text("reason")
        await promises.promise_visit(self._house, work, complaint, reason, actor=visit.actor)

    async def report(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Record that a senior leader was told on the phone."""
        leader = OfficerId(visit.form.find_id("to") or 0)
        await major.report_by_phone(self._house, work, complaint, leader, actor=visit.actor)
