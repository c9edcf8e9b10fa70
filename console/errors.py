"""What the console itself refuses, and how every refusal is told.

The API answers `{"error": {"code", "message", "details"}}`, pages answer with `error.html`; the
words for a code stand in the catalogue under `error.<code>`.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from complaints.errors import ComplaintError
from complaints.model import Language
from console.language import language_of
from console.rendering import Pages

logger = logging.getLogger(__name__)

API_PREFIX = "/api/"

#: What may go better a moment later: too often, somebody was faster, something of ours failed.
_PASSING = frozenset({409, 429, 500, 503})

#: What nginx writes into its log for the same.
_GONE = 499


class TooLarge(ComplaintError):
    """More bytes or files than are taken; `data` names the limit."""

    http_status: ClassVar[int] = 413


class TooMany(ComplaintError):
    """Asked too often; `data["retry_seconds"]` says when to come back."""

    http_status: ClassVar[int] = 429


def error_middleware(pages: Pages) -> Middleware:
    """Make the middleware that turns every error into an answer."""

    @web.middleware
    async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except ComplaintError as error:
            return error_answer(pages, request, error.http_status, error.code, error.data)
        except web.HTTPException as error:
            if error.status < HTTPStatus.BAD_REQUEST:
                raise
            answer = error_answer(pages, request, error.status, f"http_{error.status}")
            if "Allow" in error.headers:
                answer.headers["Allow"] = error.headers["Allow"]
            return answer
        except Exception as error:
            if isinstance(error, ConnectionResetError) and request.transport is None:
                # Whoever asked has gone in the middle of it; there is nobody to tell.
                return web.Response(status=_GONE)
            # The border of the web site: the reader is told the truth, and a number to name.
            reference = secrets.token_hex(4).upper()
            logger.exception("request failed, reference %s", reference)
            return error_answer(pages, request, 500, "internal", {"reference": reference})

    return answer_errors


def error_answer(
    pages: Pages,
    request: web.BaseRequest,
    status: int,
    code: str,
    details: Mapping[str, object] | None = None,
) -> web.Response:
    """Tell a refusal, as JSON below `/api/`, as a page elsewhere."""
    data = dict(details or {})
    language = language_of(request)
    message = error_words(pages, language, status, code, data)
    if request.path.startswith(API_PREFIX):
        answer = json_error(status, code, message, data)
    else:
        reference = data.get("reference", "")
        answer = pages.response(
            "error.html",
            language,
            status=status,
            message=message,
            reference=reference,
            can_retry=status in _PASSING,
        )
    if status == HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if "retry_seconds" in data:
        answer.headers["Retry-After"] = str(data["retry_seconds"])
    return answer


def error_words(
    pages: Pages, language: Language, status: int, code: str, data: Mapping[str, object]
) -> str:
    """Say a refusal: in the words for its code, else in those for its kind."""
    has = pages.catalogue.has
    key = f"error.{code}" if has(f"error.{code}") else f"error.status_{status}"
    return pages.catalogue(key if has(key) else "error.refused", language, **data)


def json_error(
    status: int, code: str, message: str, details: Mapping[str, object]
) -> web.Response:
    """Answer with the one error shape of the API."""
    body = {"error": {"code": code, "message": message, "details": details}}
    return web.json_response(
        text=json.dumps(body, ensure_ascii=False, default=str),
        status=status,
        headers={"Cache-Control": "no-store"},
    )
