"""HTTP to the Bot API over aiohttp, as python-telegram-bot's transport.

The library's own transport (httpx) walks its whole connection pool for every request, so it slows
down as more calls are in flight; aiohttp does not. Nothing here puts a URL into a log line or an
error: it holds the token.
"""

from __future__ import annotations

import io
import json
import logging
import os
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.protocol import FileTooLarge

logger = logging.getLogger(__name__)

# `RetryAfter` warns at each construction unless one has opted in to intervals instead of integers.
os.environ.setdefault("PTB_TIMEDELTA", "1")

_CHUNK_BYTES = 64 * 1024
_DOWNLOAD_SECONDS = 120.0


class NotSent(NetworkError):
    """There was no connection, so the request certainly never arrived."""


class AiohttpRequest(BaseRequest):
    """Calls of the Bot API over one `aiohttp.ClientSession`, opened at the first call.

    Args:
        connection_limit: connections open at once; further calls wait for `pool_timeout`.
        proxy: URL of the HTTP proxy to go through; see `environment_proxy`.
        read_timeout: seconds between two pieces of an answer; the others are in seconds too.
    """

    def __init__(
        self,
        *,
        connection_limit: int = 64,
        proxy: str | None = None,
        connect_timeout: float | None = 5.0,
        read_timeout: float | None = 15.0,
        write_timeout: float | None = 20.0,
        pool_timeout: float | None = 10.0,
    ) -> None:
        self._connection_limit = connection_limit
        self._proxy = proxy
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._write_timeout = write_timeout
        self._pool_timeout = pool_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """The default read timeout in seconds; None waits for ever."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the session."""
        self._opened()

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request; return the HTTP status and the body.

        Raises:
            NotSent: it cannot have arrived.
            TimedOut: no answer in time; it may have arrived.
            NetworkError: the connection broke; it may have arrived.
        """
        timeout = _timeout(
            connect=_given(connect_timeout, self._connect_timeout),
            read=_given(read_timeout, self._read_timeout),
            body=_given(write_timeout, self._write_timeout),
            pool=_given(pool_timeout, self._pool_timeout),
        )
        try:
            async with self._opened().request(
                method, url, data=_body(request_data), timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientError, OSError) as exc:  # TimeoutError is an OSError
            # Not chained: aiohttp puts the URL, and with it the token, into some messages.
            raise _telegram_error(exc) from None

    async def download(self, url: str, *, limit: int) -> bytes:
        """Fetch a file of at most `limit` bytes.

        Raises:
            FileTooLarge: it is longer than that; the rest was not read.
            BadRequest: the server does not have it.
            NetworkError: as for `do_request`, or the server is unwell.
        """
        timeout = _timeout(
            connect=self._connect_timeout,
            read=self._read_timeout,
            body=_DOWNLOAD_SECONDS,
            pool=self._pool_timeout,
        )
        try:
            async with self._opened().get(url, timeout=timeout, allow_redirects=False) as response:
                if response.status in (400, 401, 403, 404, 410):
                    raise BadRequest(f"file refused: HTTP {response.status}")
                if response.status != 200:
                    raise NetworkError(f"HTTP {response.status}")
                return await _read_up_to(limit, response)
        except (aiohttp.ClientError, OSError) as exc:
            raise _telegram_error(exc) from None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; the library's version logs what it cannot read, which may be personal.

        Raises:
            NetworkError: it is no answer of a Bot API server.
        """
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError):
            answer = None
        if not isinstance(answer, dict):
            raise NetworkError("invalid server response")
        return answer

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connection_limit),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
            )
        return self._session


def environment_proxy(url: str) -> str | None:
    """Give the proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY name for a URL.

    Where Telegram is blocked this is the way out. Asked once, because aiohttp's own `trust_env`
    asks in a thread at every request, which costs more than the request.
    """
    address = urlsplit(url)
    proxy = getproxies().get(address.scheme)
    if proxy is None or proxy_bypass(address.hostname or ""):
        return None
    if not proxy.startswith(("http://", "https://")):
        logger.warning("the proxy for Telegram is ignored: only HTTP proxies are supported")
        return None
    return proxy


def _given(value: Any, default: float | None) -> float | None:
    return default if value is BaseRequest.DEFAULT_NONE else value


def _timeout(
    *, connect: float | None, read: float | None, body: float | None, pool: float | None
) -> aiohttp.ClientTimeout:
    steps = (connect, read, body, pool)
    return aiohttp.ClientTimeout(
        # aiohttp has no limit for writing alone, so that one only shows in the sum.
        total=None if None in steps else sum(step for step in steps if step),
        connect=None if connect is None or pool is None else connect + pool,
        sock_connect=connect,
        sock_read=read,
    )


def _body(request_data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.json_parameters
    # A quoted Chinese file name would be shown to the customer as it was quoted.
    form = aiohttp.FormData(request_data.json_parameters, quote_fields=False)
    for name, (file_name, content, mime) in request_data.multipart_data.items():
        # As a stream, because aiohttp copies bytes at once and holds up the loop with large ones.
        stream = io.BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=file_name, content_type=mime)
    return form


async def _read_up_to(limit: int, response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    if (response.content_length or 0) <= limit:
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            content += chunk
            if len(content) > limit:
                break
        else:
            return bytes(content)
    response.close()
    raise FileTooLarge


def _telegram_error(exc: Exception) -> TelegramError:
    name = type(exc).__name__
    if isinstance(
        exc,
        aiohttp.ClientConnectorError
        | aiohttp.ConnectionTimeoutError
        | aiohttp.ClientHttpProxyError,
    ):
        return NotSent(name)
    if isinstance(exc, TimeoutError):
        return TimedOut(name)
    return NetworkError(name)
