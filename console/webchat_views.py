"""Messages and complaints as the web chat's page gets them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from complaints.buttons import Verb, decode
from complaints.model import ActorKind, Category, Language, Status
from console.ports import ChatComplaint, ChatMessage
from console.rendering import Pages

#: Which of the four steps is the present one. An answer waits for the customer's word, so the step
#: after it is; when all is over none is.
_PRESENT_STEP = {
    Status.NEW: 1,
    Status.OPEN: 1,
    Status.WAITING: 1,
    Status.ANSWERED: 3,
    Status.CLOSED: 4,
}


PREFIX = "/api/v1/webchat"

_ICONS = {
    Verb.RIGHT: "check",
    Verb.CHANGE: "edit",
    Verb.ADD: "edit",
    Verb.PROGRESS: "search",
    Verb.HUMAN: "phone",
    Verb.LANGUAGE: "globe",
    Verb.SATISFIED: "f4",
    Verb.UNSATISFIED: "f2",
}
#: A message that asks for a score has five buttons, which the page draws as faces.
_FACES = 5


def message_json(message: ChatMessage, pages: Pages, language: Language) -> dict[str, Any]:
    """Show one message."""
    author = message.author if message.author is not ActorKind.CLOCK else ActorKind.BOT
    buttons = [
        [_button_json(button, pages, language) for button in row] for row in message.buttons
    ]
    return {
        # As text: JavaScript's numbers are exact up to 53 bits only.
        "id": str(message.id),
        "from": author.value,
        "name": message.name,
        "text": message.text,
        "at": message.at.isoformat(),
        "buttons": buttons,
        "card": dict(message.card) or ({"kind": "faces"} if _asks_for_score(message) else None),
        "client_id": message.client_id,
        "edited": message.is_edited,
        "files": [
            {"name": file.name, "kind": file.kind, "url": f"{PREFIX}/files/{file.id}"}
            for file in message.files
        ],
    }


def complaint_json(
    complaint: ChatComplaint | None, pages: Pages, language: Language
) -> dict[str, Any] | None:
    """Show how a complaint stands, with its steps and a line of words in `language`."""
    if complaint is None:
        return None
    key = f"chat.line.{complaint.status.value}"
    if complaint.status is Status.OPEN and complaint.owner:
        key = "chat.line.taken"
    return {
        "number": complaint.number,
        "status": complaint.status.value,
        "line": pages.catalogue(key, language, name=complaint.owner),
        "steps": [
            {"label": pages.catalogue(f"chat.step.{step}", language), "at": at, "state": state}
            for step, at, state in _steps(complaint)
        ],
        "started_at": complaint.received_at.isoformat(),
        "due_at": _iso(complaint.promised_at),
    }


def _steps(complaint: ChatComplaint) -> list[tuple[str, str, str]]:
    """Name each step, when it was reached, and whether it is done, present or to come."""
    accepted = ("accepted", _iso(complaint.received_at))
    present = _PRESENT_STEP.get(complaint.status)
    if present is None:
        return [(*accepted, "ok"), (complaint.status.value, _iso(complaint.closed_at), "now")]
    steps = [
        accepted,
        ("working", _iso(complaint.taken_at)),
        ("answered", _iso(complaint.answered_at)),
        ("rated", _iso(complaint.closed_at)),
    ]
    return [
        (step, at, "ok" if i < present else "now" if i == present else "todo")
        for i, (step, at) in enumerate(steps)
    ]


def _button_json(button: Mapping[str, str], pages: Pages, language: Language) -> dict[str, str]:
    """Show one button, with an icon where there is one for what it asks; scores get words."""
    tap = decode(button["data"])
    icon, label = "", button["label"]
    if tap and tap.verb is Verb.CATEGORY:
        icon = tap.argument if tap.argument in set(Category) else ""
    elif tap and tap.verb is Verb.SCORE:
        label = pages.catalogue(f"chat.score.{tap.argument}", language)
    elif tap:
        icon = _ICONS.get(tap.verb, "")
    return {"label": label, "data": button["data"], "icon": icon}


def _asks_for_score(message: ChatMessage) -> bool:
    taps = [decode(button["data"]) for row in message.buttons for button in row]
    return len(taps) == _FACES and all(tap and tap.verb is Verb.SCORE for tap in taps)


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
