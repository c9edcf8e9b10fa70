"""Keeps other sites from submitting our forms: every form has a token, bound to the session.

The token is an HMAC of the session's secret (OWASP), so nothing needs to be stored. A page of
another site cannot read it; SameSite cookies and the check of Origin stand beside it.
"""

from __future__ import annotations

import hashlib
import hmac

from markupsafe import Markup

from complaints.errors import NotAllowed

FIELD = "csrf"


def token_for(secret_key: bytes, session: str) -> str:
    """Return the token of a session's forms."""
    return hmac.new(secret_key, b"csrf:" + session.encode(), hashlib.sha256).hexdigest()


def field(token: str) -> Markup:
    """Draw the hidden field that every form holds."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token)


def check(secret_key: bytes, session: str, given: str) -> None:
    """Refuse a form without the right token.

    Raises:
        NotAllowed: `form_expired`.
    """
    if not hmac.compare_digest(token_for(secret_key, session).encode(), given.encode()):
        raise NotAllowed("form_expired")
