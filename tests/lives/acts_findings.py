"""What officers may try with whose fault it was (R34)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from complaints import finding_steps, findings
from complaints.finding_model import Finding, FindingKind, Measure
from complaints.findings import Suspicion, Verdict
from complaints.model import Complaint, Officer, by
from storage import tables
from storage.unit_of_work import SqlUnitOfWork
from tests.lives.choosing import Acting, Choice, newest

#: Stands in whatever is said of a finding, and may stand nowhere else.
SECRET = "责任暗号"


async def suspect(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Open a finding about somebody, a department or the house; the cause is plain or not."""
    person = (await work.people.get_officer(choice.of(choice.officers))).name
    kinds = (FindingKind.PERSONAL, FindingKind.PERSONAL, FindingKind.DEPARTMENT)
    new = Suspicion(
        choice.of((*kinds, FindingKind.COMPANY)),
        f"{SECRET}：漏看单据",
        person=person,
        department="logistics",
        question=f"{SECRET}：当时怎么处理的",
        is_plain=choice.n % 5 != 4,
    )
    await findings.open_finding(choice.house, work, case, new, actor=by(who))


def _on_finding(act: Callable[..., Awaitable[object]], words: str = f"{SECRET}：是") -> Acting:
    """Make an act about one of the complaint's findings."""

    async def acting(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
        finding = await newest(work, Finding, tables.findings, case, choice)
        if finding is not None:
            await act(choice.house, work, case, finding, words, actor=by(who))

    return acting


async def rule_on(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Decide whose fault it was, and what follows."""
    finding = await newest(work, Finding, tables.findings, case, choice)
    measures: tuple[tuple[Measure, ...], ...] = ((), (Measure.EDUCATION,), (Measure.POINTS,))
    chosen = choice.of((*measures, (Measure.TRANSFER,), (Measure.DISMISSAL,)))
    if finding is not None:
        verdict = Verdict(f"{SECRET}：没有复核", chosen, points=2 * (Measure.POINTS in chosen))
        await findings.decide(choice.house, work, case, finding, verdict, actor=by(who))


FINDING_ACTS: Mapping[str, Acting] = {
    "suspect": suspect,
    "rule_on": rule_on,
    "write_statement": _on_finding(findings.record_statement),
    "await_cause": _on_finding(findings.await_cause),
    "cause_plain": _on_finding(findings.cause_plain),
    "talk_to_customer": _on_finding(finding_steps.tell_customer),
    "not_reached": _on_finding(finding_steps.customer_unreachable),
    "confirm_finding": _on_finding(finding_steps.confirm),
    "redo_finding": _on_finding(finding_steps.send_back),
    "report_finding": _on_finding(finding_steps.report_upward, "总经理"),
    "talk_it_over": _on_finding(finding_steps.carry_out),
}
