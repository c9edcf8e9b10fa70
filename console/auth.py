"""Who is at the browser: the session cookie, and the guard before every page of the console.

The guard is the only way from an address to a handler (`routes.py`), so no page can forget it. It
finds the officer, and lets a form through only from our own pages and with the session's token.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import urlencode, urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from complaints.accounts import SESSION_LONGEST, SignedIn, find_signed_in
from complaints.errors import NotAllowed
from complaints.model import Actor, Language, Officer, by
from console import csrf
from console.forms import Form
from console.language import language_of
from console.security import is_own_origin
from console.services import Services
from console.uploads import FORM_WITH_FILES, read_parts

COOKIE = "session"


@dataclass(frozen=True)
class Visit:
    """A request by a signed-in officer. `token` is the session's secret."""

    request: web.Request
    officer: Officer
    token: str
    language: Language
    form: Form = field(default_factory=lambda: Form({}))

    @property
    def actor(self) -> Actor:
        """Return the officer as the one who acts."""
        return by(self.officer)

    @property
    def query(self) -> Form:
        """Return what stands behind the question mark."""
        return Form(self.request.query)


StaffHandler = Callable[[Visit], Awaitable[web.StreamResponse]]


class SignInNeeded(NotAllowed):
    """Nobody is signed in; for a program that cannot be sent to the sign-in page."""

    http_status = 401


class Guard:
    """Wraps the handlers of the staff console."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def __call__(self, handler: StaffHandler) -> Handler:
        """Let only signed-in officers through, and only forms that they meant to send."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            token = request.cookies.get(COOKIE, "")
            officer = await self._find(token)
            if officer is None:
                self._send_to_sign_in(request)
            form = Form({})
            if request.method != hdrs.METH_GET:
                form = await read_form(self._services, request)
                csrf.check(self._services.secret_key, token, form.text(csrf.FIELD))
            return await handler(Visit(request, officer, token, language_of(request), form))

        return guarded

    async def _find(self, token: str) -> Officer | None:
        if not token:
            return None
        services = self._services
        return await find_signed_in(
            services.house, services.accounts, services.transactions, token
        )

    def _send_to_sign_in(self, request: web.Request) -> NoReturn:
        if "text/event-stream" in request.headers.get(hdrs.ACCEPT, ""):
            raise SignInNeeded("sign_in_needed")
        here = request.path_qs if request.method == hdrs.METH_GET else came_from(request)
        query = f"?{urlencode({'next': here})}" if here != "/" else ""
        raise web.HTTPSeeOther(f"/login{query}")


async def read_form(services: Services, request: web.Request) -> Form:
    """Read a form that one of our own pages has sent.

    Raises:
        NotAllowed: `wrong_origin`.
    """
    if not is_own_origin(request, services.pages.settings.public_url):
        raise NotAllowed("wrong_origin")
    if request.content_type == FORM_WITH_FILES:
        return Form(*await read_parts(request, services.files))
    return Form(await request.post())


def keep_session(response: web.StreamResponse, signed_in: SignedIn, *, is_secure: bool) -> None:
    """Give the browser its session."""
    response.set_cookie(
        COOKIE,
        signed_in.token,
        max_age=int(SESSION_LONGEST.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=is_secure,
    )


def came_from(request: web.Request) -> str:
    """Return the page of ours that a form was sent from, "/" when that is unknown."""
    parts = urlsplit(request.headers.get(hdrs.REFERER, ""))
    if parts.netloc.lower() != request.host.lower():
        return "/"
    return safe_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def safe_path(path: str) -> str:
    """Return an address of our own site, "/" for any other."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_ours and path.isprintable() else "/"
