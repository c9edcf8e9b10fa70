"""The desk as a process of its own: started, watched, stopped or killed, with its own database.

async with new_home(tmp_path, "sqlite") as home:
    async with DeskProcess(home, {"TELEGRAM_BOT_TOKEN": api.token, …}) as desk:
        ...
        await desk.stop()
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import secrets
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import asyncpg
from sqlalchemy.engine import make_url

from desk.settings import read_settings
from desk.triage import NotLoaded
from desk.wiring import Desk, make_desk

ROOT = Path(__file__).resolve().parent.parent.parent
_LONGEST_START_SECONDS = 60.0
_LONGEST_STOP_SECONDS = 30.0
_OPEN = 'open = ["08:30-20:30"]'
_QUIET = re.compile('^quiet = "[^"]*"', re.MULTILINE)


@dataclass(frozen=True)
class Home:
    """Where one desk lives: its directory, database and policy (lobby, always open)."""

    directory: Path
    database_url: str

    @property
    def policy(self) -> Path:
        """The policy file; change it before the start."""
        return self.directory / "policy.toml"

    @contextlib.asynccontextmanager
    async def office(self) -> AsyncIterator[Desk]:
        """Open a desk that is not running on the same database, to act as the console would."""
        desk = make_desk(read_settings(environment(self)), NotLoaded())
        try:
            yield desk
        finally:
            await desk.database.close()


@contextlib.asynccontextmanager
async def new_home(directory: Path, kind: str) -> AsyncIterator[Home]:
    """Make an empty home on "sqlite" or "postgresql", whose database is dropped at the end."""
    directory.mkdir(parents=True, exist_ok=True)
    async with contextlib.AsyncExitStack() as stack:
        url = f"sqlite+aiosqlite:///{directory}/desk.db"
        if kind == "postgresql":
            url = await stack.enter_async_context(_fresh_postgresql())
        home = Home(directory, url)
        lobby = (ROOT / "policies" / "lobby.toml").read_text(encoding="utf-8")
        assert _OPEN in lobby
        always = _QUIET.sub('quiet = ""', lobby.replace(_OPEN, 'open = ["00:00-24:00"]'))
        home.policy.write_text(always, encoding="utf-8")
        yield home


@contextlib.asynccontextmanager
async def _fresh_postgresql() -> AsyncIterator[str]:
    server = make_url(os.environ["TEST_DATABASE_URL"])
    name = f"journey_{secrets.token_hex(6)}"
    plain = server.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()


def free_port() -> int:
    """Find a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def environment(home: Home, **settings: str) -> dict[str, str]:
    """Make the environment of a desk: nothing of the machine's own settings gets into it."""
    known = re.findall(
        r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE
    )
    inherited = {name: value for name, value in os.environ.items() if name not in known}
    # Without compiled modules every start would compile the whole program.
    inherited.pop("PYTHONDONTWRITEBYTECODE", None)
    return {
        **inherited,
        **dict.fromkeys(known, ""),  # over what a .env file may say
        "PYTHONPYCACHEPREFIX": str(ROOT / "tests" / "output" / "pycache"),
        "NO_PROXY": "127.0.0.1",
        "DESK_DATA_DIR": str(home.directory),
        "DESK_DATABASE_URL": home.database_url,
        "DESK_POLICY": str(home.policy),
        **settings,
    }


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


async def run_command(home: Home, *arguments: str, stdin: str = "", **settings: str) -> Ran:
    """Run `python -m desk …` to its end."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "desk", *arguments),
        cwd=ROOT,
        env=environment(home, **settings),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(_LONGEST_START_SECONDS):
            out, err = await process.communicate(stdin.encode())
    except BaseException:
        process.kill()
        raise
    assert process.returncode is not None
    return Ran(process.returncode, out.decode(), err.decode())


@dataclass
class DeskProcess:
    """One desk. It may be started again after it has ended.

    Attributes:
        log: what it has logged since it was made, over all its lives; lines that are no JSON as
            {"text": …}.
    """

    home: Home
    settings: dict[str, str] = field(default_factory=dict)
    parts: str = ""
    log: list[dict[str, Any]] = field(default_factory=list)
    port: int = 0
    process: asyncio.subprocess.Process | None = None
    _ready_before: int = 0
    _reader: asyncio.Task[None] | None = None
    _logged: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        """Where the site is reached."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> float:
        """Start and wait until it is ready; returns the seconds that took."""
        begun = time.monotonic()
        await self.spawn()
        await self.ready()
        return time.monotonic() - begun

    async def spawn(self) -> None:
        """Start it without waiting for anything."""
        assert self.process is None
        self.port = self.port or free_port()
        self._ready_before = self.count("ready")
        only = ("--only", self.parts) if self.parts else ()
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "desk", "run", *only),
            cwd=ROOT,
            env=environment(self.home, DESK_PORT=str(self.port), **self.settings),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        self._reader = asyncio.create_task(self._read(self.process))

    async def ready(self) -> None:
        """Wait until it says that it is ready."""
        await self.until(lambda: self.count("ready") > self._ready_before)

    def count(self, event: str) -> int:
        """Count the log lines that say just this."""
        return sum(line.get("event") == event for line in self.log)

    async def until(
        self, is_so: Callable[[], bool], *, seconds: float = _LONGEST_START_SECONDS
    ) -> None:
        """Wait for something in the log; fails at once when the desk has ended."""
        async with asyncio.timeout(seconds):
            while not is_so():
                assert self._reader is not None
                assert not self._reader.done(), f"the desk has ended: {self.log[-5:]}"
                await self._logged.wait()

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stderr is not None
        async for raw in process.stderr:
            try:
                line = json.loads(raw)
            except ValueError:
                line = {"text": raw.decode(errors="replace").rstrip()}
            self.log.append(line)
            self._tell()
        self._tell()

    def _tell(self) -> None:
        logged, self._logged = self._logged, asyncio.Event()
        logged.set()

    async def stop(self) -> float:
        """Ask it to end by SIGTERM and see that it does, by itself; returns the seconds."""
        assert self.process is not None
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(_LONGEST_STOP_SECONDS):
            code = await self._ended()
        assert code == 0, self.log[-5:]
        return time.monotonic() - begun

    async def kill(self) -> None:
        """End it by SIGKILL, if it runs."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.kill()
            await self._ended()

    async def _ended(self) -> int:
        assert self.process is not None
        assert self._reader is not None
        code = await self.process.wait()
        await self._reader
        self.process = self._reader = None
        return code

    @contextlib.asynccontextmanager
    async def killed_at_the_end(self) -> AsyncIterator[Self]:
        """See to it that it does not outlive a block, however the block ends."""
        try:
            yield self
        finally:
            await self.kill()

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.kill()
            raise
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.kill()
