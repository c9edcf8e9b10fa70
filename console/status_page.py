"""The customer's own page behind the private link: how it stands, and what was said (R7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, cast

from aiohttp import web

from complaints.case_reads import StatusPage
from complaints.model import Language, Status
from complaints.register import Register
from console.language import chosen_language
from console.ports import ChatComplaint
from console.rendering import Pages
from console.webchat_views import complaint_json

#: A promise is shown only as long as it is still to be kept.
_PROMISED: Final = frozenset({Status.NEW, Status.OPEN, Status.WAITING})


class StatusPages:
    """The handler for `/status/TOKEN`. Whoever has the link may read; nobody can write."""

    def __init__(self, register: Register, pages: Pages) -> None:
        self._register = register
        self._pages = pages

    def routes(self) -> list[web.RouteDef]:
        """Return the page's part of the URL map."""
        return [web.get("/status/{token:[A-Za-z0-9_-]{8,64}}", self.page)]

    async def page(self, request: web.Request) -> web.Response:
        """Show the complaint, in its own language unless another one is asked for."""
        shown = await self._register.status_page(request.match_info["token"])
        language = chosen_language(request) or shown.language
        response = self._pages.response(
            "status.html",
            language,
            page=shown,
            path=request.path,
            is_promised=shown.status in _PROMISED,
            **_progress(shown, self._pages, language),
        )
        # Neither search engines nor other sites may learn the link.
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


def _progress(shown: StatusPage, pages: Pages, language: Language) -> dict[str, Any]:
    """Say in words where the complaint stands, with the same steps as the web chat."""
    complaint = ChatComplaint(
        number=shown.number,
        status=shown.status,
        received_at=shown.received_at,
        promised_at=shown.promised_at,
        owner=shown.owner_name,
        taken_at=shown.taken_at,
        answered_at=shown.answered_at,
        closed_at=shown.closed_at,
    )
    # It gives None only for no complaint at all.
    drawn = cast("dict[str, Any]", complaint_json(complaint, pages, language))
    steps = [
        {**step, "at": datetime.fromisoformat(step["at"]) if step["at"] else None}
        for step in drawn["steps"]
    ]
    return {"line": drawn["line"], "steps": steps}
