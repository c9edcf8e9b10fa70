"""The first reply to a complaint: apology, number, promised time, read-back (R4, R5)."""

from __future__ import annotations

from typing import Any

from bot.turn import Turn, rows_of
from complaints.buttons import Verb, button
from complaints.model import Category, Complaint
from complaints.outgoing import Buttons
from complaints.talk_model import Purpose
from complaints.triage import Judgement

#: A read-back longer than this is cut; the whole text is kept.
_READ_BACK = 60
#: Somebody may be hurt: whether they are safe is asked before anything else.
_HARM = frozenset({"injury", "food_poisoning", "safety", "clash", "threat", "self_harm"})
#: Below this the customer is asked for the category.
SURE = 0.5


def summary(text: str) -> str:
    """Shorten a text for the read-back."""
    flat = " ".join(text.split())
    return flat.rstrip("。.，,；;") if len(flat) <= _READ_BACK else flat[:_READ_BACK] + "…"


def category_buttons(turn: Turn, complaint: Complaint) -> Buttons:
    """Offer the five categories."""
    made = [
        button(turn.words(f"category.{category}"), Verb.CATEGORY, complaint.id, category)
        for category in Category
    ]
    return rows_of(made, 3)


def acknowledge(turn: Turn, complaint: Complaint, judged: Judgement) -> None:
    """Say the first reply. It promises a clock time, never "soon"."""
    before = [turn.words(_apology(complaint))]
    if _HARM & set(complaint.reasons):
        before.insert(0, turn.words("ack.safety"))
    time = turn.time(complaint.promised_at)
    promise = [turn.words("ack.number", number=complaint.number), _promise(turn, complaint, time)]
    after = [_read_back(turn, complaint, judged)]
    if turn.chat.greeted_at is None:
        after.append(turn.words("greeting.privacy"))
        turn.chat.greeted_at = turn.at
    turn.say_text(
        "\n".join([*before, *promise, *after]),
        _buttons(turn, complaint, judged),
        complaint=complaint,
        card=_card(turn, complaint, time, text="\n".join([*before, *after])),
        purpose=Purpose.ACKNOWLEDGE,
    )
    turn.expect("confirm", complaint.id)


def read_back(turn: Turn, complaint: Complaint, judged: Judgement) -> None:
    """Read a complaint back that has other words now, for the customer to correct (R4)."""
    text, buttons = _read_back(turn, complaint, judged), _buttons(turn, complaint, judged)
    turn.say_text(text, buttons, complaint=complaint)
    turn.expect("confirm", complaint.id)


def say_added(turn: Turn, complaint: Complaint) -> None:
    """Say that words were added to a complaint, with the promise as long as it can be kept."""
    is_late = turn.at > complaint.promised_at
    turn.say(
        "add.done_late" if is_late else "add.done",
        complaint=complaint,
        number=complaint.number,
        time=turn.time(complaint.promised_at),
    )
    turn.chat.state = {**turn.chat.state, "added": str(complaint.id)}


def has_said_added(turn: Turn, complaint: Complaint) -> bool:
    """Say whether the customer has just been told so: nobody needs it after each sentence."""
    last = turn.chat.last_in_at
    is_recent = last is not None and turn.at - last <= turn.house.policy.silence
    return is_recent and turn.chat.state.get("added") == str(complaint.id)


def _is_sure(judged: Judgement) -> bool:
    return judged.intent == "complaint" and judged.confidence >= SURE


def _read_back(turn: Turn, complaint: Complaint, judged: Judgement) -> str:
    if not _is_sure(judged):
        noted = turn.words("ack.noted", summary=summary(complaint.text))
        return f"{noted}\n{turn.words('ack.which_category')}"
    return turn.words(
        "ack.read_back",
        category=turn.words(f"category.{complaint.category}"),
        summary=summary(complaint.text),
    )


def _apology(complaint: Complaint) -> str:
    return "ack.sorry_service" if complaint.category is Category.SERVICE else "ack.sorry"


def _promise(turn: Turn, complaint: Complaint, time: str) -> str:
    policy = turn.house.policy
    if policy.hours.is_open(turn.at):
        department = policy.department_name(complaint.department)
        return turn.words("ack.promise", time=time, department=department)
    key = "ack.promise_closed_phone" if policy.phone else "ack.promise_closed"
    return turn.words(key, opens=turn.opens(), time=time, phone=policy.phone)


def _buttons(turn: Turn, complaint: Complaint, judged: Judgement) -> Buttons:
    change = button(turn.words("button.change"), Verb.CHANGE, complaint.id)
    if not _is_sure(judged):
        return [*category_buttons(turn, complaint), [change]]
    return [[button(turn.words("button.right"), Verb.RIGHT, complaint.id), change]]


def _card(turn: Turn, complaint: Complaint, time: str, *, text: str) -> dict[str, Any]:
    """Describe number and promise for channels that draw a card beside `text`."""
    steps = [
        {
            "label": turn.words("step.filed"),
            "at": complaint.received_at.isoformat(),
            "state": "ok",
        },
        {"label": turn.words("step.handling"), "at": "", "state": "now"},
        {"label": turn.words("step.answered"), "at": "", "state": "todo"},
        {"label": turn.words("step.rated"), "at": "", "state": "todo"},
    ]
    return {
        "kind": "ack",
        "number": complaint.number,
        "text": text,
        "promise": turn.words("card.promise", time=time),
        "started_at": complaint.received_at.isoformat(),
        "due_at": complaint.promised_at.isoformat(),
        "steps": steps,
    }
