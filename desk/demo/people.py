"""The people of the demonstration's house, and what they do; each act is a transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from complaints import (
    checks,
    coordination,
    coordination_answers,
    deciding,
    finishing,
    handling,
    intake,
    remedies,
    results,
    revisits,
    summaries,
    validity,
)
from complaints.decision_model import (
    Alternative,
    Approval,
    InvalidReason,
    Motive,
    RemedyKind,
    RemedyState,
)
from complaints.major_model import Section
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
from desk.demo.tales import Tale
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
        """Tell the result; of a major complaint after its report and a leader's yes (R28)."""
        house, leader = self.stage.house, by(self.officers[Role.SENIOR_LEADER])

        async def act(work: UnitOfWork, one: Complaint) -> None:
            if one.severity is Severity.MAJOR:
                await self._report(work, one)
            via = "chat" if one.conversation_id else "phone"
            told = await results.submit(house, work, one, result, actor=by(officer), via=via)
            if isinstance(told, Approval) and one.severity is Severity.MAJOR:
                await deciding.decide(house, work, told.id, is_granted=True, actor=leader)

        await self.on(complaint_id, act)

    async def _report(self, work: UnitOfWork, complaint: Complaint) -> None:
        """Let the office report on a major complaint, and the senior leader agree."""
        house, writer = self.stage.house, by(self.officers[Role.OFFICE])
        sections = {section.value: "见投诉记录。" for section in Section}
        if await finishing.is_reported(work, complaint):
            return
        await summaries.write(house, work, complaint, sections, actor=writer)
        asked = await summaries.submit(house, work, complaint, actor=writer)
        leader = by(self.officers[Role.SENIOR_LEADER])
        await deciding.decide(house, work, asked.id, is_granted=True, actor=leader)

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
                    await remedies.agree(house, work, one, remedy, 1, actor=CUSTOMER)

        await self.on(complaint_id, act)

    async def carry_out(self, complaint_id: ComplaintId, officer: Officer, words: str) -> None:
        """Carry out what the customer has agreed to."""
        actor, house = by(officer), self.stage.house

        async def act(work: UnitOfWork, one: Complaint) -> None:
            for remedy in await work.decisions.remedies_of(one.id):
                if remedy.state is RemedyState.AGREED:
                    await remedies.carry_out(house, work, one, remedy, words, actor=actor)

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


async def employ(stage: Stage, password_hash: str) -> People:
    """Employ everybody, with one password."""
    officers: dict[Role, Officer] = {}
    async with stage.desk.database.transaction() as work:
        for name, role, department in STAFF:
            post = Post(role, department)
            officers[role] = await add_officer(
                stage.house, work, name, post, password_hash=password_hash
            )
    return People(stage, officers)
