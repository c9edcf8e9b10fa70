"""Style sheets, scripts and pictures: read once, served from memory, cached by their hash."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

STATIC_DIRECTORY = Path(__file__).parent / "static"

_FOREVER = "public, max-age=31536000, immutable"
_ASK_EACH_TIME = "no-cache"


@dataclass(frozen=True)
class Asset:
    """One file: its bytes, the same bytes compressed, and a short hash of them."""

    content_type: str
    body: bytes
    compressed: bytes
    digest: str


class Assets:
    """The files of one directory under `/static/`."""

    def __init__(self, directory: Path = STATIC_DIRECTORY) -> None:
        self._assets = {
            path.name: _read(path) for path in sorted(directory.iterdir()) if path.is_file()
        }

    def url(self, name: str) -> str:
        """Return the address of a file, with the hash of its content.

        Raises:
            KeyError: there is no such file.
        """
        return f"/static/{name}?v={self._assets[name].digest}"

    def routes(self) -> list[web.RouteDef]:
        """Return the route that serves the files."""
        return [web.get("/static/{name}", self._serve)]

    async def _serve(self, request: web.Request) -> web.Response:
        asset = self._assets.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound
        is_pinned = request.query.get("v") == asset.digest
        headers = {
            "Cache-Control": _FOREVER if is_pinned else _ASK_EACH_TIME,
            "ETag": f'"{asset.digest}"',
            "Vary": "Accept-Encoding",
        }
        if any(tag.value == asset.digest for tag in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = asset.content_type
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return web.Response(body=asset.compressed, headers=headers)
        return web.Response(body=asset.body, headers=headers)


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    is_text = kind.startswith("text/") or kind in {"application/javascript", "image/svg+xml"}
    return Asset(
        content_type=f"{kind}; charset=utf-8" if is_text else kind,
        body=body,
        compressed=gzip.compress(body, mtime=0),
        digest=hashlib.sha256(body).hexdigest()[:12],
    )
