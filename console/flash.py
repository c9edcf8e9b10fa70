"""One sentence that survives the redirect after a form: what has been done, on the next page."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web

_COOKIE = "done"
_SECONDS = 60
_PREFIX = "done."


@dataclass(frozen=True)
class Flash:
    """A key of the catalogue below `done.`, and what is filled in. Shown once, escaped."""

    key: str
    data: Mapping[str, str] = field(default_factory=dict)


def set_flash(response: web.StreamResponse, flash: Flash, *, is_secure: bool) -> None:
    """Have a sentence shown on the next page."""
    body = json.dumps([flash.key, dict(flash.data)], ensure_ascii=False).encode()
    value = urlsafe_b64encode(body).decode().rstrip("=")
    response.set_cookie(
        _COOKIE, value, max_age=_SECONDS, httponly=True, samesite="Lax", secure=is_secure
    )


def take_flash(request: web.Request) -> Flash | None:
    """Read the sentence of the page before; whatever does not look like one is nothing."""
    value = request.cookies.get(_COOKIE, "")
    try:
        key, data = json.loads(urlsafe_b64decode(value + "=" * (-len(value) % 4)))
        texts = {str(name): str(text) for name, text in data.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    if not isinstance(key, str) or not key.startswith(_PREFIX):
        return None
    return Flash(key, texts)


def forget_flash(response: web.StreamResponse) -> None:
    """Show it no second time."""
    response.del_cookie(_COOKIE)
