"""What a bot tells Telegram about itself after the start, without anybody waiting for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from telegram.error import BadRequest, TelegramError

from bot.channels.telegram_bot import GARBAGE, Pauses
from bot.channels.telegram_updates import ALLOWED_UPDATES

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel
    from bot.channels.telegram_settings import TelegramSettings

logger = logging.getLogger(__name__)

Commands = Mapping[str, Mapping[str, str]]
Sleep = Callable[[float], Awaitable[None]]


async def set_up(
    channel: TelegramChannel,
    settings: TelegramSettings,
    commands: Commands,
    *,
    sleep: Sleep = asyncio.sleep,
) -> None:
    """Set the webhook (in that mode), learn the bot's user name, set the command menus; return.

    Each step is repeated with growing pauses until Telegram has taken or refused it, so this
    belongs into a task of its own.

    Args:
        commands: by language ("" for all others, else two letters, as Telegram wants them): the
            description of each command by its name without slash.
    """
    if settings.mode == "webhook":
        await _do("setWebhook", partial(_set_webhook, channel, settings), sleep)
    await _do("getMe", partial(_learn_username, channel), sleep)
    for language, menu in commands.items():
        await _do("setMyCommands", partial(_set_commands, channel, language, menu), sleep)


async def _set_webhook(channel: TelegramChannel, settings: TelegramSettings) -> None:
    await channel.bot.set_webhook(
        settings.hook_url, allowed_updates=ALLOWED_UPDATES, secret_token=settings.webhook_secret
    )


async def _learn_username(channel: TelegramChannel) -> None:
    channel.username = (await channel.bot.get_me()).username or ""


async def _set_commands(channel: TelegramChannel, language: str, menu: Mapping[str, str]) -> None:
    await channel.bot.set_my_commands(list(menu.items()), language_code=language or None)


async def _do(name: str, step: Callable[[], Awaitable[None]], sleep: Sleep) -> None:
    pauses = Pauses()
    while True:
        try:
            await step()
        except BadRequest as exc:
            logger.warning("Telegram refused %s: %s", name, exc)
            return
        except (TelegramError, *GARBAGE) as exc:
            logger.warning("%s failed, to be repeated: %s", name, type(exc).__name__)
            await sleep(pauses.after(exc))
        else:
            return
