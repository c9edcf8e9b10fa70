"""Who may be shown which complaint: the one place where that is decided (promise 7).

Every query of the register over complaints carries this condition.
"""

from __future__ import annotations

import sqlalchemy as sa

from complaints.decision_model import HIDING
from complaints.model import Officer, Role
from storage.tables import complaints, customer_info, recusals

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
