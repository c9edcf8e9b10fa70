"""How a customer hears of an offer (R22): in the chat with buttons, by phone, at a visit."""

from __future__ import annotations

from complaints.buttons import Verb, button
from complaints.decision_model import (
    Alternative,
    Remedy,
)
from complaints.handling import chat_of, record_contact
from complaints.house import House
from complaints.model import Actor, Complaint
from complaints.money import write_amount
from complaints.outgoing import Saying, say
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.remedy_moves import RemedyMove, move_remedy
from complaints.talk_model import Conversation


async def tell_offer(
    house: House, work: UnitOfWork, complaint: Complaint, remedy: Remedy, via: str, actor: Actor
) -> None:
    """Tell the customer: in the chat with a button each, else note how it was told."""
    move_remedy(remedy, RemedyMove.TELL)
    remedy.told_at = house.now()
    chat = await chat_of(work, complaint)
    if chat is not None:
        _say_offer(house, work, complaint, remedy, chat, actor)
    else:
        text = offer_text(house, complaint, remedy)
        await record_contact(house, work, complaint, via, text, actor=actor)
    record(work, complaint, "remedy_offered", actor, remedy.told_at, via=via if not chat else "")


def offer_text(house: House, complaint: Complaint, remedy: Remedy) -> str:
    """Write an offer as the customer reads it."""
    lines = [
        f"{place}. {choice_text(house, complaint, remedy, choice)}"
        for place, choice in enumerate(remedy.choices, 1)
    ]
    several = len(lines) > 1
    key = "customer.offer_choices" if several else "customer.offer"
    listed = "\n".join(lines) if several else lines[0].removeprefix("1. ")
    text = house.words(key, complaint.language, number=complaint.number, offer=listed)
    return "\n".join(part for part in (remedy.words, text) if part)


def choice_text(house: House, complaint: Complaint, remedy: Remedy, choice: Alternative) -> str:
    """Write one alternative: what, how much, and what it means."""
    what = house.words(f"remedy.{choice.kind}", complaint.language)
    amount = write_amount(choice.amount, remedy.currency) if choice.amount else ""
    named = " ".join(part for part in (what, amount) if part)
    return f"{named}: {choice.text}" if choice.text else named


def _say_offer(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    remedy: Remedy,
    chat: Conversation,
    actor: Actor,
) -> None:
    words, language = house.words, complaint.language
    several = len(remedy.choices) > 1
    rows = [
        [
            button(
                words("button.agree_to", language, n=place)
                if several
                else words("button.agree", language),
                Verb.AGREE,
                remedy.id,
                str(place),
            )
        ]
        for place in range(1, len(remedy.choices) + 1)
    ]
    rows.append([button(words("button.decline", language), Verb.DECLINE, remedy.id)])
    saying = Saying(offer_text(house, complaint, remedy), rows)
    say(work, chat, saying, house.now(), actor=actor, complaint=complaint)
