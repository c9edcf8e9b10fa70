"""What a customer can ask for at any time, by command, button or plain words (R7)."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Final

from bot import tracking
from bot.turn import Turn
from complaints import pings
from complaints.buttons import Verb, button
from complaints.model import ACTIVE, Complaint, Language, Status
from complaints.pings import Called

_PLACE: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")

#: The commands a channel may list in its menu, in order.
MENU: Final = ("progress", "add", "human", "withdraw", "language")


async def run(turn: Turn, command: str) -> str:
    """Carry out a command; returns the outcome for the inbox."""
    action = _ACTIONS.get(command)
    if action is None:
        turn.say("command.unknown", menu(turn))
        return "command:unknown"
    await action(turn)
    return f"command:{command}"


def is_known(command: str) -> bool:
    """Say whether there is a command of this name."""
    return command in _ACTIONS


def said_by(turn: Turn) -> str:
    """Write what the customer said by choosing from a menu; "" for what was no choice."""
    command, argument = turn.incoming.command, turn.incoming.text.strip()
    if command not in ("progress", "add", "human", "withdraw"):
        return ""
    return " ".join(filter(None, [turn.words(f"menu.{command}"), argument]))


def menu(turn: Turn) -> list[list[dict[str, str]]]:
    """Offer what can be asked for, for people who would rather tap."""
    return [
        [
            button(turn.words("button.progress"), Verb.PROGRESS),
            button(turn.words("button.human"), Verb.HUMAN),
            button(turn.words("button.language"), Verb.LANGUAGE),
        ]
    ]


async def _start(turn: Turn) -> None:
    place = turn.incoming.text.strip()
    if _PLACE.fullmatch(place) and turn.house.policy.place_name(place) != place:
        turn.chat.place = place
    elif turn.chat.greeted_at is not None and turn.incoming.command == "start":
        turn.say("greeting.again", menu(turn))
        return
    greet(turn)


def greet_back(turn: Turn) -> None:
    """Answer a greeting; who has been greeted already is only invited to tell."""
    if turn.chat.greeted_at is None:
        greet(turn)
    else:
        turn.say("greeting.again")


def greet(turn: Turn) -> None:
    """Greet, say what is kept, invite to tell."""
    hello = [turn.words("greeting.hello", house=turn.house.policy.house)]
    if turn.chat.place:
        place = turn.house.policy.place_name(turn.chat.place)
        hello.append(turn.words("greeting.place", place=place))
    privacy = turn.words("greeting.privacy")
    # A page that draws cards shows the privacy notice itself.
    card = {"kind": "greeting", "text": "\n".join(hello)}
    turn.say_text("\n".join([*hello, privacy]), menu(turn), card=card)
    turn.chat.greeted_at = turn.at


async def _add(turn: Turn) -> None:
    complaint = await turn.complaint()
    if complaint is None or complaint.status not in ACTIVE:
        turn.say("command.nothing_open")
    else:
        turn.expect("add", complaint.id)
        turn.say("add.go_on", complaint=complaint, number=complaint.number)


async def _human(turn: Turn) -> None:
    complaint = await turn.complaint()
    if complaint is None or complaint.status not in ACTIVE:
        _tell_first(turn)
        return
    called = await pings.want_person(turn.house, turn.work, complaint, turn.at)
    turn.expect_nothing()
    is_open = turn.house.policy.hours.is_open(turn.at)
    text = turn.words(
        _called(turn, complaint, called, is_open=is_open),
        number=complaint.number,
        time=turn.time(complaint.promised_at),
        opens=turn.opens(),
    )
    is_coming = is_open and called is Called.NOW
    turn.say_text(text if is_coming else _with_phone(turn, text), complaint=complaint)


def _tell_first(turn: Turn) -> None:
    if turn.house.policy.hours.is_open(turn.at):
        turn.say("human.tell_first")
    else:
        text = turn.words("human.tell_first_closed", opens=turn.opens())
        turn.say_text(_with_phone(turn, text))


def _called(turn: Turn, complaint: Complaint, called: Called, *, is_open: bool) -> str:
    """Choose the words for what came of the wish."""
    if called is Called.AT_OPENING:
        return "human.at_opening"
    if called is Called.NOBODY:
        return "human.nobody" if is_open else "human.nobody_closed"
    if not is_open:
        return "human.called_duty"
    is_waiting = complaint.status is Status.NEW and turn.at <= complaint.promised_at
    return "human.called" if is_waiting else "human.reminded"


def _with_phone(turn: Turn, text: str) -> str:
    """Name the house's telephone, if it has one, to somebody who has to wait."""
    phone = turn.house.policy.phone
    return f"{text}\n{turn.words('human.phone', phone=phone)}" if phone else text


async def _withdraw(turn: Turn) -> None:
    complaint = await turn.complaint()
    if complaint is None or complaint.status not in ACTIVE:
        turn.say("command.nothing_open")
        return
    buttons = [
        [
            button(turn.words("button.withdraw"), Verb.WITHDRAW, complaint.id),
            button(turn.words("button.keep"), Verb.KEEP, complaint.id),
        ]
    ]
    turn.expect("withdraw", complaint.id)
    turn.say("withdraw.sure", buttons, complaint=complaint, number=complaint.number)


async def _language(turn: Turn) -> None:
    buttons = [
        [
            button(turn.house.words("language.name", language), Verb.LANGUAGE, 0, language)
            for language in Language
        ]
    ]
    turn.say("language.ask", buttons)


_ACTIONS: Final[dict[str, Callable[[Turn], Awaitable[None]]]] = {
    "start": _start,
    "help": _start,
    "progress": tracking.progress,
    "add": _add,
    "human": _human,
    "withdraw": _withdraw,
    "language": _language,
}
