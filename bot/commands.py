"""What a customer can ask for at any time, by command, button or plain words (R7)."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Final

from bot import tracking
from bot.turn import Turn, asked
from complaints import intake, pings
from complaints.buttons import Verb, button
from complaints.model import ACTIVE, Complaint, Language, Status
from complaints.pings import Called

#: Plain words that mean a command when they are all that was said, in any of the three languages.
_PHRASES: Final[dict[str, str]] = {
    "progress": r"[查问看問]?(一下|询|詢)?(我的)?(投诉|投訴)?[进進][度展](如何)?|progress|status",
    "human": r"(我要|我想)?[转轉找叫]?接?人工(客服|服务|服務)?"
    r"|((I want to |let me )?talk to )?(a )?(real )?(human|person|agent)",
    "withdraw": r"(我要)?(撤回|撤销|撤銷|取消)(投诉|投訴)?|withdraw",
    "help": r"帮助|幫助|help",
}
_YES: Final = re.compile(
    r"[对對是嗯](的|啊|呀)?|没错|沒錯|正确|正確|好的?|yes|right|correct|ok(ay)?", re.IGNORECASE
)
_COMPILED: Final = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _PHRASES.items()}
_PLACE: Final = re.compile(r"[A-Za-z0-9_-]{1,32}")

#: The commands a channel may list in its menu, in order.
MENU: Final = ("progress", "add", "human", "withdraw", "language")


def command_in(text: str) -> str:
    """Name the command that a text is, "" if it is something else."""
    if is_number(text):
        return "progress"
    text = text.strip().strip("。.!！?？")
    return next((name for name, rule in _COMPILED.items() if rule.fullmatch(text)), "")


def is_number(text: str) -> bool:
    """Say whether a text is a complaint's number and nothing else, written with its prefix."""
    return tracking.number_in(text) != "" and not text.strip()[0].isdecimal()


def is_yes(text: str) -> bool:
    """Say whether a text is a plain yes."""
    return _YES.fullmatch(text.strip().rstrip("。.!！")) is not None


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
    turn.say("withdraw.sure", buttons, complaint=complaint, number=complaint.number)


async def _language(turn: Turn) -> None:
    chosen = turn.incoming.text
    if chosen in set(Language):
        await set_language(turn, Language(chosen))
        return
    buttons = [
        [
            button(turn.house.words("language.name", language), Verb.LANGUAGE, 0, language)
            for language in Language
        ]
    ]
    turn.say("language.ask", buttons)


async def set_language(turn: Turn, language: Language) -> None:
    """Answer in this language from now on, whatever is written."""
    turn.chat.language, turn.chat.is_language_chosen = language, True
    turn.say("language.set")
    name, subject = asked(turn.chat)
    if name in intake.DETAILS and (complaint := await turn.own_complaint(subject)):
        turn.say(f"ask.{name}", complaint=complaint)


_ACTIONS: Final[dict[str, Callable[[Turn], Awaitable[None]]]] = {
    "start": _start,
    "help": _start,
    "progress": tracking.progress,
    "add": _add,
    "human": _human,
    "withdraw": _withdraw,
    "language": _language,
}
