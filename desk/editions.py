"""Keeps a running desk at the editions in force: policy and lexicon change without a restart.

Each process looks once a second which number of each series is in force; that is one query
without texts. Where it is another than the one in use, the text is read in a thread and put in
place by one assignment, so that whoever is in the middle of something sees the old or the new and
never a mixture.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from complaints.edition_ports import Draft, Edition, EditionKind, EditionReading
from complaints.errors import Invalid
from complaints.ports import TimeSource

logger = logging.getLogger(__name__)

_LONGEST = 1_000_000


class Unreadable(ValueError):
    """A text makes no sense. `problems` are (key path, reason), all at once."""

    def __init__(self, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{path}: {reason}" for path, reason in problems))
        self.problems = list(problems)


@dataclass
class Subject:
    """Something that editions decide.

    `start` gives the text of the starting pack; `read` makes the thing of a text or raises
    `Unreadable`, may take a second and is called in a thread; `use` puts it in place, on the loop.
    `keep` is given the text that comes into force, in a thread. `beside` tells what else the thing
    depends on; when that changes it is read again. `number` is the one in use: 0 is the starting
    pack, -1 nothing yet. `listeners` are called after every change.
    """

    kind: EditionKind
    name: str
    start: Callable[[], str]
    read: Callable[[str], Any]
    use: Callable[[Any], None]
    keep: Callable[[str], None] = lambda _: None
    beside: Callable[[], str] = str
    number: int = -1
    of: str = ""
    listeners: list[Callable[[], None]] = field(default_factory=list)


class Editions:
    """A `complaints.edition_ports.Editing`."""

    def __init__(self, reading: EditionReading, now: TimeSource) -> None:
        self._reading = reading
        self._now = now
        self._subjects: dict[EditionKind, Subject] = {}
        self._turn = asyncio.Lock()

    def follow(self, subject: Subject) -> None:
        """Keep something up to date from the next `reload` on."""
        self._subjects[subject.kind] = subject

    def on_change(self, kind: EditionKind, listener: Callable[[], None]) -> None:
        """Call somebody after every change of a kind that is followed."""
        self._subjects[kind].listeners.append(listener)

    def name_of(self, kind: EditionKind) -> str:
        """Return the name of the series that this process follows."""
        return self._subjects[kind].name

    def starting_text(self, kind: EditionKind) -> str:
        """Return what this process runs by until something is published."""
        return self._subjects[kind].start()

    async def check(self, kind: EditionKind, name: str, text: str) -> Draft:
        """Read a text as an edition would be read, and throw the result away.

        Raises:
            Invalid: `edition_refused`; its `problems` are (key path, reason), all at once.
        """
        if len(text) > _LONGEST:
            raise Invalid("too_long", field="text", limit=_LONGEST)
        plain = text.replace("\r\n", "\n")
        try:
            await asyncio.to_thread(self._subjects[kind].read, plain)
        except Unreadable as error:
            raise Invalid("edition_refused", field="text", problems=error.problems) from error
        return Draft(kind, name, plain)

    async def reload(self) -> None:
        """Bring this process to the editions in force.

        Raises:
            DatabaseUnavailable: locked or gone; everything stays as it was.
        """
        async with self._turn:
            async with self._reading() as store:
                in_force = await store.in_force(self._now())
            for subject in self._subjects.values():
                number = in_force.get((subject.kind, subject.name), 0)
                if (number, subject.beside()) != (subject.number, subject.of):
                    await self._bring(subject, number)

    async def _bring(self, subject: Subject, number: int) -> None:
        beside = subject.beside()
        subject.use(await self._readable(subject, number))
        subject.number, subject.of = number, beside
        for listener in subject.listeners:
            listener()

    async def _readable(self, subject: Subject, number: int) -> Any:
        """Read an edition or, if this version of the program cannot, the newest before it."""
        while number:
            async with self._reading() as store:
                edition = await store.get(subject.kind, subject.name, number)
            number -= 1
            if edition.valid_from > self._now():
                continue
            try:
                made = await asyncio.to_thread(self._made, subject, edition.text)
            except Unreadable as error:
                logger.error("%s cannot be read: %s", _label(edition), error)
            else:
                level = logging.DEBUG if subject.number < 0 else logging.INFO
                logger.log(level, "%s is in force", _label(edition))
                return made
        return await asyncio.to_thread(self._made, subject, subject.start())

    @staticmethod
    def _made(subject: Subject, text: str) -> Any:
        made = subject.read(text)
        subject.keep(text)
        return made

    async def work(self) -> bool:
        """Do what a `desk.loops.Worker` asks for."""
        await self.reload()
        return False


def _label(edition: Edition) -> str:
    return f"{edition.kind} {edition.name} {edition.number} ({edition.version})"
