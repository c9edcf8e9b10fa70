"""Static files, error answers and the throttle: what every page of the site stands on."""

from __future__ import annotations

import gzip

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from complaints.errors import Conflict, NotFound
from console.assets import STATIC_DIRECTORY, Assets
from console.errors import TooMany, error_middleware
from console.throttle import Throttle
from tests.console.conftest import Client
from tests.console.kit import SETTINGS, pages_for


class TestAssets:
    """GET /static/…"""

    async def test_a_pinned_address_is_kept_for_ever(self, client: Client) -> None:
        """The address changes with the content, so nobody needs to ask again."""
        response = await client.get(Assets().url("console.css"))

        assert response.status == 200
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response.headers["Content-Type"] == "text/css; charset=utf-8"
        assert await response.read() == (STATIC_DIRECTORY / "console.css").read_bytes()

    async def test_an_unpinned_address_is_asked_for_each_time(self, client: Client) -> None:
        """Modules import each other by name; unchanged ones cost an empty answer."""
        first = await client.get("/static/feed.js")
        headers = {"If-None-Match": first.headers["ETag"]}

        second = await client.get("/static/feed.js", headers=headers)

        assert first.headers["Cache-Control"] == "no-cache"
        assert (second.status, await second.read()) == (304, b"")

    async def test_files_go_out_compressed(self, client: Client) -> None:
        """Phones in a basement get a fifth of the bytes."""
        response = await client.get(
            "/static/console.css", headers={"Accept-Encoding": "gzip"}, auto_decompress=False
        )

        body = await response.read()
        assert response.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(body) == (STATIC_DIRECTORY / "console.css").read_bytes()

    @pytest.mark.parametrize("name", ["nothing.css", "..%2Fwebchat.py", ".", "%00"])
    async def test_nothing_else_is_served(self, client: Client, name: str) -> None:
        """Only the files of the directory have addresses."""
        assert (await client.get(f"/static/{name}")).status == 404


async def refuse(_: web.Request) -> web.Response:
    """Find nothing."""
    raise NotFound("complaint_not_found", number="HY-1")


async def conflict(_: web.Request) -> web.Response:
    """Be too late."""
    raise Conflict("no_words_for_this", by="林晓芸")


async def fail(_: web.Request) -> web.Response:
    """Break."""
    raise RuntimeError("secret detail")


@pytest.fixture
async def broken_site() -> TestClient[web.Request, web.Application]:
    """Give a site whose handlers only refuse."""
    app = web.Application(middlewares=[error_middleware(pages_for(SETTINGS))])
    for prefix in ("", "/api/v1"):
        app.router.add_get(f"{prefix}/refuse", refuse)
        app.router.add_get(f"{prefix}/conflict", conflict)
        app.router.add_get(f"{prefix}/fail", fail)
    return TestClient(TestServer(app))


class TestErrors:
    """How refusals are told."""

    @pytest.mark.parametrize(
        ("path", "status", "code"),
        [
            ("refuse", 404, "complaint_not_found"),
            ("conflict", 409, "no_words_for_this"),
            ("fail", 500, "internal"),
            ("missing", 404, "http_404"),
        ],
    )
    async def test_the_api_has_one_error_shape(
        self,
        broken_site: TestClient[web.Request, web.Application],
        path: str,
        status: int,
        code: str,
    ) -> None:
        """Code, words and details, whatever went wrong."""
        async with broken_site as client:
            response = await client.get(f"/api/v1/{path}")
            error = (await response.json())["error"]

        assert (response.status, error["code"]) == (status, code)
        assert error["message"]
        assert "secret detail" not in error["message"]

    async def test_pages_tell_it_in_the_readers_language(
        self, broken_site: TestClient[web.Request, web.Application]
    ) -> None:
        """A page that does not exist says so, in words."""
        async with broken_site as client:
            response = await client.get("/missing", headers={"Accept-Language": "en"})
            page = await response.text()

        assert response.status == 404
        assert "There is no such page, or you may not see it." in page

    async def test_a_fault_of_ours_has_a_number_to_name(
        self,
        broken_site: TestClient[web.Request, web.Application],
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """The number on the page stands in the log."""
        async with broken_site as client:
            page = await (await client.get("/fail", headers={"Accept-Language": "en"})).text()

        (record,) = caplog.records
        assert record.args is not None
        assert f"Error number {record.getMessage().split()[-1]}" in page
        assert "secret detail" not in page

    async def test_a_wrong_method_names_the_right_ones(self, client: Client) -> None:
        """405 keeps its Allow header."""
        response = await client.get("/api/v1/webchat/messages")

        assert (response.status, response.headers["Allow"]) == (405, "POST")


class TestThrottle:
    """How often somebody may write."""

    def test_lets_a_burst_through_and_then_a_steady_rate(self) -> None:
        """After the burst one call each two seconds, and the refusal says when."""
        clock = [0.0]
        throttle = Throttle(per_minute=30, burst=3, seconds=lambda: clock[0])
        for _ in range(3):
            throttle.take("a")

        with pytest.raises(TooMany) as refusal:
            throttle.take("a")

        assert refusal.value.data == {"retry_seconds": 2}
        clock[0] = 2.0
        throttle.take("a")

    def test_counts_everybody_alone(self) -> None:
        """One visitor's flood does not silence another."""
        throttle = Throttle(per_minute=1, burst=1, seconds=lambda: 0.0)
        throttle.take("a")

        throttle.take("b")

        with pytest.raises(TooMany):
            throttle.take("a")

    def test_forgets_those_who_have_been_quiet(self) -> None:
        """Memory does not grow with everybody who ever wrote."""
        clock = [0.0]
        throttle = Throttle(per_minute=60, burst=1, seconds=lambda: clock[0])
        for number in range(10_000):
            throttle.take(str(number))

        clock[0] = 60.0
        throttle.take("new")

        assert len(throttle._buckets) == 1
