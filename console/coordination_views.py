"""Coordination requests as pages show them (R20): whose turn it is, by when, what one may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from complaints.case_reads import CasePage
from complaints.coordination import ASKED_WHILE
from complaints.coordination_model import OPEN, CoordinationRequest, RequestMove, RequestState
from complaints.coordination_moves import MOVES
from complaints.coordination_people import belongs_to, is_signer, may_ask_on
from complaints.coordination_reads import CaseCoordination, CaseRequest, Seat
from complaints.model import Officer
from complaints.permissions import may
from complaints.policy import Department, Policy
from console.clock_views import ClockView, NextStep, clock_view
from console.times import TimeWords

#: What the department does, what its head, and what whoever asked; in the order of the forms.
_MEMBERS = (RequestMove.ACCEPT, RequestMove.ANSWER, RequestMove.QUESTION, RequestMove.DECLINE)
_HEADS = (RequestMove.SIGN, RequestMove.SEND_BACK)
_ASKERS = (RequestMove.EXPLAIN, RequestMove.WITHDRAW)


@dataclass(frozen=True)
class RequestView:
    """One request: its clock while one runs or was kept, and the moves the viewer can make."""

    shown: CaseRequest
    department: str
    clock: ClockView | None
    moves: Sequence[RequestMove]

    @property
    def request(self) -> CoordinationRequest:
        """The request itself."""
        return self.shown.request


@dataclass(frozen=True)
class CoordinationView:
    """The section of a case: requests newest first, and whom one could ask now."""

    requests: Sequence[RequestView]
    askable: Sequence[Department]
    found: CaseCoordination


def seat_of(policy: Policy, officer: Officer) -> Seat:
    """Say which departments an officer answers and signs for, apart from standing in."""
    codes = [d.code for d in policy.departments if belongs_to(policy, [officer], d.code)]
    return Seat(codes, [code for code in codes if is_signer(policy, [officer], code)])


def coordination_view(
    page: CasePage, found: CaseCoordination, officer: Officer, policy: Policy, times: TimeWords
) -> CoordinationView:
    """Show the requests about a case, and offer what the officer may do."""
    views = [
        RequestView(
            shown,
            policy.department_name(shown.request.department),
            clock_view(shown.clock, times) if shown.clock else None,
            _moves(page, shown.request, found.people, policy),
        )
        for shown in reversed(found.requests)
    ]
    may_ask = may(officer.role, "coordinate") and page.complaint.status in ASKED_WHILE
    busy = {view.request.department for view in views if view.request.state in OPEN}
    askable = [d for d in policy.departments if d.code not in busy]
    return CoordinationView(views, askable if may_ask and not page.is_asked_only else (), found)


def _moves(
    page: CasePage, request: CoordinationRequest, people: Sequence[Officer], policy: Policy
) -> list[RequestMove]:
    """List what can be done now, the rules check it again."""
    officer, allowed = people[0], list[RequestMove]()
    if belongs_to(policy, people, request.department):
        allowed += _MEMBERS
    if not officer.is_service and is_signer(policy, people, request.department):
        allowed += _HEADS
    if not page.is_asked_only and may_ask_on(page.complaint, request, officer):
        allowed += _ASKERS
    if request.handler_id is not None and RequestMove.ACCEPT in allowed:
        allowed.remove(RequestMove.ACCEPT)
    return [move for move in allowed if request.state in MOVES[move][0]]


def asked_step(view: CoordinationView) -> NextStep:
    """Say what is next for somebody who was only asked: to answer, to sign, or nothing."""
    for one in view.requests:
        if RequestMove.SIGN in one.moves:
            return NextStep("sign_answer", "edit", "warn")
        if RequestMove.ANSWER in one.moves and one.request.state is RequestState.ASKED:
            clock = one.clock
            if clock is None or clock.due_at is None:
                return NextStep("answer_request_untimed", "reply", "ok", 100)
            left = 100 - clock.used
            return NextStep(
                "answer_request", "reply", clock.state, left, clock.started_at, clock.due_at
            )
    return NextStep("asked_only", "done", "idle")
