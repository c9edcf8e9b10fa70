"""Backup and restore: one logical archive for both databases, with the files.

The archive is a zip: `manifest.json`, `tables/NAME.jsonl` (one row a line) and `files/SHA256`. All
tables are read in one snapshot, so a running desk can be backed up. A restore goes into an empty
database of either kind, so this is also the way from SQLite to PostgreSQL.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.columns import Instant
from storage.files import FileStore
from storage.migrate import revision_of
from storage.tables import attachments, metadata

FORMAT = 1
_BATCH = 1_000
#: Of one process's life only: they would be wrong in another.
_LEFT_OUT = frozenset({"leases"})


class ArchiveError(Exception):
    """The archive cannot be used, or not here; the text says why."""


async def backup(engine: AsyncEngine, files: FileStore, path: Path, at: datetime) -> int:
    """Write everything into a new archive; returns how many rows.

    Raises:
        FileExistsError: the archive exists; an older backup is never overwritten.
    """
    part = path.with_name(path.name + ".part")
    if path.exists():
        raise FileExistsError(17, "there is such a file already", str(path))
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
            rows = await _write_tables(engine, archive, files, at)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return rows


async def _write_tables(
    engine: AsyncEngine, archive: zipfile.ZipFile, files: FileStore, at: datetime
) -> int:
    count = 0
    async with engine.connect() as plain:
        options: dict[str, Any] = {"reads_only": True}
        if engine.dialect.name == "postgresql":
            options["isolation_level"] = "REPEATABLE READ"
        connection = await plain.execution_options(**options)
        revision = await connection.run_sync(revision_of)
        manifest = {"format": FORMAT, "revision": revision, "at": at.isoformat()}
        archive.writestr("manifest.json", json.dumps(manifest))
        for table in _tables():
            with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as out:
                count += await _write_rows(connection, table, out)
        hashes = sa.select(attachments.c.sha256).where(attachments.c.sha256 != "").distinct()
        for sha256 in (await connection.scalars(hashes)).all():
            if (stored := files.path(sha256)).exists():
                archive.write(stored, f"files/{sha256}")
    return count


def _tables() -> list[sa.Table]:
    return [table for table in metadata.sorted_tables if table.name not in _LEFT_OUT]


async def _write_rows(connection: AsyncConnection, table: sa.Table, out: IO[bytes]) -> int:
    count = 0
    result = await connection.stream(sa.select(table))
    async for row in result.mappings():
        values = {name: _plain(value) for name, value in row.items()}
        out.write(json.dumps(values, ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # an instant is one, too
        return value.isoformat()
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


async def restore(engine: AsyncEngine, files: FileStore, path: Path) -> int:
    """Read an archive into an empty, migrated database; all or nothing. Returns how many rows.

    Raises:
        ArchiveError: no archive of ours, of another schema, or the database is not empty.
    """
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise ArchiveError("this is no backup of the desk") from error
    with archive:
        async with engine.begin() as connection:
            await _require_fitting(connection, archive)
            count = sum([await _read_rows(connection, table, archive) for table in _tables()])
            await _continue_numbering(connection)
        _read_files(archive, files)
    return count


async def _require_fitting(connection: AsyncConnection, archive: zipfile.ZipFile) -> None:
    try:
        manifest = json.loads(archive.read("manifest.json"))
    except (KeyError, ValueError) as error:
        raise ArchiveError("this is no backup of the desk") from error
    if manifest.get("format") != FORMAT:
        raise ArchiveError("this backup is of another format")
    if manifest.get("revision") != await connection.run_sync(revision_of):
        raise ArchiveError("this backup is of another version of the desk; restore it with that")
    for table in _tables():
        if await connection.scalar(
            sa.select(sa.exists(sa.select(sa.literal(1)).select_from(table)))
        ):
            raise ArchiveError(f"the database is not empty ({table.name})")


async def _read_rows(
    connection: AsyncConnection, table: sa.Table, archive: zipfile.ZipFile
) -> int:
    count = 0
    with archive.open(f"tables/{table.name}.jsonl") as lines:
        for batch in _batches(table, lines):
            await connection.execute(sa.insert(table), batch)
            count += len(batch)
    return count


def _batches(table: sa.Table, lines: IO[bytes]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for line in lines:
        row = json.loads(line)
        batch.append({name: _typed(table.c[name], value) for name, value in row.items()})
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _typed(column: sa.Column[Any], value: Any) -> Any:
    if value is None:
        return None
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(value)
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    return base64.b64decode(value) if isinstance(column.type, sa.LargeBinary) else value


async def _continue_numbering(connection: AsyncConnection) -> None:
    """Let PostgreSQL's sequences go on after the numbers that were read in."""
    if connection.dialect.name != "postgresql":
        return
    for name in ("changes", "audit_seals"):
        table = metadata.tables[name]
        newest = await connection.scalar(sa.select(sa.func.max(table.c.id)))
        if newest:
            sequence = sa.func.pg_get_serial_sequence(name, "id")
            await connection.execute(sa.select(sa.func.setval(sequence, newest)))


def _read_files(archive: zipfile.ZipFile, files: FileStore) -> None:
    for name in archive.namelist():
        folder, _, sha256 = name.partition("/")
        if folder != "files" or not sha256:
            continue
        target = files.path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, target.open("wb") as out:
            shutil.copyfileobj(source, out)
            out.flush()
            os.fsync(out.fileno())
