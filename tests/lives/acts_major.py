"""What officers may try with what is major (R28–R30), and with several complaints on one event."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from complaints import crises, emergency_calls, major, measures, one_event, task_forces
from complaints.major_model import EmergencyCall, Measure
from complaints.measures import Intent
from complaints.model import Complaint, Officer, by
from complaints.task_forces import Line
from storage import tables
from storage.unit_of_work import SqlUnitOfWork
from tests.lives.choosing import Acting, Choice, newest


async def set_up(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Set a task force up, or change it."""
    lead, member = choice.of(choice.officers), choice.officers[-1 - choice.n % 5]
    line = Line(lead, {member: "查原因", who.id: ""} if choice.n % 2 else {member: "现场"})
    await task_forces.set_up(choice.house, work, case, line, actor=by(who))


async def add_measure(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Put a measure into the plan."""
    due_at = choice.house.now() + choice.of((timedelta(hours=5), timedelta(days=2)))
    intent = Intent("换掉设备", "logistics", choice.of(choice.officers), due_at)
    await measures.add(choice.house, work, case, intent, actor=by(who))


async def ask_plan(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Ask for the yes to the plan."""
    await measures.ask_approval(choice.house, work, case, actor=by(who))


def _on_measure(act: Callable[..., Awaitable[object]], *words: str, **given: Any) -> Acting:
    """Make an act about one of the complaint's measures."""

    async def acting(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
        measure = await newest(work, Measure, tables.measures, case, choice)
        if measure is not None:
            await act(choice.house, work, measure, *words, actor=by(who), **given)

    return acting


async def end_event(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Say that the event has been dealt with."""
    await major.end_event(choice.house, work, case, actor=by(who))


async def begin_crisis(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Mark it as a crisis."""
    await crises.begin(choice.house, work, case, "媒体在场", actor=by(who))


async def propose_plan(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Lay an alternative on the table."""
    await crises.propose(choice.house, work, case, "停业一天", actor=by(who))


async def pass_up(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Call the next stage of the chain."""
    await crises.pass_up(choice.house, work, case, "现场解决不了", actor=by(who))


async def choose_plan(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Choose one of the alternatives."""
    await crises.choose(choice.house, work, case, 1 + choice.n % 3, "最稳妥", actor=by(who))


async def end_crisis(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Say what has become of it."""
    await crises.end(choice.house, work, case, "没有再发生", actor=by(who))


async def choose_card(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Put an emergency card beside it, or away."""
    card = choice.of(choice.house.policy.emergency.cards)
    await emergency_calls.choose_card(choice.house, work, case, card.code, actor=by(who))


async def call_card(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Call those whom a card names."""
    card, stage = choice.of(choice.house.policy.emergency.cards), choice.n % 3
    await emergency_calls.call_card(choice.house, work, case, card.code, stage, actor=by(who))


async def answer_call(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Say that one is coming."""
    made = await newest(work, EmergencyCall, tables.emergency_calls, case, choice)
    if made is not None:
        await emergency_calls.answer(choice.house, work, made, actor=by(who))


async def make_one(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Bring another one on the same event under it."""
    if choice.other is not None:
        other = await work.complaints.get(choice.other)
        await one_event.make_one(choice.house, work, case, [other], actor=by(who))


async def reply_all(work: SqlUnitOfWork, case: Complaint, who: Officer, choice: Choice) -> None:
    """Answer everybody on one event."""
    await one_event.reply_all(choice.house, work, case, "正在抢修", actor=by(who))


MAJOR_ACTS: Mapping[str, Acting] = {
    act.__name__: act
    for act in (
        *(set_up, add_measure, ask_plan, end_event, begin_crisis, propose_plan, pass_up),
        *(choose_plan, end_crisis, choose_card, call_card, answer_call, make_one, reply_all),
    )
} | {
    "do_measure": _on_measure(measures.carry_out, "做完了"),
    "verify_measure": _on_measure(measures.verify, is_good=True),
    "refuse_measure": _on_measure(measures.verify, is_good=False, words="没有做完"),
    "drop_measure": _on_measure(measures.drop, "不需要了"),
    "urge": _on_measure(measures.urge),
}
