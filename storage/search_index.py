"""Keeps `complaint_words`, in which `storage.search` looks, in step with complaints and customers.

The table is an ordinary one, so that a backup holds it. What makes it fast is an index of its own
kind on each database; `statements` sets it up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, object_session

from complaints.model import Complaint, Customer
from storage.dialects import insert
from storage.search import TSVECTOR, grams
from storage.tables import complaint_words, complaints, customers

_COMPLAINTS: Final = "complaints whose words may have changed"
_CUSTOMERS: Final = "customers whose names may have changed"
_SEARCHED: Final = ("text", "object_ref", "extra")
_BATCH: Final = 1_000

_TEXTS: Final = sa.select(
    complaints.c.id,
    complaints.c.number,
    complaints.c.text,
    complaints.c.object_ref,
    complaints.c.extra,
    customers.c.name,
    customers.c.contact,
).select_from(complaints.outerjoin(customers, customers.c.id == complaints.c.customer_id))


def statements(dialect: str) -> Iterator[str]:
    """Yield the statements that set the index up, for "sqlite" or "postgresql"."""
    if dialect == "postgresql":
        indexed = TSVECTOR.replace("complaint_words.", "")
        yield f"CREATE INDEX ix_complaint_words ON complaint_words USING gin ({indexed})"
        return
    yield (
        "CREATE VIRTUAL TABLE IF NOT EXISTS complaint_words_fts USING fts5(words, "
        "content='complaint_words', content_rowid='id', tokenize='ascii', detail='none', "
        "columnsize=0)"
    )
    add = "INSERT INTO complaint_words_fts(rowid, words) VALUES (new.id, new.words);"
    remove = (
        "INSERT INTO complaint_words_fts(complaint_words_fts, rowid, words) "
        "VALUES ('delete', old.id, old.words);"
    )
    on = "ON complaint_words BEGIN"
    yield f"CREATE TRIGGER complaint_words_added AFTER INSERT {on} {add} END"
    yield f"CREATE TRIGGER complaint_words_removed AFTER DELETE {on} {remove} END"
    yield f"CREATE TRIGGER complaint_words_changed AFTER UPDATE {on} {remove} {add} END"


@event.listens_for(complaint_words, "after_create")
def _set_up(_table: sa.Table, connection: Connection, **_options: Any) -> None:
    for statement in statements(connection.dialect.name):
        connection.exec_driver_sql(statement)


def watch() -> None:
    """Begin to notice what units of work write; to be called once, when the classes are mapped."""
    event.listen(Complaint, "after_update", _note_change)
    event.listen(Customer, "after_update", _note_customer)


def of_new(
    session: Session, complaints: Iterable[Complaint], customers: Mapping[int, Customer]
) -> list[Mapping[str, Any]]:
    """Index new complaints whose customers are at hand, the others when the unit ends."""
    rows: list[Mapping[str, Any]] = []
    for one in complaints:
        customer = customers.get(one.customer_id or 0)
        if customer is not None:
            given = (one.number, one.text, one.object_ref, one.extra)
            rows.append(_row(one.id, *given, customer.name, customer.contact))
        else:
            session.info.setdefault(_COMPLAINTS, set()).add(one.id)
    return rows


def _note_change(_mapper: Any, _connection: Any, complaint: Complaint) -> None:
    attributes = sa.inspect(complaint).attrs
    if any(attributes[name].history.has_changes() for name in _SEARCHED):
        _note(complaint, _COMPLAINTS, complaint.id)


def _note_customer(_mapper: Any, _connection: Any, customer: Customer) -> None:
    _note(customer, _CUSTOMERS, customer.id)


def _note(row: object, what: str, row_id: int) -> None:
    session = object_session(row)
    if session is not None:
        session.info.setdefault(what, set()).add(row_id)


async def refresh(session: AsyncSession) -> None:
    """Index again what this session has written."""
    touched: set[int] = session.info.pop(_COMPLAINTS, set())
    renamed: set[int] = session.info.pop(_CUSTOMERS, set())
    if not touched and not renamed:
        return
    connection = await session.connection()
    query = _TEXTS.where(
        sa.or_(complaints.c.id.in_(touched), complaints.c.customer_id.in_(renamed))
    )
    rows = [_words_of(row) for row in await connection.execute(query)]
    if rows:
        upsert = insert(connection, complaint_words)
        upsert = upsert.on_conflict_do_update(
            index_elements=[complaint_words.c.id], set_={"words": upsert.excluded.words}
        )
        await connection.execute(upsert, rows)


def fill(connection: Connection) -> None:
    """Index every complaint there is; for a migration."""
    last = 0
    while True:
        query = _TEXTS.where(complaints.c.id > last).order_by(complaints.c.id).limit(_BATCH)
        rows = [_words_of(row) for row in connection.execute(query)]
        if not rows:
            return
        connection.execute(sa.insert(complaint_words), rows)
        last = rows[-1]["id"]


def _words_of(row: Any) -> dict[str, Any]:
    given = (row.number, row.text, row.object_ref, row.extra)
    return _row(row.id, *given, row.name or "", row.contact or "")


def _row(
    row_id: int, number: str, text: str, ref: str, extra: Mapping[str, str], *who: str
) -> dict[str, Any]:
    words = grams(number, text, ref, *extra.values(), *who)
    return {"id": row_id, "words": " ".join(words)}
