"""Who may be shown what: the one place where that is decided (promise 7).

Every query of the register over complaints carries `visible_to`; every query over internal
complaints one of the three conditions for them.
"""

from __future__ import annotations

import sqlalchemy as sa

from complaints.decision_model import HIDING
from complaints.model import Officer, Role
from complaints.permissions import may
from storage.tables import (
    complaints,
    customer_info,
    internal_complaints,
    internal_decisions,
    internal_kept_out,
    recusals,
)

_OF_A_DEPARTMENT = frozenset({Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD})


def visible_to(viewer: Officer) -> sa.ColumnElement[bool]:
    """Make the condition on `complaints` that holds for what a viewer may see.

    People of a department see what belongs to it, what they own and what they took down; all other
    officers see everything; who has left sees nothing. Service accounts see what their role sees.
    Nobody sees a complaint that names them (回避).
    """
    if not viewer.is_active:
        return sa.false()
    if viewer.role not in _OF_A_DEPARTMENT:
        return _keeps_in(viewer)
    is_own = sa.or_(complaints.c.owner_id == viewer.id, complaints.c.receiver_id == viewer.id)
    if not viewer.department:
        return sa.and_(is_own, _keeps_in(viewer))
    return sa.and_(sa.or_(complaints.c.department == viewer.department, is_own), _keeps_in(viewer))


def _keeps_in(viewer: Officer) -> sa.ColumnElement[bool]:
    """Make the condition that a viewer need not keep out of a complaint (回避)."""
    return ~sa.exists().where(
        recusals.c.officer_id == viewer.id,
        recusals.c.complaint_id == complaints.c.id,
        recusals.c.bar.in_(sorted(HIDING)),
        recusals.c.lifted_at.is_(None),
    )


def info_visible_to(viewer: Officer) -> sa.ColumnElement[bool]:
    """Make the condition on `customer_info`: people of a department see what was passed to it."""
    if not viewer.is_active:
        return sa.false()
    if viewer.role not in _OF_A_DEPARTMENT:
        return sa.true()
    return customer_info.c.department == viewer.department


def internal_visible_to(viewer: Officer) -> sa.ColumnElement[bool]:
    """Make the condition on `internal_complaints` for whoever deals with them (R9).

    HR, the quality office and senior leaders see them, programs never; nobody sees what they
    filed themselves, nor what names them, among those they deal with.
    """
    if not viewer.is_active or viewer.is_service or not may(viewer.role, "internal"):
        return sa.false()
    is_named = sa.exists().where(
        internal_kept_out.c.internal_id == internal_complaints.c.id,
        internal_kept_out.c.officer_id == viewer.id,
    )
    return sa.and_(internal_complaints.c.complainant_id.is_distinct_from(viewer.id), ~is_named)


def internal_filed_by(viewer: Officer) -> sa.ColumnElement[bool]:
    """Make the condition on `internal_complaints` for what somebody filed under their name."""
    is_here = viewer.is_active and not viewer.is_service
    return internal_complaints.c.complainant_id == viewer.id if is_here else sa.false()


def internal_decided_about(viewer: Officer) -> sa.ColumnElement[bool]:
    """Make the condition on `internal_complaints` for what was decided about somebody.

    Before the first decision the person complained about does not learn of it here.
    """
    if not viewer.is_active or viewer.is_service:
        return sa.false()
    is_decided = sa.exists().where(internal_decisions.c.internal_id == internal_complaints.c.id)
    return sa.and_(internal_complaints.c.person_id == viewer.id, is_decided)
