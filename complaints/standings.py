"""Notable persons and VIPs (R15): a sign on the case, a guide beside it, the manager called."""

from __future__ import annotations

from complaints import pings
from complaints.errors import WrongState
from complaints.house import House
from complaints.model import Actor, Complaint, Standing, Status
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import audit, record


async def set_standing(
    house: House,
    work: UnitOfWork,
    complaint: Complaint,
    standing: Standing | None,
    *,
    actor: Actor,
) -> None:
    """Mark a complaint's customer as one to be received specially, or as anybody else.

    The mark is the customer's and stands on all their cases. While nobody has taken this one the
    manager on duty is called.

    Raises:
        NotAllowed: an officer without the right.
        WrongState: `no_customer`.
    """
    require(actor.officer, "standing")
    if complaint.customer_id is None:
        raise WrongState("no_customer")
    customer = await work.people.get_customer(complaint.customer_id)
    if customer.standing is standing:
        return
    customer.standing, at = standing, house.now()
    if standing is None:
        record(work, complaint, "standing_cleared", actor, at)
    else:
        record(work, complaint, "standing_set", actor, at, standing=standing)
    audit(work, "customer:standing", actor, at, subject=str(customer.id))
    if standing is not None and complaint.status is Status.NEW:
        await pings.ping_level(house, work, complaint, at)
