"""Reception: updates leave the inbox, conversation by conversation, with exactly one outcome each.

What waits is dealt with together, up to a hundred conversations to a commit. When one of them
fails the batch is rolled back and each goes alone, so that only the bad one waits; after five
tries it is dead, with the reason, and the customer is told.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.channels.protocol import ChatChannel, MalformedUpdate
from bot.dialogue import Dialogue
from complaints.errors import Conflict
from complaints.house import House
from complaints.model import Channel, ConversationId, Language
from complaints.outgoing import Saying, say
from complaints.talk_model import Conversation
from desk.metrics import Metrics
from storage import inbox
from storage.inbox import InboxRow
from storage.unit_of_work import Database, DatabaseUnavailable, SqlUnitOfWork

logger = logging.getLogger(__name__)

#: Conversations to a commit.
_BATCH = 100
_TRIES = 5
#: The first pause after a failure; each further one is three times as long.
_PAUSE = timedelta(seconds=2)


class Reception:
    """Understands what has arrived."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[Channel, ChatChannel],
        dialogue: Dialogue,
        house: House,
        metrics: Metrics,
    ) -> None:
        self._metrics = metrics
        self._database = database
        self._channels = channels
        self._dialogue = dialogue
        self._house = house

    async def work(self) -> bool:
        """Deal with one batch; returns whether there may be more."""
        try:
            async with self._database.transaction() as work:
                claimed = await inbox.claim(work, _BATCH, self._database.now())
                outcomes = [
                    outcome
                    for chat, rows in claimed.items()
                    for outcome in await self._converse(work, chat, rows)
                ]
                await inbox.settle(work, outcomes, self._database.now())
            self._count(outcomes)
        except DatabaseUnavailable:
            raise
        except Exception as error:  # a border: one bad update must not hold up the others
            logger.warning("a batch failed (%s), one by one now", type(error).__name__)
            return await self._one_by_one()
        return len(claimed) == _BATCH or len(outcomes) == inbox.BATCH

    def _count(self, outcomes: Sequence[tuple[int, str, str]]) -> None:
        for state, count in Counter(state for _, state, _ in outcomes).items():
            self._metrics.updates.labels(state).inc(count)

    async def _converse(
        self, work: SqlUnitOfWork, chat_id: ConversationId, rows: Sequence[InboxRow]
    ) -> list[tuple[int, str, str]]:
        chat = await work.get(Conversation, chat_id)
        return [(row.id, *await self._understand(work, chat, row)) for row in rows]

    async def _understand(
        self, work: SqlUnitOfWork, chat: Conversation, row: InboxRow
    ) -> tuple[str, str]:
        """Deal with one update; returns its state and outcome."""
        channel = self._channels.get(row.channel)
        if channel is None:
            return "dead", "channel is off"
        try:
            incoming = channel.parse(row.raw)
        except MalformedUpdate as error:
            logger.warning("update %d cannot be read", row.id)
            return "dead", f"malformed: {error}"
        if incoming is None or not chat.address:
            return "done", "nothing for the desk"
        return "done", await self._dialogue.handle(work, chat, incoming, channel.capabilities)

    async def _one_by_one(self) -> bool:
        """Take each conversation's next update alone."""
        async with self._database.transaction() as work:
            claimed = await inbox.claim(work, _BATCH, self._database.now())
        for rows in claimed.values():
            await self._alone(rows[0])
        return bool(claimed)

    async def _alone(self, row: InboxRow) -> None:
        try:
            async with self._database.transaction() as work:
                mine = await inbox.claim_one(work, row.id)
                outcomes = await self._converse(work, row.conversation_id, [mine] if mine else [])
                await inbox.settle(work, outcomes, self._database.now())
            self._count(outcomes)
        except (DatabaseUnavailable, Conflict):
            raise
        except Exception as error:  # the same border: this update, and no other, has to wait
            logger.error("update %d failed (%s)", row.id, type(error).__name__)
            logger.debug("update %d failed", row.id, exc_info=error)
            await self._put_off(row, type(error).__name__)

    async def _put_off(self, row: InboxRow, reason: str) -> None:
        async with self._database.transaction() as work:
            now = self._database.now()
            if row.attempts + 1 < _TRIES:
                retry_at = now + _PAUSE * 3**row.attempts
                await inbox.postpone(work, row, attempts=row.attempts + 1, retry_at=retry_at)
                return
            dead = [(row.id, "dead", f"failed: {reason}")]
            await inbox.settle(work, dead, now)
            self._count(dead)
            chat = await work.get(Conversation, row.conversation_id)
            text = self._house.words("sorry.failed", chat.language or Language.ZH_HANS)
            say(work, chat, Saying(text), now)
