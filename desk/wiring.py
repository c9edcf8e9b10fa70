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
from complaints.ports import TimeSource
from complaints.triage import Triage
from console.catalogue import Catalogue
from desk.calendar_jobs import CalendarJobs
from desk.delivery import Delivery
from desk.editions import Editions
from desk.fetching import Fetching
from desk.lexicon_desk import Words
from desk.loops import Worker
from desk.metrics import Metrics, make_metrics
from desk.policies import load_policy, policy_subject
from desk.reception import Reception
from desk.schedule import DueWork
from desk.settings import Settings, policy_path
from desk.word_files import cache_of
from nlp.loading import Loader
from storage import audit, housekeeping
from storage.edition_store import edition_reading
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
    editions: Editions
    loader: Loader
    words: Words
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
    planner: Worker
    reloader: Worker
    tidier: Worker
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
        policy=load_policy(policy_path(settings.policy), settings.zone),
        triage=triage,
        words=Catalogue.load(BOT_WORDS),
        now=now,
        token=token,
        public_url=settings.public_url,
    )
    database = Database(settings.database_url, now)
    editions = Editions(edition_reading(database.reading), now)
    editions.follow(policy_subject(policy_path(settings.policy), settings.zone, house))
    loader = Loader(cache_of(settings.data_dir))
    files = FileStore(settings.data_dir / "files")
    inbox = SqlInbox(database)
    telegram = _telegram(settings, house)
    channels: dict[Channel, ChatChannel] = {Channel.WEBCHAT: WebChatChannel()}
    if telegram is not None:
        channels[Channel.TELEGRAM] = telegram.channel
    metrics = make_metrics()
    dialogue = Dialogue(house, partial(one_time.link_chat, house))
    delivery = Delivery(database, channels, house, metrics, read_file=files.read)
    fetching = Fetching(database, channels, files, house, limit=LIMIT)

    reception = Reception(database, channels, dialogue, house, metrics)

    def worker(
        name: str, work: Callable[[], Awaitable[bool]], *, idle_seconds: float = 1.0
    ) -> Worker:
        failed = metrics.failures.labels(name).inc
        return Worker(name, work, idle_seconds=idle_seconds, on_failure=failed)

    async def seal() -> bool:
        return await audit.seal(database) > 0

    async def tidy() -> bool:
        return await housekeeping.tidy(database, house.policy.thresholds.repeat_within)

    desk = Desk(
        settings=settings,
        house=house,
        database=database,
        editions=editions,
        loader=loader,
        words=Words(house, loader, database.reading),
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
        planner=worker("calendar", CalendarJobs(database, house).work, idle_seconds=600),
        reloader=worker("editions", editions.work),
        tidier=worker("tidying", tidy, idle_seconds=3600),
        metrics=metrics,
    )
    inbox.on_received = desk.reception.wake
    database.on_outgoing = desk.deliverer.wake
    delivery.on_progress = desk.deliverer.wake
    return desk
