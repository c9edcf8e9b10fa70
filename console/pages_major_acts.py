"""What officers do with a major complaint, each act one form of its page (R28–R30)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from complaints import (
    crises,
    emergency_calls,
    handling,
    major,
    measures,
    summaries,
    task_forces,
)
from complaints.errors import NotFound
from complaints.house import House
from complaints.major_model import Measure, Section
from complaints.model import Complaint, OfficerId
from complaints.ports import UnitOfWork
from console.auth import Visit

OnMeasure = Callable[[UnitOfWork, Measure, Visit], Awaitable[None]]


class MajorActs:
    """The acts; `pages_major.MajorPages.handler` makes a page handler of each."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def acknowledge(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Say as a senior leader that one knows of it."""
        await major.acknowledge(self._house, work, complaint, actor=visit.actor)

    async def report(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Record that a senior leader was told on the phone."""
        leader = OfficerId(visit.form.find_id("to") or 0)
        await major.report_by_phone(self._house, work, complaint, leader, actor=visit.actor)

    async def set_task_force(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Set the task force up, or change it: ticked people, each with a task."""
        form = visit.form
        lead = form.find_id("lead")
        tasks = {OfficerId(one): form.text(f"task_{one}") for one in form.ids("member")}
        line = task_forces.Line(OfficerId(lead) if lead is not None else None, tasks)
        await task_forces.set_up(self._house, work, complaint, line, actor=visit.actor)

    async def add_measure(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Put a measure into the plan."""
        form, zone = visit.form, self._house.policy.hours.zone
        person = OfficerId(form.find_id("person") or 0)
        due_at = form.moment("due", zone)
        intent = measures.Intent(form.text("text"), form.text("department"), person, due_at)
        await measures.add(self._house, work, complaint, intent, actor=visit.actor)

    async def ask_plan(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Ask a senior leader to agree to the plan."""
        await measures.ask_approval(self._house, work, complaint, actor=visit.actor)

    def on_measure(
        self, act: OnMeasure
    ) -> Callable[[UnitOfWork, Complaint, Visit], Awaitable[None]]:
        """Make an act on the measure that the form names; it must be this complaint's."""

        async def do(work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
            measure = await work.majors.get_measure(visit.form.find_id("measure") or 0)
            if measure.complaint_id != complaint.id:
                raise NotFound("not_found", kind="Measure")
            await act(work, measure, visit)

        return do

    async def carry_out(self, work: UnitOfWork, measure: Measure, visit: Visit) -> None:
        """Note that it was carried out."""
        words = visit.form.text("words")
        await measures.carry_out(self._house, work, measure, words, actor=visit.actor)

    async def verify(self, work: UnitOfWork, measure: Measure, visit: Visit) -> None:
        """Verify it, or send it back."""
        is_good, words = visit.form.text("good") != "0", visit.form.text("words")
        await measures.verify(
            self._house, work, measure, is_good=is_good, words=words, actor=visit.actor
        )

    async def urge(self, work: UnitOfWork, measure: Measure, visit: Visit) -> None:
        """Press for it."""
        await measures.urge(self._house, work, measure, actor=visit.actor)

    async def drop(self, work: UnitOfWork, measure: Measure, visit: Visit) -> None:
        """Take it out of the plan."""
        reason = visit.form.text("reason")
        await measures.drop(self._house, work, measure, reason, actor=visit.actor)

    async def add_evidence(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Add files, with or without words."""
        text, files = visit.form.text("note"), visit.form.files
        await handling.note(self._house, work, complaint, text, actor=visit.actor, files=files)

    async def write_summary(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Write the summary report and, at wish, submit it."""
        sections = {name.value: visit.form.text(name) for name in Section}
        await summaries.write(self._house, work, complaint, sections, actor=visit.actor)
        if visit.form.text("submit") == "1":
            await summaries.submit(self._house, work, complaint, actor=visit.actor)

    async def end_event(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Say that the event has been dealt with."""
        await major.end_event(self._house, work, complaint, actor=visit.actor)

    async def begin_crisis(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Mark it as a crisis."""
        reason = visit.form.text("reason")
        await crises.begin(self._house, work, complaint, reason, actor=visit.actor)

    async def pass_up(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Say what was decided, and call the next stage."""
        decided = visit.form.text("decided")
        await crises.pass_up(self._house, work, complaint, decided, actor=visit.actor)

    async def propose(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Propose an alternative plan."""
        text = visit.form.text("text")
        await crises.propose(self._house, work, complaint, text, actor=visit.actor)

    async def choose(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Choose one of the plans, with the reason."""
        number, reason = visit.form.find_id("plan") or 0, visit.form.text("reason")
        await crises.choose(self._house, work, complaint, number, reason, actor=visit.actor)

    async def end_crisis(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """End the crisis."""
        outcome = visit.form.text("outcome")
        await crises.end(self._house, work, complaint, outcome, actor=visit.actor)

    async def choose_card(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Put a card beside the case, or take it away."""
        code = visit.form.text("card")
        await emergency_calls.choose_card(self._house, work, complaint, code, actor=visit.actor)

    async def call(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Call whom a stage of a card names."""
        code, stage = visit.form.text("card"), visit.form.find_id("stage")
        await emergency_calls.call_card(
            self._house,
            work,
            complaint,
            code,
            stage if stage is not None else -1,
            actor=visit.actor,
        )

    async def answer_call(self, work: UnitOfWork, complaint: Complaint, visit: Visit) -> None:
        """Say that one comes, or that somebody who was phoned does."""
        made = await work.majors.get_call(visit.form.find_id("call") or 0)
        if made.complaint_id != complaint.id:
            raise NotFound("not_found", kind="EmergencyCall")
        await emergency_calls.answer(self._house, work, made, actor=visit.actor)
