"""Who may be shown which complaint: the one place where that is decided (promise 7).

Every query of the register over complaints carries this condition.
"""

from __future__ import annotations

import sqlalchemy as sa

from complaints.model import Officer, Role
from storage.tables import complaints, customer_info

_OF_A_DEPARTMENT = frozenset({Role.DEPARTMENT_HANDLER, Role.DEPARTMENT_HEAD})


def visible_to(viewer: Officer) -> sa.ColumnElement[bool]:
    """Make the condition on `complaints` that holds for what a viewer may see.

    People of a department see what belongs to it, what they own and what they took down; all other
    officers see everything; who has left sees nothing. Service accounts see what their role sees.
    """
    if not viewer.is_active:
        return sa.false()
    if viewer.role not in _OF_A_DEPARTMENT:
        return sa.true()
    is_own = sa.or_(complaints.c.owner_id == viewer.id, complaints.c.receiver_id == viewer.id)
    if not viewer.department:
        return is_own
    return sa.or_(complaints.c.department == viewer.department, is_own)


def info_visible_to(viewer: Officer) -> sa.ColumnElement[bool]:
    """Make the condition on `customer_info`: people of a department see what was passed to it."""
    if not viewer.is_active:
        return sa.false()
    if viewer.role not in _OF_A_DEPARTMENT:
        return sa.true()
    return customer_info.c.department == viewer.department
