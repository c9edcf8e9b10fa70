"""Asks for what is missing, one thing at a time; everything can be skipped (R2)."""

from __future__ import annotations

from bot.turn import Turn, asked, is_quiet, rows_of
from complaints import intake
from complaints.buttons import Verb, button
from complaints.model import CUSTOMER, Complaint

#: In the order of asking.
QUESTIONS = ("place", "occurred", "contact", "demand")


async def _is_missing(turn: Turn, complaint: Complaint, name: str) -> bool:
    if name == "contact":
        if complaint.customer_id is None:
            return False
        return not (await turn.work.people.get_customer(complaint.customer_id)).contact
    if name == "place" and not turn.house.policy.places:
        return False
    return not getattr(complaint, name)


async def ask_next(turn: Turn, complaint: Complaint) -> None:
    """Ask the next missing thing, or say that everything is there."""
    done = list(turn.chat.state.get("asked", []))
    if is_quiet(complaint):
        turn.expect_nothing()
        return
    for name in QUESTIONS:
        if name not in done and await _is_missing(turn, complaint, name):
            turn.expect(name, complaint.id, asked=[*done, name])
            turn.say(f"ask.{name}", _choices(turn, complaint, name), complaint=complaint)
            return
    turn.expect_nothing()
    turn.say("ask.thanks", complaint=complaint, time=turn.time(complaint.promised_at))


def _choices(turn: Turn, complaint: Complaint, name: str) -> list[list[dict[str, str]]]:
    rows: list[list[dict[str, str]]] = []
    if name == "place":
        places = turn.house.policy.places[:8]
        rows = rows_of([button(p.name, Verb.CHOOSE, complaint.id, p.code) for p in places], 3)
    return [*rows, [button(turn.words("button.skip"), Verb.SKIP, complaint.id, name)]]


async def answer(turn: Turn, complaint: Complaint, text: str) -> None:
    """Take the words as the answer to what was asked, and go on."""
    name, _ = asked(turn.chat)
    await intake.complete(turn.house, turn.work, complaint, name, text[:500], actor=CUSTOMER)
    await ask_next(turn, complaint)


async def skip(turn: Turn, complaint: Complaint, name: str) -> None:
    """Go on without an answer. A button of an earlier question changes nothing."""
    if asked(turn.chat)[0] == name:
        await ask_next(turn, complaint)
    else:
        turn.say("button.expired")


async def choose_place(turn: Turn, complaint: Complaint, code: str) -> None:
    """Take a tapped place."""
    if asked(turn.chat)[0] == "place" and turn.house.policy.place_name(code) != code:
        await answer(turn, complaint, code)
    else:
        turn.say("button.expired")
