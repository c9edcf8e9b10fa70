"""SQLite without a thread, for a simulated year: nobody else is there who could go on meanwhile.

A statement of the running desk is carried out by aiosqlite's thread, so that others go on while
the disk is waited for. The year has one process, one thing after the other and a disk that is
never waited for: handing each statement over and back took longer than all of SQLite's work.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import aiosqlite
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from storage import one_hop


class _AtOnce:
    """Stands where the thread's queue is, and the thread: what is put in has been done."""

    def start(self) -> None:
        """There is nothing to start."""

    def put_nowait(self, item: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        """Do it, and tell whoever waits."""
        future, function = item
        try:
            result = function()
        except Exception as error:
            if future is not None:
                future.set_exception(error)
        else:
            if future is not None:
                future.set_result(result)


def _connect(database: str, **options: Any) -> aiosqlite.Connection:
    connection = one_hop.connect(database, **options)
    connection._tx = connection._thread = _AtOnce()  # type: ignore[assignment]
    return connection


def answer_at_once(engine: AsyncEngine) -> None:
    """Let every statement of a SQLite engine be carried out where it is made."""

    @event.listens_for(engine.sync_engine, "do_connect")
    def _do_connect(_dialect: Any, _record: Any, _args: Any, options: dict[str, Any]) -> None:
        options["async_creator_fn"] = _connect
