"""Mounts everything that is reached by HTTP on one site."""

from __future__ import annotations

from aiohttp import web

from bot.channels.telegram_webhook import hook_route
from complaints.model import Language
from console.rendering import Pages
from console.settings import ConsoleSettings
from console.streams import EventStreams
from console.webchat import WebChat
from desk.web_chats import WebChats
from desk.wiring import Desk


def make_site(desk: Desk) -> web.Application:
    """Make the application: console, web chat, API, hooks."""
    settings = ConsoleSettings(
        timezone=desk.settings.zone,
        public_url=desk.settings.public_url,
        house={Language.ZH_HANS: desk.house.policy.house},
        telephone=desk.house.policy.phone,
    )
    pages = Pages(settings, now=desk.house.now)
    streams = EventStreams()
    chat = WebChat(
        pages=pages,
        store=WebChats(desk.database, desk.inbox, desk.files),
        files=desk.files,
        streams=streams,
        now=desk.house.now,
    )
    app = web.Application()
    app.add_routes([*chat.routes(), *pages.assets.routes()])
    app.on_shutdown.append(streams.stop)
    telegram = desk.settings.telegram
    if desk.telegram is not None and telegram is not None and telegram.mode == "webhook":
        app.add_routes([hook_route(desk.telegram, desk.inbox, telegram, desk.reception.wake)])
    return app
