"""Only a password or a one-time link lets anybody in, and no other site acts for who is in."""

from __future__ import annotations

import pytest
from aiohttp import hdrs

from complaints.model import Role
from complaints.one_time import make_welcome
from storage import tables
from tests.console.console_kit import PASSWORD, Console
from tests.fakes import FrozenTime

GUARDED = ["/", "/intake", "/revisits", "/figures", "/infos", "/staff", "/cases/HY-260311-001"]


@pytest.mark.parametrize("path", GUARDED)
async def test_pages_send_strangers_to_the_sign_in_page(console: Console, path: str) -> None:
    """A stranger sees nothing, and comes back to the page they wanted."""
    browser = await console.browser()
    response = await browser.client.get(path, allow_redirects=False)

    assert response.status == 303
    wanted = "" if path == "/" else f"?next={path}"
    assert response.headers[hdrs.LOCATION] == f"/login{wanted}"


async def test_a_program_is_told_to_sign_in(console: Console) -> None:
    """The event stream answers 401, which a page can understand, instead of another page."""
    browser = await console.browser()
    response = await browser.client.get("/events", headers={"Accept": "text/event-stream"})

    assert response.status == 401


async def test_sign_in_and_out(console: Console) -> None:
    """The session cookie cannot be read by scripts and is gone after signing out."""
    await console.officer("林晓芸")
    browser = await console.browser()
    response = await browser.send(
        "/login", {"name": "林晓芸", "password": PASSWORD, "next": "/intake"}
    )
    cookie = response.headers[hdrs.SET_COOKIE]

    assert response.headers[hdrs.LOCATION] == "/intake"
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    await browser.get("/")
    await browser.submit("/logout")
    assert "登录工作台" in await browser.get("/intake")


@pytest.mark.parametrize("name", ["林晓芸", "没有人"])
async def test_a_wrong_password_says_the_same_as_an_unknown_name(
    console: Console, name: str
) -> None:
    """The page keeps the name, says how many tries are left, and pauses after five."""
    await console.officer("林晓芸")
    browser = await console.browser()
    await browser.get("/login")
    answers = [
        await browser.refused("/login", {"name": name, "password": "wrong", "next": "/"})
        for _ in range(6)
    ]

    assert [status for status, _ in answers] == [403] * 6
    assert "还可再试 4 次" in answers[0][1]
    assert "还可再试 1 次" in answers[3][1]
    assert "姓名或密码不对，请过 30 秒再试。" in answers[4][1], "none left, so none is offered"
    assert f'value="{name}"' in answers[0][1]
    assert "请过 31 秒再试" in answers[5][1]


@pytest.mark.parametrize("target", ["//evil.test", "https://evil.test", "/\\evil.test", "x"])
async def test_signing_in_leads_to_no_other_site(console: Console, target: str) -> None:
    """An address that is not ours is replaced by the inbox."""
    await console.officer("林晓芸")
    browser = await console.browser()
    response = await browser.send(
        "/login", {"name": "林晓芸", "password": PASSWORD, "next": target}
    )

    assert response.headers[hdrs.LOCATION] == "/"


async def test_a_session_ends_in_the_browser_too(console: Console, now: FrozenTime) -> None:
    """After twelve idle hours the next page is the sign-in page."""
    browser = await console.browser(await console.officer("林晓芸"))
    now.advance(hours=12)

    assert "登录工作台" in await browser.get("/")


@pytest.mark.parametrize("origin", ["https://evil.test", "null", ""])
async def test_forms_of_other_sites_are_refused(console: Console, origin: str) -> None:
    """Without our Origin nothing happens, even with cookie and token."""
    complaint = await console.filed()
    browser = await console.browser(await console.officer("林晓芸"))
    path = f"/cases/{complaint.number}"
    await browser.get(path)
    response = await browser.send(f"{path}/take", None, Origin=origin)

    assert response.status == 403
    assert (await console.complaint(complaint)).owner_id is None


@pytest.mark.parametrize("token", ["", "0" * 64, "x"])
async def test_forms_without_the_sessions_token_are_refused(console: Console, token: str) -> None:
    """A form must have been made for this session."""
    complaint = await console.filed()
    browser = await console.browser(await console.officer("林晓芸"))
    browser.page = ""
    response = await browser.send(f"/cases/{complaint.number}/take", {"csrf": token})

    assert response.status == 403
    assert "页面已过期" in await response.text()
    assert (await console.complaint(complaint)).owner_id is None


async def test_the_token_of_another_session_is_refused(console: Console) -> None:
    """Signing in again makes older pages of the same browser useless, not dangerous."""
    complaint = await console.filed()
    officer = await console.officer("林晓芸")
    mine, other = await console.browser(officer), await console.browser(officer)
    mine.page = await other.get("/")
    response = await mine.send(f"/cases/{complaint.number}/take")

    assert response.status == 403


async def test_every_form_of_every_page_has_the_token(console: Console) -> None:
    """No POST form lacks it."""
    complaint = await console.filed()
    browser = await console.browser(await console.officer("王敏", Role.ADMINISTRATOR))
    for path in [*GUARDED[:-1], f"/cases/{complaint.number}"]:
        page = await browser.get(path)
        forms = page.count('method="post"')
        assert forms == page.count('name="csrf"') > 0, path


async def _welcome(console: Console) -> str:
    async with console.database.transaction() as work:
        return await make_welcome(console.house, work)


async def test_the_welcome_link_works_once(console: Console) -> None:
    """Opening it changes nothing; using it makes the administrator and signs in."""
    path = f"/welcome/{await _welcome(console)}"
    browser = await console.browser()
    for _ in range(2):
        assert 'value="管理员"' in await browser.get(path)
    assert await console.rows(tables.officers) == []

    fields = {"name": "管理员", "password": PASSWORD, "again": PASSWORD}
    assert "管理员" in await browser.submit(path, fields)
    assert [row.role for row in await console.rows(tables.officers)] == [Role.ADMINISTRATOR]
    status, page = await (await console.browser()).refused(path, fields)
    assert (status, "已用过或已过期" in page) == (404, True)


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [("short", "short", "至少要 10 个字符"), (PASSWORD, "another one", "不一样")],
)
async def test_a_refused_password_leaves_the_link(
    console: Console, password: str, again: str, words: str
) -> None:
    """The form comes back with the reason, and the link can still be used."""
    path = f"/welcome/{await _welcome(console)}"
    browser = await console.browser()
    status, page = await browser.refused(
        path, {"name": "老王", "password": password, "again": again}
    )

    assert (status, words in page, 'value="老王"' in page) == (422, True, True)
    await browser.get(path)


async def test_a_later_link_signs_the_administrator_in(console: Console) -> None:
    """With an account and a password there is nothing to choose; the password may stay."""
    boss = await console.officer("王敏", Role.ADMINISTRATOR)
    path = f"/welcome/{await _welcome(console)}"
    browser = await console.browser()

    assert "王敏，您好" in await browser.get(path)
    assert "王敏" in await browser.submit(path, {"name": "", "password": "", "again": ""})
    assert (await (await console.browser(boss)).get("/")).count("王敏") > 0


async def test_answers_carry_the_security_headers(console: Console) -> None:
    """No scripts but our own, no frames, no sniffing; a number for whoever reads the log."""
    browser = await console.browser()
    response = await browser.client.get("/login")

    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert "frame-ancestors 'none'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Request-ID"]
    assert "<script>" not in await response.text()


async def test_a_form_that_is_far_too_long_is_refused(console: Console) -> None:
    """Half a megabyte is more than any form of ours holds."""
    browser = await console.browser(await console.officer("林晓芸"))
    status, page = await browser.refused("/intake", {"text": "长" * 70_000})

    assert (status, 'id="desk"' in page) == (413, False)
