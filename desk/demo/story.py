"""How one complaint of the demonstration goes, from the first word to the revisit.

Each story is a generator that yields the instant at which it wants to go on (see `stage`).
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from complaints.model import ComplaintId, Officer, Role, Status
from desk.demo.people import People
from desk.demo.tales import Tale

#: What customers answer to the bot's questions, in the order of asking after the read-back.
_OCCURRED: Final = ("今天上午", "昨天下午三点多", "刚才", "跳过")
_CONTACTS: Final = ("13800010001", "跳过", "不方便")
_DEMANDS: Final = ("给个说法", "尽快解决", "道歉", "跳过")
_TAKERS: Final = (Role.STAFF, Role.DUTY_MANAGER, Role.LOBBY_MANAGER)


@dataclass(frozen=True)
class Fate:
    """How well it goes: minutes and hours of opening time, and what the customer thinks of it.

    `verdict` is the customer's answer to the result, "" for none; `score` that to the survey, 0
    for none.
    """

    talks: bool
    taken_after: float
    told_after: float
    done_after: float
    verdict: str
    score: int
    taker: Role

    @classmethod
    def draw(cls, rng: random.Random) -> Fate:
        """Draw one: most are taken at once, some late, a few are forgotten for a day."""
        taken = rng.choices(
            (rng.uniform(1, 5), rng.uniform(6, 40), rng.uniform(300, 900)), (87, 10, 3)
        )[0]
        verdict = rng.choices(("满意", "不满意", ""), (62, 13, 25))[0]
        scores = (4, 5, 5, 5, 3, 0) if verdict == "满意" else (2, 3, 4, 0, 0)
        return cls(
            talks=rng.random() < 0.6,
            taken_after=taken,
            told_after=rng.choices((rng.uniform(3, 20), rng.uniform(20, 90)), (82, 18))[0],
            done_after=rng.choice((rng.uniform(1, 8), rng.uniform(8, 30))),
            verdict=verdict,
            score=rng.choice(scores),
            taker=rng.choice(_TAKERS),
        )


async def in_chat(
    people: People, tale: Tale, visitor: str, rng: random.Random
) -> AsyncIterator[datetime]:
    """Complain in the chat, and be dealt with."""
    stage, fate = people.stage, Fate.draw(rng)
    await stage.hear(visitor, tale.text)
    complaint = await stage.complaint_of(visitor)
    if complaint is None:
        return
    if fate.talks:
        answers = [tale.place or "跳过", *map(rng.choice, (_OCCURRED, _CONTACTS, _DEMANDS))]
        for answer in ("对", *answers):
            yield stage.later(seconds=rng.uniform(8, 40))
            await stage.hear(visitor, answer)
    if tale.kind == "withdrawn":
        yield stage.later(minutes=2)
        await stage.hear(visitor, "撤回")
        await stage.hear(visitor, "确定")
        return
    async for at in _handled(people, complaint.id, tale, fate):
        yield at
    async for at in _judged(people, complaint.id, tale, fate, visitor):
        yield at


async def spoken(people: People, tale: Tale, rng: random.Random) -> AsyncIterator[datetime]:
    """Complain at the counter, on the phone or in a letter, and be called back."""
    fate = Fate.draw(rng)
    complaint_id = await people.take_down(tale)
    async for at in _handled(people, complaint_id, tale, fate):
        yield at
    yield people.stage.at_work(hours=4)
    if await people.status_of(complaint_id) is Status.ANSWERED:
        await people.close(complaint_id, "电话回访，客户认可")
    yield people.stage.at_work(hours=20)
    await _check(people, complaint_id)
    yield people.stage.at_work(hours=60)
    if fate.score and await people.status_of(complaint_id) is Status.CLOSED:
        await people.revisit_by_phone(complaint_id, fate.score)


async def aside(people: People, text: str, visitor: str) -> AsyncIterator[datetime]:
    """Say something that is no complaint, for a department to sign (R45)."""
    await people.stage.hear(visitor, text)
    yield people.stage.at_work(hours=7)
    await people.sign_infos()


async def surveys(people: People, days: int) -> AsyncIterator[datetime]:
    """Send the surveys that are due, once each day."""
    for _ in range(days):
        await people.send_surveys()
        yield people.stage.later(days=1)


async def _handled(
    people: People, complaint_id: ComplaintId, tale: Tale, fate: Fate
) -> AsyncIterator[datetime]:
    """Take it, talk to the customer, do what the tale asks for, tell the result."""
    stage = people.stage
    if await people.is_major(complaint_id):
        yield stage.later(minutes=fate.taken_after)
        await people.let_know(complaint_id)
    yield stage.at_work(minutes=fate.taken_after)
    if await people.status_of(complaint_id) is not Status.NEW:
        return
    owner = await people.take(complaint_id, fate.taker)
    yield stage.at_work(minutes=fate.told_after)
    await people.tell(complaint_id, owner, tale.reply)
    if tale.asked:
        request_id = await people.coordinate(complaint_id, owner, tale)
        yield stage.at_work(minutes=fate.told_after / 2 + 2)
        await people.answer_request(request_id, tale.answer)
        yield stage.at_work(minutes=20)
        await people.sign_request(request_id)
    yield stage.at_work(hours=fate.done_after)
    if await people.status_of(complaint_id) is not Status.OPEN:
        return
    if tale.kind == "invalid":
        await people.judge_invalid(complaint_id, owner, tale)
        yield stage.at_work(hours=1)
        await people.approve(complaint_id, Role.SENIOR_LEADER)
        return
    if tale.kind == "remedy":
        async for at in _made_good(people, complaint_id, owner, tale):
            yield at
    if await people.is_major(complaint_id):
        async for at in _led(people, complaint_id, owner, tale):
            yield at
    await people.resolve(complaint_id, owner, tale.result)
    await people.approve(complaint_id, Role.SENIOR_LEADER)


async def _led(
    people: People, complaint_id: ComplaintId, owner: Officer, tale: Tale
) -> AsyncIterator[datetime]:
    """Work on a major complaint: leader, task force, plan, report, each with its yes (R28)."""
    stage = people.stage
    await people.mobilise(complaint_id, owner, stage.later(days=1))
    yield stage.at_work(minutes=15)
    await people.approve(complaint_id, Role.SENIOR_LEADER)
    yield stage.at_work(hours=3)
    await people.carry_out_measures(complaint_id)
    yield stage.at_work(hours=2)
    await people.report_on(complaint_id, tale)
    yield stage.at_work(minutes=30)
    await people.approve(complaint_id, Role.SENIOR_LEADER)


async def _made_good(
    people: People, complaint_id: ComplaintId, owner: Officer, tale: Tale
) -> AsyncIterator[datetime]:
    """Offer a sum, have it approved where it must be, hear the yes, pay (R22, R23)."""
    stage = people.stage
    await people.offer(complaint_id, owner, tale.amount)
    yield stage.at_work(minutes=15)
    await people.approve(complaint_id, Role.SENIOR_LEADER)
    yield stage.later(minutes=10)
    await people.agree(complaint_id)
    yield stage.at_work(hours=2)
    await people.carry_out(complaint_id, owner, "已原路退回")


async def _judged(
    people: People, complaint_id: ComplaintId, tale: Tale, fate: Fate, visitor: str
) -> AsyncIterator[datetime]:
    """Hear what the customer thinks; what is not good goes one level up (R26)."""
    stage = people.stage
    if await people.status_of(complaint_id) is Status.ANSWERED and fate.verdict:
        yield stage.later(hours=2)
        await stage.hear(visitor, fate.verdict)
        if await people.status_of(complaint_id) is Status.NEW:
            yield stage.later(minutes=1)
            await stage.hear(visitor, "说了等于没说")
            yield stage.at_work(minutes=4)
            supervisor = await people.take(complaint_id, Role.SUPERVISOR)
            yield stage.at_work(hours=5)
            if await people.is_major(complaint_id):
                async for at in _led(people, complaint_id, supervisor, tale):
                    yield at
            await people.resolve(complaint_id, supervisor, f"主管已复查。{tale.result}")
            await people.approve(complaint_id, Role.SENIOR_LEADER)
            yield stage.later(hours=1)
            await stage.hear(visitor, "满意")
    yield stage.at_work(hours=13)
    await _check(people, complaint_id)
    yield stage.later(days=6)
    if fate.score and await people.status_of(complaint_id) is Status.CLOSED:
        solved = "解决了" if fate.score >= 4 else "部分解决"
        await stage.hear(visitor, solved)
        await stage.hear(visitor, str(fate.score))


async def _check(people: People, complaint_id: ComplaintId) -> None:
    if await people.status_of(complaint_id) is Status.CLOSED:
        await people.check(complaint_id)
