"""Delivery: what waits in the outbox goes out at the channel's pace; the case shows how it went.

Nothing else in the program sends. A claim is committed before the send and its result after it,
several to a commit; a process that dies in between leaves a doubtful message that is sent again.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from bot.channels.protocol import (
    ChannelDown,
    ChatChannel,
    Edit,
    Outgoing,
    OutgoingFile,
    RecipientBlocked,
    Rejected,
    RetryLater,
)
from complaints.house import House
from complaints.model import Channel, ConversationId
from complaints.talk_model import OutboxState
from desk.metrics import Metrics
from desk.pace import Pace
from storage import outbox
from storage.engine import is_sqlite
from storage.outbox import Parcel, Sent
from storage.unit_of_work import Database

logger = logging.getLogger(__name__)

#: Gives the bytes of a file by its SHA-256.
ReadFile = Callable[[str], AsyncIterator[bytes]]

#: Sends under way at once.
_IN_FLIGHT = 32
_SEND_TIMEOUT_SECONDS = 20.0
#: What has been sent within so long is written together.
_GATHER_SECONDS = 0.02
_FIRST_PAUSE_SECONDS = 1.0
#: Pauses double up to this while nothing arrives …
_LONGEST_PAUSE_SECONDS = 30.0
#: … and up to this when each try may have arrived, so that nobody reads the same for hours on end.
_LONGEST_DOUBTFUL_PAUSE_SECONDS = 7_200.0
#: Then a message counts as failed, and the case shows it.
_GIVE_UP_AFTER = timedelta(days=2)
#: A change of looks is tried once and for no longer than this: words wait behind it.
_EDIT_TIMEOUT_SECONDS = 3.0
#: What the sends under way are given at the end; the others go again after the next start.
_DRAIN_SECONDS = 2.0


def _is_edit(parcel: Parcel) -> bool:
    """Say whether an item changes what was sent instead of saying something."""
    return "edit" in parcel.item.payload


class Delivery:
    """Sends what is queued."""

    def __init__(
        self,
        database: Database,
        channels: Mapping[Channel, ChatChannel],
        house: House,
        metrics: Metrics,
        *,
        read_file: ReadFile,
        rng: random.Random | None = None,
    ) -> None:
        self._metrics = metrics
        self._house = house
        self._database = database
        self._channels = channels
        self._read_file = read_file
        self._rng = rng or random.Random()  # noqa: S311 - spreads pauses, guards nothing
        self._paces = {
            name: Pace(
                per_conversation=channel.capabilities.per_conversation_rate,
                overall=channel.capabilities.overall_rate,
            )
            for name, channel in channels.items()
        }
        self._results: list[Sent] = []
        self._sending: set[asyncio.Task[None]] = set()
        self._busy: set[ConversationId] = set()
        self._down_until: dict[Channel, datetime] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._gathering: asyncio.TimerHandle | None = None
        self.on_progress: Callable[[], None] = lambda: None

    async def resume(self) -> None:
        """Take over what a process before this one was about to send when it was killed.

        SQLite has one process; on PostgreSQL others may be sending, so there the leases run out.
        """
        if is_sqlite(self._database.engine):
            async with self._database.transaction() as work:
                await outbox.release_all(work)

    @property
    def is_sending(self) -> bool:
        """Say whether a send is under way, or how it went not yet written."""
        return bool(self._sending or self._results)

    async def work(self) -> bool:
        """Write results, claim what may go, start sending; what can bring more wakes it again."""
        self._gathering = None
        results, self._results = self._results, []
        now = self._database.now()
        rooms = {name: self._room(name, now) for name in self._channels}
        parcels: list[Parcel] = []
        is_held = not all(rooms.values())
        try:
            async with self._database.transaction() as work:
                if results:
                    await outbox.settle(work, self._house, results, now)
                for name, room in rooms.items():
                    if room:
                        busy = self._busy | self._paces[name].resting()
                        claimed = await outbox.claim(work, name, room, now, busy=busy)
                        parcels += claimed.parcels
                        is_held = is_held or claimed.is_held
        except BaseException:
            self._results[:0] = results
            raise
        for parcel in parcels:
            self._start(parcel)
        self._wake_when_free(is_held=is_held)
        return False

    def is_down(self, name: Channel) -> bool:
        """Say whether a channel refused the last message so that all others wait."""
        now = self._database.now()
        return self._down_until.get(name, now) > now

    def _room(self, name: Channel, now: datetime) -> int:
        """Return how many messages this channel may take now."""
        if self._down_until.get(name, now) > now:
            return 0
        return min(_IN_FLIGHT - len(self._sending), self._paces[name].room())

    def _wake_when_free(self, *, is_held: bool) -> None:
        """Look again when the pace lets the next message through, if one is held back."""
        waits = [wait for pace in self._paces.values() if (wait := pace.free_in()) is not None]
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if waits and is_held:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(min(waits), self.on_progress)

    def _start(self, parcel: Parcel) -> None:
        self._busy.add(parcel.item.conversation_id)
        if not _is_edit(parcel):
            self._paces[parcel.item.channel].used(parcel.item.conversation_id)
        task = asyncio.create_task(self._send(parcel), name=f"send-{parcel.item.id}")
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send(self, parcel: Parcel) -> None:
        result = await (self._edit(parcel) if _is_edit(parcel) else self._attempt(parcel))
        self._metrics.sends.labels(parcel.item.channel, result.state).inc()
        self._busy.discard(parcel.item.conversation_id)
        self._results.append(result)
        if self._gathering is None:
            loop = asyncio.get_running_loop()
            self._gathering = loop.call_later(_GATHER_SECONDS, self.on_progress)

    async def _attempt(self, parcel: Parcel) -> Sent:
        item = parcel.item
        outgoing = Outgoing(
            key=item.key,
            address=parcel.address,
            text=item.payload["text"],
            buttons=item.payload["buttons"],
            card=item.payload["card"],
            files=[self._file(file) for file in item.payload.get("files", ())],
        )
        try:
            async with asyncio.timeout(_SEND_TIMEOUT_SECONDS * (1 + len(outgoing.files))):
                receipt = await self._channels[item.channel].send(outgoing)
        except RetryLater as error:
            return self._later(parcel, error)
        except TimeoutError:
            return self._later(parcel, RetryLater("no answer in time", is_doubtful=True))
        except RecipientBlocked as error:
            return Sent(item.id, OutboxState.BLOCKED, error=str(error))
        except Rejected as error:
            return Sent(item.id, OutboxState.FAILED, error=str(error))
        except ChannelDown as error:
            return self._down(parcel, error)
        except Exception as error:  # a border: a bug in one send must not stop the others
            logger.error("sending %d failed (%s)", item.id, type(error).__name__)
            return Sent(item.id, OutboxState.FAILED, error=type(error).__name__)
        return Sent(item.id, OutboxState.SENT, external_id=receipt.external_id)

    def _file(self, file: dict[str, str]) -> OutgoingFile:
        read = partial(self._read_file, file["sha256"])
        return OutgoingFile(file["kind"], file["name"], file["mime"], read)

    async def _edit(self, parcel: Parcel) -> Sent:
        item = parcel.item
        edit = Edit(parcel.address, item.payload["edit"], item.payload["text"])
        try:
            async with asyncio.timeout(_EDIT_TIMEOUT_SECONDS):
                await self._channels[item.channel].edit(edit)
        except Exception as error:  # a border: whatever it was, the words behind it must go out
            logger.info("message not changed: %s", type(error).__name__)
            return Sent(item.id, OutboxState.FAILED, error=type(error).__name__)
        return Sent(item.id, OutboxState.SENT)

    def _later(self, parcel: Parcel, error: RetryLater) -> Sent:
        item, now = parcel.item, self._database.now()
        if now - item.created_at > _GIVE_UP_AFTER:
            return Sent(item.id, OutboxState.FAILED, error=error.reason)
        seconds = error.seconds or self._pause_seconds(item.attempts, error)
        retry_at = now + timedelta(seconds=seconds)
        if not error.is_conversation_only:
            self._down_until[item.channel] = retry_at
        return Sent(item.id, OutboxState.QUEUED, error=error.reason, retry_at=retry_at)

    def _pause_seconds(self, attempts: int, error: RetryLater) -> float:
        grown = _FIRST_PAUSE_SECONDS * 2.0 ** min(attempts - 1, 16)
        longest = _LONGEST_DOUBTFUL_PAUSE_SECONDS if error.is_doubtful else _LONGEST_PAUSE_SECONDS
        return min(grown, longest) * self._rng.uniform(0.75, 1.25)

    def _down(self, parcel: Parcel, error: ChannelDown) -> Sent:
        logger.error("channel %s refuses us: %s", parcel.item.channel, error)
        retry_at = self._database.now() + timedelta(minutes=1)
        self._down_until[parcel.item.channel] = retry_at
        return Sent(parcel.item.id, OutboxState.QUEUED, error=str(error), retry_at=retry_at)

    async def drain(self) -> None:
        """Give the sends under way two seconds and write the results."""
        for timer in (self._timer, self._gathering):
            if timer is not None:
                timer.cancel()
        sending = set(self._sending)
        if sending:
            _, late = await asyncio.wait(sending, timeout=_DRAIN_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        results, self._results = self._results, []
        if results:
            async with self._database.transaction() as work:
                await outbox.settle(work, self._house, results, self._database.now())
