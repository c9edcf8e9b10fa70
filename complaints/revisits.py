"""Revisits: the question put to the customer some days after closing (R33).

Managers send them, the customer answers by buttons, and "not solved" reopens the complaint one
level up. The link and the score are never shown to the handler before the answer counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from complaints.buttons import Verb, button
from complaints.closing import bring_back
from complaints.errors import ComplaintError, Invalid, WrongState
from complaints.handling import chat_of
from complaints.house import House
from complaints.model import Actor, Complaint, Language, Revisit, RevisitState, Solved
from complaints.outgoing import Buttons, Saying, say
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.recusals import require_free
from complaints.talk_model import Purpose

SCORES = range(1, 6)


@dataclass(frozen=True)
class NotSent:
    """A survey that could not be sent, and the code of the reason."""

    revisit_id: int
    code: str


async def send_surveys(
    house: House, work: UnitOfWork, revisit_ids: list[int], *, actor: Actor
) -> list[NotSent]:
    """Send the survey to one or many; returns those that could not be sent, with the reason."""
    require(actor.officer, "revisit")
    refused: list[NotSent] = []
    for revisit_id in revisit_ids:
        try:
            await _send(house, work, revisit_id, actor)
        except ComplaintError as error:
            refused.append(NotSent(revisit_id, error.code))
    return refused


async def _send(house: House, work: UnitOfWork, revisit_id: int, actor: Actor) -> None:
    revisit = await work.complaints.get_revisit(revisit_id)
    if revisit.state is not RevisitState.DUE:
        raise WrongState("revisit_not_due")
    complaint = await work.complaints.get(revisit.complaint_id)
    await require_free(work, complaint, actor.officer)
    chat = await chat_of(work, complaint)
    if chat is None:
        raise WrongState("no_chat")
    if chat.blocked_at is not None:
        raise WrongState("recipient_blocked")
    at = house.now()
    text = house.words("survey.ask", complaint.language, number=complaint.number)
    buttons = solved_buttons(house, revisit, complaint.language)
    say(work, chat, Saying(text, buttons, purpose=Purpose.SURVEY), at, complaint=complaint)
    revisit.state, revisit.sent_at, revisit.sent_by = RevisitState.SENT, at, actor.officer_id
    record(work, complaint, "survey_sent", actor, at)


def solved_buttons(house: House, revisit: Revisit, language: Language) -> Buttons:
    """Make the row "solved / partly / not"."""
    return [
        [
            button(house.words(f"solved.{answer}", language), Verb.SOLVED, revisit.id, answer)
            for answer in Solved
        ]
    ]


def score_buttons(revisit: Revisit) -> Buttons:
    """Make the row 1 to 5."""
    return [[button(str(score), Verb.SCORE, revisit.id, str(score)) for score in SCORES]]


async def answer_solved(
    house: House,
    work: UnitOfWork,
    revisit: Revisit,
    solved: Solved,
    *,
    actor: Actor,
) -> Complaint:
    """Take the customer's answer; the first one counts. "Not solved" brings the complaint back.

    Returns the complaint that now stands for the matter.

    Raises:
        WrongState: answered already, cancelled, or never sent.
    """
    if revisit.state not in (RevisitState.SENT, RevisitState.DUE) or revisit.solved is not None:
        raise WrongState("revisit_answered")
    complaint = await work.complaints.get(revisit.complaint_id)
    at = house.now()
    revisit.state, revisit.solved, revisit.answered_at = RevisitState.ANSWERED, solved, at
    revisit.recorded_by = actor.officer_id
    record(work, complaint, "revisit_answered", actor, at, solved=solved)
    if solved is Solved.NO:
        return await bring_back(house, work, complaint, "revisit", actor=actor)
    return complaint


def answer_score(house: House, work: UnitOfWork, revisit: Revisit, score: int) -> None:
    """Take the score, 1 (bad) to 5 (good); the last tap counts until words are given."""
    if score not in SCORES:
        raise Invalid("unknown_choice", field="score")
    revisit.score = score
    work.publish("revisit", complaint_id=revisit.complaint_id, subject_id=revisit.id)


async def record_answer(
    house: House,
    work: UnitOfWork,
    revisit_id: int,
    solved: Solved,
    score: int | None,
    words: str,
    *,
    actor: Actor,
) -> None:
    """Enter what the customer said by phone or at a visit.

    The handler may not do it for their own case.
    """
    require(actor.officer, "revisit")
    revisit = await work.complaints.get_revisit(revisit_id)
    complaint = await work.complaints.get(revisit.complaint_id)
    if complaint.owner_id is not None and complaint.owner_id == actor.officer_id:
        raise WrongState("revisit_own_case")
    await answer_solved(house, work, revisit, solved, actor=actor)
    if score is not None:
        answer_score(house, work, revisit, score)
    revisit.words = words.strip()
