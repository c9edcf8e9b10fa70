"""What surrounds every staff page: rail, pulse, who is signed in, the sentence after a form."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from complaints.errors import ComplaintError
from complaints.list_reads import COUNT_CAP, Counts, View
from complaints.mandate import mandate_of
from complaints.model import Officer
from complaints.permissions import may
from console import csrf
from console.auth import Visit, came_from
from console.coordination_views import seat_of
from console.errors import error_words
from console.flash import Flash, forget_flash, set_flash, take_flash
from console.services import Services

#: (key, icon, address, right): the rail's entries, what is needed daily first; without right
#: everybody has it.
_RAIL = (
    ("inbox", "inbox", "/", ""),
    ("intake", "form", "/intake", "file"),
    ("coordination", "reply", "/coordination", ""),
    ("major", "siren", "/major", ""),
    ("approvals", "shield", "/approvals", "approve"),
    ("pending", "history", "/pending", ""),
    ("revisits", "revisit", "/revisits", "revisit"),
    ("infos", "note", "/infos", ""),
    ("figures", "chart", "/figures", "figures"),
    ("checks", "done", "/checks", "check"),
    ("findings", "eye", "/findings", "find"),
    ("internal", "lock", "/internal", "internal"),
    ("roster", "cal", "/roster", ""),
    ("lexicon", "tag", "/lexicon", "lexicon"),
    ("policy", "sliders", "/policy", "policy"),
    ("staff", "users", "/staff", ""),
    ("mine", "user", "/mine", ""),
)
#: So many have room on the rail, and on a phone; the others stand in its menu.
_IN_SIGHT, _ON_PHONE = 9, 4


@dataclass(frozen=True)
class Entry:
    """One entry of the rail."""

    key: str
    symbol: str
    href: str
    count: str = ""


@dataclass(frozen=True)
class Pulse:
    """One of the numbers that everybody reads first."""

    kind: View
    count: str
    href: str


class Shell:
    """Renders staff pages."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def page(
        self, visit: Visit, template: str, active: str, *, status: int = 200, **data: object
    ) -> web.Response:
        """Render a page with everything around it.

        Args:
            active: the rail's entry that the page belongs to.
        """
        services = self._services
        policy = services.house.policy
        codes = [department.code for department in policy.departments]
        seat = seat_of(policy, visit.officer)
        mandate = mandate_of(policy.authority, visit.officer)
        counts = await services.register.counts(visit.officer, codes, seat, mandate)
        flash = take_flash(visit.request)
        response = services.pages.response(
            template,
            visit.language,
            status=status,
            officer=visit.officer,
            active=active,
            rail=_rail(visit.officer, counts),
            in_sight=_IN_SIGHT,
            on_phone=_ON_PHONE,
            pulse=_pulse(counts),
            counts=counts,
            capped=capped,
            flash=flash,
            csrf_field=csrf.field(csrf.token_for(services.secret_key, visit.token)),
            may=lambda right: may(visit.officer.role, right),
            policy=services.house.policy,
            now=services.house.now(),
            **data,
        )
        if flash is not None:
            forget_flash(response)
        return response

    def refusal(self, visit: Visit, error: ComplaintError | None) -> str:
        """Say in words why an act was refused, "" when none was."""
        if error is None:
            return ""
        pages, status = self._services.pages, error.http_status
        return error_words(pages, visit.language, status, error.code, error.data)

    def go(self, path: str, key: str = "", **data: str) -> web.Response:
        """Answer a form: go on to a page, which says what has been done."""
        response = web.Response(status=303, headers={"Location": path})
        if key:
            is_secure = self._services.pages.settings.is_secure
            set_flash(response, Flash(f"done.{key}", data), is_secure=is_secure)
        return response

    def back(self, visit: Visit, key: str = "", **data: str) -> web.Response:
        """Answer a form: go back to the page it stood on."""
        return self.go(came_from(visit.request), key, **data)


def capped(count: int) -> str:
    """Write a count of the register, which stops counting at some point: 999+."""
    return f"{COUNT_CAP}+" if count > COUNT_CAP else str(count)


def rail_of(officer: Officer) -> list[tuple[str, str, str]]:
    """List the pages an officer may open: key, icon, address."""
    return [
        (key, symbol, href)
        for key, symbol, href, right in _RAIL
        if not right or may(officer.role, right)
    ]


def _rail(officer: Officer, counts: Counts) -> list[Entry]:
    numbers = {
        "inbox": counts.untaken,
        "infos": counts.infos_unsigned,
        "coordination": counts.requests,
        "approvals": counts.approvals,
        "pending": counts.pending,
        "major": counts.majors,
        "revisits": counts.revisits_due,
    }
    return [
        Entry(key, symbol, href, capped(numbers[key]) if numbers.get(key) else "")
        for key, symbol, href in rail_of(officer)
    ]


def _pulse(counts: Counts) -> list[Pulse]:
    numbers = {View.LATE: counts.late, View.SOON: counts.soon, View.UNTAKEN: counts.untaken}
    return [Pulse(view, capped(count), f"/?view={view}") for view, count in numbers.items()]
