"""Lets the database itself refuse to rewrite history (promise 6).

Rows of `timeline`, `private_entries`, `audit`, `audit_seals` and `editions` cannot be deleted, and
cannot be changed, but for `timeline.data`: erasing personal data replaces it by a mark there.
"""

from __future__ import annotations

from collections.abc import Iterator

_REFUSE = "BEGIN SELECT RAISE(ABORT, 'history is append-only'); END"
_CALL = "FOR EACH ROW EXECUTE FUNCTION refuse_rewriting()"
_TIMELINE = "id, complaint_id, at, kind, actor, officer_id"


def statements(dialect: str) -> Iterator[str]:
    """Yield the statements that set up what the first migration made.

    Args:
        dialect: "sqlite" or "postgresql".
    """
    if dialect == "postgresql":
        yield (
            "CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$"
        )
    for table in ("audit", "audit_seals"):
        yield from fix(dialect, table)
    kept, fixed = "timeline_kept BEFORE DELETE", f"timeline_fixed BEFORE UPDATE OF {_TIMELINE}"
    for trigger in (kept, fixed):
        refusal = _CALL if dialect == "postgresql" else _REFUSE
        yield f"CREATE TRIGGER {trigger} ON timeline {refusal}"


def fix(dialect: str, table: str) -> Iterator[str]:
    """Yield the statements that make a whole table append-only; `statements` come first."""
    if dialect == "postgresql":
        yield f"CREATE TRIGGER {table}_fixed BEFORE UPDATE OR DELETE ON {table} {_CALL}"
        return
    yield f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} {_REFUSE}"
    yield f"CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table} {_REFUSE}"
