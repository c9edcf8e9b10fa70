"""Lets the database itself refuse to rewrite history (promise 6).

Rows of `timeline`, `audit` and `audit_seals` cannot be deleted, and cannot be changed, but for
`timeline.data`: erasing personal data replaces it by a mark there.
"""

from __future__ import annotations

from collections.abc import Iterator

_WHOLE = ("audit", "audit_seals")


def statements(dialect: str) -> Iterator[str]:
    """Yield the statements that set this up, for "sqlite" or "postgresql"."""
    yield from _postgresql() if dialect == "postgresql" else _sqlite()


def _sqlite() -> Iterator[str]:
    refuse = "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
    for table in (*_WHOLE, "timeline"):
        yield f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {refuse}"
    for table in _WHOLE:
        yield f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} {refuse}"
    columns = "id, complaint_id, at, kind, actor, officer_id"
    yield f"CREATE TRIGGER timeline_fixed BEFORE UPDATE OF {columns} ON timeline {refuse}"


def _postgresql() -> Iterator[str]:
    yield (
        "CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$"
    )
    call = "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
    for table in _WHOLE:
        yield f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE ON {table} {call}"
    yield f"CREATE TRIGGER timeline_kept BEFORE DELETE ON timeline {call}"
    columns = "id, complaint_id, at, kind, actor, officer_id"
    yield f"CREATE TRIGGER timeline_fixed BEFORE UPDATE OF {columns} ON timeline {call}"
