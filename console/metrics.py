"""Counts the requests of the site and how long they took, by route; never by address."""

from __future__ import annotations

import time

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from prometheus_client import CollectorRegistry, Counter, Histogram

#: The budgets of DESIGN.md are among the bounds.
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5)


def measure_requests(registry: CollectorRegistry) -> Middleware:
    """Make the outermost middleware; event streams count when they end and are not timed."""
    requests = Counter(
        "huiyin_http_requests",
        "Requests answered.",
        ["method", "route", "status"],
        registry=registry,
    )
    seconds = Histogram(
        "huiyin_http_request_seconds",
        "Time to answer a request.",
        ["route"],
        buckets=_SECONDS,
        registry=registry,
    )

    @web.middleware
    async def measure(request: web.Request, handler: Handler) -> web.StreamResponse:
        start, status, is_stream = time.perf_counter(), 500, False
        try:
            response = await handler(request)
            status = response.status
            is_stream = response.content_type == "text/event-stream"
        except web.HTTPException as error:
            status = error.status
            raise
        finally:
            resource = request.match_info.route.resource
            route = resource.canonical if resource is not None else "none"
            requests.labels(request.method, route, status).inc()
            if not is_stream:
                seconds.labels(route).observe(time.perf_counter() - start)
        return response

    return measure
