"""What keeps other sites' pages away from ours: response headers and the Origin check."""

from __future__ import annotations

from urllib.parse import urlsplit

from aiohttp import hdrs, web

#: Scripts and styles only from ourselves and from files; style attributes may set --p, --w and
#: --c.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' blob: data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


async def add_security_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Set the headers on every response; append this to `Application.on_response_prepare`."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)


def is_own_origin(request: web.BaseRequest, public_url: str) -> bool:
    """Tell whether a request says that it was made by one of our own pages.

    Browsers name the origin of whatever they POST, and no page can forge it. A proxy in front of
    us may end TLS, so only the host is compared with `Host`; `public_url` is compared whole.
    """
    origin = request.headers.get(hdrs.ORIGIN, "")
    if not origin:
        return False
    if public_url and origin.lower() == public_url.lower():
        return True
    parts = urlsplit(origin)
    return parts.scheme in {"http", "https"} and parts.netloc.lower() == request.host.lower()
