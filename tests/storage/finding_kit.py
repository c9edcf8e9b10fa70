"""Findings and the people who open, decide, review and answer them, each act a transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from complaints import finding_steps, findings
from complaints.clock_model import Clock, ClockKind
from complaints.finding_model import Finding, FindingKind, Measure
from complaints.findings import Suspicion, Verdict
from complaints.house import House
from complaints.model import Complaint, Officer, by
from complaints.ports import UnitOfWork
from storage.finding_queries import SqlFindingRegister
from storage.unit_of_work import Database

#: Stands in the words of findings of tests, and nowhere else.
SECRET = "责任暗号"
VERDICT = Verdict(f"{SECRET}：没有按流程复核", (Measure.EDUCATION,))

Act = Callable[[UnitOfWork, Complaint, Finding], Awaitable[object]]


@dataclass
class Findings:
    """Does things with findings."""

    database: Database
    house: House

    @property
    def register(self) -> SqlFindingRegister:
        """The register."""
        return SqlFindingRegister(self.database)

    async def open(
        self, officer: Officer, case: Complaint, person: str = "周子涵", **fields: Any
    ) -> Finding:
        """Open one, about a person unless `fields` say otherwise."""
        given: dict[str, Any] = {
            "kind": FindingKind.PERSONAL,
            "cause": f"{SECRET}：漏看单据",
            "person": person,
            "question": f"{SECRET}：当时怎么处理的",
        }
        async with self.database.transaction() as work:
            found = await work.complaints.get(case.id)
            new = Suspicion(**(given | fields))
            return await findings.open_finding(self.house, work, found, new, actor=by(officer))

    async def on(self, finding: Finding, act: Act) -> None:
        """Do something with one."""
        async with self.database.transaction() as work:
            found = await work.findings.get(finding.id)
            await act(work, await work.complaints.get(found.complaint_id), found)

    async def state(self, officer: Officer, finding: Finding, words: str = "我看过了") -> None:
        """Let the person answer."""

        async def act(work: UnitOfWork, _: Complaint, found: Finding) -> None:
            await findings.state(self.house, work, found, words, actor=by(officer))

        await self.on(finding, act)

    async def decide(self, officer: Officer, finding: Finding, verdict: Verdict = VERDICT) -> None:
        """Decide."""

        async def act(work: UnitOfWork, case: Complaint, found: Finding) -> None:
            await findings.decide(self.house, work, case, found, verdict, actor=by(officer))

        await self.on(finding, act)

    async def step(
        self, name: str, officer: Officer, finding: Finding, words: str = "已说明"
    ) -> None:
        """Take any other step that is a function of `findings` or `finding_steps`, by its name."""
        run = getattr(finding_steps, name, None) or getattr(findings, name)

        async def act(work: UnitOfWork, case: Complaint, found: Finding) -> None:
            await run(self.house, work, case, found, words, actor=by(officer))

        await self.on(finding, act)

    async def get(self, finding: Finding) -> Finding:
        """Read one again."""
        async with self.database.transaction() as work:
            return await work.findings.get(finding.id)

    async def running(self, finding: Finding) -> list[Clock]:
        """List its clocks that run."""
        async with self.database.transaction() as work:
            return [
                clock
                for clock in await work.complaints.running_clocks(finding.complaint_id)
                if clock.subject_id == finding.id
            ]

    async def clock(self, finding: Finding) -> ClockKind | None:
        """Return the kind of the one clock that runs for it."""
        running = await self.running(finding)
        assert len(running) <= 1
        return running[0].kind if running else None
