"""A staff console on a real database, signed in to as by a browser without script."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from complaints.house import House
from complaints.intake import NewComplaint, file_complaint
from complaints.model import (
    CUSTOMER,
    ActorKind,
    Channel,
    Complaint,
    ConversationId,
    MessageId,
    Officer,
    Role,
)
from complaints.officers import Post, add_officer
from complaints.talk_model import Conversation, Direction, Message
from console.app import make_app
from console.assets import Assets
from console.catalogue import Catalogue
from console.presence import Presence
from console.rendering import Pages
from console.services import Services
from console.settings import ConsoleSettings
from console.streams import EventStreams
from desk.editions import Editions
from desk.lexicon_desk import Words
from desk.policies import policy_subject
from desk.triage import lexicon_subject
from nlp.loading import Loader
from storage.account_store import account_reading
from storage.edition_store import edition_reading
from storage.files import FileStore
from storage.finding_queries import SqlFindingRegister
from storage.internal_queries import SqlInternalRegister
from storage.passwords import Argon2Passwords
from storage.register import SqlRegister
from storage.unit_of_work import Database
from tests.fakes import POLICIES, ZONE

PASSWORD = "right horse battery"
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


@cache
def _words() -> Catalogue:
    return Catalogue.load()


@cache
def _loader() -> Loader:
    """Share what takes long to load; nothing is loaded until a test looks at words."""
    return Loader(Path(tempfile.mkdtemp(prefix="huiyin-words-")))


@cache
def _assets() -> Assets:
    return Assets()


def make_services(house: House, database: Database, directory: Path) -> Services:
    """Wire the console as `desk` does, with cheap hashing."""
    loader = _loader()
    editions = Editions(edition_reading(database.reading), database.now)
    editions.follow(lexicon_subject(house, loader, directory))
    editions.follow(policy_subject(POLICIES / "lobby.toml", ZONE, house))
    return Services(
        house=house,
        transactions=database.transaction,
        accounts=account_reading(database.reading),
        passwords=Argon2Passwords(memory_kib=64),
        register=SqlRegister(database),
        internals=SqlInternalRegister(database, house),
        findings=SqlFindingRegister(database),
        feed=database.feed,
        files=FileStore(directory),
        pages=Pages(
            ConsoleSettings(timezone=ZONE), now=house.now, catalogue=_words(), assets=_assets()
        ),
        streams=EventStreams(),
        presence=Presence(),
        secret_key=b"secret",
        editing=editions,
        editions=edition_reading(database.reading),
        words=Words(house, loader, database.reading),
        telegram_name=lambda: "HuiyinBot",
    )


@dataclass
class Browser:
    """A browser: cookies, Origin, and the forms of the page it has just seen."""

    client: TestClient[Any, Any]
    page: str = ""

    @property
    def origin(self) -> str:
        """The address of the site."""
        return str(self.client.make_url("/")).rstrip("/")

    async def get(self, path: str, status: int = 200) -> str:
        """Open a page."""
        response = await self.client.get(path)
        self.page = await response.text()
        assert response.status == status, self.page[-600:]
        return self.page

    async def send(self, path: str, fields: Any = None, **headers: str) -> ClientResponse:
        """Submit a form as the page at hand would; the answer is not followed."""
        token = _CSRF.search(self.page)
        body = [("csrf", token[1])] if token else []
        body += list((fields or {}).items()) if isinstance(fields, dict | None) else fields
        return await self.client.post(
            path,
            data=body,
            headers={"Origin": self.origin, "Referer": f"{self.origin}/"} | headers,
            allow_redirects=False,
        )

    async def submit(self, path: str, fields: Any = None) -> str:
        """Submit a form that is accepted, and open the page it leads to."""
        response = await self.send(path, fields)
        assert response.status == 303, (await response.text())[-600:]
        return await self.get(response.headers["Location"])

    async def refused(self, path: str, fields: Any = None) -> tuple[int, str]:
        """Submit a form that is refused; returns the status and the page."""
        response = await self.send(path, fields)
        self.page = await response.text()
        return response.status, self.page

    async def sign_in(self, name: str, password: str = PASSWORD) -> str:
        """Sign in and open the inbox."""
        return await self.submit("/login", {"name": name, "password": password, "next": "/"})


@dataclass
class Console:
    """A console with its database, and what tests put into it."""

    services: Services
    database: Database
    server: TestServer
    browsers: list[Browser]

    @property
    def house(self) -> House:
        """The house."""
        return self.services.house

    async def officer(
        self, name: str, role: Role = Role.LOBBY_MANAGER, department: str = ""
    ) -> Officer:
        """Add an officer whose password is PASSWORD."""
        hashed = await self.services.passwords.hash(PASSWORD)
        async with self.database.transaction() as work:
            post = Post(role, department)
            return await add_officer(self.house, work, name, post, password_hash=hashed)

    async def browser(self, officer: Officer | None = None) -> Browser:
        """Open a browser, signed in as an officer."""
        browser = Browser(TestClient(self.server))
        self.browsers.append(browser)
        if officer is not None:
            await browser.sign_in(officer.name)
        return browser

    async def filed(
        self, text: str = "业务办得太慢，等了两小时", *, by_chat: bool = True, **more: Any
    ) -> Complaint:
        """Have a customer complain, in the web chat or without one."""
        async with self.database.transaction() as work:
            chat = None
            if by_chat:
                chat = Conversation(
                    id=ConversationId(work.new_id()),
                    channel=Channel.WEBCHAT,
                    address=f"visitor-{work.new_id()}",
                )
                work.add(chat)
            channel = Channel.WEBCHAT if by_chat else Channel.PHONE
            new = NewComplaint(text=text, channel=channel, conversation=chat, **more)
            complaint = await file_complaint(self.house, work, new, actor=CUSTOMER)
            if chat is not None:
                work.add(heard(work.new_id(), complaint, chat, text, self.house))
        return complaint

    async def says(self, complaint: Complaint, text: str) -> None:
        """Have the customer say something more."""
        async with self.database.transaction() as work:
            assert complaint.conversation_id is not None
            chat = await work.people.get_conversation(complaint.conversation_id)
            work.add(heard(work.new_id(), complaint, chat, text, self.house))
            work.publish("message", complaint_id=complaint.id)

    async def rows(self, table: sa.Table) -> list[Any]:
        """Read a whole table, in the order of ids."""
        async with self.database.reading() as session:
            order = table.c.id if "id" in table.c else sa.true()
            return list((await session.execute(sa.select(table).order_by(order))).all())

    async def complaint(self, complaint: Complaint) -> Complaint:
        """Read a complaint again."""
        async with self.database.transaction() as work:
            return await work.complaints.get(complaint.id)


def heard(
    message_id: int, complaint: Complaint | None, chat: Conversation, text: str, house: House
) -> Message:
    """Make a message of the customer."""
    return Message(
        id=MessageId(message_id),
        direction=Direction.IN,
        author=ActorKind.CUSTOMER,
        text=text,
        at=house.now(),
        conversation_id=chat.id,
        complaint_id=complaint.id if complaint is not None else None,
    )


async def open_console(house: House, database: Database, directory: Path) -> Console:
    """Start a console on a port of its own."""
    services = make_services(house, database, directory)
    server = TestServer(make_app(services))
    await server.start_server()
    return Console(services, database, server, [])


async def close_console(console: Console) -> None:
    """Close every browser and the site."""
    for browser in console.browsers:
        await browser.client.close()
    await console.server.close()
