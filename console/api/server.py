"""Turns the table of endpoints into routes: who asks, for what, and was it answered before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from pydantic import BaseModel, ValidationError

from complaints.account_ports import AccountReading
from complaints.accounts import find_by_api_token
from complaints.errors import ComplaintError, Invalid
from complaints.finding_reads import FindingRegister
from complaints.house import House
from complaints.internal_reads import InternalRegister
from complaints.model import Officer
from complaints.ports import Transactions, UnitOfWork
from complaints.register import Register
from console.api.calls import Call
from console.api.endpoints import ENDPOINTS, PREFIX, Endpoint
from console.api.fields import Answer
from console.api.openapi import document
from console.errors import TooLarge

M = TypeVar("M", bound=BaseModel)

BODY_LIMIT_BYTES: Final = 256 * 1024
KEY_HEADER: Final = "Idempotency-Key"
_KEY_LIMIT: Final = 128


class Unauthenticated(ComplaintError):
    """No token, or none that is known."""

    http_status = 401


class Malformed(ComplaintError):
    """What was sent cannot be read at all."""

    http_status = 400


class Api:
    """The API's handlers. Put `routes()` on a site whose errors `console.errors` answers."""

    def __init__(
        self,
        *,
        house: House,
        transactions: Transactions,
        register: Register,
        internals: InternalRegister,
        findings: FindingRegister,
        accounts: AccountReading,
    ) -> None:
        self._house = house
        self._transactions = transactions
        self._register = register
        self._internals = internals
        self._findings = findings
        self._accounts = accounts

    def routes(self) -> list[web.RouteDef]:
        """Return the API's part of the URL map."""
        routes = [web.route(e.method, PREFIX + e.path, self._handler(e)) for e in ENDPOINTS]
        return [*routes, web.get(f"{PREFIX}/openapi.json", _serve_document)]

    def _handler(self, endpoint: Endpoint) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            call = Call(
                officer=await self._authenticate(request),
                path=request.match_info,
                house=self._house,
                register=self._register,
                internals=self._internals,
                findings=self._findings,
                transactions=self._transactions,
            )
            given: dict[str, Any] = {}
            if endpoint.query is not None:
                given["query"] = _checked(endpoint.query, dict(request.query))
            if not endpoint.is_writing:
                return _answer(endpoint.status, _dump(await endpoint.run(call, **given)))
            body = await _read_body(request)
            if endpoint.body is not None:
                given["body"] = _parsed(endpoint.body, body)
            return await _write_once(request, endpoint, call, given, body)

        return handle

    async def _authenticate(self, request: web.Request) -> Officer:
        scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token or not token.isascii():
            raise Unauthenticated("token_missing")
        officer = await find_by_api_token(self._accounts, token)
        if officer is None:
            raise Unauthenticated("token_unknown")
        return officer


async def _write_once(
    request: web.Request, endpoint: Endpoint, call: Call, given: Mapping[str, Any], body: bytes
) -> web.Response:
    """Run a use case in its transaction, unless its key says that this has been done."""
    key = _key_of(request)
    async with call.transactions() as work:
        if key and (earlier := await _claim(request, call, work, key, body)) is not None:
            return earlier
        answer = _dump(await endpoint.run(call, work=work, **given))
        if key:
            await work.answers.keep(call.officer.id, key, endpoint.status, answer)
    return _answer(endpoint.status, answer)


def _key_of(request: web.Request) -> str:
    key = request.headers.get(KEY_HEADER, "")
    if len(key) > _KEY_LIMIT or not key.isascii() or not key.isprintable():
        raise Invalid("bad_idempotency_key", field=KEY_HEADER, limit=_KEY_LIMIT)
    return key


async def _claim(
    request: web.Request, call: Call, work: UnitOfWork, key: str, body: bytes
) -> web.Response | None:
    asked = b"\n".join([request.method.encode(), request.path.encode(), body])
    fingerprint = hashlib.sha256(asked).hexdigest()
    earlier = await work.answers.claim(call.officer.id, key, fingerprint, call.house.now())
    if earlier is None:
        return None
    if earlier.fingerprint != fingerprint:
        raise Invalid("idempotency_key_reused", field=KEY_HEADER)
    return _answer(earlier.status, earlier.body, {"Idempotent-Replayed": "true"})


async def _read_body(request: web.Request) -> bytes:
    body = b""
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > BODY_LIMIT_BYTES:
            raise TooLarge("body_too_large", limit_bytes=BODY_LIMIT_BYTES)
    return body


def _parsed(model: type[M], body: bytes) -> M:
    try:
        return model.model_validate_json(body or b"{}")
    except ValidationError as error:
        raise _refusal(error) from error


def _checked(model: type[M], values: Mapping[str, Any]) -> M:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise _refusal(error) from error


def _refusal(error: ValidationError) -> ComplaintError:
    """Name every field that is wrong; what was sent is not repeated."""
    problems = [
        {
            "field": ".".join(str(part) for part in problem["loc"]),
            "code": problem["type"],
            "reason": problem["msg"],
        }
        for problem in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    if any(problem["code"] == "json_invalid" for problem in problems):
        return Malformed("malformed_json", reason=problems[0]["reason"])
    return Invalid("invalid_request", field=problems[0]["field"], problems=problems)


def _dump(answer: Answer) -> Any:
    return answer.model_dump(mode="json", by_alias=True)


def _answer(status: int, body: Any, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response(
        text=json.dumps(body, ensure_ascii=False),
        status=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


async def _serve_document(_: web.Request) -> web.Response:
    return web.json_response(
        text=json.dumps(document(), ensure_ascii=False),
        headers={"Cache-Control": "max-age=300"},
    )
