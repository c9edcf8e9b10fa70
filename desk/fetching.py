"""Fetches the files that came with messages, outside of any transaction."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta

from bot.channels.protocol import ChatChannel, FileTooLarge, RetryLater, SendError
from complaints.clock_model import Due, DueKind
from complaints.house import House
from complaints.model import Channel, Language
from complaints.outgoing import Saying, say
from complaints.talk_model import Attachment, AttachmentState, Conversation
from storage import due
from storage.files import FileStore, TooLarge
from storage.unit_of_work import Database, SqlUnitOfWork

logger = logging.getLogger(__name__)

_BATCH = 4
_TIMEOUT_SECONDS = 60.0
#: While one process fetches a file, no other does.
_LEASE = timedelta(seconds=_TIMEOUT_SECONDS * 2)
_TRIES = 6


class Fetching:
    """Downloads what is due to be fetched, a few at a time."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[Channel, ChatChannel],
        files: FileStore,
        house: House,
        *,
        limit: int,
    ) -> None:
        self._database = database
        self._channels = channels
        self._files = files
        self._house = house
        self._limit = limit

    async def work(self) -> bool:
        """Fetch one batch; returns whether there may be more."""
        now = self._database.now()
        async with self._database.transaction() as work:
            rows = await due.claim(work, {DueKind.FETCH}, _BATCH, now)
            jobs = [(row.id, await self._source(work, row)) for row in rows]
            for row in rows:
                row.due_at, row.attempts = now + _LEASE, row.attempts + 1
        await asyncio.gather(*(self._fetch(due_id, *source) for due_id, source in jobs))
        return bool(rows)

    async def _source(self, work: SqlUnitOfWork, row: Due) -> tuple[Attachment, Channel]:
        attachment = await work.messages.get_attachment(row.subject_id)
        chat = await work.get(Conversation, attachment.conversation_id or 0)
        return attachment, chat.channel

    async def _fetch(self, due_id: int, attachment: Attachment, channel: Channel) -> None:
        try:
            async with asyncio.timeout(_TIMEOUT_SECONDS):
                data = await self._channels[channel].fetch(attachment.remote)
            sha256, size = await self._files.save(_one(data), limit=self._limit)
        except (FileTooLarge, TooLarge):
            await self._settle(due_id, attachment.id, AttachmentState.TOO_LARGE)
        except (RetryLater, TimeoutError, OSError) as error:
            await self._put_off(due_id, attachment.id, type(error).__name__)
        except (SendError, KeyError):
            await self._settle(due_id, attachment.id, AttachmentState.FAILED)
        else:
            await self._settle(due_id, attachment.id, AttachmentState.STORED, sha256, size)

    async def _put_off(self, due_id: int, attachment_id: int, error: str) -> None:
        async with self._database.transaction() as work:
            row = await due.claim_one(work, due_id)
            if row is None:
                return
            row.error = error
            row.due_at = self._database.now() + timedelta(seconds=2 * 3**row.attempts)
        if row.attempts >= _TRIES:
            await self._settle(due_id, attachment_id, AttachmentState.FAILED)

    async def _settle(
        self,
        due_id: int,
        attachment_id: int,
        state: AttachmentState,
        sha256: str = "",
        size: int = 0,
    ) -> None:
        """Write how it went; the customer hears of a file that could not be kept."""
        async with self._database.transaction() as work:
            row = await due.claim_one(work, due_id)
            attachment = await work.messages.get_attachment(attachment_id)
            if row is None or attachment.state is not AttachmentState.PENDING:
                return
            row.done_at = self._database.now()
            attachment.state, attachment.sha256 = state, sha256
            attachment.size = size or attachment.size
            work.publish(
                "message",
                complaint_id=attachment.complaint_id,
                conversation_id=attachment.conversation_id,
                subject_id=attachment.message_id,
            )
            if state is not AttachmentState.STORED:
                await self._tell(work, attachment)

    async def _tell(self, work: SqlUnitOfWork, attachment: Attachment) -> None:
        chat = await work.get(Conversation, attachment.conversation_id or 0)
        is_large = attachment.state is AttachmentState.TOO_LARGE
        text = self._house.words(
            "file.too_large" if is_large else "file.failed",
            chat.language or Language.ZH_HANS,
            megabytes=self._limit // 2**20,
        )
        say(work, chat, Saying(text), self._database.now())


async def _one(data: bytes) -> AsyncIterator[bytes]:
    yield data
