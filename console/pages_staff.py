"""Who works here: everybody's own account, and for administrators all accounts."""

from __future__ import annotations

from aiohttp import web

from complaints import one_time
from complaints.accounts import change_password, check_new_password
from complaints.errors import ComplaintError, Invalid, NotFound
from complaints.model import OfficerId, Role
from complaints.officers import Post, add_officer, change_post, disable, enable, set_duty
from complaints.one_time import LINK_LASTS
from complaints.permissions import may, require
from console.auth import Visit
from console.forms import Form, path_id
from console.services import Services
from console.shell import Shell


class StaffPages:
    """The page, the acts on one's own account, and the acts on those of others."""

    def __init__(self, services: Services, shell: Shell) -> None:
        self._services = services
        self._house = services.house
        self._shell = shell

    async def page(self, visit: Visit) -> web.Response:
        """Show one's own account; to administrators everybody."""
        return await self._render(visit)

    async def password(self, visit: Visit) -> web.Response:
        """Change one's own password; the old one is asked for."""
        services, form = self._services, visit.form
        old, new = form.raw("old"), form.raw("password")
        try:
            check_new_password(new, form.raw("again"))
            is_right = await services.passwords.verify(visit.officer.password_hash, old)
            if not is_right:
                raise Invalid("password_wrong", field="old")  # noqa: TRY301 - told like the others
        except Invalid as error:
            return await self._render(visit, error)
        hashed = await services.passwords.hash(new)
        async with services.transactions() as work:
            await change_password(self._house, work, visit.officer.id, hashed, keep=visit.token)
        return self._shell.go("/staff", "password")

    async def link(self, visit: Visit) -> web.Response:
        """Show a code that links a Telegram account; it is shown once and lasts ten minutes."""
        async with self._services.transactions() as work:
            code = await one_time.make_link_code(self._house, work, visit.officer)
        return await self._render(visit, code=code)

    async def unlink(self, visit: Visit) -> web.Response:
        """Send no more pings to the linked account."""
        async with self._services.transactions() as work:
            await one_time.unlink_chat(self._house, work, visit.officer.id)
        return self._shell.go("/staff", "unlinked")

    async def duty(self, visit: Visit) -> web.Response:
        """Put oneself, or as an administrator somebody else, on or off duty."""
        on_duty = visit.form.text("on") == "1"
        officer_id = OfficerId(visit.form.find_id("officer") or visit.officer.id)
        async with self._services.transactions() as work:
            officer = await set_duty(
                self._house, work, officer_id, on_duty=on_duty, actor=visit.actor
            )
        done = "on_duty" if on_duty else "off_duty"
        return self._shell.back(visit, done, name=officer.name)

    async def add(self, visit: Visit) -> web.Response:
        """Add an officer and show the link by which they come in."""
        name = visit.form.text("name")
        try:
            async with self._services.transactions() as work:
                post = _post(visit.form)
                officer = await add_officer(self._house, work, name, post, actor=visit.actor)
                token = await one_time.make_welcome(self._house, work, officer)
        except ComplaintError as error:
            return await self._render(visit, error)
        return await self._render(visit, invited=officer.name, token=token)

    async def invite(self, visit: Visit) -> web.Response:
        """Make a new link for an officer who forgot the password or never came in."""
        require(visit.officer, "officers")
        async with self._services.transactions() as work:
            officer = await work.accounts.find_active(_id(visit))
            if officer is None:
                raise NotFound("not_found", kind="Officer")
            token = await one_time.make_welcome(self._house, work, officer)
        return await self._render(visit, invited=officer.name, token=token)

    async def change(self, visit: Visit) -> web.Response:
        """Give an officer another role, department or place."""
        try:
            async with self._services.transactions() as work:
                officer = await change_post(
                    self._house, work, _id(visit), _post(visit.form), actor=visit.actor
                )
        except ComplaintError as error:
            return await self._render(visit, error)
        return self._shell.go("/staff", "changed", name=officer.name)

    async def disable(self, visit: Visit) -> web.Response:
        """Take an officer out."""
        try:
            async with self._services.transactions() as work:
                officer = await disable(self._house, work, _id(visit), actor=visit.actor)
        except ComplaintError as error:
            return await self._render(visit, error)
        return self._shell.go("/staff", "disabled", name=officer.name)

    async def enable(self, visit: Visit) -> web.Response:
        """Let an officer back in."""
        async with self._services.transactions() as work:
            officer = await enable(self._house, work, _id(visit), actor=visit.actor)
        return self._shell.go("/staff", "enabled", name=officer.name)

    async def _render(
        self,
        visit: Visit,
        error: ComplaintError | None = None,
        *,
        code: str = "",
        invited: str = "",
        token: str = "",
    ) -> web.Response:
        services = self._services
        is_administrator = may(visit.officer.role, "officers")
        return await self._shell.page(
            visit,
            "staff.html",
            "staff",
            status=error.http_status if error is not None else 200,
            refusal=self._shell.refusal(visit, error),
            wrong=str(error.data.get("field", "")) if error is not None else "",
            typed=visit.form.texts() if error is not None else {},
            everybody=await services.register.officers() if is_administrator else [],
            roles=list(Role),
            code=code,
            code_minutes=int(LINK_LASTS.total_seconds() // 60),
            telegram=services.telegram_name(),
            invited=invited,
            invitation=f"{self._own_address(visit)}/welcome/{token}" if token else "",
        )

    def _own_address(self, visit: Visit) -> str:
        public_url = self._services.pages.settings.public_url
        return public_url or f"{visit.request.scheme}://{visit.request.host}"


def _post(form: Form) -> Post:
    role = form.choice("role", Role)
    return Post(role, form.text("department"), form.text("place"))


def _id(visit: Visit) -> OfficerId:
    return OfficerId(path_id(visit.request, "id"))
