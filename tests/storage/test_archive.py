"""Backup and restore keep everything, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from complaints.house import House
from complaints.intake import NewComplaint, file_complaint
from complaints.model import CUSTOMER, Channel, Officer, OfficerId, Role
from complaints.pending_model import Pending, PendingCause
from complaints.talk_model import Attachment, AttachmentState
from storage import archive
from storage.files import FileStore
from storage.migrate import migrate
from storage.tables import metadata
from storage.unit_of_work import Database
from tests.fakes import FrozenTime


async def _bytes(data: bytes) -> AsyncIterator[bytes]:
    yield data


@pytest.fixture
async def empty(tmp_path: Path, now: FrozenTime) -> AsyncIterator[Database]:
    """Give a migrated, empty SQLite database."""
    made = Database(f"sqlite+aiosqlite:///{tmp_path}/other.db", now)
    await migrate(made.engine)
    yield made
    await made.close()


async def _rows(database: Database) -> dict[str, list[object]]:
    async with database.reading() as session:
        return {
            name: sorted(map(str, (await session.execute(sa.select(table))).all()))
            for name, table in metadata.tables.items()
        }


async def test_an_archive_gives_back_every_row_and_file(
    tmp_path: Path, empty: Database, house: House, now: FrozenTime
) -> None:
    """What is restored is what was backed up, files included."""
    source = Database(f"sqlite+aiosqlite:///{tmp_path}/desk.db", now)
    await migrate(source.engine)
    files, copies = FileStore(tmp_path / "files"), FileStore(tmp_path / "copies")
    sha256, size = await files.save(_bytes(b"a photo"))
    async with source.transaction() as work:
        new = NewComplaint(text="态度差", channel=Channel.ONSITE)
        complaint = await file_complaint(house, work, new, actor=CUSTOMER)
        photo = Attachment(
            id=work.new_id(),
            kind="photo",
            at=now(),
            complaint_id=complaint.id,
            sha256=sha256,
            size=size,
            state=AttachmentState.STORED,
        )
        officer = Officer(
            id=OfficerId(work.new_id()), name="林晓芸", role=Role.STAFF, created_at=now()
        )
        entry = Pending(
            id=work.new_id(),
            complaint_id=complaint.id,
            episode=1,
            cause=PendingCause.PARTS_MISSING,
            responsible_id=officer.id,
            expected_on=now().date(),
            asked_by=officer.id,
            asked_at=now(),
        )
        work.add(photo, officer, entry)

    kept = await archive.backup(source.engine, files, tmp_path / "desk.zip", now())
    restored = await archive.restore(empty.engine, copies, tmp_path / "desk.zip")

    assert restored == kept > 0
    assert await _rows(empty) == await _rows(source)
    assert copies.path(sha256).read_bytes() == b"a photo"
    await source.close()


async def test_a_restore_refuses_a_database_that_is_not_empty(
    tmp_path: Path, empty: Database, house: House, now: FrozenTime
) -> None:
    """Nothing that is there is overwritten or mixed."""
    files = FileStore(tmp_path / "files")
    async with empty.transaction() as work:
        new = NewComplaint(text="态度差", channel=Channel.ONSITE)
        await file_complaint(house, work, new, actor=CUSTOMER)
    await archive.backup(empty.engine, files, tmp_path / "desk.zip", now())

    with pytest.raises(archive.ArchiveError, match="not empty"):
        await archive.restore(empty.engine, files, tmp_path / "desk.zip")


async def test_a_backup_never_overwrites_an_older_one(
    tmp_path: Path, empty: Database, now: FrozenTime
) -> None:
    """An existing file stays as it is."""
    (tmp_path / "desk.zip").write_bytes(b"older")

    with pytest.raises(FileExistsError):
        await archive.backup(empty.engine, FileStore(tmp_path), tmp_path / "desk.zip", now())

    assert (tmp_path / "desk.zip").read_bytes() == b"older"


async def test_something_else_is_no_archive(tmp_path: Path, empty: Database) -> None:
    """A file that is no backup is refused with a clear word."""
    (tmp_path / "holiday.zip").write_bytes(b"PK nonsense")

    with pytest.raises(archive.ArchiveError, match="no backup"):
        await archive.restore(empty.engine, FileStore(tmp_path), tmp_path / "holiday.zip")
