"""Who may be shown what: the one place where that is decided (promise 7).

Every query of the register over complaints carries `visible_to`, for reading, or `handled_by`;
every query over internal complaints or findings one of the conditions for them.
"""

from __future__ import annotations

import sqlalchemy as sa

from complaints.coordination_model import READING
from complaints.decision_model import HIDING
from complaints.finding_model import OVERSEERS
from complaints.model import Officer, Role
from complaints.permissions import may
from complaints.roster import DEPARTMENT_ROLES
from storage.tables import (
    complaints,
    coordination_requests,
    customer_info,
    emergency_calls,
    findings,
    internal_complaints,
    internal_decisions,
    internal_kept_out,
    measures,
    members,
    recusals,
)

#: By another name, since queries over requests have the table, too.
_asked = coordination_requests.alias("asked")


def visible_to(viewer: Officer) -> sa.ColumnElement[bool]:
    """Make the condition on `complaints` that holds for what a viewer may read.

    That is what `handled_by` holds for and, for people of a department, what it was asked about
    (R20), from the asking on.
    """
    if not viewer.is_active or viewer.role not in DEPARTMENT_ROLES or not viewer.department:
        return handled_by(viewer)
    is_asked = sa.exists().where(
        _asked.c.complaint_id == complaints.c.id,
        _asked.c.department == viewer.department,
        _asked.c.state.in_(sorted(READING)),
    )
    return sa.and_(sa.or_(_is_own(viewer), is_asked), _keeps_in(viewer, complaints.c.id))


def handled_by(viewer: Officer) -> sa.ColumnElement[bool]:
    """Make the condition on `complaints` that holds for what is a viewer's business: to act on,
    and to see what was found out and decided.

    People of a department handle what belongs to it, what they own, what they took down and what
    they have a part in (R28: task force, measure, emergency); all other officers everything; who
    has left nothing. Service accounts do as their role does. Nobody handles a complaint that names
    them (回避).
    """
    if not viewer.is_active:
        return sa.false()
    keeps_in = _keeps_in(viewer, complaints.c.id)
    return keeps_in if viewer.role not in DEPARTMENT_ROLES else sa.and_(_is_own(viewer), keeps_in)


def _is_own(viewer: Officer) -> sa.ColumnElement[bool]:
    is_theirs = sa.or_(
        complaints.c.owner_id == viewer.id,
        complaints.c.receiver_id == viewer.id,
        complaints.c.id.in_(_works_on(viewer)),
    )
    if not viewer.department:
        return is_theirs
    return sa.or_(complaints.c.department == viewer.department, is_theirs)


def _works_on(viewer: Officer) -> sa.CompoundSelect[int]:
    """Select the complaints that a viewer has a part in: task force, measure, emergency call.

    It names no complaint, so that it is worked out once for a whole list.
    """
    is_member = sa.and_(members.c.officer_id == viewer.id, members.c.until.is_(None))
    return sa.union_all(
        sa.select(members.c.complaint_id).where(is_member),
        sa.select(measures.c.complaint_id).where(
            measures.c.officer_id == viewer.id, measures.c.approved_at.is_not(None)
        ),
        sa.select(emergency_calls.c.complaint_id).where(emergency_calls.c.officer_id == viewer.id),
    )


def _keeps_in(viewer: Officer, complaint_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Make the condition that a viewer need not keep out of a complaint (回避)."""
    return ~sa.exists().where(
        recusals.c.officer_id == viewer.id,
        recusals.c.complaint_id == complaint_id,
        recusals.c.bar.in_(sorted(HIDING)),
        recusals.c.lifted_at.is_(None),
    )


def info_visible_to(viewer: Officer) -> sa.ColumnElement[bool]:
    """Make the condition on `customer_info`: people of a department see what was passed to it."""
    if not viewer.is_active:
        return sa.false()
    if viewer.role not in DEPARTMENT_ROLES:
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


def finding_visible_to(viewer: Officer) -> sa.ColumnElement[bool]:
    """Make the condition on `findings` for whoever deals with them (R34).

    The quality office, HR and senior leaders see all of them, everybody else those that are theirs
    to decide; nobody one about themselves, or of a complaint that they keep out of.
    """
    if not viewer.is_active or viewer.is_service:
        return sa.false()
    is_theirs: sa.ColumnElement[bool] = findings.c.decider == viewer.role
    if viewer.role in OVERSEERS:
        is_theirs = sa.true()
    elif viewer.role is Role.DEPARTMENT_HEAD:
        is_theirs = sa.and_(is_theirs, findings.c.department == viewer.department)
    is_another = findings.c.person_id.is_distinct_from(viewer.id)
    return sa.and_(is_theirs, is_another, _keeps_in(viewer, findings.c.complaint_id))


def finding_about(viewer: Officer) -> sa.ColumnElement[bool]:
    """Make the condition on `findings` for the person concerned."""
    is_here = viewer.is_active and not viewer.is_service
    return findings.c.person_id == viewer.id if is_here else sa.false()
