"""Who a web chat customer is: a random token in a cookie, never stored with us.

What is stored is the visitor id, a hash of the token, so that nobody who reads the database can
continue somebody else's conversation.
"""

from __future__ import annotations

import hashlib
import re
import secrets

from aiohttp import web

from complaints.errors import NotAllowed

COOKIE = "visitor"
HEADER = "X-Visitor-Token"
#: Browsers keep no cookie for longer than 400 days.
COOKIE_SECONDS = 400 * 24 * 3600

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,128}")


def new_token() -> str:
    """Make a token of 32 random bytes."""
    return secrets.token_urlsafe(32)


def visitor_id(token: str) -> str:
    """Return the 32 hexadecimal digits that stand for a token in our records."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def token_of(request: web.BaseRequest) -> str | None:
    """Return the token in a request's header or cookie, None without a usable one."""
    token = request.headers.get(HEADER) or request.cookies.get(COOKIE, "")
    return token if _TOKEN.fullmatch(token) else None


def require_visitor(request: web.BaseRequest) -> str:
    """Return the visitor id of a request.

    Raises:
        NotAllowed: it carries no token.
    """
    token = token_of(request)
    if token is None:
        raise NotAllowed("no_visitor")
    return visitor_id(token)
