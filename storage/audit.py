"""Seals the audit into a hash chain, and checks the chain (promise 6).

Each seal's hash covers the hash before it and every field of its entry, so that no entry can be
changed, removed or slipped in between without breaking every later seal.
"""

from __future__ import annotations

import hashlib
import json

import sqlalchemy as sa
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession

from storage import tables
from storage.unit_of_work import Database

_BATCH = 1_000
#: Ids rise with time; an entry that becomes visible later than this after its making is still
#: found.
_OVERLAP = 24 * 60 * 60 * 1_000 << 22
_START = "0" * 64


def link(before: str, entry: RowMapping) -> str:
    """Hash one entry onto the chain; hexadecimal SHA-256."""
    fields = [
        str(entry["id"]),
        entry["at"].isoformat(),
        str(entry["actor"]),
        entry["action"],
        str(entry["officer_id"]),
        str(entry["complaint_id"]),
        entry["subject"],
    ]
    text = before + json.dumps(fields, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


async def seal(database: Database) -> int:
    """Append unsealed entries to the chain; returns how many. One process at a time."""
    async with database.transaction() as work:
        session = work.session
        if session.get_bind().dialect.name == "postgresql":
            await session.execute(sa.select(sa.func.pg_advisory_xact_lock(0x4155)))
        before, newest = await _tip(session)
        audit, seals = tables.audit, tables.audit_seals
        query = (
            sa.select(audit)
            .outerjoin(seals, seals.c.audit_id == audit.c.id)
            .where(seals.c.id.is_(None), audit.c.id > newest - _OVERLAP)
            .order_by(audit.c.id)
            .limit(_BATCH)
        )
        rows = []
        for entry in (await session.execute(query)).mappings():
            before = link(before, entry)
            rows.append({"audit_id": entry["id"], "hash": before})
        if rows:
            await (await session.connection()).execute(sa.insert(seals), rows)
        return len(rows)


async def _tip(session: AsyncSession) -> tuple[str, int]:
    seals = tables.audit_seals.c
    last = (
        await session.execute(sa.select(seals.hash).order_by(seals.id.desc()).limit(1))
    ).scalar()
    newest = await session.scalar(sa.select(sa.func.max(seals.audit_id)))
    return last or _START, newest or 0


async def verify(database: Database) -> list[str]:
    """Walk the whole chain.

    Returns a line for everything that does not fit, nothing when it is whole.
    """
    audit, seals = tables.audit, tables.audit_seals
    query = sa.select(seals.c.id.label("seal"), seals.c.hash, seals.c.audit_id, audit).outerjoin(
        audit, audit.c.id == seals.c.audit_id
    )
    before, position = _START, 0
    wrong: list[str] = []
    async with database.reading() as session:
        while True:
            page = query.where(seals.c.id > position).order_by(seals.c.id).limit(_BATCH)
            entries = (await session.execute(page)).mappings().all()
            if not entries:
                return wrong
            for entry in entries:
                position = entry["seal"]
                if entry["id"] is None:
                    wrong.append(f"audit entry {entry['audit_id']} is missing")
                elif link(before, entry) != entry["hash"]:
                    wrong.append(f"audit entry {entry['audit_id']} does not match its seal")
                before = entry["hash"]
