"""Gives the web chat its conversations: what goes in to the inbox, what comes out of the feed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from complaints.model import Channel
from complaints.talk_model import Conversation
from console.ports import (
    ChatComplaint,
    ChatEvent,
    ChatFile,
    ChatHistory,
    ChatMessage,
    ComplaintEvent,
    MessageEvent,
    StoredFile,
    WebUpdate,
)
from storage import chats, feed
from storage.chats import ChatLine
from storage.feed import Change, Listener
from storage.files import FileStore
from storage.inbox import SqlInbox
from storage.unit_of_work import Database


class WebChats:
    """A `console.ports.ChatStore`."""

    def __init__(self, database: Database, inbox: SqlInbox, files: FileStore) -> None:
        self._database = database
        self._inbox = inbox
        self._files = files

    async def receive(self, channel: Channel, updates: Sequence[WebUpdate]) -> None:
        """Put updates into the inbox.

        Committed when this returns. Known external ids are ignored.
        """
        await self._inbox.receive(channel, updates)

    async def history(self, address: str) -> ChatHistory:
        """Return the conversation so far; an unknown visitor has an empty one."""
        async with self._database.reading() as session:
            last_id = await feed.last_id(session)
            chat = await chats.find(session, Channel.WEBCHAT, address)
            if chat is None:
                return ChatHistory((), last_id)
            lines = await chats.newest(session, chat)
            complaint = await _standing(session, chat)
            return ChatHistory([_message(line) for line in lines], last_id, complaint)

    async def events(self, address: str, after: int) -> AsyncGenerator[ChatEvent, None]:
        """Yield what happened in the conversation since a position, then what happens."""
        with self._database.feed.listening() as listener:
            trail = _Trail(self._database, address, after)
            while True:
                for event in await trail.catch_up():
                    yield event
                await trail.wait(listener)

    async def find_file(self, address: str, file_id: int) -> StoredFile | None:
        """Return a file of this visitor's own conversation, None if it has no such file."""
        async with self._database.reading() as session:
            chat = await chats.find(session, Channel.WEBCHAT, address)
            found = chat and await chats.file_of(session, chat, file_id)
        if not found:
            return None
        return StoredFile(found.name, found.mime, found.size, self._chunks(found.sha256))

    def _chunks(self, sha256: str) -> AsyncIterator[bytes]:
        return self._files.read(sha256)


@dataclass
class _Trail:
    """One reader's way along the feed."""

    database: Database
    address: str
    position: int
    chat_id: int | None = None

    async def catch_up(self) -> list[ChatEvent]:
        """Read what has happened since the position, and move it."""
        async with self.database.reading() as session:
            chat = await chats.find(session, Channel.WEBCHAT, self.address)
            if chat is None:
                return []
            self.chat_id = chat.id
            lines = await feed.read(session, self.position, conversation_id=chat.id)
            if not lines:
                return []
            self.position = lines[-1].id
            return await _events(session, chat, lines)

    async def wait(self, listener: Listener) -> None:
        """Wait until something may have happened in this conversation."""
        while True:
            change = await listener.get()
            is_mine = change is None or self.chat_id is None
            if is_mine or (change is not None and change.conversation_id == self.chat_id):
                return


async def _events(
    session: AsyncSession, chat: Conversation, lines: Sequence[Change]
) -> list[ChatEvent]:
    wanted = {line.subject_id for line in lines if line.topic == "message" and line.subject_id}
    shown = await chats.some(session, wanted) if wanted else {}
    events: list[ChatEvent] = []
    for line in lines:
        if line.topic == "message" and line.subject_id in shown:
            events.append(MessageEvent(line.id, _message(shown[line.subject_id])))
        elif line.topic == "complaint" and line is _last_of(lines, "complaint"):
            events.append(ComplaintEvent(line.id, await _standing(session, chat)))
    return events


def _last_of(lines: Sequence[Change], topic: str) -> Change:
    return next(line for line in reversed(lines) if line.topic == topic)


def _message(line: ChatLine) -> ChatMessage:
    message = line.message
    return ChatMessage(
        id=message.id,
        author=message.author,
        text=message.text,
        at=message.at,
        name=line.name,
        buttons=message.buttons,
        card=message.card,
        client_id=message.client_id,
        is_edited=message.edited_at is not None,
        files=[ChatFile(file.id, file.name, file.kind) for file in line.files],
    )


async def _standing(session: AsyncSession, chat: Conversation) -> ChatComplaint | None:
    found = await chats.standing(session, chat)
    if found is None:
        return None
    complaint, owner = found
    return ChatComplaint(
        number=complaint.number,
        status=complaint.status,
        received_at=complaint.received_at,
        promised_at=complaint.promised_at,
        owner=owner.name if owner else "",
        taken_at=complaint.taken_at,
        answered_at=complaint.answered_at,
        closed_at=complaint.closed_at,
    )
