"""What the promises look at: everything a desk holds before and after one step of a life."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from complaints.house import House
from complaints.model import ActorKind, Officer
from storage import tables
from storage.unit_of_work import Database
from storage.visibility import visible_to

Row = Mapping[str, Any]

_TABLES: Final = (
    *("complaints", "clocks", "due", "timeline", "audit", "messages", "outbox", "inbox"),
    *("remedies", "approvals", "recusals", "invalidities", "extensions", "counters"),
    *("conversations", "officers", "pendings", "coordination_requests", "leaves"),
    *("majors", "members", "measures", "summaries", "crises", "emergency_calls", "findings"),
    *("internal_complaints", "internal_decisions", "internal_kept_out", "private_entries"),
)


@dataclass
class Snapshot:
    """Everything the database holds, each table by the ids of its rows.

    `seen` maps officers who keep out of something to the complaints that they are shown.
    """

    rows: dict[str, dict[Any, Row]] = field(default_factory=dict)
    seen: dict[int, set[int]] = field(default_factory=dict)

    def __getattr__(self, name: str) -> dict[Any, Row]:
        """Give a table."""
        return self.rows[name]

    def of(self, table: str, complaint_id: int) -> list[Row]:
        """List the rows of a table that belong to a complaint, oldest first."""
        return [row for row in self.rows[table].values() if row["complaint_id"] == complaint_id]


@dataclass(frozen=True)
class Portion:
    """Some days of a desk that holds more than fits into memory: complaints by their ids, days."""

    first: int
    last: int
    days: frozenset[str]

    def holds(self, table: sa.Table) -> sa.ColumnElement[bool]:
        """Say which rows of a table belong to its complaints; the house belongs to all."""
        columns, chosen = table.c, tables.complaints.c.id.between(self.first, self.last)
        match table.name:
            case "complaints":
                return chosen
            case "counters":
                return columns.name.in_([f"complaints:{day}" for day in self.days])
            case "due":
                clocks = self._ids_of(tables.clocks)
                return columns.subject_id.between(self.first, self.last) | columns.subject_id.in_(
                    clocks
                )
            case "outbox":
                return columns.message_id.in_(self._ids_of(tables.messages))
            case "inbox":
                return sa.false()
            case "conversations":
                return columns.id.in_(sa.select(tables.complaints.c.conversation_id).where(chosen))
            case _ if "complaint_id" in columns:
                return columns.complaint_id.between(self.first, self.last)
            case _:
                return sa.true()

    def _ids_of(self, table: sa.Table) -> sa.Select[Any]:
        return sa.select(table.c.id).where(table.c.complaint_id.between(self.first, self.last))


def portions(rows: Iterable[Any], size: int, zone: ZoneInfo) -> list[Portion]:
    """Cut complaints, oldest first, into portions of whole days; the last may be smaller."""
    found: list[Portion] = []
    ids: list[int] = []
    days: set[str] = set()
    for row in rows:
        day = row.received_at.astimezone(zone).date().isoformat()
        if len(ids) >= size and day not in days:
            found.append(Portion(ids[0], ids[-1], frozenset(days)))
            ids, days = [], set()
        ids.append(row.id)
        days.add(day)
    return [*found, Portion(ids[0], ids[-1], frozenset(days))] if ids else found


async def look(database: Database, portion: Portion | None = None) -> Snapshot:
    """Read everything, or what belongs to some days, in one reading session."""
    found = Snapshot()
    async with database.reading() as session:
        connection = await session.connection()
        for name in _TABLES:
            table: sa.Table = getattr(tables, name)
            key = table.c.name if name == "counters" else table.c.id
            query = sa.select(table).order_by(key)
            if portion is not None:
                query = query.where(portion.holds(table))
            rows = (await connection.execute(query)).mappings()
            found.rows[name] = {row[key.name]: dict(row) for row in rows}
        for officer_id in {row["officer_id"] for row in found.recusals.values()}:
            officer = await session.get_one(Officer, officer_id)
            ids = sa.select(tables.complaints.c.id).where(visible_to(officer))
            if portion is not None:
                ids = ids.where(portion.holds(tables.complaints))
            found.seen[officer_id] = set((await connection.scalars(ids)).all())
    return found


@dataclass(frozen=True)
class Step:
    """One step of a life. `kinds` are who could change a status in it, `ticked`: time did.

    `has_died` says that the process was killed before its commit.
    """

    before: Snapshot
    after: Snapshot
    house: House
    kinds: frozenset[ActorKind] = frozenset()
    ticked: bool = False
    has_died: bool = False

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.house.now()

    def new(self, table: str) -> list[Row]:
        """List the rows of a table that this step has added."""
        known = self.before.rows[table]
        return [row for key, row in self.after.rows[table].items() if key not in known]
