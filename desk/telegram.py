"""Everything about starting the Telegram channel.

Imported only where the channel is on: the library behind it costs 16 MB and a third of a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Final

from aiohttp import web
from telegram.error import TelegramError

from bot.channels.protocol import Inbox
from bot.channels.telegram import TelegramChannel
from bot.channels.telegram_polling import TelegramPoller
from bot.channels.telegram_settings import TelegramSettings
from bot.channels.telegram_setup import set_up
from bot.channels.telegram_webhook import hook_route
from bot.commands import MENU
from complaints.house import House
from complaints.model import Language
from desk.leading import lead
from desk.metrics import Metrics
from storage.unit_of_work import Database

_LANGUAGES: Final = {"": Language.EN, "zh": Language.ZH_HANS, "en": Language.EN}
_PATIENCE_SECONDS = 10.0

Job = Callable[[], Awaitable[None]]


class Telegram:
    """The channel with what keeps it going."""

    def __init__(self, settings: TelegramSettings, house: House) -> None:
        self.channel = TelegramChannel(settings, now=house.now)
        self._settings = settings
        self._house = house

    @property
    def username(self) -> str:
        """The bot's user name, "" until it is known."""
        return self.channel.username

    def jobs(
        self, database: Database, inbox: Inbox, metrics: Metrics
    ) -> Iterator[tuple[str, Job]]:
        """Name what has to run while the desk runs: set-up and, where it polls, the poller."""
        menus = {
            code: {name: self._house.words(f"menu.{name}", language) for name in MENU}
            for code, language in _LANGUAGES.items()
        }
        yield "telegram-set-up", partial(set_up, self.channel, self._settings, menus)
        if self._settings.mode == "polling":
            poller = TelegramPoller(self.channel, inbox, now=self._house.now)
            metrics.last_heard.labels("telegram").set_function(partial(_last_heard, poller))
            yield "telegram", partial(lead, database, "telegram", poller.run)

    def routes(self, inbox: Inbox) -> list[web.RouteDef]:
        """Return the route that Telegram pushes to, where it does."""
        if self._settings.mode != "webhook":
            return []
        return [hook_route(self.channel, inbox, self._settings)]

    async def check(self) -> tuple[str, bool]:
        """Ask Telegram who we are; returns a line for people and whether all is well."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                me = await self.channel.bot.get_me()
        except (TelegramError, TimeoutError) as error:
            return f"telegram: {type(error).__name__}", False
        return f"telegram: @{me.username}", True

    async def close(self) -> None:
        """End what is under way and close the connections."""
        await self.channel.close()


def _last_heard(poller: TelegramPoller) -> float:
    return poller.last_success_at.timestamp() if poller.last_success_at else 0.0
