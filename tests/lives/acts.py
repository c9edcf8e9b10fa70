"""Everything an officer may try with a complaint, whether it is allowed or not.

Each act takes the unit of work, the complaint, the officer and the `Choice` of this time: a number
that varies what they do, and another complaint for what needs two, if the officer sees it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from complaints import (
    assigning,
    call_attempts,
    checks,
    closing,
    coordination,
    coordination_answers,
    deciding,
    escalation,
    extending,
    handling,
    intake,
    major,
    matters,
    merging,
    onsite,
    pending,
    promises,
    recusals,
    remedies,
    remedy_answers,
    results,
    revisits,
    summaries,
    validity,
    waiting,
)
from complaints.clock_model import ClockKind, Extension
from complaints.coordination_model import CoordinationRequest
from complaints.decision_model import Alternative, Approval, Recusal, Remedy, RemedyKind
from complaints.major_model import Section
from complaints.model import (
    Category,
    Complaint,
    Officer,
    Revisit,
    Role,
    Severity,
    Solved,
    by,
)
from complaints.pending import NewPending
from complaints.pending_model import CallResult, PendingCause
from complaints.talk_model import Message
from storage import tables
from storage.unit_of_work import SqlUnitOfWork
from tests.lives.acts_findings import FINDING_ACTS
from tests.lives.acts_major import MAJOR_ACTS
from tests.lives.choosing import Acting, Choice, newest
from tests.storage.decision_kit import FACTS, JUDGEMENT, cash

AMOUNTS = (60, 100, 150, 201, 301, 5_000)
SPANS = ("2 h", "1 d", "40 d")


async def take(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Take it."""
    await handling.take(choice.house, work, case.id, actor=by(who))


async def reply(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Answer the customer in the chat."""
    await handling.reply(choice.house, work, case, "我们正在处理", actor=by(who))


async def contact(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Call the customer, or go there."""
    via = choice.of(("phone", "visit"))
    await handling.record_contact(choice.house, work, case, via, "已联系客户", actor=by(who))


async def note(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Write an internal note."""
    await handling.note(choice.house, work, case, "内部备注", actor=by(who))


async def classify(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Correct the category."""
    await handling.classify(choice.house, work, case, choice.of(tuple(Category)), actor=by(who))


async def grade(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Decide the severity."""
    severity = choice.of(tuple(Severity))
    await handling.set_severity(choice.house, work, case, severity, "看过现场", actor=by(who))


async def complete(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Fill in where it was, and who is complained of."""
    name, value = choice.of((("place", "counter"), ("person", "柜员甲"), ("demand", "赔礼")))
    await intake.complete(choice.house, work, case, name, value, actor=by(who))


async def answer(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Tell the customer the result, or have it passed first."""
    await results.submit(choice.house, work, case, "修好了", actor=by(who), via="phone")


async def resolve(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Tell the customer the result without asking anybody."""
    await handling.resolve(choice.house, work, case, "修好了", actor=by(who), via="phone")


async def undo(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Take a result back."""
    message = await newest(work, Message, tables.messages, case, choice)
    if message is not None:
        await handling.undo_resolve(choice.house, work, case, message.id, actor=by(who))


async def close(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Close it without the customer's yes."""
    await handling.close(choice.house, work, case, "客户已认可", actor=by(who))


async def reopen(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Open it again."""
    await closing.reopen(choice.house, work, case, "客户来电", actor=by(who))


async def wait(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Ask the customer for something and wait."""
    await waiting.wait_for_customer(choice.house, work, case, "请补充照片", actor=by(who))


async def resume(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Go on."""
    await waiting.resume(choice.house, work, case, actor=by(who))


async def pause(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Let one clock rest."""
    kind = choice.of(tuple(ClockKind))
    await waiting.pause(choice.house, work, case, kind, choice.of(SPANS), "等配件", actor=by(who))


async def unpause(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Let one clock go on."""
    await waiting.unpause(choice.house, work, case, choice.of(tuple(ClockKind)), actor=by(who))


async def ask_time(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Ask for more time."""
    kind, span = choice.of((ClockKind.RESULT, ClockKind.VISIT)), choice.of(SPANS)
    await extending.ask_extension(choice.house, work, case, kind, span, "等供应商", actor=by(who))


async def give_time(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Grant more time, or refuse it."""
    asked = await newest(work, Extension, tables.extensions, case, choice)
    if asked is not None:
        is_approved = choice.n % 3 != 0
        await extending.decide_extension(
            choice.house, work, case, asked.id, is_approved=is_approved, actor=by(who)
        )


async def visit(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Promise a visit."""
    await promises.promise_visit(choice.house, work, case, "看现场", actor=by(who))


async def report(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Report it upward, or say as a leader that one knows."""
    if who.role is Role.SENIOR_LEADER:
        await major.acknowledge(choice.house, work, case, actor=by(who))
        return
    to = choice.of(choice.officers)
    await major.report_by_phone(choice.house, work, case, to, actor=by(who))


async def summarise(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Write the summary report of a major complaint and ask for the yes to it."""
    sections = {section.value: "写清楚了" for section in Section}
    await summaries.write(choice.house, work, case, sections, actor=by(who))
    await summaries.submit(choice.house, work, case, actor=by(who))


async def hand_over(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Hand it to somebody."""
    to = choice.of(choice.officers)
    await assigning.hand_over(
        choice.house, work, case.id, to, "交接", actor=by(who), was=case.owner_id
    )


async def put_back(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Put it back for anybody to take."""
    await assigning.put_back(
        choice.house, work, case.id, "不是我的", actor=by(who), was=case.owner_id
    )


async def escalate(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Call the next level in."""
    await escalation.escalate(choice.house, work, case, "处理不了", actor=by(who))


async def snooze(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Put a ping off."""
    await escalation.later(choice.house, work, case, "serving", actor=by(who))


async def merge(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Deal with it under another one."""
    if choice.other is not None:
        other = await work.complaints.get(choice.other)
        await merging.merge(choice.house, work, case, other, actor=by(who))


async def split(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Make it a case of its own again."""
    await merging.split(choice.house, work, case, actor=by(who))


async def link(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Say that it is on the matter of another one."""
    if choice.other is not None:
        other = await work.complaints.get(choice.other)
        await matters.link(choice.house, work, case, other, actor=by(who))


async def unlink(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Say that it is on a matter of its own."""
    await matters.unlink(choice.house, work, case, actor=by(who))


async def investigate(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Write the facts down."""
    await validity.investigate(choice.house, work, case, FACTS, actor=by(who))


async def judge(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Propose that it is invalid."""
    await validity.propose(choice.house, work, case, JUDGEMENT, actor=by(who))


async def review(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Ask for a review at the customer's wish."""
    await validity.ask_review(choice.house, work, case, "客户来电要求", actor=by(who))


async def decide(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Grant what somebody asked for, or refuse it."""
    approval = await newest(work, Approval, tables.approvals, case, choice)
    if approval is not None:
        is_granted = choice.n % 4 != 3
        await deciding.decide(
            choice.house, work, approval.id, is_granted=is_granted, reason="因为", actor=by(who)
        )


async def offer(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Propose a remedy."""
    money = cash(choice.of(AMOUNTS))
    options: Sequence[tuple[Alternative, ...]] = (
        (money,),
        (Alternative(RemedyKind.APOLOGY), money),
        (Alternative(RemedyKind.RECALL),),
        (Alternative(RemedyKind.MEDICAL, 100),),
    )
    plan = remedies.Plan(choice.of(options), via=choice.of(("chat", "phone", "visit")))
    await remedies.propose(choice.house, work, case, plan, actor=by(who))


def _on_remedy(act: Callable[..., Awaitable[object]], **given: Any) -> Acting:
    """Make an act about one of the complaint's remedies."""

    async def acting(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
        remedy = await newest(work, Remedy, tables.remedies, case, choice)
        if remedy is not None:
            await act(choice.house, work, case, remedy, actor=by(who), **given)

    return acting


async def ask_department(
    work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice
) -> None:
    """Ask a department for something."""
    department, within = choice.of(("logistics", "operations")), choice.of(("", "2 h", "9 d"))
    await coordination.ask(
        choice.house, work, case, department, "请查原因", within=within, actor=by(who)
    )


def _on_request(act: Callable[..., Awaitable[object]], *words: str) -> Acting:
    """Make an act about one of the complaint's requests to departments."""

    async def acting(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
        table = tables.coordination_requests
        request = await newest(work, CoordinationRequest, table, case, choice)
        if request is not None:
            await act(choice.house, work, request, *words, actor=by(who))

    return acting


async def want_onsite(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Have it solved on the spot."""
    await onsite.want(choice.house, work, case, actor=by(who))


async def arrive(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Be there."""
    await onsite.arrive(choice.house, work, case, actor=by(who))


async def recuse(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Keep somebody out, perhaps oneself."""
    whom = choice.of((who.id, *choice.officers))
    await recusals.declare(choice.house, work, case, whom, "亲属", actor=by(who))


async def let_in(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Let somebody back in."""
    recusal = await newest(work, Recusal, tables.recusals, case, choice)
    if recusal is not None:
        await recusals.lift(choice.house, work, case, recusal.id, "同名", actor=by(who))


async def check(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Check a finished case."""
    is_apt = choice.n % 2 == 0
    await checks.check(
        choice.house, work, case, is_timely=True, is_apt=is_apt, words="没有回音", actor=by(who)
    )


async def survey(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Put the revisit to the customer."""
    revisit = await newest(work, Revisit, tables.revisits, case, choice)
    if revisit is not None:
        await revisits.send_surveys(choice.house, work, [revisit.id], actor=by(who))


async def hear_revisit(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Enter what the customer said on the phone."""
    revisit = await newest(work, Revisit, tables.revisits, case, choice)
    if revisit is not None:
        solved = choice.of(tuple(Solved))
        await revisits.record_answer(
            choice.house, work, revisit.id, solved, 1 + choice.n % 5, "还行", actor=by(who)
        )


async def pend(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Ask to enter it in the pending ledger, for some days or for too many."""
    zone = choice.house.policy.hours.zone
    day = (choice.house.now() + timedelta(days=choice.of((0, 2, 20, 100)))).astimezone(zone).date()
    new = NewPending(choice.of(tuple(PendingCause)), choice.of(choice.officers), day, "等", "配件")
    await pending.ask(choice.house, work, case, new, actor=by(who))


async def settle(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Take it off the ledger."""
    await pending.settle(choice.house, work, case, "配件已换好", actor=by(who))


async def call(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Call in vain, three times as far apart as the policy asks if the case is old enough."""
    for hours in (6, 3, 0):
        at = choice.house.now() - timedelta(hours=hours)
        if at >= case.received_at:
            result = choice.of(tuple(CallResult))
            await call_attempts.record_attempt(
                choice.house, work, case, result, actor=by(who), at=at
            )


#: What people of a department do with what they were asked; they need only read the complaint.
OF_DEPARTMENT: Mapping[str, Acting] = {
    "accept_request": _on_request(coordination_answers.accept),
    "answer_request": _on_request(coordination_answers.answer, "滤网堵了，已换"),
    "question": _on_request(coordination_answers.question, "哪一台？"),
    "decline_request": _on_request(coordination_answers.decline, "不归我们"),
    "sign": _on_request(coordination_answers.sign),
    "send_back": _on_request(coordination_answers.send_back, "写清楚"),
}
_HEARD = {"via": "phone", "words": "好的"}
#: What an officer may try, by name.
ACTS: Mapping[str, Acting] = {
    act.__name__: act
    for act in (
        *(take, reply, contact, note, classify, grade, complete, answer, resolve, undo, close),
        *(reopen, wait, resume, pause, unpause, ask_time, give_time, visit, report),
        *(hand_over, put_back, escalate, snooze, merge, split, link, unlink),
        *(investigate, judge, review, decide, offer, recuse, let_in, check, survey),
        *(hear_revisit, pend, settle, call, ask_department, want_onsite, arrive, summarise),
    )
} | {
    "tell": _on_remedy(remedies.tell, via="phone"),
    "agree": _on_remedy(remedy_answers.agree, choice=1, **_HEARD),
    "decline": _on_remedy(remedy_answers.decline, **_HEARD),
    "withdraw": _on_remedy(remedy_answers.withdraw, reason="算错了"),
    "carry_out": _on_remedy(remedy_answers.carry_out, words="财务已转账"),
    "explain": _on_request(coordination.explain, "左边那台"),
    "withdraw_request": _on_request(coordination.withdraw, "不用了"),
    **OF_DEPARTMENT,
    **MAJOR_ACTS,
    **FINDING_ACTS,
}
