"""What the command palette (Ctrl/⌘ K) offers: cases by number or words, pages, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final
from urllib.parse import urlencode

from aiohttp import web
from markupsafe import Markup, escape

from complaints.list_reads import CaseRow, Filters, View
from complaints.permissions import may
from console.auth import Visit
from console.lists import full_number, short_number
from console.services import Services
from console.shell import rail_of

_CASES: Final = 7
_VIEWS: Final = (View.MINE, View.UNTAKEN, View.LATE, View.WAITING)


@dataclass(frozen=True)
class Target:
    """A page to go to; `key` is that of the keyboard, "" without one."""

    label: str
    symbol: str
    href: str
    key: str = ""


class PalettePage:
    """Answers with a piece of a page; the search box does the same without script."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def find(self, visit: Visit) -> web.Response:
        """Offer what fits what was typed so far."""
        text = visit.query.text("text")[:100]
        today = (
            self._services.house.now().astimezone(self._services.house.policy.hours.zone).date()
        )
        return self._services.pages.response(
            "palette.html",
            visit.language,
            cases=await self._cases(visit, text, today),
            pages=[
                target for target in self._pages(visit) if text.lower() in target.label.lower()
            ],
            acts=self._acts(visit, text) if text else [],
            short=partial(short_number, today=today),
            highlighted=partial(highlighted, wanted=text),
        )

    async def _cases(self, visit: Visit, text: str, today: date) -> list[CaseRow]:
        """Find the complaint of a number first, then those with the words."""
        found: dict[int, CaseRow] = {}
        for wanted in (full_number(text, today), text):
            if wanted:
                filters = Filters(View.EVERYTHING, text=wanted)
                page = await self._services.register.list(visit.officer, filters, limit=_CASES)
                found |= {row.id: row for row in page.rows if row.id not in found}
        return list(found.values())[:_CASES]

    def _pages(self, visit: Visit) -> list[Target]:
        pages = [
            Target(self._t(visit, f"rail.{key}"), symbol, href)
            for key, symbol, href in rail_of(visit.officer)
        ]
        views = [
            Target(self._t(visit, f"view.{view}"), "inbox", f"/?view={view}") for view in _VIEWS
        ]
        return pages + views

    def _acts(self, visit: Visit, text: str) -> list[Target]:
        query = urlencode({"text": text})
        acts = [
            Target(
                self._t(visit, "palette.search", text=text), "search", f"/?view=everything&{query}"
            )
        ]
        if may(visit.officer.role, "file"):
            label = self._t(visit, "palette.file", text=text)
            acts.append(Target(label, "form", f"/intake?{query}", "N"))
        return acts

    def _t(self, visit: Visit, key: str, **data: str) -> str:
        return self._services.pages.catalogue(key, visit.language, **data)


def highlighted(text: str, wanted: str) -> Markup:
    """Mark what was looked for."""
    parts = [part for part in wanted.split() if part]
    if not parts:
        return escape(text)
    pattern = re.compile("|".join(map(re.escape, parts)), re.IGNORECASE)
    pieces, done = [], 0
    for hit in pattern.finditer(text):
        pieces += [escape(text[done : hit.start()]), Markup("<mark>{}</mark>").format(hit[0])]
        done = hit.end()
    return Markup("").join([*pieces, escape(text[done:])])
