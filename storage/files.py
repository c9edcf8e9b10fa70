"""The file store: files by their SHA-256, written once, never altered (R25)."""

from __future__ import annotations

import asyncio
import hashlib
import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

_CHUNK = 256 * 1024
#: Bytes; the channels carry no more.
LIMIT = 20 * 1024 * 1024


class TooLarge(Exception):
    """The file is over the limit; nothing was kept."""


class FileStore:
    """Keeps files in a directory, two levels deep. Two equal files are one."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def path(self, sha256: str) -> Path:
        """Return where a file stands; `sha256` is 64 hexadecimal digits."""
        if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256")
        return self._directory / sha256[:2] / sha256[2:]

    async def save(self, chunks: AsyncIterator[bytes], *, limit: int = LIMIT) -> tuple[str, int]:
        """Store a file; returns its SHA-256 and its size in bytes.

        Raises:
            TooLarge: it has more than `limit` bytes.
        """
        parts = self._directory / "incoming"
        await asyncio.to_thread(parts.mkdir, parents=True, exist_ok=True)
        part = parts / secrets.token_hex(8)
        digest, size = hashlib.sha256(), 0
        file = await asyncio.to_thread(part.open, "wb")
        try:
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLarge
                digest.update(chunk)
                await asyncio.to_thread(file.write, chunk)
            await asyncio.to_thread(_finish, file, part, self.path(digest.hexdigest()))
        finally:
            file.close()
            part.unlink(missing_ok=True)
        return digest.hexdigest(), size

    async def read(self, sha256: str) -> AsyncIterator[bytes]:
        """Yield a file's bytes.

        Raises:
            FileNotFoundError: the store does not have it.
        """
        file = await asyncio.to_thread(self.path(sha256).open, "rb")
        try:
            while chunk := await asyncio.to_thread(file.read, _CHUNK):
                yield chunk
        finally:
            file.close()


def _finish(file: BinaryIO, part: Path, target: Path) -> None:
    file.flush()
    os.fsync(file.fileno())
    target.parent.mkdir(parents=True, exist_ok=True)
    part.replace(target)
