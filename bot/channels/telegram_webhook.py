"""Taking Telegram's updates by webhook: stored and committed, then answered 200.

Telegram repeats whatever is not answered 200 and holds the chat's later updates back meanwhile, so
a malformed update is stored and accepted too; only when it could not be stored is it refused.
"""

from __future__ import annotations

import hmac
import logging
from typing import TYPE_CHECKING

from aiohttp import web

from bot.channels.protocol import Inbox
from bot.channels.telegram_settings import HOOK_PATH, TelegramSettings
from bot.channels.telegram_updates import as_received
from complaints.model import Channel

if TYPE_CHECKING:
    from bot.channels.telegram import TelegramChannel

logger = logging.getLogger(__name__)

_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  the header's name
_BODY_BYTES = 1024 * 1024


def hook_route(channel: TelegramChannel, inbox: Inbox, settings: TelegramSettings) -> web.RouteDef:
    """Make the route that Telegram pushes to; it answers 403 to everybody without the secret."""

    async def receive(request: web.Request) -> web.Response:
        if not _knows_secret(request, settings.webhook_secret):
            return web.Response(status=403)
        # A limit of its own: the site's may be made for uploads.
        raw = await request.clone(client_max_size=_BODY_BYTES).read()
        try:
            await inbox.receive(Channel.TELEGRAM, [as_received(raw)])
        except Exception as exc:  # the border: Telegram keeps the update and brings it again
            logger.error("update not stored: %s", type(exc).__name__)
            return web.Response(status=503, headers={"Retry-After": "2"})
        channel.acknowledge_soon(raw)
        return web.Response()

    return web.post(HOOK_PATH, receive)


def _knows_secret(request: web.Request, secret: str) -> bool:
    told = request.headers.get(_SECRET_HEADER, "")
    # An empty secret would let in everybody who leaves the header out.
    return bool(secret) and hmac.compare_digest(told.encode(), secret.encode())
