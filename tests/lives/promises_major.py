"""What must be so of major complaints after every step (R10, R13, R28–R30)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from complaints.crises import LEAST_PLANS
from complaints.model import ACTIVE, CloseReason, Role, Severity, Status
from tests.lives.steps import Row, Step

_TOP: Final = frozenset({Role.SENIOR_LEADER})


def a_leader_is_owed_word(step: Step) -> None:
    """R19, R28: the report upward runs until a leader knows; nobody records it of themselves."""
    for major in step.after.majors.values():
        case = step.after.complaints[major["complaint_id"]]
        assert (major["acknowledged_by"] is None) is (major["acknowledged_at"] is None)
        if major["recorded_by"] is not None:
            assert major["recorded_by"] != major["acknowledged_by"]
        is_owed = case["severity"] == Severity.MAJOR and Status(case["status"]) in ACTIVE
        running = [
            clock
            for clock in step.after.of("clocks", case["id"])
            if clock["kind"] == "report" and clock["stopped_at"] is None
        ]
        assert len(running) == (is_owed and major["acknowledged_at"] is None), case["status"]


def a_task_force_has_one_lead(step: Step) -> None:
    """R28: whoever is in one is in it once, and one of them leads."""
    present: dict[int, list[Row]] = {}
    for member in step.after.members.values():
        if member["until"] is None:
            present.setdefault(member["complaint_id"], []).append(member)
    for members in present.values():
        assert sum(member["is_lead"] for member in members) == 1
        assert len({member["officer_id"] for member in members}) == len(members)


def a_measure_is_agreed_done_and_verified(step: Step) -> None:
    """R28: by a senior leader, by somebody, and by somebody else."""
    for measure in step.after.measures.values():
        state, done_by = measure["state"], measure["done_by"]
        assert (state in ("done", "verified")) <= (done_by is not None)
        if state == "verified":
            assert measure["verified_by"] not in (None, done_by)
            assert measure["approved_at"] is not None
    granted = [row for row in step.after.approvals.values() if row["state"] == "granted"]
    for approval in (row for row in granted if row["kind"] == "plan"):
        for key in map(int, approval["detail"]["measures"]):
            assert step.after.measures[key]["added_by"] != approval["decided_by"]


def nothing_major_ends_without_its_report(step: Step) -> None:
    """R28: nobody but the customer ends what is major before a leader agreed to the report."""
    reported = {
        (row["complaint_id"], row["episode"])
        for row in step.after.summaries.values()
        if row["approved_at"] is not None
    }
    for summary in step.after.summaries.values():
        assert summary["approved_by"] is None or summary["approved_by"] != summary["written_by"]
    in_crisis = {row["complaint_id"] for row in _going_on(step)}
    for key, case in step.after.complaints.items():
        before = step.before.complaints.get(key)
        if before is None or before["status"] == case["status"]:
            continue
        is_major = before["severity"] == case["severity"] == Severity.MAJOR
        by_house = case["close_reason"] in (CloseReason.UNANSWERED, CloseReason.MANAGER)
        is_ended = case["status"] == Status.CLOSED and by_house
        was_answered = before["status"] in (Status.MERGED, Status.INVALID)  # it comes back so
        is_answered = case["status"] == Status.ANSWERED and not was_answered
        if is_major and (is_answered or is_ended):
            assert (key, case["episode"]) in reported, (before["status"], case["status"])
            assert key not in in_crisis


def _going_on(step: Step) -> list[Row]:
    return [row for row in step.after.crises.values() if row["ended_at"] is None]


def a_crisis_climbs_its_chain(step: Step) -> None:
    """R29: one at a time, alternatives before the top, a senior leader chooses, then it ends."""
    assert all(n == 1 for n in Counter(row["complaint_id"] for row in _going_on(step)).values())
    for crisis in step.after.crises.values():
        stages, plans = crisis["stages"], crisis["plans"]
        assert all("entered_at" in one for one in stages[: crisis["stage"] + 1])
        assert all("decided_by" in one for one in stages[: crisis["stage"]])
        assert len(plans) >= int(stages[crisis["stage"]]["plans"])
        if crisis["chosen"] is not None:
            assert len(plans) >= LEAST_PLANS
            assert 0 <= crisis["chosen"] < len(plans)
            assert crisis["chosen_reason"]
        if crisis["ended_at"] is not None:
            assert crisis["outcome"]
            assert crisis["chosen"] is not None or not plans


def who_keeps_out_is_not_called(step: Step) -> None:
    """R30: an emergency calls nobody who keeps out of it, and says whom it called."""
    barred = {
        (row["complaint_id"], row["officer_id"])
        for key, row in step.after.recusals.items()
        if row["lifted_at"] is None and key in step.before.recusals
    }
    told = [e["complaint_id"] for e in step.new("timeline") if e["kind"] == "called"]
    for call in step.new("emergency_calls"):
        assert (call["complaint_id"], call["officer_id"]) not in barred
        assert call["complaint_id"] in told


OF_MAJOR: Final[Sequence[Callable[[Step], None]]] = (
    a_leader_is_owed_word,
    a_task_force_has_one_lead,
    a_measure_is_agreed_done_and_verified,
    nothing_major_ends_without_its_report,
    a_crisis_climbs_its_chain,
    who_keeps_out_is_not_called,
)
