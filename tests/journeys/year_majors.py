"""How the people of a simulated year lead a major complaint (R28–R30), or let it lie for a while.

The senior leader sets a task force up, its lead makes a plan, whoever it names carries it out, now
and then there is a crisis; the owner writes the summary report, without which nothing ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from complaints import assigning, crises, finishing, measures, summaries, task_forces
from complaints.decision_model import ApprovalKind
from complaints.major_model import UNFINISHED, Measure, MeasureState, Section
from complaints.model import ACTIVE, Complaint, Officer, Role, Severity, by
from complaints.task_forces import Line
from tests.journeys.agenda import Acts, Later

if TYPE_CHECKING:
    from storage.unit_of_work import SqlUnitOfWork
    from tests.journeys.year import Year

HOURS, DAYS = timedelta(hours=1), timedelta(days=1)
SECTIONS = {section.value: "查清楚了，写清楚了" for section in Section}


class Leading:
    """What is done about major complaints, step by step, each by who has a part in it."""

    def __init__(self, year: Year) -> None:
        self._year = year

    async def set_up(self, work: SqlUnitOfWork, case: Complaint, who: Officer) -> Sequence[Later]:
        """Let the senior leader, or who stands in, name a lead and a member."""
        lead = self._year.staff.somebody_here(Role.SUPERVISOR, Role.OFFICE)
        helper = self._year.staff.somebody_here(Role.DEPARTMENT_HANDLER, Role.STAFF)
        line = Line(lead.id, {helper.id: "查原因"} if helper.id != lead.id else {})
        await task_forces.set_up(self._year.house, work, case, line, actor=by(who))
        self._year.counted["task forces"] += 1
        return [(2 * HOURS, Acts(lead.name, case.id, self.lead))]

    async def lead(self, work: SqlUnitOfWork, case: Complaint, who: Officer) -> Sequence[Later]:
        """Let the lead of a task force do the next thing, until nothing is left."""
        is_crisis = await work.majors.find_crisis(case.id) is not None
        is_over = case.status not in ACTIVE or case.severity is not Severity.MAJOR
        if is_over and not is_crisis:
            return []
        again = [(DAYS, Acts(who.name, case.id, self.lead))]
        if not self._year.staff.by_name[who.name].is_here(self._year.now()):
            return again
        if is_crisis:
            await self._climb(work, case, who)
            return again
        plan = await work.majors.measures_of(case.id)
        if not plan:
            await self._make_plan(work, case, who)
            return again
        for measure in plan:
            if measure.state is MeasureState.DONE and measure.approved_at is not None:
                await self._verify(work, measure, who)
        return again if any(m.state is not MeasureState.VERIFIED for m in plan) else []

    async def _make_plan(self, work: SqlUnitOfWork, case: Complaint, who: Officer) -> None:
        house, staff = self._year.house, self._year.staff
        if self._year.rng.random() < 0.2:
            await crises.begin(house, work, case, "可能影响其他客户", actor=by(who))
            self._year.counted["crises"] += 1
        for text, role in (("换掉设备", Role.DEPARTMENT_HANDLER), ("培训", Role.LOBBY_MANAGER)):
            due_at = self._year.now() + self._year.rng.choice([1, 2, 4]) * DAYS
            intent = measures.Intent(text, "logistics", staff.somebody_here(role).id, due_at)
            await measures.add(house, work, case, intent, actor=by(who))
        await measures.ask_approval(house, work, case, actor=by(who))

    async def _climb(self, work: SqlUnitOfWork, case: Complaint, who: Officer) -> None:
        """Take a crisis one stage further; what to do in the end is the senior leader's."""
        house, crisis = self._year.house, await work.majors.find_crisis(case.id)
        assert crisis is not None
        if crisis.chosen is not None:
            await crises.end(house, work, case, "没有再发生", actor=by(who))
            return
        if len(crisis.plans) < crises.LEAST_PLANS:
            await crises.propose(house, work, case, "全部更换", actor=by(who))
        if crisis.stage + 1 < len(crisis.stages):
            needed = int(crisis.stages[crisis.stage + 1]["plans"])
            if len(crisis.plans) >= needed:
                await crises.pass_up(house, work, case, "现场解决不了", actor=by(who))
        elif len(crisis.plans) >= crises.LEAST_PLANS:
            leader = self._year.staff.somebody_here(Role.SENIOR_LEADER)
            self._year.plan([(HOURS, Acts(leader.name, case.id, self._choose))])

    async def _choose(self, work: SqlUnitOfWork, case: Complaint, who: Officer) -> Sequence[Later]:
        await crises.choose(self._year.house, work, case, 1, "最稳妥", actor=by(who))
        return []

    async def _verify(self, work: SqlUnitOfWork, measure: Measure, who: Officer) -> None:
        is_good, house = self._year.rng.random() < 0.9, self._year.house
        words = "" if is_good else "还没有换完"
        await measures.verify(house, work, measure, is_good=is_good, words=words, actor=by(who))

    async def carry_out(self, work: SqlUnitOfWork, case: Complaint, who: Officer) -> bool:
        """Let somebody do what the plan says is theirs; returns whether there was anything."""
        planned = [
            measure
            for measure in await work.majors.measures_of(case.id)
            if measure.officer_id == who.id and measure.state is MeasureState.PLANNED
        ]
        for measure in planned:
            await measures.carry_out(self._year.house, work, measure, "做完了", actor=by(who))
        return bool(planned)

    async def report(self, work: SqlUnitOfWork, case: Complaint, who: Officer) -> bool:
        """Let the owner write the report and ask for the yes; returns whether that is left."""
        if await finishing.is_reported(work, case):
            return await work.majors.find_crisis(case.id) is not None
        house, asked = self._year.house, await work.decisions.open_approvals(case.id)
        if any(one.kind in (ApprovalKind.PLAN, ApprovalKind.SUMMARY) for one in asked):
            return True
        plan = await work.majors.measures_of(case.id)
        if any(one.approved_at is None and one.state in UNFINISHED for one in plan):
            await measures.ask_approval(house, work, case, actor=by(who))  # the first has lapsed
            return True
        if who.role is Role.SENIOR_LEADER:  # nobody else could agree to what they write
            other = self._year.staff.somebody_here(Role.OFFICE, Role.SUPERVISOR)
            said = "请写报告"
            await assigning.hand_over(
                house, work, case.id, other.id, said, actor=by(who), was=who.id
            )
            return True
        await summaries.write(house, work, case, SECTIONS, actor=by(who))
        await summaries.submit(house, work, case, actor=by(who))
        return True
