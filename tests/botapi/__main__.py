"""Run the Bot API server by itself: `python -m tests.botapi --port 8081`.

Besides the Bot API it then takes, as JSON: POST /control/texts `[{"chat", "text"}]`,
POST /control/tap `{"chat", "message_id", "data"}`, GET /control/state, GET /control/sent.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import dataclasses

from aiohttp import web

from tests.botapi import BotApi


class ControlledBotApi(BotApi):
    """The server with its controls on HTTP."""

    def _app(self) -> web.Application:
        app = super()._app()
        app.router.add_post("/control/texts", self._put_texts)
        app.router.add_post("/control/tap", self._put_tap)
        app.router.add_get("/control/state", self._tell_state)
        app.router.add_get("/control/sent", self._tell_sent)
        return app

    async def _put_texts(self, request: web.Request) -> web.Response:
        return web.json_response([self.text(**said) for said in await request.json()])

    async def _put_tap(self, request: web.Request) -> web.Response:
        return web.json_response(self.tap(**await request.json()))

    async def _tell_state(self, request: web.Request) -> web.Response:
        return web.json_response(
            {
                "sent": len(self.sent),
                "pending": len(self.pending),
                "confirmed": len(self.confirmed),
                "first_sent_at": self.sent[0].at if self.sent else None,
                "last_sent_at": self.sent[-1].at if self.sent else None,
            }
        )

    async def _tell_sent(self, request: web.Request) -> web.Response:
        return web.json_response([dataclasses.asdict(sent) for sent in self.sent])


async def _serve(port: int, token: str) -> None:
    async with ControlledBotApi(port=port, token=token) as api:
        print(f"Bot API at {api.url} for the token {token}", flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A Bot API server for trials.")
    parser.add_argument("--port", type=int, default=8081, help="0 for any free one")
    parser.add_argument("--token", default="123456:TEST")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(options.port, options.token))


if __name__ == "__main__":
    main()
