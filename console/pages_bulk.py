"""Several complaints at once: chosen in the list, each dealt with by itself (R18, R11).

Every complaint is a transaction of its own, so that one that is refused holds up no other; the
page that follows says how many were done, and of the others why not.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiohttp import web

from complaints import assigning, handling
from complaints.errors import ComplaintError, Invalid
from complaints.list_reads import PAGE_LIMIT
from complaints.model import Category, ComplaintId, OfficerId
from complaints.permissions import require
from complaints.ports import UnitOfWork
from complaints.record import audit
from console.auth import Visit
from console.services import Services
from console.shell import Shell

#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class BulkAct(StrEnum):
    """What can be done with several complaints at once."""

    TAKE = "take"
    HAND_OVER = "hand_over"
    CLASSIFY = "classify"
    EXPORT = "export"


@dataclass(frozen=True)
class Chosen:
    """A complaint that was ticked, and whose it was on the page."""

    number: str
    owner: OfficerId | None


@dataclass(frozen=True)
class Refused:
    """A complaint that was left as it is, and why, in words."""

    number: str
    reason: str


Act = Callable[[UnitOfWork, ComplaintId, Chosen, Visit], Awaitable[object]]


class BulkPages:
    """Does what was asked, and says how it went."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._house = services.house
        self._shell = shell
        self._acts: Mapping[BulkAct, Act] = {
            BulkAct.TAKE: self._take,
            BulkAct.HAND_OVER: self._hand_over,
            BulkAct.CLASSIFY: self._classify,
            BulkAct.EXPORT: self._note_export,
        }

    async def post(self, visit: Visit) -> web.Response:
        """Do one act with every complaint that was ticked."""
        act, chosen = visit.form.choice("act", BulkAct), _chosen(visit)
        if not chosen:
            return self._shell.back(visit, "nothing_chosen")
        done, refused = [], []
        for one in chosen:
            try:
                complaint_id = await self._services.register.id_of(visit.officer, one.number)
                async with self._services.transactions() as work:
                    await self._acts[act](work, complaint_id, one, visit)
            except ComplaintError as error:
                refused.append(Refused(one.number, self._shell.refusal(visit, error)))
            else:
                done.append(one.number)
        if act is BulkAct.EXPORT and done:
            return await self._file(visit, done)
        return await self._shell.page(
            visit, "bulk.html", "inbox", act=act, done=done, refused=refused
        )

    async def _take(
        self, work: UnitOfWork, complaint_id: ComplaintId, _: Chosen, visit: Visit
    ) -> None:
        await handling.take(self._house, work, complaint_id, actor=visit.actor)

    async def _hand_over(
        self, work: UnitOfWork, complaint_id: ComplaintId, one: Chosen, visit: Visit
    ) -> None:
        to, reason = visit.form.find_id("to"), visit.form.text("reason")
        if to is None:
            raise Invalid("no_receiver", field="to")
        await assigning.hand_over(
            self._house,
            work,
            complaint_id,
            OfficerId(to),
            reason,
            actor=visit.actor,
            was=one.owner,
        )

    async def _classify(
        self, work: UnitOfWork, complaint_id: ComplaintId, _: Chosen, visit: Visit
    ) -> None:
        category = visit.form.choice("category", Category)
        complaint = await work.complaints.get(complaint_id)
        await handling.classify(self._house, work, complaint, category, actor=visit.actor)

    async def _note_export(
        self, work: UnitOfWork, complaint_id: ComplaintId, _: Chosen, visit: Visit
    ) -> None:
        """Note that its personal data left the house (R40)."""
        require(visit.officer, "export")
        complaint = await work.complaints.get(complaint_id)
        audit(work, "complaint:export", visit.actor, self._house.now(), complaint=complaint)

    async def _file(self, visit: Visit, numbers: Iterable[str]) -> web.Response:
        records = await self._services.register.records(visit.officer, list(numbers))
        name = f"{self._house.now().astimezone(self._house.policy.hours.zone):%y%m%d-%H%M}"
        return web.Response(
            body=_csv(records),
            headers={
                "Content-Type": "text/csv; charset=utf-8",
                "Content-Disposition": f'attachment; filename="complaints-{name}.csv"',
                "Cache-Control": "private, no-store",
            },
        )


def _chosen(visit: Visit) -> list[Chosen]:
    ticked = visit.form.all("case")
    if len(ticked) > PAGE_LIMIT:
        raise Invalid("too_many_chosen", field="case", limit=PAGE_LIMIT)
    pairs = (value.partition(":") for value in dict.fromkeys(ticked))
    return [
        Chosen(number, OfficerId(int(owner)) if owner.isdecimal() else None)
        for number, _, owner in pairs
    ]


def _csv(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Write a file that spreadsheets open as it is meant: with its encoding, without formulas."""
    file = io.StringIO()
    writer: csv.DictWriter[str] | None = None
    for record in records:
        if writer is None:
            writer = csv.DictWriter(file, list(record))
            writer.writeheader()
        writer.writerow({name: _cell(value) for name, value in record.items()})
    return file.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
