"""Makes the desk out of settings.

Plain constructor calls, no start-up, no I/O but reading files.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import bot
from bot.channels.protocol import ChatChannel
from bot.channels.webchat import WebChatChannel
from bot.dialogue import Dialogue
from complaints import one_time
from complaints.house import House
from complaints.model import Channel
from complaints.policy import Policy, read_policy
from complaints.ports import TimeSource, Triage
from console.catalogue import Catalogue
from desk.calendars import ChineseWorkdays
from desk.delivery import Delivery
from desk.fetching import Fetching
from desk.loops import Worker
from desk.metrics import Metrics, make_metrics
from desk.reception import Reception
from desk.schedule import DueWork
from desk.settings import Settings, policy_path
from storage import audit
from storage.files import LIMIT, FileStore
from storage.inbox import SqlInbox
from storage.unit_of_work import Database

if TYPE_CHECKING:
    from desk.telegram import Telegram

BOT_WORDS = Path(bot.__file__).parent / "locale"


def utc_now() -> datetime:
    """Return this instant in UTC."""
    return datetime.now(UTC)


def new_token() -> str:
    """Make a token of 192 random bits that is safe in an address."""
    return secrets.token_urlsafe(24)


def load_policy(settings: Settings) -> Policy:
    """Read the policy file.

    Raises:
        PolicyError: with every key that is wrong.
    """
    source = policy_path(settings.policy).read_text(encoding="utf-8")
    return read_policy(source, zone=settings.zone, workdays=ChineseWorkdays())


def _telegram(settings: Settings, house: House) -> Telegram | None:
    if settings.telegram is None:
        return None
    from desk.telegram import Telegram

    return Telegram(settings.telegram, house)


@dataclass
class Desk:
    """All parts of one process, made but not started."""

    settings: Settings
    house: House
    database: Database
    inbox: SqlInbox
    files: FileStore
    channels: dict[Channel, ChatChannel]
    telegram: Telegram | None
    delivery: Delivery
    reception: Worker
    deliverer: Worker
    clock: Worker
    fetcher: Worker
    sealer: Worker
    metrics: Metrics


def make_desk(
    settings: Settings,
    triage: Triage,
    *,
    now: TimeSource = utc_now,
    token: Callable[[], str] = new_token,
) -> Desk:
    """Make every part and let each know whom to wake."""
    house = House(
        policy=load_policy(settings),
        triage=triage,
        words=Catalogue.load(BOT_WORDS),
        now=now,
        token=token,
        public_url=settings.public_url,
    )
    database = Database(settings.database_url, now)
    files = FileStore(settings.data_dir / "files")
    inbox = SqlInbox(database)
    telegram = _telegram(settings, house)
    channels: dict[Channel, ChatChannel] = {Channel.WEBCHAT: WebChatChannel()}
    if telegram is not None:
        channels[Channel.TELEGRAM] = telegram.channel
    metrics = make_metrics()
    dialogue = Dialogue(house, partial(one_time.link_chat, house))
    delivery = Delivery(database, channels, metrics)
    fetching = Fetching(database, channels, files, house, limit=LIMIT)

    reception = Reception(database, channels, dialogue, house, metrics)

    def worker(
        name: str, work: Callable[[], Awaitable[bool]], *, idle_seconds: float = 1.0
    ) -> Worker:
        failed = metrics.failures.labels(name).inc
        return Worker(name, work, idle_seconds=idle_seconds, on_failure=failed)

    async def seal() -> bool:
        return await audit.seal(database) > 0

    desk = Desk(
        settings=settings,
        house=house,
        database=database,
        inbox=inbox,
        files=files,
        channels=channels,
        telegram=telegram,
        delivery=delivery,
        reception=worker("reception", reception.work),
        deliverer=worker("delivery", delivery.work),
        clock=worker("clock", DueWork(database, house, dialogue).work),
        fetcher=worker("fetching", fetching.work),
        sealer=worker("sealing", seal, idle_seconds=60),
        metrics=metrics,
    )
    inbox.on_received = desk.reception.wake
    database.on_outgoing = desk.deliverer.wake
    delivery.on_progress = desk.deliverer.wake
    return desk
