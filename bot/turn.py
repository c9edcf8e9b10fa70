"""One turn of a conversation: what arrived, from whom, and the means to answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.channels.protocol import Capabilities, Incoming
from complaints.clock_model import DueKind
from complaints.errors import NotFound
from complaints.house import House
from complaints.model import Complaint, ComplaintId, Language, Status
from complaints.moments import write_moment
from complaints.outgoing import Buttons, Saying, say, unbutton
from complaints.ports import UnitOfWork
from complaints.talk_model import Attachment, Conversation, Message, Purpose
from complaints.triage import Judgement


@dataclass
class Turn:
    """Everything the dialogue needs while it deals with one update.

    `message` is set once it is heard.
    """

    house: House
    work: UnitOfWork
    chat: Conversation
    incoming: Incoming
    can: Capabilities
    message: Message | None = None
    attachments: list[Attachment] = field(default_factory=list)
    _judged: dict[str, Judgement] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        """When the turn takes place."""
        return self.house.now()

    @property
    def language(self) -> Language:
        """The language this person is answered in."""
        return self.chat.language or Language.ZH_HANS

    def judge(self, text: str) -> Judgement:
        """Classify a text; the one at hand is asked for more than once."""
        if text not in self._judged:
            self._judged[text] = self.house.triage.judge(text)
        return self._judged[text]

    def words(self, key: str, **data: Any) -> str:
        """Look up a text in the person's language."""
        return self.house.words(key, self.language, **data)

    def say(
        self,
        key: str,
        buttons: Buttons = (),
        *,
        complaint: Complaint | None = None,
        **data: Any,
    ) -> None:
        """Answer with a text from the catalogues."""
        self.say_text(self.words(key, **data), buttons, complaint=complaint)

    def say_text(
        self,
        text: str,
        buttons: Buttons = (),
        *,
        complaint: Complaint | None = None,
        card: dict[str, Any] | None = None,
        purpose: Purpose = Purpose.SAY,
    ) -> None:
        """Answer with a text; on a channel without buttons their labels are listed below it."""
        if buttons and not self.can.buttons:
            labels = " / ".join(button["label"] for row in buttons for button in row)
            text, buttons = f"{text}\n{labels}", ()
        saying = Saying(text, buttons, card or {}, purpose)
        say(self.work, self.chat, saying, self.at, complaint=complaint)

    def take_buttons_off(self) -> None:
        """Let the message whose button was tapped invite no second tap, where it still would."""
        if self.can.edits and self.incoming.external_id:
            unbutton(self.work, self.chat, self.incoming.external_id, self.at)

    async def complaint(self) -> Complaint | None:
        """Return the complaint that this chat is about, None if there is none yet."""
        if self.chat.complaint_id is None:
            return None
        return await self.work.complaints.get(self.chat.complaint_id)

    async def own_complaint(self, complaint_id: int) -> Complaint | None:
        """Return a complaint if it came by this chat; a forged button finds nothing."""
        try:
            complaint = await self.work.complaints.get(ComplaintId(complaint_id))
        except NotFound:
            return None
        return complaint if complaint.conversation_id == self.chat.id else None

    def time(self, moment: datetime) -> str:
        """Write an instant as a customer is told it."""
        return write_moment(self.house, moment, self.language)

    def opens(self) -> str:
        """Write when the house opens next."""
        return self.time(self.house.policy.hours.opens_at(self.at))

    def expect(self, what: str, subject_id: int = 0, **more: Any) -> None:
        """Remember what the next words will be about; silence forgets it."""
        guard = f"{self.at.timestamp():.6f}"
        self.chat.state = {"ask": what, "subject": str(subject_id), "guard": guard, **more}
        due_at = self.at + self.house.policy.silence
        self.work.schedule(DueKind.SILENCE, self.chat.id, due_at, guard)

    def expect_nothing(self) -> None:
        """Forget what was asked."""
        self.chat.state = {}


def is_quiet(complaint: Complaint) -> bool:
    """Say whether a person has the case, so that the bot keeps quiet."""
    return complaint.owner_id is not None and complaint.status in (Status.OPEN, Status.WAITING)


def asked(chat: Conversation) -> tuple[str, int]:
    """Return what was asked last and about which row; ("", 0) when nothing was."""
    state = chat.state
    return state.get("ask", ""), int(state.get("subject", "0"))


def rows_of(buttons: Sequence[dict[str, str]], width: int) -> list[list[dict[str, str]]]:
    """Arrange buttons in rows."""
    return [list(buttons[start : start + width]) for start in range(0, len(buttons), width)]
