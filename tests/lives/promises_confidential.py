"""What must be so of findings (R34) and the internal register (R9) after every step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from complaints.finding_model import TOLD, FindingState
from complaints.model import Role
from complaints.policy_people import SEATS
from tests.lives.acts_findings import SECRET
from tests.lives.internals import CANARY
from tests.lives.steps import Row, Step

#: Which clock runs while a finding stands there; once decided it depends on the customer.
_RUNS: Final = {
    FindingState.OPEN: "finding",
    FindingState.REVIEWED: "finding_report",
    FindingState.REPORTED: "finding_talk",
}


def a_person_is_heard_before_they_are_judged(step: Step) -> None:
    """R34: nothing is decided without their words until their time is over; others look again."""
    for one in step.after.findings.values():
        assert one["decided_by"] is None or one["decided_by"] != one["person_id"]
        assert one["reviewed_by"] is None or one["reviewed_by"] not in (
            one["decided_by"],
            one["person_id"],
        )
        if one["person_id"] is not None and one["state"] in TOLD and not one["statement"]:
            assert one["is_unheard"]
            assert one["decided_at"] > one["hear_by"]


def a_finding_runs_on_one_clock(step: Step) -> None:
    """R34: 24 hours, 4, 4 and 8, one after the other; none while the cause is not plain."""
    running: dict[int, list[str]] = {}
    for clock in step.after.clocks.values():
        if clock["kind"].startswith("finding") and clock["stopped_at"] is None:
            running.setdefault(clock["subject_id"], []).append(clock["kind"])
    for key, one in step.after.findings.items():
        state = FindingState(one["state"])
        expected = _RUNS.get(state)
        if state is FindingState.DECIDED:
            is_talked = one["customer_told_at"] or one["unreachable_at"]
            expected = "finding_review" if is_talked else "finding"
        assert running.get(key, []) == ([expected] if expected else []), state


def what_is_confidential_is_told_nowhere_else(step: Step) -> None:
    """Promise 7: no timeline, message, ping or audit entry holds a word of either register."""
    for table in ("timeline", "messages", "outbox", "audit"):
        for row in step.new(table):
            assert SECRET not in repr(row)
            assert CANARY not in repr(row)


def who_hides_cannot_be_found(step: Step) -> None:
    """R9: of an anonymous complaint nothing says who filed it, and of its moment only the day."""
    hidden = {k: row for k, row in step.after.internal_complaints.items() if row["receipt_hash"]}
    zone = step.house.policy.hours.zone
    for key, row in step.after.internal_complaints.items():
        known = (row["complainant_id"] is not None, bool(row["complainant"]), key in hidden)
        assert sum(known) == 1
        assert (row["entered_by"] is not None) is bool(row["complainant"])
    for row in hidden.values():
        assert row["filed_at"].astimezone(zone).time().isoformat() == "00:00:00"
    for entry in step.after.private_entries.values():
        if entry["subject_id"] in hidden and entry["kind"] == "filed":
            assert entry["officer_id"] is None
            assert entry["at"] == hidden[entry["subject_id"]]["filed_at"]
    fresh = {str(key) for key in hidden.keys() - step.before.internal_complaints.keys()}
    for entry in step.new("audit"):
        assert entry["subject"] not in fresh or entry["officer_id"] is None


def the_internal_register_counts_for_itself(step: Step) -> None:
    """R9: its numbers are a series of their own, without a gap."""
    by_day: dict[str, list[int]] = {}
    for row in sorted(step.after.internal_complaints.values(), key=lambda row: row["id"]):
        prefix, day, n = row["number"].split("-")
        assert prefix == "HN"
        by_day.setdefault(day, []).append(int(n))
    counted = {
        name.removeprefix("internal:")[2:].replace("-", ""): row["n"]
        for name, row in step.after.counters.items()
        if name.startswith("internal:")
    }
    assert {day: list(range(1, n + 1)) for day, n in counted.items()} == by_day


def nobody_judges_their_own(step: Step) -> None:
    """R9: who filed it or stands in it decides nothing, nor does anybody twice."""
    kept_out = {(r["internal_id"], r["officer_id"]) for r in step.after.internal_kept_out.values()}
    levels: Counter[tuple[int, int]] = Counter()
    deciders: Counter[tuple[int, int]] = Counter()
    for one in step.after.internal_decisions.values():
        internal = step.after.internal_complaints[one["internal_id"]]
        assert one["decided_by"] not in (internal["complainant_id"], internal["person_id"])
        assert (one["internal_id"], one["decided_by"]) not in kept_out
        levels[one["internal_id"], one["level"]] += 1
        deciders[one["internal_id"], one["decided_by"]] += 1
    assert all(n == 1 for n in (levels | deciders).values())
    for one in step.new("internal_decisions"):
        role = Role(_officer(step, one["decided_by"])["role"])
        assert role in SEATS


def _officer(step: Step, officer_id: int) -> Row:
    return step.after.officers[officer_id]


CONFIDENTIAL: Final[Sequence[Callable[[Step], None]]] = (
    a_person_is_heard_before_they_are_judged,
    a_finding_runs_on_one_clock,
    what_is_confidential_is_told_nowhere_else,
    who_hides_cannot_be_found,
    the_internal_register_counts_for_itself,
    nobody_judges_their_own,
)
