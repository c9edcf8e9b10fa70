"""The clocks of a complaint as its page shows them, and the next step that they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from complaints.case_reads import CaseExtension, CasePage
from complaints.clock_model import Clock, ClockKind
from complaints.extending import EXTENDABLE, may_extend
from complaints.model import Officer, Status
from complaints.onsite import WANTED_WHILE
from complaints.permissions import may
from complaints.policy import Policy
from complaints.policy_clocks import Span
from complaints.waiting import PAUSABLE
from console.times import TimeWords


@dataclass(frozen=True)
class ClockView:
    """A clock in the side panel: `used` percent of it.

    `state` is ok, warn or late while it runs, paused while it rests, then kept, missed or ended.
    """

    kind: ClockKind
    state: str
    text: str
    used: int
    started_at: datetime | None = None
    due_at: datetime | None = None
    reason: str = ""


def clock_views(page: CasePage, times: TimeWords) -> list[ClockView]:
    """Show the clocks of the present episode in their fixed order; of each kind the newest.

    Those of coordination requests stand with their requests.
    """
    own = [clock for clock in page.clocks if clock.subject_id is None]
    by_kind = {clock.kind: clock for clock in sorted(own, key=_newest_last)}
    return [clock_view(by_kind[kind], times) for kind in ClockKind if kind in by_kind]


def _newest_last(clock: Clock) -> tuple[bool, int]:
    return clock.stopped_at is None, clock.id


def clock_view(clock: Clock, times: TimeWords) -> ClockView:
    """Show one clock."""
    if clock.stopped_at is not None:
        state = {True: "kept", False: "missed", None: "ended"}[clock.is_kept]
        return ClockView(clock.kind, state, times.span(clock.stopped_at - clock.started_at), 100)
    dial = times.dial(clock.started_at, clock.due_at)
    used = 100 - dial.left
    if clock.paused_until is not None:
        text = times.deadline(clock.paused_until)
        return ClockView(clock.kind, "paused", text, used, reason=clock.pause_reason)
    text = times.countdown(clock.due_at)
    return ClockView(clock.kind, dial.state, text, used, clock.started_at, clock.due_at)


@dataclass(frozen=True)
class NextStep:
    """The one sentence that says what to do, and by when."""

    key: str
    symbol: str
    state: str
    left: int = 0
    started_at: datetime | None = None
    due_at: datetime | None = None


_STEPS: Final = {
    ClockKind.TAKE: ("take", "hand"),
    ClockKind.PLAN: ("contact", "phone"),
    ClockKind.RESULT: ("resolve", "check"),
    ClockKind.DEPARTMENT: ("department", "reply"),
    ClockKind.VISIT: ("visit", "user"),
    ClockKind.REPORT: ("report", "up"),
    ClockKind.PULSE: ("pulse", "reply"),
    ClockKind.REVIEW: ("review", "shield"),
    ClockKind.ONSITE: ("onsite", "user"),
}
_RESTS: Final = {
    Status.WAITING: NextStep("waiting", "pause", "pause"),
    Status.ANSWERED: NextStep("answered", "clock", "idle"),
    Status.CLOSED: NextStep("closed", "done", "done"),
    Status.WITHDRAWN: NextStep("withdrawn", "undo", "done"),
    Status.MERGED: NextStep("merged", "merge", "done"),
    Status.INVALID: NextStep("invalid", "x", "done"),
}


def next_step(page: CasePage, times: TimeWords) -> NextStep:
    """Say what is to be done next: what the clock that ends first asks for."""
    rest = _RESTS.get(page.complaint.status)
    if rest is not None:
        return rest
    running = [clock for clock in page.clocks if _is_running(clock) and clock.kind in _STEPS]
    if not running:
        return NextStep("continue", "edit", "idle")
    first = min(running, key=lambda clock: clock.due_at)
    dial = times.dial(first.started_at, first.due_at)
    # What nobody has is taken first, whatever else is due; only the report upward needs no owner.
    is_to_take = page.complaint.status is Status.NEW and first.kind is not ClockKind.REPORT
    key, symbol = _STEPS[ClockKind.TAKE if is_to_take else first.kind]
    return NextStep(key, symbol, dial.state, dial.left, first.started_at, first.due_at)


def _is_running(clock: Clock) -> bool:
    return clock.stopped_at is None and clock.paused_at is None


@dataclass(frozen=True)
class ClockActions:
    """What the officer can do with the clocks now; the rules check it again.

    `decide` are the requests for more time that are theirs to decide, `asked` those of others.
    """

    pause: Sequence[ClockKind]
    unpause: Sequence[ClockKind]
    extend: Sequence[ClockKind]
    decide: Sequence[CaseExtension]
    asked: Sequence[CaseExtension]
    visit: bool
    report: bool
    onsite: bool
    arrive: bool


_NOTHING: Final = ClockActions((), (), (), (), (), False, False, False, False)


def clock_actions(page: CasePage, officer: Officer, policy: Policy) -> ClockActions:
    """Offer what is possible now and belongs to the officer's role."""
    if page.is_asked_only:
        return _NOTHING
    open_ = [clock for clock in page.clocks if clock.stopped_at is None]
    running = {clock.kind for clock in open_ if clock.paused_at is None}
    resting = {clock.kind for clock in open_ if clock.paused_at and not clock.is_for_customer}
    waiting = [asked for asked in page.extensions if asked.extension.decided_at is None]
    decide = [asked for asked in waiting if _may_decide(asked, officer, policy)]
    is_manager, may_ask = may(officer.role, "pause"), may(officer.role, "ask_extension")
    is_open = page.complaint.status in (Status.OPEN, Status.WAITING)
    can_visit = ClockKind.VISIT in policy.clocks.spans and ClockKind.VISIT not in running | resting
    return ClockActions(
        pause=_in_order(running & PAUSABLE) if is_manager else (),
        unpause=_in_order(resting) if is_manager else (),
        extend=_in_order((running | resting) & EXTENDABLE) if may_ask and not waiting else (),
        decide=decide,
        asked=[asked for asked in waiting if asked not in decide],
        visit=is_open and can_visit and may(officer.role, "promise_visit"),
        report=ClockKind.REPORT in running and may(officer.role, "report_upward"),
        onsite=page.complaint.status in WANTED_WHILE
        and not page.complaint.is_onsite
        and may(officer.role, "onsite"),
        arrive=ClockKind.ONSITE in running and may(officer.role, "onsite"),
    )


def _may_decide(asked: CaseExtension, officer: Officer, policy: Policy) -> bool:
    span = Span.parse(asked.extension.span)
    is_own = asked.extension.asked_by == officer.id
    return span is not None and not is_own and may_extend(policy, officer, span)


def _in_order(kinds: set[ClockKind]) -> list[ClockKind]:
    return [kind for kind in ClockKind if kind in kinds]
