"""Runs the desk: what is started is unwound in reverse; SIGTERM drains within five seconds."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from contextlib import AsyncExitStack, asynccontextmanager

from aiohttp import web

from complaints import one_time
from complaints.triage import Triage
from desk import memory
from desk.loops import Worker
from desk.schedule import make_scheduler
from desk.settings import PARTS, Settings
from desk.site import make_site
from desk.triage import NotLoaded, lexicon_subject
from desk.wiring import Desk, make_desk
from storage.migrate import migrate

logger = logging.getLogger(__name__)

#: What a part is given to finish what it has begun.
_DRAIN_SECONDS = 2.0
_SITE_SECONDS = 1.0
#: Browsers keep a connection that long; aiohttp's own default is an hour.
_KEEPALIVE_SECONDS = 75.0


async def run(settings: Settings, parts: Collection[str] = PARTS) -> None:
    """Run until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with running(settings, parts) as (desk, port):
        await announce(desk, port, parts)
        await stop.wait()
        logger.info("stopping")
    logger.info("stopped")


@asynccontextmanager
async def running(
    settings: Settings, parts: Collection[str] = PARTS, *, triage: Triage | None = None
) -> AsyncIterator[tuple[Desk, int]]:
    """Start the parts, give the desk and the port it listens on, and stop them at the end."""
    async with AsyncExitStack() as stack:
        desk = make_desk(settings, triage or NotLoaded())
        stack.push_async_callback(desk.database.close)
        if triage is None:
            words = lexicon_subject(desk.house, desk.loader, settings.data_dir)
            desk.editions.follow(words)
        await migrate(desk.database.engine)
        await desk.editions.reload()
        await stack.enter_async_context(_working(desk.reloader))
        await stack.enter_async_context(_task("feed", desk.database.feed.run))
        port = settings.port
        if "bot" in parts:
            await _start_bot(stack, desk)
        if "clock" in parts:
            for worker in (desk.planner, desk.clock, desk.sealer, desk.tidier):
                await stack.enter_async_context(_working(worker))
        if "web" in parts:
            port = await stack.enter_async_context(_site(desk))
        scheduler = make_scheduler(_ticks(desk, parts))
        scheduler.start()
        stack.callback(scheduler.shutdown, wait=False)
        memory.give_back()
        logger.info("ready")
        yield desk, port


async def _start_bot(stack: AsyncExitStack, desk: Desk) -> None:
    await desk.delivery.resume()
    stack.push_async_callback(desk.delivery.drain)
    for worker in (desk.deliverer, desk.fetcher, desk.reception):
        await stack.enter_async_context(_working(worker))
    if desk.telegram is None:
        return
    stack.push_async_callback(desk.telegram.close)
    for name, job in desk.telegram.jobs(desk.database, desk.inbox, desk.metrics):
        await stack.enter_async_context(_task(name, job))


def _ticks(desk: Desk, parts: Collection[str]) -> dict[str, tuple[float, Callable[[], None]]]:
    """Name the ticks; each only wakes a worker, which would also look by itself now and then."""
    ticks: dict[str, tuple[float, Callable[[], None]]] = {}
    if "clock" in parts:
        ticks["clock"] = (1.0, desk.clock.wake)
        ticks["sealing"] = (60.0, desk.sealer.wake)
    if "bot" in parts:
        ticks["delivery"] = (1.0, desk.deliverer.wake)
    return ticks


@asynccontextmanager
async def _task(name: str, job: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Keep a job running for the length of a block."""

    async def run() -> None:
        await job()

    task = asyncio.create_task(run(), name=name)
    task.add_done_callback(_tell_of_crash)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _tell_of_crash(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        logger.critical("%s has ended: %s", task.get_name(), type(error).__name__, exc_info=error)


@asynccontextmanager
async def _working(worker: Worker) -> AsyncIterator[None]:
    """Run a worker; at the end it may finish its round."""
    task = asyncio.create_task(worker.run(), name=worker.name)
    try:
        yield
    finally:
        worker.stop()
        await asyncio.wait({task}, timeout=_DRAIN_SECONDS)
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@asynccontextmanager
async def _site(desk: Desk) -> AsyncIterator[int]:
    runner = web.AppRunner(
        make_site(desk),
        access_log=None,
        shutdown_timeout=_SITE_SECONDS,
        keepalive_timeout=_KEEPALIVE_SECONDS,
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, desk.settings.host, desk.settings.port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()


async def announce(desk: Desk, port: int, parts: Iterable[str]) -> None:
    """Print where the desk is, and a one-time link for the administrator."""
    if "web" not in parts:
        return
    async with desk.database.transaction() as work:
        token = await one_time.make_welcome(desk.house, work)
    url = desk.settings.public_url
    print(  # noqa: T201 - this is what the person who started it reads
        f"\n回音 Huiyin\n"
        f"  控制台 console       {url}/\n"
        f"  客户对话 web chat    {url}/chat\n"
        f"  管理员一次性链接 one-time administrator link (24 h)\n"
        f"                       {url}/welcome/{token}\n",
        flush=True,
    )
