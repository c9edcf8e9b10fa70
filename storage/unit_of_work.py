"""One transaction of the desk: rows loaded, changed, added and written together.

`Database` opens them. On SQLite the writers of this process queue for one lock, so that none of
them wakes up to "database is locked"; other processes are waited for by the busy timeout.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from complaints.clock_model import Due, DueKind
from complaints.errors import Conflict, NotFound, Unavailable
from complaints.model import ComplaintId, ConversationId
from complaints.ports import TimeSource
from complaints.talk_model import OutboxItem
from storage import deadlines, feed, search_index
from storage.account_store import SqlAccounts
from storage.answer_store import SqlAnswers
from storage.complaint_store import SqlComplaints
from storage.coordination_store import SqlCoordination
from storage.decision_store import SqlDecisions
from storage.edition_store import SqlEditions
from storage.engine import create_engine, is_sqlite
from storage.finding_store import SqlFindings
from storage.ids import Ids
from storage.internal_store import SqlInternals
from storage.major_store import SqlMajors
from storage.mapping import map_model
from storage.matter_store import SqlMatters
from storage.message_store import SqlMessages
from storage.pending_store import SqlPendings
from storage.people_store import SqlPeople
from storage.unit_session import UnitSession

T = TypeVar("T")

#: Everything that reading and writing can fail with.
FAILURES: Final = (DBAPIError, OSError)
#: What a reader is told to wait when the database is gone.
_RETRY_SECONDS = 5
#: As long as a writer waits for another process's transaction.
_TURN_SECONDS = 5.0


class DatabaseUnavailable(Unavailable):
    """The database is locked or gone; nothing was written, the same call may succeed later."""

    def __init__(self) -> None:
        super().__init__("unavailable", retry_seconds=_RETRY_SECONDS)


class SqlUnitOfWork:
    """A `complaints.ports.UnitOfWork` over one session. Not to be shared between tasks."""

    def __init__(self, session: AsyncSession, ids: Ids, now: TimeSource) -> None:
        self.session = session
        self._rows = cast("UnitSession", session.sync_session)
        self._ids = ids
        self._now = now
        self._known: dict[type, dict[int, Any]] = {}
        self._lines: dict[tuple[Any, ...], None] = {}
        self.has_outgoing = False
        self.complaints = SqlComplaints(self)
        self.matters = SqlMatters(self)
        self.messages = SqlMessages(self)
        self.people = SqlPeople(self)
        self.accounts = SqlAccounts(session)
        self.answers = SqlAnswers(session)
        self.decisions = SqlDecisions(self)
        self.coordination = SqlCoordination(self)
        self.majors = SqlMajors(self)
        self.editions = SqlEditions(session)
        self.internals = SqlInternals(self)
        self.pendings = SqlPendings(self)
        self.findings = SqlFindings(self)

    def new_id(self) -> int:
        """Make an id: 63 bits, rising with time, unique across processes."""
        return self._ids()

    def now(self) -> datetime:
        """Return this instant."""
        return self._now()

    def add(self, *rows: object) -> None:
        """Keep new rows; they are written together when the unit ends."""
        for row in rows:
            self._know(row)
            self._rows.keep(row)

    def keep_values(self, table: sa.Table, values: Mapping[str, Any]) -> None:
        """Keep a new row that is no object."""
        self._rows.keep_values(table, values)

    def waiting(self, cls: type[T]) -> Mapping[int, T]:
        """Give the new rows of a kind that have not been written yet, by their ids."""
        return self._rows.waiting(cls)

    def known(self, cls: type[T]) -> list[T]:
        """List the rows of a kind that this unit has loaded or added."""
        return list(self._known.get(cls, {}).values())

    def is_known(self, cls: type, row_id: int) -> bool:
        """Say whether this unit has loaded or added a row."""
        return row_id in self._known.get(cls, {})

    def _know(self, row: object) -> None:
        self._known.setdefault(type(row), {})[vars(row)["id"]] = row

    async def load(
        self, query: sa.Select[T], parameters: Mapping[str, Any] | None = None
    ) -> Sequence[T]:
        """Load rows by a query; whoever asks for one of them by id later does not wait again."""
        rows = (await self.session.scalars(query, parameters)).all()
        for row in rows:
            self._know(row)
        return rows

    async def find(self, cls: type[T], row_id: int) -> T | None:
        """Load a row by id, also one that was added a moment ago and is not yet written."""
        known: T | None = self._known.get(cls, {}).get(row_id)
        if known is not None:
            return known
        # What was added is known, so nothing needs to be written first.
        with self.session.no_autoflush:
            row = await self.session.get(cls, row_id)
        if row is not None:
            self._know(row)
        return row

    async def get(self, cls: type[T], row_id: int) -> T:
        """Load a row by id; raises NotFound."""
        row = await self.find(cls, row_id)
        if row is None:
            raise NotFound("not_found", kind=cls.__name__)
        return row

    def send(self, item: OutboxItem) -> None:
        """Queue something for delivery after the commit."""
        self.add(item)
        self.has_outgoing = True

    def publish(
        self,
        topic: str,
        *,
        complaint_id: ComplaintId | None = None,
        conversation_id: ConversationId | None = None,
        subject_id: int | None = None,
    ) -> None:
        """Put a line on the change feed, numbered in the order of commits."""
        if complaint_id is not None:  # what was said before that was known is one line with this
            self._lines.pop((topic, None, conversation_id, subject_id), None)
        self._lines[topic, complaint_id, conversation_id, subject_id] = None

    def schedule(self, kind: DueKind, subject_id: int, due_at: datetime, guard: str = "") -> None:
        """Have something happen at an instant, once."""
        self.add(
            Due(id=self.new_id(), kind=kind, subject_id=subject_id, due_at=due_at, guard=guard)
        )

    async def finish(self) -> bool:
        """Write everything that waits; returns whether anything was published."""
        self._rows.is_tracking = False
        await self.session.flush()
        await self.complaints.write_counters()
        await deadlines.refresh(self.session)
        await search_index.refresh(self.session)
        if self._lines:
            await feed.write(self.session, self._lines, self._now())
        return bool(self._lines)


class Database:
    """Opens units of work, and tells the feed and the dispatcher when one has been committed."""

    def __init__(self, url: str, now: TimeSource) -> None:
        map_model()
        self.engine: AsyncEngine = create_engine(url)
        self.feed = feed.Feed(self.reading)
        self.on_outgoing: Callable[[], None] = lambda: None
        self._now = now
        self._ids = Ids()
        self._writing = asyncio.Lock() if is_sqlite(self.engine) else None

    def new_id(self) -> int:
        """Make an id outside of a unit of work."""
        return self._ids()

    def now(self) -> datetime:
        """Return this instant."""
        return self._now()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SqlUnitOfWork]:
        """Begin a unit that is committed at the end of the block, or rolled back by an error.

        Raises:
            Conflict: somebody else changed the same complaint meanwhile.
            DatabaseUnavailable: locked or gone.
        """
        async with (
            self._turn(),
            AsyncSession(
                self.engine, sync_session_class=UnitSession, expire_on_commit=False
            ) as session,
        ):
            try:
                unit = SqlUnitOfWork(session, self._ids, self._now)
                yield unit
                is_published = await unit.finish()
                await session.commit()
            except StaleDataError as error:
                raise Conflict("changed_meanwhile") from error
            except FAILURES as error:
                if is_outage(error):
                    raise DatabaseUnavailable from error
                raise
        if is_published:
            self.feed.wake()
        if unit.has_outgoing:
            self.on_outgoing()

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        """Wait for this process's other writers, but not long behind those who wait in vain."""
        if self._writing is None:
            yield
            return
        try:
            async with asyncio.timeout(_TURN_SECONDS):
                await self._writing.acquire()
        except TimeoutError:
            raise DatabaseUnavailable from None
        try:
            yield
        finally:
            self._writing.release()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a session for queries only; it holds up no writer."""
        try:
            async with AsyncSession(self.engine, expire_on_commit=False) as session:
                _ = await session.connection(execution_options={"reads_only": True})
                yield session
        except FAILURES as error:
            if is_outage(error):
                raise DatabaseUnavailable from error
            raise

    async def answers(self) -> bool:
        """Say whether the database can be read just now."""
        try:
            async with self.reading() as session:
                await session.execute(sa.select(1))
        except DatabaseUnavailable:
            return False
        return True

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def is_outage(error: Exception) -> bool:
    """Say whether a failure is the database's absence, and not a mistake of ours."""
    if not isinstance(error, DBAPIError):
        return True
    if isinstance(error, IntegrityError):  # whenever it is found, at the commit too
        return False
    text = str(error.orig).lower()
    return (
        error.statement is None  # while connecting, beginning or committing
        or error.connection_invalidated
        or isinstance(error, InterfaceError)
        or any(word in text for word in ("locked", "disk", "connection", "closed"))
    )
