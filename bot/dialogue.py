"""The dialogue: one update in, use cases called, answers queued.

It never asks which channel it is on.

Free text is a complaint at once; nobody has to find a menu. What is remembered between turns is a
row.
"""

from __future__ import annotations

from typing import Protocol

from bot import commands, hearing, matters, officers, phrases, questions, taps
from bot.acknowledge import say_added
from bot.channels.protocol import Capabilities, Incoming, IncomingKind
from bot.contacts import contact_in
from bot.turn import Turn, asked
from complaints import intake, rewording
from complaints.errors import ComplaintError
from complaints.house import House
from complaints.model import (
    ACTIVE,
    CLOCK,
    CUSTOMER,
    Complaint,
    ComplaintId,
    ConversationId,
    Language,
    MessageId,
    Officer,
    Status,
)
from complaints.ports import UnitOfWork
from complaints.record import record
from complaints.talk_model import Conversation, Message

#: What an officer's link code looks like after /start.
LINK_PREFIX = "link_"


class LinkChat(Protocol):
    """Links a chat to the officer who was given the code."""

    async def __call__(self, work: UnitOfWork, code: str, chat: Conversation) -> Officer:
        """Link; raises ComplaintError for a code that is wrong, used or too old."""
        ...


class Dialogue:
    """Talks with customers and officers on any channel."""

    def __init__(self, house: House, link_chat: LinkChat) -> None:
        self._house = house
        self._link_chat = link_chat

    async def handle(
        self, work: UnitOfWork, chat: Conversation, incoming: Incoming, can: Capabilities
    ) -> str:
        """Deal with one update within the unit of work; returns its outcome in a word or two."""
        turn = Turn(self._house, work, chat, incoming, can)
        if incoming.kind is IncomingKind.BLOCKED:
            chat.blocked_at = incoming.at
            return "blocked"
        chat.blocked_at = None
        if incoming.kind is IncomingKind.UNBLOCKED:
            return "unblocked"
        self._learn_language(turn)
        outcome = await self._route(turn)
        chat.last_in_at = turn.at
        return outcome

    async def _route(self, turn: Turn) -> str:
        incoming = turn.incoming
        if incoming.kind is IncomingKind.COMMAND and incoming.text.startswith(LINK_PREFIX):
            return await self._link(turn)
        officer = await turn.work.people.find_officer_by_conversation(turn.chat.id)
        if officer is not None:
            return await officers.handle(turn, officer)
        match incoming.kind:
            case IncomingKind.BUTTON:
                return await taps.tapped(turn, incoming.button)
            case IncomingKind.COMMAND:
                return await self._command(turn)
            case IncomingKind.EDIT:
                return await hearing.hear_edit(turn) or await self._words(turn)
            case _:
                return await self._words(turn)

    async def _command(self, turn: Turn) -> str:
        command = turn.incoming.command
        if turn.incoming.text and not commands.is_known(command):
            return await self._words(turn)
        if command == "language" and turn.incoming.text in set(Language):
            await questions.change_language(turn, Language(turn.incoming.text))
            return "command:language"
        await hearing.keep_words(turn, commands.said_by(turn))
        return await commands.run(turn, command)

    async def _link(self, turn: Turn) -> str:
        code = turn.incoming.text.removeprefix(LINK_PREFIX)
        try:
            officer = await self._link_chat(turn.work, code, turn.chat)
        except ComplaintError as error:
            turn.say(f"error.{error.code}")
            return f"link:{error.code}"
        turn.say("officer.linked", name=officer.name)
        return "link:ok"

    def _learn_language(self, turn: Turn) -> None:
        chat, incoming = turn.chat, turn.incoming
        if chat.is_language_chosen:
            return
        hint = incoming.language_hint
        before = chat.language or (Language(hint) if hint in set(Language) else None)
        is_said = incoming.kind is not IncomingKind.COMMAND and not contact_in(incoming.text)
        if incoming.text and is_said:
            if len(incoming.text) > 1 or chat.language is None:
                judged = turn.judge(incoming.text)
                if (before or judged.language) not in (judged.languages or (judged.language,)):
                    chat.language = judged.language
                else:
                    chat.language = before or judged.language
        elif chat.language is None:
            chat.language = before

    async def _words(self, turn: Turn) -> str:
        incoming = turn.incoming
        if not incoming.files and (command := phrases.command_in(incoming.text)):
            await hearing.keep_words(turn, incoming.text)
            return await commands.run(turn, command)
        message = hearing.hear(turn)
        if incoming.kind is IncomingKind.UNSUPPORTED or not (incoming.text or incoming.files):
            return await self._unreadable(turn, message)
        outcome = await questions.take_contact(turn, message)
        outcome = outcome or await taps.said_to_survey(turn, message)
        name, subject = asked(turn.chat)
        if name and not outcome:
            outcome = await self._answer(turn, message, name, subject)
        outcome = outcome or await taps.said_verdict(turn, message)
        return outcome or await matters.understand(turn, message, turn.judge(message.text))

    async def _unreadable(self, turn: Turn, message: Message) -> str:
        complaint = await turn.complaint()
        kind = turn.incoming.unsupported or "other"
        if complaint is not None and complaint.status in ACTIVE:
            await hearing.belongs_to(turn, message, complaint)
        else:
            intake.keep_info(turn.house, turn.work, turn.chat, message, "unreadable")
        turn.say("media.unreadable")
        return f"unreadable:{kind}"

    async def _answer(self, turn: Turn, message: Message, name: str, subject: int) -> str:
        """Take words as the answer to what was asked; "" when they are none."""
        if name == "survey_words":
            return await _survey_words(turn, message, subject)
        if name == "same_or_another":
            return await matters.more_of_it(turn, message)
        complaint = await turn.own_complaint(subject)
        if complaint is None or complaint.status not in ACTIVE or _is_for_officer(name, complaint):
            turn.expect_nothing()
            return ""
        if name in ("confirm", "withdraw"):
            return await taps.said_yes_or_no(turn, message)
        await matters.heard_of(turn, complaint, message)
        await self._take_answer(turn, complaint, name, message.text)
        return f"message:{complaint.number}"

    async def _take_answer(self, turn: Turn, complaint: Complaint, name: str, text: str) -> None:
        if name in questions.QUESTIONS and phrases.is_skip(text):
            await questions.skip(turn, complaint, name)
        elif name in questions.QUESTIONS:
            await questions.answer(turn, complaint, text)
        elif name == "change":
            await rewording.reword(turn.house, turn.work, complaint, text, actor=CUSTOMER)
            turn.say("change.text_done", complaint=complaint)
            await questions.ask_next(turn, complaint)
        else:  # "add" and "why": the words themselves are what was wanted
            turn.expect_nothing()
            say_added(turn, complaint)

    async def fall_silent(self, work: UnitOfWork, chat_id: ConversationId, guard: str) -> None:
        """End the questions when the customer has gone quiet (R3); the record stays as it is."""
        chat = await work.people.get_conversation(chat_id)
        if chat.state.get("guard") != guard:
            return
        name, subject = asked(chat)
        more = chat.state.get("more", [])
        chat.state = {}
        if name == "same_or_another":
            await self._decide_alone(work, chat, MessageId(subject), more)
        elif name in (*questions.QUESTIONS, "confirm", "change"):
            complaint = await work.complaints.get(ComplaintId(subject))
            if not complaint.is_confirmed:
                record(work, complaint, "not_confirmed", CLOCK, self._house.now())

    async def _decide_alone(
        self, work: UnitOfWork, chat: Conversation, message_id: MessageId, more: list[str]
    ) -> None:
        """Words after a closed complaint become a new one when the customer does not say."""
        message = await work.messages.get(message_id)
        if message.complaint_id is None:
            return
        complaint = await work.complaints.get(message.complaint_id)
        if complaint.status in ACTIVE:
            return
        incoming = Incoming(IncomingKind.TEXT, "", message.at, message.text)
        turn = Turn(self._house, work, chat, incoming, Capabilities())
        await matters.another(turn, complaint, message, more)


def _is_for_officer(name: str, complaint: Complaint) -> bool:
    """Say whether words answer the person who has taken the case, and not what the bot asked.

    What the customer began by a button, they still end.
    """
    return complaint.status is not Status.NEW and name not in ("add", "change", "withdraw")


async def _survey_words(turn: Turn, message: Message, revisit_id: int) -> str:
    revisit = await turn.work.complaints.get_revisit(revisit_id)
    complaint = await turn.work.complaints.get(revisit.complaint_id)
    revisit.words = "\n".join(filter(None, [revisit.words, message.text]))
    await hearing.belongs_to(turn, message, complaint)
    turn.expect_nothing()
    turn.say("survey.thanks", complaint=complaint)
    return f"message:{complaint.number}"
