"""The table of the API: what stands here is routed, validated and documented.

What a handler takes and gives is read off its annotations: `query` and `body` are models, `work`
is the transaction of a handler that writes; the first line of its docstring is the summary.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, get_type_hints

from console.api import (
    clock_writes,
    coordination,
    decisions,
    findings,
    internals,
    major,
    pending,
    reads,
    writes,
)
from console.api.fields import Answer, Request

PREFIX: Final = "/api/v1"


@dataclass(frozen=True)
class Endpoint:
    """One line of the table. `status` is that of success."""

    method: str
    path: str
    run: Callable[..., Awaitable[Answer]]
    tag: str
    status: int = 200

    @cached_property
    def _hints(self) -> dict[str, Any]:
        return get_type_hints(self.run)

    @property
    def query(self) -> type[Request] | None:
        """The model of the query, None without one."""
        return self._hints.get("query")

    @property
    def body(self) -> type[Request] | None:
        """The model of the body, None without one."""
        return self._hints.get("body")

    @property
    def answer(self) -> type[Answer]:
        """The model of the answer."""
        answer: type[Answer] = self._hints["return"]
        return answer

    @property
    def is_writing(self) -> bool:
        """Whether the handler gets a transaction."""
        return "work" in self._hints


def _moves() -> list[Endpoint]:
    handlers: dict[str, Callable[..., Awaitable[Answer]]] = {
        "take": writes.take,
        "reply": writes.reply,
        "contact": writes.contact,
        "note": writes.note,
        "classify": writes.classify,
        "severity": writes.set_severity,
        "standing": writes.set_standing,
        "wait": writes.wait,
        "resume": writes.resume,
        "escalate": writes.escalate,
        "pause-clock": clock_writes.pause_clock,
        "unpause-clock": clock_writes.unpause_clock,
        "extend-clock": clock_writes.ask_extension,
        "decide-extension": clock_writes.decide_extension,
        "promise-visit": clock_writes.promise_visit,
        "report-upward": clock_writes.report_upward,
        "onsite": coordination.want_onsite,
        "arrive": coordination.arrive_onsite,
        "ask-department": coordination.ask_department,
        "hand-over": writes.hand_over,
        "put-back": writes.put_back,
        "resolve": writes.resolve,
        "undo-resolve": writes.undo_resolve,
        "close": writes.close,
        "demand": decisions.note_demand,
        "offer": decisions.offer,
        "investigate": decisions.investigate,
        "judge": decisions.judge,
        "review": decisions.review,
        "recuse": decisions.recuse,
        "check": decisions.check_complaint,
        "pending": pending.ask_pending,
        "settle-pending": pending.settle_pending,
        "attempt": pending.record_attempt,
        "reopen": writes.reopen,
        "merge": writes.merge,
        "split": writes.split,
        "link": writes.link,
        "unlink": writes.unlink,
        "one-event": major.make_one_event,
        "reply-all": major.reply_all,
        "acknowledge": major.acknowledge,
        "task-force": major.set_task_force,
        "measures": major.add_measure,
        "ask-plan": major.ask_plan,
        "write-summary": major.write_summary,
        "submit-summary": major.submit_summary,
        "end-event": major.end_event,
        "begin-crisis": major.begin_crisis,
        "pass-crisis-up": major.pass_up,
        "propose-plan": major.propose,
        "choose-plan": major.choose,
        "end-crisis": major.end_crisis,
        "choose-card": major.choose_card,
        "call-card": major.call_card,
    }
    return [
        Endpoint("POST", f"/complaints/{{number}}/{name}", run, "complaints")
        for name, run in handlers.items()
    ]


def _on_remedies() -> list[Endpoint]:
    handlers: dict[str, Callable[..., Awaitable[Answer]]] = {
        "tell": decisions.tell_remedy,
        "agree": decisions.agree_remedy,
        "decline": decisions.decline_remedy,
        "withdraw": decisions.withdraw_remedy,
        "carry-out": decisions.carry_out_remedy,
    }
    return [
        Endpoint("POST", f"/remedies/{{id}}/{name}", run, "decisions")
        for name, run in handlers.items()
    ]


def _internals() -> list[Endpoint]:
    handlers: dict[str, Callable[..., Awaitable[Answer]]] = {
        "investigate": internals.investigate_internal,
        "report-upward": internals.report_internal,
        "decide": internals.decide_internal,
        "tell": internals.tell_internal,
        "review": internals.ask_review,
        "review-for": internals.review_for,
    }
    return [
        Endpoint("GET", "/internals", internals.list_internals, "internals"),
        Endpoint("POST", "/internals", internals.file_internal, "internals", status=201),
        Endpoint("GET", "/internals/own", internals.list_own, "internals"),
        Endpoint("GET", "/internals/book", internals.read_book, "internals"),
        Endpoint("POST", "/internals/entered", internals.enter_internal, "internals", status=201),
        Endpoint("GET", "/internals/{number}", internals.read_internal, "internals"),
        *(
            Endpoint("POST", f"/internals/{{number}}/{name}", run, "internals")
            for name, run in handlers.items()
        ),
    ]


def _on_requests() -> list[Endpoint]:
    handlers: dict[str, Callable[..., Awaitable[Answer]]] = {
        "accept": coordination.accept_request,
        "question": coordination.question_request,
        "explain": coordination.explain_request,
        "answer": coordination.answer_request,
        "decline": coordination.decline_request,
        "sign": coordination.sign_request,
        "send-back": coordination.send_back_request,
        "withdraw": coordination.withdraw_request,
    }
    return [
        Endpoint("POST", f"/coordination/{{id}}/{name}", run, "coordination")
        for name, run in handlers.items()
    ]


def _findings() -> list[Endpoint]:
    handlers: dict[str, Callable[..., Awaitable[Answer]]] = {
        "state": findings.state_to_finding,
        "hear": findings.hear_person,
        "await-cause": findings.await_cause,
        "cause-plain": findings.cause_plain,
        "decide": findings.decide_finding,
        "tell-customer": findings.tell_customer,
        "unreachable": findings.customer_unreachable,
        "confirm": findings.confirm_finding,
        "send-back": findings.send_finding_back,
        "report-upward": findings.report_finding,
        "carry-out": findings.carry_finding_out,
    }
    opened = "/complaints/{number}/findings"
    return [
        Endpoint("GET", "/findings", findings.list_findings, "findings"),
        Endpoint("GET", "/findings/own", findings.list_own_findings, "findings"),
        Endpoint("POST", opened, findings.open_finding, "findings", status=201),
        Endpoint("GET", "/findings/{id}", findings.read_finding, "findings"),
        *(
            Endpoint("POST", f"/findings/{{id}}/{name}", run, "findings")
            for name, run in handlers.items()
        ),
    ]


ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    Endpoint("GET", "/complaints", reads.list_complaints, "complaints"),
    Endpoint("POST", "/complaints", writes.file_complaint, "complaints", status=201),
    Endpoint("GET", "/complaints/{number}", reads.read_complaint, "complaints"),
    *_moves(),
    Endpoint("GET", "/complaints/{number}/pending", pending.read_case_ledger, "pending"),
    Endpoint("GET", "/pending", pending.list_pending, "pending"),
    Endpoint("GET", "/complaints/{number}/decisions", decisions.read_decisions, "decisions"),
    *_on_remedies(),
    Endpoint("GET", "/coordination", coordination.list_requests, "coordination"),
    Endpoint(
        "GET",
        "/complaints/{number}/coordination",
        coordination.read_coordination,
        "coordination",
    ),
    *_on_requests(),
    Endpoint("GET", "/majors", major.list_majors, "major"),
    Endpoint("GET", "/complaints/{number}/major", major.read_major, "major"),
    Endpoint("POST", "/measures/{id}/carry-out", major.carry_out, "major"),
    Endpoint("POST", "/measures/{id}/verify", major.verify, "major"),
    Endpoint("POST", "/measures/{id}/drop", major.drop, "major"),
    Endpoint("POST", "/emergency-calls/{id}/answer", major.answer_call, "major"),
    Endpoint("GET", "/approvals", decisions.list_approvals, "decisions"),
    Endpoint("POST", "/approvals/{id}/grant", decisions.grant_approval, "decisions"),
    Endpoint("POST", "/approvals/{id}/refuse", decisions.refuse_approval, "decisions"),
    Endpoint("POST", "/recusals/{id}/lift", decisions.lift_recusal, "decisions"),
    Endpoint("GET", "/unchecked", decisions.list_unchecked, "decisions"),
    *_internals(),
    *_findings(),
    Endpoint("GET", "/revisits", reads.list_revisits, "revisits"),
    Endpoint("POST", "/revisits/send", writes.send_surveys, "revisits"),
    Endpoint("POST", "/revisits/{id}/answer", writes.answer_revisit, "revisits"),
    Endpoint("GET", "/officers", reads.list_officers, "officers"),
    Endpoint("GET", "/figures", reads.read_figures, "figures"),
    Endpoint("GET", "/editions", reads.list_editions, "editions"),
    Endpoint("GET", "/infos", reads.list_infos, "infos"),
    Endpoint("POST", "/infos/{id}/sign", writes.sign_info, "infos"),
    Endpoint("POST", "/infos/{id}/complaint", writes.turn_into_complaint, "infos", status=201),
)
