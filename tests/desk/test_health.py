"""A process is ready when it can do what it is asked: read, write, and judge a complaint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aiohttp.test_utils import make_mocked_request

from complaints.triage import Triage
from desk.settings import read_settings
from desk.site import make_health
from desk.triage import NotLoaded
from desk.wiring import make_desk
from storage.migrate import migrate
from tests.fakes import FakeTriage


async def _ready(directory: Path, triage: Triage) -> tuple[int, dict[str, Any]]:
    desk = make_desk(read_settings({"DESK_DATA_DIR": str(directory)}), triage)
    await migrate(desk.database.engine)
    answer = await make_health(desk).ready(make_mocked_request("GET", "/readyz"))
    await desk.database.close()
    assert isinstance(answer.body, bytes)
    return answer.status, json.loads(answer.body)


async def test_ready_once_the_classifier_is_loaded(tmp_path: Path) -> None:
    """Not before: complaints would be refused; what does not run here is named as off."""
    before, said = await _ready(tmp_path, NotLoaded())
    after, ready = await _ready(tmp_path, FakeTriage())

    assert (before, said["checks"]) == (503, {"database": True, "classifier": False})
    assert (after, ready["checks"]) == (200, {"database": True, "classifier": True})
    assert ready["parts"] == {
        "clock": "off",
        "reception": "off",
        "delivery": "off",
        "channel:email": "off",
        "channel:telegram": "off",
        "channel:webchat": "ok",
        "channel:wecom": "off",
    }
