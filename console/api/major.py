"""Handlers about major complaints, each one use case (R28–R30)."""

from __future__ import annotations

from complaints import (
    crises,
    emergency_calls,
    major,
    measures,
    one_event,
    summaries,
    task_forces,
)
from complaints.decision_model import Approval
from complaints.major_model import Measure
from complaints.model import OfficerId
from complaints.ports import UnitOfWork
from console.api.answers import ComplaintAnswer
from console.api.calls import Call
from console.api.decision_models import ApprovalAnswer
from console.api.decisions import approval_answer
from console.api.major_models import (
    CallBody,
    CallsAnswer,
    CardBody,
    CaseMajorAnswer,
    ChoiceBody,
    CrisisAnswer,
    DecidedBody,
    MajorAnswer,
    MajorsAnswer,
    MeasureAnswer,
    MeasureBody,
    OthersBody,
    OutcomeBody,
    PlanBody,
    ReplyAllBody,
    SummaryAnswer,
    SummaryBody,
    TaskForceBody,
    ToldAnswer,
    VerifyBody,
    WordsBody,
)
from console.api.requests import NoBody, ReasonBody


async def list_majors(call: Call) -> MajorsAnswer:
    """List the major complaints that are open or owe their report, with what each lacks."""
    return MajorsAnswer.model_validate({"items": await call.register.majors(call.officer)})


async def read_major(call: Call) -> CaseMajorAnswer:
    """Show task force, measures, crises, calls and report of a complaint."""
    return CaseMajorAnswer.model_validate(await call.register.major(call.officer, call.number))


async def acknowledge(call: Call, work: UnitOfWork, body: NoBody) -> MajorAnswer:
    """Say as a senior leader that one knows of a major complaint."""
    complaint = await call.complaint(work)
    found = await major.acknowledge(call.house, work, complaint, actor=call.actor)
    return MajorAnswer.model_validate(found)


async def set_task_force(call: Call, work: UnitOfWork, body: TaskForceBody) -> ComplaintAnswer:
    """Set the task force up, or change it."""
    complaint = await call.complaint(work)
    members = {OfficerId(one.officer): one.task for one in body.members}
    line = task_forces.Line(OfficerId(body.lead), members)
    await task_forces.set_up(call.house, work, complaint, line, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def add_measure(call: Call, work: UnitOfWork, body: MeasureBody) -> MeasureAnswer:
    """Put a measure into the plan."""
    complaint = await call.complaint(work)
    intent = measures.Intent(body.text, body.department, OfficerId(body.person), body.due)
    measure = await measures.add(call.house, work, complaint, intent, actor=call.actor)
    return MeasureAnswer.model_validate(measure)


async def ask_plan(call: Call, work: UnitOfWork, body: NoBody) -> ApprovalAnswer:
    """Ask a senior leader to agree to what is new in the plan."""
    complaint = await call.complaint(work)
    asked: Approval = await measures.ask_approval(call.house, work, complaint, actor=call.actor)
    return approval_answer(asked)


async def _measure(call: Call, work: UnitOfWork) -> Measure:
    """Load the measure of the address; its complaint must be visible."""
    measure = await work.majors.get_measure(call.row_id)
    complaint = await work.complaints.get(measure.complaint_id)
    await call.register.id_of(call.officer, complaint.number)
    return measure


async def carry_out(call: Call, work: UnitOfWork, body: WordsBody) -> MeasureAnswer:
    """Note that a measure was carried out."""
    measure = await _measure(call, work)
    await measures.carry_out(call.house, work, measure, body.words, actor=call.actor)
    return MeasureAnswer.model_validate(measure)


async def verify(call: Call, work: UnitOfWork, body: VerifyBody) -> MeasureAnswer:
    """Verify a measure that somebody else carried out, or send it back."""
    measure = await _measure(call, work)
    await measures.verify(
        call.house, work, measure, is_good=body.good, words=body.words, actor=call.actor
    )
    return MeasureAnswer.model_validate(measure)


async def drop(call: Call, work: UnitOfWork, body: ReasonBody) -> MeasureAnswer:
    """Take a measure out of the plan."""
    measure = await _measure(call, work)
    await measures.drop(call.house, work, measure, body.reason, actor=call.actor)
    return MeasureAnswer.model_validate(measure)


async def write_summary(call: Call, work: UnitOfWork, body: SummaryBody) -> SummaryAnswer:
    """Write sections of the summary report (重大投诉处理报告)."""
    complaint = await call.complaint(work)
    sections = {name.value: text for name, text in body.sections.items()}
    found = await summaries.write(call.house, work, complaint, sections, actor=call.actor)
    return SummaryAnswer.model_validate(found)


async def submit_summary(call: Call, work: UnitOfWork, body: NoBody) -> ApprovalAnswer:
    """Ask a senior leader to agree to the summary report."""
    complaint = await call.complaint(work)
    asked = await summaries.submit(call.house, work, complaint, actor=call.actor)
    return approval_answer(asked)


async def end_event(call: Call, work: UnitOfWork, body: NoBody) -> ComplaintAnswer:
    """Say that the event has been dealt with; from now on the report is due."""
    complaint = await call.complaint(work)
    await major.end_event(call.house, work, complaint, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def begin_crisis(call: Call, work: UnitOfWork, body: ReasonBody) -> CrisisAnswer:
    """Mark a complaint as a crisis; the first stage is called."""
    complaint = await call.complaint(work)
    crisis = await crises.begin(call.house, work, complaint, body.reason, actor=call.actor)
    return CrisisAnswer.model_validate(crisis)


async def pass_up(call: Call, work: UnitOfWork, body: DecidedBody) -> CrisisAnswer:
    """Say what was decided at a stage, and call the next one."""
    complaint = await call.complaint(work)
    crisis = await crises.pass_up(call.house, work, complaint, body.decided, actor=call.actor)
    return CrisisAnswer.model_validate(crisis)


async def propose(call: Call, work: UnitOfWork, body: PlanBody) -> CrisisAnswer:
    """Propose an alternative plan."""
    complaint = await call.complaint(work)
    crisis = await crises.propose(call.house, work, complaint, body.text, actor=call.actor)
    return CrisisAnswer.model_validate(crisis)


async def choose(call: Call, work: UnitOfWork, body: ChoiceBody) -> CrisisAnswer:
    """Choose one of the plans as a senior leader, with the reason."""
    complaint = await call.complaint(work)
    crisis = await crises.choose(
        call.house, work, complaint, body.plan, body.reason, actor=call.actor
    )
    return CrisisAnswer.model_validate(crisis)


async def end_crisis(call: Call, work: UnitOfWork, body: OutcomeBody) -> CrisisAnswer:
    """End a crisis."""
    complaint = await call.complaint(work)
    crisis = await crises.end(call.house, work, complaint, body.outcome, actor=call.actor)
    return CrisisAnswer.model_validate(crisis)


async def choose_card(call: Call, work: UnitOfWork, body: CardBody) -> ComplaintAnswer:
    """Put an emergency card beside a major complaint, or take it away again."""
    complaint = await call.complaint(work)
    await emergency_calls.choose_card(call.house, work, complaint, body.card, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def call_card(call: Call, work: UnitOfWork, body: CallBody) -> CallsAnswer:
    """Call those whom a stage of an emergency card names."""
    complaint = await call.complaint(work)
    made = await emergency_calls.call_card(
        call.house, work, complaint, body.card, body.stage - 1, actor=call.actor
    )
    return CallsAnswer.model_validate({"items": made})


async def answer_call(call: Call, work: UnitOfWork, body: NoBody) -> ComplaintAnswer:
    """Say that one who was called comes."""
    made = await work.majors.get_call(call.row_id)
    complaint = await emergency_calls.answer(call.house, work, made, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def make_one_event(call: Call, work: UnitOfWork, body: OthersBody) -> ComplaintAnswer:
    """Bring other complaints on one event under this one, all or none."""
    complaint = await call.complaint(work)
    others = [await call.other(work, number) for number in body.others]
    await one_event.make_one(call.house, work, complaint, others, actor=call.actor)
    return ComplaintAnswer.model_validate(complaint)


async def reply_all(call: Call, work: UnitOfWork, body: ReplyAllBody) -> ToldAnswer:
    """Answer the customers of this complaint and of everything merged into it."""
    complaint = await call.complaint(work)
    told = await one_event.reply_all(
        call.house, work, complaint, body.text, actor=call.actor, seen=body.seen_id
    )
    return ToldAnswer.model_validate(told)
