"""A major complaint as its page shows it: the steps it takes, its evidence, what one may do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from complaints.case_reads import CasePage
from complaints.decision_reads import CaseDecisions
from complaints.major_model import UNFINISHED, Crisis, Measure, MeasureState, Member
from complaints.major_reads import CaseMajor
from complaints.model import ACTIVE, Language, Officer, Role, Severity
from complaints.permissions import may
from complaints.policy import Policy
from complaints.policy_emergency import CONTACT, GROUP, OFFICER, SEAT
from complaints.talk_model import Attachment, AttachmentState
from console.catalogue import Catalogue


@dataclass(frozen=True)
class StepView:
    """One step of the way: `state` is ok, now or "" for what is still to come."""

    key: str
    state: str
    at: datetime | None = None
    done: int = 0
    of: int = 0


def steps(page: CasePage, decided: CaseDecisions, found: CaseMajor) -> list[StepView]:
    """Show the way of a major complaint (R28): what is done, what is to be done now."""
    complaint, major = page.complaint, found.major
    plan = [measure for measure in found.plan if measure.approved_at is not None]
    done = [measure for measure in plan if measure.state is not MeasureState.PLANNED]
    is_carried_out = bool(plan) and len(done) == len(plan)
    facts, summary = decided.investigations, found.summary
    reached: list[tuple[str, datetime | None]] = [
        ("graded", major.begun_at if major else None),
        ("heard", major.acknowledged_at if major else None),
        ("task_force", min((m.since for m in found.members), default=None)),
        ("investigation", facts[0].at if facts else None),
        ("measures", _last(done) if is_carried_out else None),
        ("summary", summary.approved_at if summary else None),
        ("answered", complaint.answered_at or complaint.closed_at),
        ("closed", complaint.closed_at),
    ]
    first = next((key for key, at in reached if at is None), "")
    return [
        StepView(
            key,
            "ok" if at else "now" if key == first else "",
            at,
            *((len(done), len(plan)) if key == "measures" else ()),
        )
        for key, at in reached
    ]


def _last(done: Sequence[Measure]) -> datetime | None:
    return max((measure.done_at for measure in done if measure.done_at), default=None)


@dataclass(frozen=True)
class Evidence:
    """A file of the case, and where it came from: the record, the customer, the house, a note."""

    file: Attachment
    source: str


def evidence(page: CasePage) -> list[Evidence]:
    """List every file of a complaint, oldest first (R25)."""
    found = sorted(_files(page), key=lambda one: one.file.id)
    return [one for one in found if one.file.state is AttachmentState.STORED]


def _files(page: CasePage) -> Iterator[Evidence]:
    yield from (Evidence(file, "record") for file in page.attachments)
    for shown in page.messages:
        source = "customer" if shown.message.direction == "in" else "house"
        yield from (Evidence(file, source) for file in shown.attachments)
    for note in page.notes:
        yield from (Evidence(file, "note") for file in note.attachments)


@dataclass(frozen=True)
class MajorActions:
    """What the officer can do with a major complaint now; the rules check it again."""

    acknowledge: bool
    report: bool
    task_force: bool
    plan: bool
    ask_plan: bool
    lead: bool
    summary: bool
    submit: bool
    end_event: bool
    crisis: bool
    in_crisis: bool
    choose_plan: bool
    call: bool


def major_actions(page: CasePage, found: CaseMajor, officer: Officer) -> MajorActions:
    """Offer what is possible now and belongs to the officer's role or part in it."""
    complaint, major, crisis = page.complaint, found.major, found.crisis
    is_major = complaint.severity is Severity.MAJOR and major is not None
    at_work = is_major and complaint.status in ACTIVE
    leads = may(officer.role, "task_force")
    is_lead = leads or any(m.is_lead and m.officer_id == officer.id for m in found.members)
    has_part = is_lead or complaint.owner_id == officer.id or _is_in(found.members, officer)
    is_heard = major is not None and major.acknowledged_at is not None
    is_leader = officer.role is Role.SENIOR_LEADER and not officer.is_service
    is_on = crisis is not None and crisis.ended_at is None
    new = [m for m in found.plan if m.approved_at is None and m.state in UNFINISHED]
    is_open_report = found.summary is None or found.summary.approved_at is None
    was_called = any(call.officer_id == officer.id for call in found.calls)
    return MajorActions(
        acknowledge=is_major and not is_heard and is_leader,
        report=at_work and not is_heard and not is_leader and may(officer.role, "report_upward"),
        task_force=at_work and leads,
        plan=at_work and has_part,
        ask_plan=at_work and has_part and bool(new),
        lead=is_lead,
        summary=is_major and has_part and is_open_report,
        submit=is_major and has_part and is_open_report and found.summary is not None,
        end_event=at_work and is_lead and not is_on and not (major and major.dealt_with_at),
        crisis=complaint.status in ACTIVE and not is_on and may(officer.role, "escalate"),
        in_crisis=is_on and (has_part or was_called),
        choose_plan=is_on and is_leader and crisis is not None and crisis.chosen is None,
        call=complaint.status in ACTIVE and may(officer.role, "escalate"),
    )


def _is_in(members: Sequence[Member], officer: Officer) -> bool:
    return any(member.officer_id == officer.id for member in members)


@dataclass(frozen=True)
class StageView:
    """One stage of a crisis chain; what was not reached has no instants."""

    name: str
    plans: int
    entered_at: datetime | None = None
    decided: str = ""
    decided_by: int = 0
    decided_at: datetime | None = None


def stages_of(crisis: Crisis | None) -> list[StageView]:
    """Read the stages of a crisis; without one there are none."""
    return [
        StageView(
            name=str(stage["name"]),
            plans=int(stage["plans"]),
            entered_at=_instant(stage.get("entered_at")),
            decided=str(stage.get("decided", "")),
            decided_by=int(stage.get("decided_by", 0)),
            decided_at=_instant(stage.get("decided_at")),
        )
        for stage in (crisis.stages if crisis else ())
    ]


def _instant(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


class WhoWords:
    """Writes whom a policy names for an emergency in one language."""

    def __init__(self, policy: Policy, catalogue: Catalogue, language: Language) -> None:
        self._policy, self._catalogue, self._language = policy, catalogue, language

    def __call__(self, who: Sequence[str]) -> str:
        """Write them all."""
        return self._t("event.and").join(self._one(word) for word in who)

    def _one(self, word: str) -> str:
        if word.startswith(OFFICER):
            return word.removeprefix(OFFICER)
        if word.startswith(SEAT):
            seat = word.removeprefix(SEAT)
            return self._t("event.and").join(
                department.name
                for department in self._policy.departments
                if seat in department.seats
            )
        return self._t(f"who.{word}" if word in (GROUP, CONTACT) else f"role.{word}")

    def _t(self, key: str) -> str:
        return self._catalogue(key, self._language)
