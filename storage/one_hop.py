"""aiosqlite with at most one trip to its thread for each statement.

A statement by SQLAlchemy's adapter is four calls: make a cursor, execute, fetch, close. Each waits
for aiosqlite's thread, which takes longer than what SQLite then does. Here nobody waits for the
first and the last, and the rows come along with the answer. Nobody waits either for a statement
that is marked as posted and brings no answer: should it be refused, the next statement of the
transaction says so, the commit at the latest.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import aiosqlite

#: Rows that come along with the answer; the rest of a longer result is fetched as it is asked for.
_AHEAD = 1_000

#: Marks a statement near its beginning; to other databases it is a comment.
POSTED = "/* posted */"
_MARKED_WITHIN = len("INSERT ") + len(POSTED)


class _Cursor(aiosqlite.Cursor):
    _conn: _Connection

    def __init__(self, connection: _Connection) -> None:
        # The true cursor is made in the thread, together with the first statement.
        super().__init__(connection, None)  # type: ignore[arg-type]
        self._rows: list[Any] = []
        self._has_more = False

    @property
    def description(self) -> Any:
        return self._cursor.description if self._cursor is not None else None

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount if self._cursor is not None else -1

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid if self._cursor is not None else None

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> _Cursor:
        await self._do(partial(self._run, sql, parameters or ()), sql)
        return self

    async def _do(self, work: Callable[[], None], sql: str) -> None:
        if POSTED in sql[:_MARKED_WITHIN]:
            self._conn.post(work)
        else:
            await self._conn._execute(work)

    def _run(self, sql: str, parameters: Any) -> None:
        if self._cursor is None:
            self._cursor = self._conn._conn.cursor()
        self._rows, self._has_more = [], False
        self._cursor.execute(sql, parameters)
        if self._cursor.description is not None:
            self._rows = self._cursor.fetchmany(_AHEAD)
            self._has_more = len(self._rows) == _AHEAD

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> _Cursor:
        await self._do(partial(self._run_many, sql, parameters), sql)
        return self

    def _run_many(self, sql: str, parameters: Any) -> None:
        if self._cursor is None:
            self._cursor = self._conn._conn.cursor()
        self._cursor.executemany(sql, parameters)

    async def fetchone(self) -> Any:
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        if not self._rows and self._has_more:
            self._rows = list(await super().fetchmany(_AHEAD))
            self._has_more = len(self._rows) == _AHEAD
        size = size or self.arraysize
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        if self._has_more:
            rows += await super().fetchall()
            self._has_more = False
        return rows

    async def close(self) -> None:
        if self._has_more:
            await super().close()


class _Connection(aiosqlite.Connection):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._has_posted = False
        self._failure: Exception | None = None

    def cursor(self) -> Any:
        return _Cursor(self)

    def post(self, work: Callable[[], None]) -> None:
        """Have the thread do something that nobody waits for, unless what came before failed."""
        self._has_posted = True
        self._tx.put_nowait((None, partial(self._unattended, work)))

    def _unattended(self, work: Callable[[], None]) -> None:
        if self._failure is None:
            try:
                work()
            except Exception as error:  # a border: whoever waits next gets it
                self._failure = error

    async def _execute(self, fn: Callable[..., Any], *args: Any, **options: Any) -> Any:
        self._has_posted = False
        work = partial(fn, *args, **options)
        return await super()._execute(self._attended, work)  # type: ignore[no-untyped-call]

    def _attended(self, work: Callable[[], Any]) -> Any:
        failure, self._failure = self._failure, None
        if failure is not None:
            raise failure
        return work()

    async def commit(self) -> None:
        try:
            await super().commit()
        finally:
            # A transaction that cannot be committed stays open, and nobody else would end it.
            await self.rollback()

    async def rollback(self) -> None:
        # The pool does so with every connection it gets back, nearly always after a commit.
        if self._has_posted or self._conn.in_transaction:
            self._has_posted = False
            await super()._execute(self._roll_back)  # type: ignore[no-untyped-call]

    def _roll_back(self) -> None:
        self._failure = None
        self._conn.rollback()


def connect(database: str, **options: Any) -> aiosqlite.Connection:
    """Make a connection that opens when it is awaited; takes what `sqlite3.connect` takes."""
    connection = _Connection(lambda: sqlite3.connect(database, **options), iter_chunk_size=_AHEAD)
    connection._thread.daemon = True
    return connection
