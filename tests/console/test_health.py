"""What those who run the desk ask it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from console import health
from console.health import Health
from console.metrics import measure_requests

Client = TestClient[web.Request, web.Application]


class Parts:
    """Parts of a desk that work until told otherwise."""

    def __init__(self) -> None:
        self.database = True
        self.clock = "ok"
        self.is_stuck = False

    async def probe_database(self) -> bool:
        """Say whether the database answers."""
        if self.is_stuck:
            await asyncio.Event().wait()
        return self.database

    async def probe_classifier(self) -> bool:
        """Say that the classifier is loaded."""
        return True


@pytest.fixture
def parts() -> Parts:
    """Give parts that work."""
    return Parts()


@pytest.fixture
async def client(parts: Parts) -> AsyncIterator[Client]:
    """Serve the three addresses."""
    registry = CollectorRegistry()
    probes = {"database": parts.probe_database, "classifier": parts.probe_classifier}
    app = web.Application(middlewares=[measure_requests(registry)])
    app.add_routes(Health(probes, registry, {"clock": lambda: parts.clock}).routes())
    async with TestClient(TestServer(app)) as made:
        yield made


async def test_alive_asks_nobody(client: Client, parts: Parts) -> None:
    """A desk without database is still alive: restarting it would not help."""
    parts.database = False

    async with client.get("/healthz") as answer:
        assert answer.status == 200


async def test_ready_when_every_part_works(client: Client) -> None:
    """All checks are named."""
    async with client.get("/readyz") as answer:
        assert answer.status == 200
        checks = {"database": True, "classifier": True}
        parts = {"clock": "ok"}
        assert await answer.json() == {"ready": True, "checks": checks, "parts": parts}


async def test_not_ready_names_what_does_not_work(client: Client, parts: Parts) -> None:
    """503, so that nobody sends requests here."""
    parts.database = False

    async with client.get("/readyz") as answer:
        assert answer.status == 503
        assert (await answer.json())["checks"] == {"database": False, "classifier": True}


async def test_a_clock_that_fails_is_named_and_keeps_nobody_out(
    client: Client, parts: Parts
) -> None:
    """Officers can work while the clock or a channel is in trouble."""
    parts.clock = "failing"

    for path in ("/healthz", "/readyz"):
        async with client.get(path) as answer:
            assert (answer.status, (await answer.json())["parts"]) == (200, {"clock": "failing"})


async def test_a_part_that_does_not_answer_does_not_work(
    client: Client, parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hanging database does not let the question hang, too."""
    monkeypatch.setattr(health, "PROBE_SECONDS", 0.01)
    parts.is_stuck = True

    async with client.get("/readyz") as answer:
        assert answer.status == 503


async def test_requests_are_counted_by_route(client: Client) -> None:
    """The numbers are in the form that Prometheus reads; unknown addresses share one line."""
    for path in ("/healthz", "/healthz", "/nothing", "/nothing/else"):
        async with client.get(path):
            pass

    async with client.get("/metrics") as answer:
        text = await answer.text()

    alive = 'huiyin_http_requests_total{method="GET",route="/healthz",status="200"} 2.0'
    unknown = 'huiyin_http_requests_total{method="GET",route="none",status="404"} 2.0'
    assert alive in text
    assert unknown in text
    assert answer.content_type == "text/plain"
