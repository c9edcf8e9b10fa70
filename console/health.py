"""What those who run the desk ask it: is it alive, may it be given requests, how is it doing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

#: Says whether a part works. One that takes longer than `PROBE_SECONDS` does not.
Probe = Callable[[], Awaitable[bool]]

PROBE_SECONDS: Final = 2.0


class Health:
    """Handlers for `/healthz`, `/readyz` and `/metrics`.

    Args:
        probes: what must work before requests make sense, by name.
        states: what else there is, by name: "ok", "failing", or "off" in this process. It is named
            and decides nothing: requests make sense while a channel is down.
        registry: where the numbers of this process are collected.
    """

    def __init__(
        self,
        probes: Mapping[str, Probe],
        registry: CollectorRegistry,
        states: Mapping[str, Callable[[], str]] | None = None,
    ) -> None:
        self._probes = probes
        self._states = states or {}
        self._registry = registry

    def routes(self) -> list[web.RouteDef]:
        """Return the routes; none of them asks who is calling."""
        return [
            web.get("/healthz", self.alive),
            web.get("/readyz", self.ready),
            web.get("/metrics", self.metrics),
        ]

    async def alive(self, _: web.Request) -> web.Response:
        """Answer 200 whatever the parts are like: a restart would not help them."""
        return web.json_response({"alive": True, "parts": self._parts()}, headers=_FRESH)

    async def ready(self, _: web.Request) -> web.Response:
        """Answer 200 when every part works, otherwise 503; names what does and what does not."""
        works = await asyncio.gather(*(_works(probe) for probe in self._probes.values()))
        checks = dict(zip(self._probes, works, strict=True))
        status = 200 if all(works) else 503
        body = {"ready": all(works), "checks": checks, "parts": self._parts()}
        return web.json_response(body, status=status, headers=_FRESH)

    def _parts(self) -> dict[str, str]:
        return {name: state() for name, state in self._states.items()}

    async def metrics(self, _: web.Request) -> web.Response:
        """Show the numbers in the form that Prometheus reads."""
        return web.Response(
            body=generate_latest(self._registry),
            headers={"Content-Type": CONTENT_TYPE_LATEST, **_FRESH},
        )


_FRESH: Final = {"Cache-Control": "no-store"}


async def _works(probe: Probe) -> bool:
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await probe()
    except TimeoutError:
        return False
