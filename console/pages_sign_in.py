"""The ways in and out: password, one-time link, sign-out."""

from __future__ import annotations

from aiohttp import hdrs, web

from complaints.accounts import SignedIn, check_new_password, sign_in, sign_out
from complaints.errors import ComplaintError, NotAllowed
from complaints.model import Officer
from complaints.one_time import find_welcomed, use_welcome
from console.auth import COOKIE, Visit, keep_session, read_form, safe_path
from console.errors import error_words
from console.forms import Form
from console.language import language_of
from console.services import Services
from console.throttle import Throttle

#: Attempts from one address, whatever the names: an office behind one address stays far below.
_PER_MINUTE = 120
_BURST = 60


class SignInPages:
    """What nobody needs to be signed in for, and signing out."""

    def __init__(self, services: Services, throttle: Throttle | None = None) -> None:
        self._services = services
        self._throttle = throttle or Throttle(per_minute=_PER_MINUTE, burst=_BURST)

    async def login_page(self, request: web.Request) -> web.Response:
        """Show the form."""
        return self._form(request, next=safe_path(request.query.get("next", "/")))

    async def login(self, request: web.Request) -> web.Response:
        """Sign in with name and password."""
        services = self._services
        form = await read_form(services, request)
        name, path = form.text("name"), safe_path(form.text("next") or "/")
        self._throttle.take(request.remote or "")
        try:
            signed_in = await sign_in(
                services.house,
                services.transactions,
                services.passwords,
                name,
                form.raw("password"),
            )
        except NotAllowed as error:
            words = self._words(request, error)
            return self._form(request, status=403, name=name, next=path, error=words)
        return self._enter(path, signed_in)

    async def logout(self, visit: Visit) -> web.Response:
        """End the session."""
        services = self._services
        async with services.transactions() as work:
            await sign_out(services.house, work, visit.officer, visit.token)
        response = web.Response(status=303, headers={hdrs.LOCATION: "/login"})
        response.del_cookie(COOKIE)
        return response

    async def welcome_page(self, request: web.Request) -> web.Response:
        """Show whom a one-time link lets in; changes nothing, so a preview cannot use it up."""
        return self._welcome(request, await self._welcomed(request))

    async def welcome(self, request: web.Request) -> web.Response:
        """Use the link up: choose a password (and the first administrator a name) and come in."""
        services = self._services
        form = await read_form(services, request)
        self._throttle.take(request.remote or "")
        officer = await self._welcomed(request)
        password = form.raw("password")
        try:
            if password or officer is None or not officer.password_hash:
                check_new_password(password, form.raw("again"))
            hashed = await services.passwords.hash(password) if password else ""
            async with services.transactions() as work:
                signed_in = await use_welcome(
                    services.house,
                    work,
                    request.match_info["token"],
                    name=form.text("name"),
                    password_hash=hashed,
                )
        except ComplaintError as error:
            if "field" not in error.data:
                raise
            errors = {str(error.data["field"]): self._words(request, error)}
            return self._welcome(request, officer, form, errors, status=error.http_status)
        return self._enter("/", signed_in)

    async def _welcomed(self, request: web.Request) -> Officer | None:
        services = self._services
        token = request.match_info["token"]
        return await find_welcomed(services.house, services.accounts, token)

    def _enter(self, path: str, signed_in: SignedIn) -> web.Response:
        response = web.Response(status=303, headers={hdrs.LOCATION: path})
        is_secure = self._services.pages.settings.is_secure
        keep_session(response, signed_in, is_secure=is_secure)
        return response

    def _form(self, request: web.Request, *, status: int = 200, **data: object) -> web.Response:
        language = language_of(request)
        return self._services.pages.response("login.html", language, status=status, **data)

    def _welcome(
        self,
        request: web.Request,
        officer: Officer | None,
        form: Form | None = None,
        errors: dict[str, str] | None = None,
        *,
        status: int = 200,
    ) -> web.Response:
        return self._services.pages.response(
            "welcome.html",
            language_of(request),
            status=status,
            is_new=officer is None,
            has_password=officer is not None and bool(officer.password_hash),
            name=officer.name if officer else form.text("name") if form else "",
            errors=errors or {},
        )

    def _words(self, request: web.Request, error: ComplaintError) -> str:
        language = language_of(request)
        pages, status = self._services.pages, error.http_status
        return error_words(pages, language, status, error.code, error.data)
