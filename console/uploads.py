"""Reads what a web chat page sends: JSON, or a form whose files go to the file store."""

from __future__ import annotations

import json
import mimetypes
import re
from collections.abc import AsyncIterator
from typing import Any, Literal

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import MultiDict
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from complaints.errors import Invalid
from complaints.model import Language
from console.errors import TooLarge
from console.ports import FileStore

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_FILES = 10
MAX_TEXT = 4096

FORM_WITH_FILES = "multipart/form-data"

#: The longest text of a form: 20,000 characters of four bytes.
_MAX_FIELD_BYTES = 80 * 1024
_CHUNK_BYTES = 64 * 1024
_MIME = re.compile(r"[a-z]+/[a-z0-9.+-]{1,100}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_KINDS = {"image": "photo", "audio": "audio", "video": "video"}


class WebMessage(BaseModel):
    """What a visitor's page sends. `text` of a command is its argument, of a button its label."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    client_id: str = Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")
    kind: Literal["text", "button", "command"] = "text"
    text: str = Field(default="", max_length=MAX_TEXT)
    button: str = Field(default="", max_length=64)
    command: str = Field(default="", pattern=r"^[a-z_]{0,32}$")
    language: Language | None = None


class UploadedFile(BaseModel):
    """A file that came along and is kept."""

    name: str
    mime: str
    size: int
    sha256: str
    kind: str


async def read_message(
    request: web.Request, store: FileStore
) -> tuple[WebMessage, list[UploadedFile]]:
    """Read a message and keep its files.

    Raises:
        Invalid: it cannot be read, or says nothing.
        TooLarge: a file, or their number, is over the limit.
    """
    files: list[UploadedFile] = []
    fields: dict[str, Any]
    if request.content_type == FORM_WITH_FILES:
        parts, files = await read_parts(request, store)
        fields = dict(parts)
    else:
        fields = _parse(await request.read())
    message = _validate(fields)
    is_empty = {
        "text": not message.text.strip() and not files,
        "button": not message.button,
        "command": not message.command,
    }
    if is_empty[message.kind]:
        raise Invalid("empty_message", field=message.kind)
    return message, files


def clean(text: str) -> str:
    """Take out what databases and UTF-8 cannot hold: NUL and lone surrogates."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _parse(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Invalid("malformed_message", field="body") from error
    if not isinstance(fields, dict):
        raise Invalid("malformed_message", field="body")
    if fields.get("files"):
        # Files come as parts of a form: a message and its files arrive together or not at all.
        raise Invalid("malformed_message", field="files")
    return fields


def _validate(fields: dict[str, Any]) -> WebMessage:
    try:
        return WebMessage.model_validate(
            {
                key: clean(value) if isinstance(value, str) else value
                for key, value in fields.items()
            }
        )
    except ValidationError as error:
        problem = error.errors()[0]
        field = str(problem["loc"][0])
        if field == "text" and problem["type"] == "string_too_long":
            raise Invalid("text_too_long", field=field, limit=MAX_TEXT) from error
        raise Invalid("malformed_message", field=field) from error


async def read_parts(
    request: web.Request, store: FileStore
) -> tuple[MultiDict[str], list[UploadedFile]]:
    """Read a form and keep its files, those of inputs that were left empty excepted.

    Raises:
        Invalid: it is none, or breaks off.
        TooLarge: a file, or their number, is over the limit.
    """
    fields: MultiDict[str] = MultiDict()
    files: list[UploadedFile] = []
    try:
        async for part in await request.multipart():
            if not isinstance(part, BodyPartReader) or part.name is None:
                raise Invalid("malformed_message", field="body")
            if part.name != "file":
                fields.add(part.name, await _read_field(part))
            elif part.filename != "":
                files.append(await _save(part, store, len(files)))
    except (ValueError, HttpProcessingError) as error:
        # What aiohttp raises for a form that breaks off or is none.
        raise Invalid("malformed_message", field="body") from error
    return fields, files


async def _read_field(part: BodyPartReader) -> str:
    body = bytearray()
    while chunk := await part.read_chunk(_CHUNK_BYTES):
        body += chunk
        if len(body) > _MAX_FIELD_BYTES:
            raise Invalid("malformed_message", field=part.name)
    return body.decode("utf-8", "replace")


async def _save(part: BodyPartReader, store: FileStore, number: int) -> UploadedFile:
    if number >= MAX_FILES:
        raise TooLarge("too_many_files", limit=MAX_FILES)
    name = _file_name(part.filename or "")
    mime = part.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not _MIME.fullmatch(mime):
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    sha256, size = await store.save(_limited(part, name))
    kind = _KINDS.get(mime.partition("/")[0], "document")
    return UploadedFile(name=name, mime=mime, size=size, sha256=sha256, kind=kind)


async def _limited(part: BodyPartReader, name: str) -> AsyncIterator[bytes]:
    size = 0
    while chunk := await part.read_chunk(_CHUNK_BYTES):
        size += len(chunk)
        if size > MAX_FILE_BYTES:
            raise TooLarge("file_too_large", name=name, limit_mib=MAX_FILE_BYTES // 1024**2)
        yield chunk


def _file_name(name: str) -> str:
    """Keep the last part of a path, without control characters, at most 120 characters long."""
    base = re.split(r"[/\\]", clean(name))[-1]
    return _CONTROL.sub("", base)[-120:] or "file"
