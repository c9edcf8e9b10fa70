"""Mounts everything that is reached by HTTP on one site."""

from __future__ import annotations

from functools import partial
from itertools import chain

from aiohttp import web

from complaints.edition_ports import EditionKind
from complaints.model import CHAT_CHANNELS, Channel, Language
from console.api.server import Api
from console.app import make_app
from console.health import Health
from console.metrics import measure_requests
from console.presence import Presence
from console.rendering import Pages
from console.services import Services
from console.settings import ConsoleSettings
from console.status_page import StatusPages
from console.streams import EventStreams
from console.webchat import WebChat
from desk.triage import NotLoaded
from desk.web_chats import WebChats
from desk.wiring import Desk
from nlp.entities import find_personal
from storage.account_store import account_reading
from storage.edition_store import edition_reading
from storage.finding_queries import SqlFindingRegister
from storage.internal_queries import SqlInternalRegister
from storage.passwords import Argon2Passwords
from storage.register import SqlRegister


def make_site(desk: Desk) -> web.Application:
    """Make the site: console, web chat, API, hooks."""
    pages = Pages(_console_settings(desk), now=desk.house.now)
    desk.editions.on_change(EditionKind.POLICY, lambda: pages.present(_console_settings(desk)))
    services = Services(
        house=desk.house,
        transactions=desk.database.transaction,
        accounts=account_reading(desk.database.reading),
        passwords=Argon2Passwords(),
        register=SqlRegister(desk.database, find_personal),
        internals=SqlInternalRegister(desk.database, desk.house),
        findings=SqlFindingRegister(desk.database),
        feed=desk.database.feed,
        files=desk.files,
        pages=pages,
        streams=EventStreams(),
        presence=Presence(),
        secret_key=desk.settings.secret_key.encode(),
        editing=desk.editions,
        editions=edition_reading(desk.database.reading),
        words=desk.words,
        telegram_name=lambda: desk.telegram.username if desk.telegram else "",
    )
    chat = WebChat(
        pages=pages,
        store=WebChats(desk.database, desk.inbox, desk.files),
        files=desk.files,
        streams=services.streams,
        now=desk.house.now,
    )
    api = Api(
        house=desk.house,
        transactions=services.transactions,
        register=services.register,
        internals=services.internals,
        findings=services.findings,
        accounts=services.accounts,
    )
    health = make_health(desk)
    status = StatusPages(services.register, pages)
    parts = (chat, api, health, status)
    routes = [*chain.from_iterable(part.routes() for part in parts), *_hooks(desk)]
    return make_app(services, routes, outermost=[measure_requests(desk.metrics.registry)])


def make_health(desk: Desk) -> Health:
    """Name every part, and nothing about it but whether it works."""

    async def classifies() -> bool:
        return not isinstance(desk.house.triage, NotLoaded)

    workers = {"clock": desk.clock, "reception": desk.reception, "delivery": desk.deliverer}
    states = {name: worker.state for name, worker in workers.items()}
    states |= {f"channel:{name}": partial(_channel_state, desk, name) for name in CHAT_CHANNELS}
    probes = {"database": desk.database.answers, "classifier": classifies}
    return Health(probes, desk.metrics.registry, states)


def _channel_state(desk: Desk, name: Channel) -> str:
    if name not in desk.channels:
        return "off"
    return "failing" if desk.delivery.is_down(name) else "ok"


def _console_settings(desk: Desk) -> ConsoleSettings:
    return ConsoleSettings(
        timezone=desk.settings.zone,
        public_url=desk.settings.public_url,
        house={Language.ZH_HANS: desk.house.policy.house},
        telephone=desk.house.policy.phone,
    )


def _hooks(desk: Desk) -> list[web.RouteDef]:
    """Return the routes that channels push to."""
    if desk.telegram is None:
        return []
    return desk.telegram.routes(desk.inbox)
