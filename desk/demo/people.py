"""The people of the demonstration's house, and what they do; each act is a transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from complaints import (
    checks,
    coordination,
    coordination_answers,
    deciding,
    finishing,
    handling,
    intake,
    major,
    measures,
    remedies,
    remedy_answers,
    results,
    revisits,
    summaries,
    task_forces,
    validity,
)
from complaints.decision_model import Alternative, InvalidReason, Motive, RemedyKind, RemedyState
from complaints.major_model import MeasureState, Section
from complaints.model import (
    CUSTOMER,
    Channel,
    Complaint,
    ComplaintId,
    Officer,
    RevisitState,
    Role,
    Severity,
    Solved,
    Status,
    by,
)
from complaints.officers import Post, add_officer
from complaints.ports import UnitOfWork
from desk.demo.stage import Stage
from desk.demo.tales import Report, Tale
from storage.register import SqlRegister

#: The department that repairs things.
_WORKS = "logistics"
#: Name, role and department, as the lobby policy has them.
STAFF = (
    ("林晓芸", Role.LOBBY_MANAGER, "lobby"),
    ("王敏", Role.DUTY_MANAGER, "lobby"),
    ("周子涵", Role.STAFF, "lobby"),
    ("陈卓", Role.DEPARTMENT_HEAD, _WORKS),
    ("何建", Role.DEPARTMENT_HANDLER, _WORKS),
    ("赵敏华", Role.SUPERVISOR, ""),
    ("吴倩", Role.HR, "personnel"),
    ("张文", Role.OFFICE, ""),
    ("孙丽", Role.QUALITY_OFFICE, ""),
    ("李国栋", Role.SENIOR_LEADER, ""),
)
_FEN = 100

Act = Callable[[UnitOfWork, Complaint], Awaitable[object]]


@dataclass(frozen=True)
class People:
    """Everybody who works here, by role."""

    stage: Stage
    officers: dict[Role, Officer]
    report: Report

    async def on(self, complaint_id: ComplaintId, act: Act) -> Complaint:
        """Do something about a complaint; returns it as it is then."""
        async with self.stage.desk.database.transaction() as work:
            complaint = await work.complaints.get(complaint_id)
            await act(work, complaint)
        return complaint

    async def status_of(self, complaint_id: ComplaintId) -> Status:
        """Look where a complaint stands."""
        async with self.stage.desk.database.transaction() as work:
            return (await work.complaints.get(complaint_id)).status

    async def take(self, complaint_id: ComplaintId, role: Role) -> Officer:
        """Take a complaint; returns who has it, which may be somebody else by now."""
        actor, house = by(self.officers[role]), self.stage.house
        complaint = await self.on(
            complaint_id, lambda work, one: handling.take(house, work, one.id, actor=actor)
        )
        return next(o for o in self.officers.values() if o.id == complaint.owner_id)

    async def tell(self, complaint_id: ComplaintId, officer: Officer, text: str) -> None:
        """Write to the customer or, where there is no chat, call them."""
        actor, house = by(officer), self.stage.house

        async def act(work: UnitOfWork, one: Complaint) -> None:
            if one.conversation_id is None:
                await handling.record_contact(house, work, one, "phone", text, actor=actor)
            else:
                await handling.reply(house, work, one, text, actor=actor)

        await self.on(complaint_id, act)

    async def resolve(self, complaint_id: ComplaintId, officer: Officer, result: str) -> None:
        """Tell the result; of a major complaint it waits for a leader's yes (R26, R28)."""
        house = self.stage.house

        async def act(work: UnitOfWork, one: Complaint) -> None:
            via = "chat" if one.conversation_id else "phone"
            await results.submit(house, work, one, result, actor=by(officer), via=via)

        await self.on(complaint_id, act)

    async def is_major(self, complaint_id: ComplaintId) -> bool:
        """Look whether a complaint is major and its report still owed."""
        async with self.stage.desk.database.transaction() as work:
            complaint = await work.complaints.get(complaint_id)
            is_owed = not await finishing.is_reported(work, complaint)
        return complaint.severity is Severity.MAJOR and is_owed

    async def let_know(self, complaint_id: ComplaintId) -> None:
        """Have the leader say that they know of a major complaint (R13)."""
        leader, house = by(self.officers[Role.SENIOR_LEADER]), self.stage.house

        async def act(work: UnitOfWork, one: Complaint) -> None:
            await major.acknowledge(house, work, one, actor=leader)

        await self.on(complaint_id, act)

    async def mobilise(self, complaint_id: ComplaintId, owner: Officer, due_at: datetime) -> None:
        """Set the task force up and plan a measure (R28)."""
        leader, lead = self.officers[Role.SENIOR_LEADER], self.officers[Role.LOBBY_MANAGER]
        handler, house = self.officers[Role.DEPARTMENT_HANDLER], self.stage.house
        line = task_forces.Line(lead.id, {owner.id: "", handler.id: ""})
        intent = measures.Intent(self.report.measure, _WORKS, handler.id, due_at)

        async def act(work: UnitOfWork, one: Complaint) -> None:
            await task_forces.set_up(house, work, one, line, actor=by(leader))
            await measures.add(house, work, one, intent, actor=by(lead))
            await measures.ask_approval(house, work, one, actor=by(lead))

        await self.on(complaint_id, act)

    async def carry_out_measures(self, complaint_id: ComplaintId) -> None:
        """Carry the measures out, and verify them."""
        lead, house = self.officers[Role.LOBBY_MANAGER], self.stage.house
        handler = self.officers[Role.DEPARTMENT_HANDLER]

        async def act(work: UnitOfWork, one: Complaint) -> None:
            known = await work.majors.measures_of(one.id)
            for measure in (one for one in known if one.state is MeasureState.PLANNED):
                done = self.report.done
                await measures.carry_out(house, work, measure, done, actor=by(handler))
                await measures.verify(house, work, measure, is_good=True, actor=by(lead))

        await self.on(complaint_id, act)

    async def report_on(self, complaint_id: ComplaintId, tale: Tale) -> None:
        """Write the facts and the summary report, and ask for the leader's yes."""
        lead, house = by(self.officers[Role.LOBBY_MANAGER]), self.stage.house
        facts = validity.Facts(self.report.facts, told=("customer", "superior"))
        sections = {
            Section.COURSE.value: tale.text,
            Section.INVESTIGATION.value: self.report.facts,
            Section.CAUSE.value: self.report.cause,
            Section.OUTCOME.value: tale.result,
            Section.IMPROVEMENT.value: self.report.improvement,
        }

        async def act(work: UnitOfWork, one: Complaint) -> None:
            await validity.investigate(house, work, one, facts, actor=lead)
            await summaries.write(house, work, one, sections, actor=lead)
            await summaries.submit(house, work, one, actor=lead)

        await self.on(complaint_id, act)

    async def close(self, complaint_id: ComplaintId, reason: str) -> None:
        """Close what a customer without a chat has said yes to."""
        actor, house = by(self.officers[Role.LOBBY_MANAGER]), self.stage.house
        await self.on(
            complaint_id, lambda work, one: handling.close(house, work, one, reason, actor=actor)
        )

    async def coordinate(self, complaint_id: ComplaintId, officer: Officer, tale: Tale) -> int:
        """Ask the people who repair things; returns the request's id (R20)."""
        async with self.stage.desk.database.transaction() as work:
            complaint = await work.complaints.get(complaint_id)
            request = await coordination.ask(
                self.stage.house, work, complaint, _WORKS, tale.asked, actor=by(officer)
            )
            return request.id

    async def answer_request(self, request_id: int, words: str) -> None:
        """Answer for the department."""
        actor, house = by(self.officers[Role.DEPARTMENT_HANDLER]), self.stage.house
        async with self.stage.desk.database.transaction() as work:
            request = await work.coordination.get(request_id)
            await coordination_answers.answer(house, work, request, words, actor=actor)

    async def sign_request(self, request_id: int) -> None:
        """Sign the answer as the head."""
        actor, house = by(self.officers[Role.DEPARTMENT_HEAD]), self.stage.house
        async with self.stage.desk.database.transaction() as work:
            request = await work.coordination.get(request_id)
            await coordination_answers.sign(house, work, request, actor=actor)

    async def offer(self, complaint_id: ComplaintId, officer: Officer, amount: int) -> None:
        """Offer a sum; beyond the officer's limit it waits for an approval (R23)."""
        actor, house = by(officer), self.stage.house
        plan = remedies.Plan([Alternative(RemedyKind.REFUND, amount * _FEN)])
        await self.on(
            complaint_id, lambda work, one: remedies.propose(house, work, one, plan, actor=actor)
        )

    async def agree(self, complaint_id: ComplaintId) -> None:
        """Let the customer agree to what was offered."""
        house = self.stage.house

        async def act(work: UnitOfWork, one: Complaint) -> None:
            for remedy in await work.decisions.remedies_of(one.id):
                if remedy.state is RemedyState.OFFERED:
                    await remedy_answers.agree(house, work, one, remedy, 1, actor=CUSTOMER)

        await self.on(complaint_id, act)

    async def carry_out(self, complaint_id: ComplaintId, officer: Officer, words: str) -> None:
        """Carry out what the customer has agreed to."""
        actor, house = by(officer), self.stage.house

        async def act(work: UnitOfWork, one: Complaint) -> None:
            for remedy in await work.decisions.remedies_of(one.id):
                if remedy.state is RemedyState.AGREED:
                    await remedy_answers.carry_out(house, work, one, remedy, words, actor=actor)

        await self.on(complaint_id, act)

    async def judge_invalid(self, complaint_id: ComplaintId, officer: Officer, tale: Tale) -> None:
        """Write the facts down and propose that the complaint is invalid (R16)."""
        actor, house = by(officer), self.stage.house
        facts = validity.Facts(tale.facts, told=("customer", "superior"))
        judgement = validity.Judgement(
            InvalidReason.NOT_PROMISED, Motive.MISREAD, tale.explanation, "service"
        )

        async def act(work: UnitOfWork, one: Complaint) -> None:
            await validity.investigate(house, work, one, facts, actor=actor)
            await validity.propose(house, work, one, judgement, actor=actor)

        await self.on(complaint_id, act)

    async def approve(self, complaint_id: ComplaintId, role: Role) -> None:
        """Grant everything that waits for an approval."""
        actor, house = by(self.officers[role]), self.stage.house

        async def act(work: UnitOfWork, one: Complaint) -> None:
            for approval in await work.decisions.open_approvals(one.id):
                await deciding.decide(
                    house, work, approval.id, is_granted=True, reason="", actor=actor
                )

        await self.on(complaint_id, act)

    async def take_down(self, tale: Tale) -> ComplaintId:
        """Take down what somebody says at the counter, on the phone or in a letter (R1)."""
        actor, house = by(self.officers[Role.STAFF]), self.stage.house
        new = intake.NewComplaint(
            text=tale.text,
            channel=Channel(tale.channel),
            customer={"name": tale.name, "contact": tale.contact},
        )
        async with self.stage.desk.database.transaction() as work:
            return (await intake.file_complaint(house, work, new, actor=actor)).id

    async def send_surveys(self) -> None:
        """Send the surveys that are due to whoever has a chat (R33)."""
        manager, house = self.officers[Role.LOBBY_MANAGER], self.stage.house
        rows = (await SqlRegister(self.stage.desk.database).revisits(manager, limit=100)).rows
        due = [row.id for row in rows if row.can_send and row.due_at <= house.now()]
        async with self.stage.desk.database.transaction() as work:
            await revisits.send_surveys(house, work, due, actor=by(manager))

    async def revisit_by_phone(self, complaint_id: ComplaintId, score: int) -> None:
        """Call who has no chat, and note what they say; not done by who handled it (R33)."""
        actor, house = by(self.officers[Role.QUALITY_OFFICE]), self.stage.house
        solved = Solved.YES if score > 3 else Solved.PARTLY

        async def act(work: UnitOfWork, one: Complaint) -> None:
            revisit = await work.complaints.find_revisit(one.id, one.episode)
            if revisit is not None and revisit.state is RevisitState.DUE:
                await revisits.record_answer(
                    house, work, revisit.id, solved, score, "", actor=actor
                )

        await self.on(complaint_id, act)

    async def sign_infos(self) -> None:
        """Sign for what customers said that was no complaint (R45)."""
        officer = self.officers[Role.LOBBY_MANAGER]
        rows = await SqlRegister(self.stage.desk.database).infos(officer, is_signed=False)
        async with self.stage.desk.database.transaction() as work:
            for row in rows.rows:
                await intake.sign_info(self.stage.house, work, row.id, actor=by(officer))

    async def check(self, complaint_id: ComplaintId) -> None:
        """Let the quality office check a finished case (R44)."""
        actor, house = by(self.officers[Role.QUALITY_OFFICE]), self.stage.house
        await self.on(
            complaint_id,
            lambda work, one: checks.check(
                house, work, one, is_timely=True, is_apt=True, actor=actor
            ),
        )


async def employ(stage: Stage, password_hash: str, report: Report) -> People:
    """Employ everybody, with one password."""
    officers: dict[Role, Officer] = {}
    async with stage.desk.database.transaction() as work:
        for name, role, department in STAFF:
            post = Post(role, department)
            officers[role] = await add_officer(
                stage.house, work, name, post, password_hash=password_hash
            )
    return People(stage, officers, report)
