"""Asks for what is missing, one thing at a time; everything can be skipped (R2)."""

from __future__ import annotations

from bot import matters
from bot.contacts import contact_and_name, contact_in
from bot.turn import Turn, asked, is_quiet, rows_of
from complaints import intake
from complaints.buttons import Verb, button
from complaints.model import CUSTOMER, Complaint, Language, Status
from complaints.talk_model import Message

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
    if name == "contact":
        text = await _reached(turn, complaint, text)
    await intake.complete(turn.house, turn.work, complaint, name, text[:500], actor=CUSTOMER)
    await ask_next(turn, complaint)


async def _reached(turn: Turn, complaint: Complaint, text: str) -> str:
    """Give the contact in an answer; a name beside it is kept where none is known."""
    contact, name = contact_and_name(text)
    if name and complaint.customer_id is not None:
        customer = await turn.work.people.get_customer(complaint.customer_id)
        if not customer.name:
            await intake.complete(turn.house, turn.work, complaint, "name", name, actor=CUSTOMER)
    return contact or text


async def take_contact(turn: Turn, message: Message) -> str:
    """Take words that are nothing but a contact as that, wherever in the questions they come.

    Returns the outcome, "" when they are something else or answer another question.
    """
    name, _ = asked(turn.chat)
    contact = "" if turn.incoming.files else contact_in(message.text)
    complaint = await turn.complaint() if contact else None
    if complaint is None or name in ("contact", "survey_words", "same_or_another"):
        return ""
    if is_quiet(complaint):
        if await _is_missing(turn, complaint, "contact"):
            await _keep_contact(turn, complaint, contact)
        return ""
    if complaint.status is not Status.NEW:
        return ""
    await matters.heard_of(turn, complaint, message)
    await _keep_contact(turn, complaint, contact)
    _say_noted(turn, complaint, contact, name)
    return f"message:{complaint.number}"


async def _keep_contact(turn: Turn, complaint: Complaint, contact: str) -> None:
    await intake.complete(turn.house, turn.work, complaint, "contact", contact, actor=CUSTOMER)


def _say_noted(turn: Turn, complaint: Complaint, contact: str, name: str) -> None:
    """Say what was taken down; a question that was passed over for it is asked once more."""
    noted = turn.words("contact.noted", contact=contact)
    if name in QUESTIONS:
        _ask_again(turn, complaint, name, noted)
        return
    if name == "confirm":
        turn.expect("confirm", complaint.id)
    else:
        turn.expect_nothing()
    turn.say_text(noted, complaint=complaint)


def _ask_again(turn: Turn, complaint: Complaint, name: str, before: str) -> None:
    turn.expect(name, complaint.id, asked=turn.chat.state["asked"])
    text = f"{before}\n{turn.words(f'ask.{name}')}"
    turn.say_text(text, _choices(turn, complaint, name), complaint=complaint)


async def change_language(turn: Turn, language: Language) -> None:
    """Answer in this language from now on, whatever is written; what was asked is asked in it."""
    turn.chat.language, turn.chat.is_language_chosen = language, True
    done = turn.words("language.set")
    name, subject = asked(turn.chat)
    complaint = await turn.own_complaint(subject) if name in QUESTIONS else None
    if complaint is None:
        turn.say_text(done)
    else:
        _ask_again(turn, complaint, name, done)


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
