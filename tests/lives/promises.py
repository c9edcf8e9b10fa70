"""The promises of DESIGN.md and the rules of the house, as what must be so after every step.

Each is a function of a `Step`: what the database held before, what it holds now, and who did
something in between. Its name and docstring say which promise or rule it holds; it asserts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from complaints.clock_model import CONFIDENTIAL_CLOCKS
from complaints.coordination_model import OPEN, RequestState
from complaints.decision_model import ALWAYS_APPROVED, HIDING
from complaints.lifecycle import RULES
from complaints.model import ACTIVE, ActorKind, Role, Status
from complaints.money import major
from complaints.reading import READ
from complaints.remedy_moves import BINDING, PENDING
from tests.lives.promises_confidential import CONFIDENTIAL
from tests.lives.promises_major import OF_MAJOR
from tests.lives.steps import Row, Step

#: What cannot change without an event in the timeline.
_TOLD: Final = (
    *("status", "episode", "level", "category", "severity", "owner_id", "result", "place"),
    *("person", "matter_id", "merged_into_id", "closed_at", "close_reason", "archived_at"),
)


def a_dead_process_has_done_nothing(step: Step) -> None:
    """Promises 1 and 2: what was not committed never was, neither a change nor a message."""
    if step.has_died:
        assert step.after.rows == step.before.rows


def status_changes_only_by_the_table_of_moves(step: Step) -> None:
    """Promise 4: from every status only where the moves of those who acted lead."""
    for key, row in step.after.complaints.items():
        before = step.before.complaints.get(key)
        start = Status(before["status"]) if before else Status.NEW
        kinds = step.kinds
        if any(e["kind"] == "taken_away" for e in step.new("timeline")):
            kinds |= {ActorKind.OFFICER}  # the owner was named: it is put back for them
        assert Status(row["status"]) in _reachable(start, kinds)


def _reachable(start: Status, kinds: frozenset[ActorKind]) -> set[Status]:
    found, fresh = {start}, {start}
    while fresh:
        fresh = {
            rule.target
            for rule in RULES.values()
            if rule.sources & fresh and rule.kinds & kinds and rule.target not in found
        }
        found |= fresh
    return found


def every_change_is_told(step: Step) -> None:
    """R40: whatever changes about a complaint stands in its timeline and in the audit."""
    told = {entry["complaint_id"] for entry in step.new("timeline")}
    for key, row in step.after.complaints.items():
        before = step.before.complaints.get(key)
        changed = before is None or any(row[name] != before[name] for name in _TOLD)
        assert not changed or key in told, _difference(before, row)
    entries = Counter(
        (e["complaint_id"], f"complaint:{e['kind']}") for e in step.after.timeline.values()
    )
    audited = Counter(
        (e["complaint_id"], e["action"])
        for e in step.after.audit.values()
        if e["complaint_id"] is not None and e["action"] != READ
    )
    assert entries - audited == Counter()


def _difference(before: Row | None, after: Row) -> dict[str, Any]:
    return {
        name: (before[name] if before else None, after[name])
        for name in _TOLD
        if before is None or before[name] != after[name]
    }


def history_is_never_altered(step: Step) -> None:
    """Promise 6: entries of timeline and audit stay, word for word."""
    for name in ("timeline", "audit"):
        now = step.after.rows[name]
        assert all(now.get(key) == row for key, row in step.before.rows[name].items())


def a_case_has_one_owner(step: Step) -> None:
    """R18: a new case is nobody's, one that is handled has its owner, and since when."""
    for row in step.after.complaints.values():
        is_owned = row["owner_id"] is not None
        assert is_owned is (row["taken_at"] is not None)
        if row["status"] in ACTIVE:
            assert is_owned is (row["status"] != Status.NEW), row["status"]


def numbers_leave_no_gap(step: Step) -> None:
    """R6: the numbers of a day are 1 to n in the order of filing, and n is the day's counter."""
    by_day: dict[str, list[int]] = {}
    for row in sorted(step.after.complaints.values(), key=lambda row: row["id"]):
        _, day, n = row["number"].split("-")
        by_day.setdefault(day, []).append(int(n))
    counters = {
        name.removeprefix("complaints:")[2:].replace("-", ""): row["n"]
        for name, row in step.after.counters.items()
        if name.startswith("complaints:")
    }
    assert {day: list(range(1, n + 1)) for day, n in counters.items()} == by_day


def nothing_is_said_without_its_cause(step: Step) -> None:
    """Promise 2: who is told something is told what was committed with it."""
    if said := [m for m in step.new("messages") if m["direction"] == "out"]:
        heard = [m for m in step.new("messages") if m["direction"] == "in"]
        was_done = [
            row
            for key, row in step.after.due.items()
            if row["done_at"] and not step.before.due.get(key, {}).get("done_at")
        ]
        understood = [
            row
            for key, row in step.after.inbox.items()
            if row["state"] != step.before.inbox.get(key, {}).get("state", "new")
        ]
        happened = step.new("timeline") or step.new("private_entries")
        assert happened or heard or was_done or understood, said
    queued = Counter(row["message_id"] for row in step.after.outbox.values())
    for key, row in step.after.messages.items():
        is_sent = row["direction"] == "out" and row["conversation_id"] is not None
        assert queued[key] == is_sent


def what_a_customer_said_is_kept(step: Step) -> None:
    """Promise 1: every update has one outcome, and no message disappears."""
    for key, row in step.before.inbox.items():
        assert step.after.inbox[key]["raw"] == row["raw"]
    for row in step.after.inbox.values():
        assert row["state"] in ("new", "done")
        assert row["state"] == "new" or row["outcome"]
    assert step.before.messages.keys() <= step.after.messages.keys()


def a_promise_stands(step: Step) -> None:
    """DESIGN, Rulings: the promised time is never recomputed within an episode."""
    for key, row in step.before.complaints.items():
        now = step.after.complaints[key]
        if now["episode"] == row["episode"]:
            assert now["promised_at"] == row["promised_at"]


def clocks_run_while_something_is_owed(step: Step) -> None:
    """R19: one result is owed on what is handled, taking on what is new, nothing on what ended."""
    for key, case in step.after.complaints.items():
        running = [
            clock
            for clock in step.after.of("clocks", key)
            if clock["stopped_at"] is None and clock["kind"] not in CONFIDENTIAL_CLOCKS
        ]
        kinds = Counter((c["kind"], c["subject_id"]) for c in running)
        twice = [kind for kind, times in kinds.items() if times > 1]
        assert not twice, (twice, [(c["kind"], c["started_at"], c["subject_id"]) for c in running])
        assert all(c["episode"] == case["episode"] for c in running)
        if case["status"] not in ACTIVE:
            assert not running, (case["status"], kinds)
        elif case["status"] == Status.ANSWERED:
            assert kinds["silent", None] == 1
        else:
            assert kinds["result", None] == 1, (case["status"], kinds)
            assert kinds["silent", None] == 0
            assert kinds["take", None] == (case["status"] == Status.NEW)


def only_people_stop_the_first_answer(step: Step) -> None:
    """Promise 5: a first answer is an officer's words that arrived, when they were written."""
    words = {
        (m["complaint_id"], m["at"])
        for m in step.after.messages.values()
        if m["direction"] == "out"
        and m["author"] == ActorKind.OFFICER
        and m["delivery"] in ("sent", "recorded")
    }
    for clock in step.after.clocks.values():
        if clock["kind"] == "plan" and clock["is_kept"] is not None:
            assert (clock["complaint_id"], clock["stopped_at"]) in words


def each_step_is_taken_once(step: Step) -> None:
    """R21: of one clock each step of the ladder is taken once at the most."""
    clocks = Counter((c["complaint_id"], c["kind"]) for c in step.after.clocks.values())
    steps = Counter(
        (e["complaint_id"], e["data"]["clock"], e["data"]["percent"])
        for e in step.after.timeline.values()
        if e["kind"] == "warned"
    )
    for (case, kind, percent), times in steps.items():
        assert times <= clocks[case, kind], (kind, percent)


def what_is_due_is_done_or_to_come(step: Step) -> None:
    """Promise 3: after a tick nothing is left that is due, and nothing has failed."""
    for row in step.after.due.values():
        assert not row["error"], row
        if step.ticked and not step.has_died and row["kind"] != "fetch":
            assert row["done_at"] is not None or row["due_at"] > step.now, row


def the_next_step_is_a_row(step: Step) -> None:
    """Promise 3: no clock is forgotten, whether it runs, rests, or waits for the customer."""
    rows = Counter(
        (row["kind"], row["subject_id"], row["guard"])
        for row in step.after.due.values()
        if row["done_at"] is None
    )
    for clock in step.after.clocks.values():
        if clock["stopped_at"] is not None:
            continue
        kind = "pause_over" if clock["paused_at"] else "step"
        ladder = step.house.policy.clocks.ladder_of(clock["kind"])
        is_climbed = kind == "step" and all(s.percent <= clock["reached"] for s in ladder)
        expected = 0 if is_climbed else 1
        assert rows[kind, clock["id"], str(clock["revision"])] == expected, clock
    for case in step.after.complaints.values():
        if case["status"] == Status.ANSWERED:
            guard = f"{case['episode']}:{case['answered_at'].timestamp():.0f}"
            assert rows["unanswered", case["id"], guard] >= 1


def nobody_decides_what_they_asked_for(step: Step) -> None:
    """R16, R19, R23: whatever needs a yes gets it from somebody else."""
    for table in ("approvals", "extensions"):
        for row in step.after.rows[table].values():
            assert row["decided_by"] is None or row["decided_by"] != row["asked_by"]
    for row in step.after.invalidities.values():
        assert row["confirmed_by"] is None or row["confirmed_by"] != row["proposed_by"]
    judged = {
        row["complaint_id"] for row in step.after.invalidities.values() if row["confirmed_by"]
    }
    invalid = {c["id"] for c in step.after.complaints.values() if c["status"] == Status.INVALID}
    assert invalid <= judged


def no_remedy_goes_beyond_authority(step: Step) -> None:
    """R23: what was promised is covered by who promised it, or by somebody else's approval."""
    authority = step.house.policy.authority
    roles = {o["id"]: Role(o["role"]) for o in step.after.officers.values()}
    granted = {
        row["subject_id"]: row
        for row in step.after.approvals.values()
        if row["kind"] == "remedy" and row["state"] == "granted"
    }
    for remedy in step.after.remedies.values():
        if remedy["state"] not in BINDING:
            continue
        covered = major(remedy["covered"], remedy["currency"])
        is_own = authority.covers(roles[remedy["proposed_by"]], covered)
        if is_own and remedy["kind"] not in ALWAYS_APPROVED:
            continue
        approval = granted[remedy["id"]]
        decider = roles[approval["decided_by"]]
        assert authority.covers(decider, major(approval["amount"], approval["currency"]))
        assert approval["amount"] >= remedy["amount"]


def nothing_promised_is_left_behind(step: Step) -> None:
    """R22: no case is answered or ends while an offer is open or a remedy not carried out."""
    owed = {"agreed", *PENDING}
    for remedy in step.after.remedies.values():
        status = Status(step.after.complaints[remedy["complaint_id"]]["status"])
        is_handled = status in ACTIVE - {Status.ANSWERED}
        assert is_handled or remedy["state"] not in owed or status is Status.WITHDRAWN, status


def what_is_pending_is_in_hand_and_approved(step: Step) -> None:
    """R32: nobody enters what they asked for, once at most, and nothing that is over."""
    current = Counter[int]()
    for row in step.after.pendings.values():
        assert row["entered_by"] is None or row["entered_by"] != row["asked_by"]
        assert (row["state"] in ("open", "settled")) == (row["entered_by"] is not None)
        if row["state"] in ("asked", "open"):
            current[row["complaint_id"]] += 1
    assert all(n == 1 for n in current.values())
    for key in current:
        case = step.after.complaints[key]
        assert Status(case["status"]) in ACTIVE, case["status"]


def no_department_works_on_what_is_over(step: Step) -> None:
    """R20: no case is answered or ends while a department was asked and has not been signed."""
    for request in step.after.coordination_requests.values():
        status = Status(step.after.complaints[request["complaint_id"]]["status"])
        is_handled = status in ACTIVE - {Status.ANSWERED}
        assert is_handled or request["state"] not in OPEN, (status, request["state"])


def every_request_has_its_own_clock(step: Step) -> None:
    """R19, R20: one runs while it is the department's turn, none once it has answered."""
    running = Counter(
        clock["subject_id"]
        for clock in step.after.clocks.values()
        if clock["kind"] == "department" and clock["stopped_at"] is None
    )
    for key, request in step.after.coordination_requests.items():
        is_owed = request["state"] in (RequestState.ASKED, RequestState.QUESTIONED)
        assert running[key] == is_owed, request["state"]


def only_heads_sign(step: Step) -> None:
    """R20: the head of the department, a senior leader, or who stands in for one of them."""
    for request in step.after.coordination_requests.values():
        if request["signed_by"] is None:
            continue
        heads = {
            row["id"]
            for row in step.after.officers.values()
            if row["role"] == Role.SENIOR_LEADER
            or (row["role"], row["department"]) == (Role.DEPARTMENT_HEAD, request["department"])
        }
        deputies = {
            row["deputy_id"] for row in step.after.leaves.values() if row["officer_id"] in heads
        }
        assert request["signed_by"] in heads | deputies
        assert request["answered_by"] is not None


def who_keeps_out_neither_sees_nor_handles(step: Step) -> None:
    """Promise 7: who is named in a complaint sees nothing of it, hears nothing, does nothing."""
    for key, bar in step.after.recusals.items():
        if bar["lifted_at"] is not None:
            continue
        case, officer = step.after.complaints[bar["complaint_id"]], bar["officer_id"]
        if bar["bar"] in HIDING:
            assert case["id"] not in step.after.seen[officer]
        if case["status"] in (Status.OPEN, Status.WAITING):
            assert case["owner_id"] != officer
        if key in step.before.recusals:
            did = [e for e in step.new("timeline") if e["officer_id"] == officer]
            assert not [e["kind"] for e in did if e["complaint_id"] == case["id"]]
            told = [m["text"] for m in _heard_by(step, officer) if case["number"] in m["text"]]
            # Whom a finding is about is asked and told of it (R34), whatever they keep out of.
            of_finding = [f["person_id"] for f in step.after.of("findings", case["id"])]
            assert not told or officer in of_finding, told


def _heard_by(step: Step, officer_id: int) -> Iterable[Row]:
    """List what an officer's chat has been told about complaints in this step."""
    chat = step.after.officers[officer_id]["conversation_id"]
    said = [m for m in step.new("messages") if m["conversation_id"] == chat]
    return [m for m in said if m["purpose"] == "ping"]


PROMISES: Final[Sequence[Callable[[Step], None]]] = (
    a_dead_process_has_done_nothing,
    status_changes_only_by_the_table_of_moves,
    every_change_is_told,
    history_is_never_altered,
    a_case_has_one_owner,
    numbers_leave_no_gap,
    nothing_is_said_without_its_cause,
    what_a_customer_said_is_kept,
    a_promise_stands,
    clocks_run_while_something_is_owed,
    only_people_stop_the_first_answer,
    each_step_is_taken_once,
    what_is_due_is_done_or_to_come,
    the_next_step_is_a_row,
    nobody_decides_what_they_asked_for,
    no_remedy_goes_beyond_authority,
    nothing_promised_is_left_behind,
    what_is_pending_is_in_hand_and_approved,
    no_department_works_on_what_is_over,
    every_request_has_its_own_clock,
    only_heads_sign,
    who_keeps_out_neither_sees_nor_handles,
    *OF_MAJOR,
    *CONFIDENTIAL,
)
