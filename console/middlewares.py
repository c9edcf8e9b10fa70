"""What every request passes: a number for the log, and the language that was chosen."""

from __future__ import annotations

import secrets
from contextvars import ContextVar

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from console import language as languages

#: The number of the request at hand, for log lines; "" outside of requests.
request_id: ContextVar[str] = ContextVar("request_id", default="")

HEADER = "X-Request-ID"


@web.middleware
async def number_requests(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give each request a number, which the answer and every log line of it carry."""
    number = secrets.token_hex(4)
    mark = request_id.set(number)
    try:
        response = await handler(request)
    finally:
        request_id.reset(mark)
    if not response.prepared:
        response.headers[HEADER] = number
    return response


def keep_language(*, is_secure: bool) -> Middleware:
    """Make the middleware that remembers a language chosen by `?lang=`."""

    @web.middleware
    async def remember(request: web.Request, handler: Handler) -> web.StreamResponse:
        response = await handler(request)
        chosen = languages.chosen_language(request)
        if chosen is not None and not response.prepared:
            response.set_cookie(
                languages.COOKIE,
                chosen.value,
                max_age=languages.COOKIE_SECONDS,
                httponly=True,
                samesite="Lax",
                secure=is_secure,
            )
        return response

    return remember
