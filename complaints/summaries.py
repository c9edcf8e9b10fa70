"""The summary report of a major complaint with its improvement (重大投诉处理报告, R28, R30).

Written in sections, begun with what the case knows; a senior leader agrees to it before the case
is answered or closed. Due some days after the event has been dealt with, also when the customer
has closed the case before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from complaints import approvals, major, pings
from complaints.approvals import Question
from complaints.decision_model import Approval, ApprovalKind, Investigation
from complaints.errors import Invalid, NotAllowed, WrongState
from complaints.house import House
from complaints.major_model import UNFINISHED, Section, Summary
from complaints.model import (
    CLOCK,
    Actor,
    Complaint,
    ComplaintId,
    Language,
    Officer,
    Role,
    Severity,
)
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import barred
from complaints.roster import reach, roster_at

SECTION_LIMIT = 4_000


def prefilled(
    house: House, complaint: Complaint, investigations: Sequence[Investigation]
) -> dict[Section, str]:
    """Begin the report with what the case knows already."""
    at = complaint.received_at.astimezone(house.policy.hours.zone)
    course = house.words(
        "summary.course",
        Language.ZH_HANS,
        number=complaint.number,
        time=f"{at:%Y-%m-%d %H:%M}",
        place=house.policy.place_name(complaint.place) or "—",
        text=complaint.text,
    )
    return {
        Section.COURSE: course,
        Section.INVESTIGATION: "\n".join(row.facts for row in investigations),
        Section.CAUSE: "\n".join(row.gap for row in investigations if row.gap),
        Section.OUTCOME: complaint.result,
        Section.IMPROVEMENT: "",
    }


async def write(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    sections: Mapping[str, str],
    *,
    actor: Actor,
) -> Summary:
    """Write some sections of the report; a request that waits for its former words lapses.

    Raises:
        NotAllowed: `not_in_task_force`.
        Invalid: a section that does not exist, or is too long.
        WrongState: `not_major`, or `summary_approved` for what stands.
    """
    officer = await major.require_part(work, complaint, actor)
    await major.get(work, complaint)
    for name, text in sections.items():
        if name not in set(Section):
            raise Invalid("unknown_field", field=name)
        if len(text) > SECTION_LIMIT:
            raise Invalid("too_long", field=name, limit=SECTION_LIMIT)
    at, given = house.now(), {name: text.strip() for name, text in sections.items()}
    await work.complaints.hold(complaint)
    found = await work.majors.find_summary(complaint.id, complaint.episode)
    if found is None:
        found = Summary(
            id=work.new_id(),
            complaint_id=complaint.id,
            episode=complaint.episode,
            sections={},
            written_by=officer.id,
            written_at=at,
        )
        work.add(found)
    elif found.approved_at is not None:
        raise WrongState("summary_approved")
    found.sections = found.sections | given
    found.written_by, found.written_at = officer.id, at
    await approvals.lapse(house, work, complaint, frozenset({ApprovalKind.SUMMARY}))
    record(work, complaint, "summary_written", actor, at)
    return found


async def submit(
    house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor
) -> Approval:
    """Ask a senior leader to agree to the report.

    Raises:
        NotAllowed: `not_in_task_force`.
        Invalid: a section is empty.
        WrongState: `summary_approved`, or `plan_not_approved`.
        Conflict: `approval_asked`.
    """
    await major.require_part(work, complaint, actor)
    await major.get(work, complaint)
    found = await work.majors.find_summary(complaint.id, complaint.episode)
    if found is not None and found.approved_at is not None:
        raise WrongState("summary_approved")
    if found is None:
        raise Invalid("section_missing", field=Section.COURSE)
    for section in Section:
        if not found.sections.get(section):
            raise Invalid("section_missing", field=section)
    for measure in await work.majors.measures_of(complaint.id):
        if measure.approved_at is None and measure.state in UNFINISHED:
            raise WrongState("plan_not_approved")
    text = "\n\n".join(found.sections[section] for section in Section)
    question = Question(ApprovalKind.SUMMARY, found.id, detail={"text": text})
    return await approvals.ask(house, work, complaint, question, actor=actor)


async def require_approvable(
    work: UnitOfWork, complaint: Complaint, officer: Officer | None
) -> None:
    """Refuse a report to who wrote it, and one that is not of this episode any more.

    Raises:
        NotAllowed: `own_request`.
        WrongState: `summary_missing`.
    """
    found = await work.majors.find_summary(complaint.id, complaint.episode)
    if found is None:
        raise WrongState("summary_missing")
    if officer is not None and found.written_by == officer.id:
        raise NotAllowed("own_request")


async def approved(house: House, work: UnitOfWork, complaint: Complaint, *, actor: Actor) -> None:
    """Let the report stand as it is; the complaint may be answered and closed."""
    found = await work.majors.find_summary(complaint.id, complaint.episode)
    about = await work.majors.find(complaint.id)
    if found is None or about is None:
        raise WrongState("summary_missing")
    at = house.now()
    found.approved_by, found.approved_at = actor.officer_id, at
    if about.dealt_with_at is None:
        about.dealt_with_at = at
    about.summary_due_at = about.summary_due_at or at
    about.summary_done_at = at


async def remind(house: House, work: UnitOfWork, complaint_id: ComplaintId, guard: str) -> None:
    """Remind of a report that is owed; when it is late, the senior leader hears of it. Once."""
    complaint, about = (
        await work.complaints.get(complaint_id),
        await work.majors.find(complaint_id),
    )
    due, _, warning = guard.partition(":")
    if (
        about is None
        or about.summary_due_at is None
        or about.summary_done_at is not None
        or due != f"{about.summary_due_at.timestamp():.0f}"
        or complaint.severity is not Severity.MAJOR
    ):
        return
    at = house.now()
    told = await _writers(work, complaint)
    if warning == "late" or not told:
        roster = await roster_at(work, at, complaint)
        above = reach(house.policy, roster, complaint, Role.SENIOR_LEADER).officers
        told |= {officer.id: officer for officer in above}
    until = f"{about.summary_due_at.astimezone(house.policy.hours.zone):%m-%d %H:%M}"
    key = "ping.summary_late" if warning == "late" else "ping.summary"
    await pings.ping(house, work, complaint, told.values(), key, at, due=until)
    kind = "summary_late" if warning == "late" else "summary_due"
    record(work, complaint, kind, CLOCK, at, officers=[one.name for one in told.values()])


async def _writers(work: UnitOfWork, complaint: Complaint) -> dict[int, Officer]:
    """List who owes the report: the lead of the task force and the owner, if they may see it."""
    ids = [m.officer_id for m in await work.majors.members_of(complaint.id) if m.is_lead]
    ids += [complaint.owner_id] if complaint.owner_id else []
    kept_out = await barred(work, complaint)
    officers = [await work.people.get_officer(one) for one in ids if one not in kept_out]
    return {officer.id: officer for officer in officers if officer.is_active}
