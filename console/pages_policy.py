"""The rules of the house: read, edited as text, compared, published, brought back.

A text that makes no sense is shown again with everything that is wrong in it; the edition before
stays in force. All this is for administrators only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aiohttp import web

from complaints.edition_ports import Edition, EditionKind
from complaints.editions import publish
from complaints.errors import ComplaintError
from complaints.list_reads import PAGE_LIMIT
from complaints.permissions import require
from complaints.policy_changes import Change, changes
from console.auth import Visit
from console.services import Services
from console.shell import Shell

_KIND: Final = EditionKind.POLICY


@dataclass(frozen=True)
class Past:
    """An edition in the history: who made it, and in what it differs from the one before."""

    edition: Edition
    officer: str
    changes: list[Change]


class PolicyPages:
    """The pages of the policy."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._shell = shell

    @property
    def _series(self) -> str:
        return self._services.editing.name_of(_KIND)

    async def page(self, visit: Visit) -> web.Response:
        """Show the policy in force: what it says, and how it came to be."""
        require(visit.officer, _KIND)
        past = await self._history()
        now = self._services.house.now()
        year = now.astimezone(self._services.house.policy.hours.zone).year
        return await self._shell.page(
            visit,
            "policy.html",
            "policy",
            past=past,
            coming=[one.edition for one in past if one.edition.valid_from > now],
            guessed=[
                n for n in (year, year + 1) if self._services.house.policy.hours.is_guessed(n)
            ],
        )

    async def edit(self, visit: Visit) -> web.Response:
        """Show the newest text, or an earlier one that is to come back, for editing."""
        require(visit.officer, _KIND)
        newest, number = await self._newest(), visit.query.find_id("from")
        text = await self._text(newest.number if newest and number is None else number or 0)
        return await self._edit(visit, text, newest.number if newest else 0)

    async def preview(self, visit: Visit) -> web.Response:
        """Check a text and show what it would change; or what is wrong with it."""
        require(visit.officer, _KIND)
        text, based_on = visit.form.text("text"), visit.form.find_id("based_on") or 0
        try:
            draft = await self._services.editing.check(_KIND, self._series, text)
        except ComplaintError as error:
            return await self._edit(visit, text, based_on, error)
        newest = await self._newest()
        before = await self._text(newest.number if newest else 0)
        return await self._shell.page(
            visit,
            "policy_preview.html",
            "policy",
            text=draft.text,
            based_on=based_on,
            changes=changes(before, draft.text),
        )

    async def publish(self, visit: Visit) -> web.Response:
        """Put a text into force, for every process."""
        require(visit.officer, _KIND)
        services, form = self._services, visit.form
        text, based_on = form.text("text"), form.find_id("based_on") or 0
        try:
            draft = await services.editing.check(_KIND, self._series, text)
            async with services.transactions() as work:
                edition = await publish(
                    services.house,
                    work,
                    draft,
                    actor=visit.actor,
                    based_on=based_on,
                    note=form.text("note"),
                )
        except ComplaintError as error:
            return await self._edit(visit, text, based_on, error)
        await services.editing.reload()
        return self._shell.go("/policy", "policy_published", number=str(edition.number))

    async def _edit(
        self, visit: Visit, text: str, based_on: int, error: ComplaintError | None = None
    ) -> web.Response:
        return await self._shell.page(
            visit,
            "policy_edit.html",
            "policy",
            status=error.http_status if error else 200,
            refusal=self._shell.refusal(visit, error),
            problems=error.data.get("problems", ()) if error else (),
            text=text,
            based_on=based_on,
        )

    async def _newest(self) -> Edition | None:
        async with self._services.editions() as store:
            return await store.newest(_KIND, self._series)

    async def _text(self, number: int) -> str:
        if number == 0:
            return self._services.editing.starting_text(_KIND)
        async with self._services.editions() as store:
            return (await store.get(_KIND, self._series, number)).text

    async def _history(self) -> list[Past]:
        async with self._services.editions() as store:
            editions = await store.history(_KIND, self._series, PAGE_LIMIT)
        names = {officer.id: officer.name for officer in await self._services.register.officers()}
        before = [*(edition.text for edition in editions[1:])]
        if editions:
            # Of a longer history the page shows the newest part.
            before.append(await self._text(editions[-1].number - 1))
        return [
            Past(
                edition,
                names.get(edition.officer_id, "") if edition.officer_id else "",
                changes(old, edition.text),
            )
            for edition, old in zip(editions, before, strict=True)
        ]
