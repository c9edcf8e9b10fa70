"""Puts everything that is reached by a browser on one site."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web
from aiohttp.typedefs import Middleware

from console.errors import error_middleware
from console.middlewares import keep_language, number_requests
from console.routes import staff_routes
from console.security import add_security_headers
from console.services import Services

#: The longest form: a text of 20,000 characters, each written as nine, and its record.
_BODY_BYTES = 512 * 1024


def make_app(
    services: Services,
    routes: Iterable[web.AbstractRouteDef] = (),
    *,
    outermost: Iterable[Middleware] = (),
) -> web.Application:
    """Make the site: the staff console, static files, and whatever else is given.

    Args:
        routes: the web chat, the API, the hooks, health; reached without the console's sign-in.
        outermost: middlewares around all others, which see every answer as it goes out.
    """
    pages = services.pages
    app = web.Application(
        middlewares=[
            *outermost,
            number_requests,
            keep_language(is_secure=pages.settings.is_secure),
            error_middleware(pages),
        ],
        client_max_size=_BODY_BYTES,
    )
    app.add_routes([*staff_routes(services), *pages.assets.routes(), *routes])
    app.on_response_prepare.append(add_security_headers)
    app.on_shutdown.append(services.streams.stop)
    return app
