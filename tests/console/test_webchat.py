"""The web chat's wire: the page and its cookies, what is taken in or refused, what comes back."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientResponse, FormData

from complaints.buttons import Verb, button
from complaints.model import ActorKind, Language, Status
from console import uploads
from console.ports import ChatComplaint, ChatEvent, MessageEvent
from console.streams import EventStreams
from console.throttle import Throttle
from console.visitors import visitor_id
from tests.console.conftest import Client, OpenClient
from tests.console.kit import SETTINGS, FakeDesk
from tests.fakes import FrozenTime

MESSAGES = "/api/v1/webchat/messages"
HISTORY = "/api/v1/webchat/history"
STREAM = "/api/v1/webchat/stream"
TOKEN = "t" * 43
PROGRAM = {"X-Visitor-Token": TOKEN}


def own_origin(client: Client) -> dict[str, str]:
    """Make the header that a browser sends from our own page."""
    return {"Origin": f"http://{client.host}:{client.port}"}


async def say(client: Client, text: str = "空调坏了", **fields: Any) -> ClientResponse:
    """Send a message as a program that names its token."""
    body = {"client_id": "c-1", "kind": "text", "text": text, **fields}
    return await client.post(MESSAGES, json=body, headers=PROGRAM)


async def error_of(response: ClientResponse) -> tuple[int, str]:
    """Return the status and the code of a refusal, having checked its shape."""
    error = (await response.json())["error"]
    assert sorted(error) == ["code", "details", "message"]
    return response.status, error["code"]


def only_update(desk: FakeDesk) -> dict[str, Any]:
    """Return what the one update in the inbox holds."""
    (update,) = desk.updates.values()
    raw: dict[str, Any] = json.loads(update.raw)
    return raw


async def read_frames(response: ClientResponse, count: int) -> list[tuple[str, str, Any]]:
    """Read events as (id, name, data), passing over comments and the retry line."""
    frames: list[tuple[str, str, Any]] = []
    while len(frames) < count:
        lines = (await response.content.readuntil(b"\n\n")).decode().strip().split("\n")
        fields = dict(line.split(": ", 1) for line in lines)
        if "data" in fields:
            frames.append((fields["id"], fields["event"], json.loads(fields["data"])))
    return frames


class TestPage:
    """GET /chat."""

    async def test_gives_a_visitor_cookie_once(self, client: Client) -> None:
        """A first visit gets a token that scripts cannot read; the next one keeps it."""
        first = await client.get("/chat")
        second = await client.get("/chat")

        cookie = first.cookies["visitor"]
        assert first.status == 200
        assert re.fullmatch(r"[\w-]{43}", cookie.value)
        assert (cookie["httponly"], cookie["samesite"], cookie["secure"]) == (True, "Lax", "")
        assert "visitor" not in second.cookies

    async def test_cookies_are_secure_behind_https(self, open_client: OpenClient) -> None:
        """A desk that is reached by https never sends the token in the clear."""
        client = await open_client(settings=replace(SETTINGS, public_url="https://desk.example"))

        response = await client.get("/chat")

        assert response.cookies["visitor"]["secure"]

    async def test_speaks_the_chosen_language_from_then_on(self, client: Client) -> None:
        """`?lang=` is kept in a cookie (R42)."""
        await client.get("/chat?lang=zh_Hant")

        response = await client.get("/chat", headers={"Accept-Language": "en"})

        assert response.headers["Content-Language"] == "zh-Hant"
        assert "棲雲酒店 · 客戶之聲" in await response.text()

    async def test_tells_what_is_kept_before_anything_is_said(self, client: Client) -> None:
        """The privacy notice stands on the page (R41)."""
        page = await (await client.get("/chat")).text()

        assert "会保存 2 年" in page

    async def test_shows_the_privacy_notice_of_the_house(self, open_client: OpenClient) -> None:
        """A house may have its own notice (R41)."""
        own = {Language.ZH_HANS: "本店的说明。"}
        client = await open_client(settings=replace(SETTINGS, privacy=own))

        page = await (await client.get("/chat")).text()

        assert "本店的说明。" in page

    async def test_names_the_telephone_to_browsers_without_script(self, client: Client) -> None:
        """Who cannot use the chat is told what to do instead."""
        page = await (await client.get("/chat")).text()

        noscript = page[page.index("<noscript>") : page.index("</noscript>")]
        assert "JavaScript" in noscript
        assert "0571 8800 1100" in noscript

    async def test_carries_the_place_escaped(self, client: Client) -> None:
        """The code of a QR code reaches the script, whatever it holds (R38)."""
        page = await (await client.get("/chat", params={"place": '"><b>x'})).text()

        assert 'data-place="&#34;&gt;&lt;b&gt;x"' in page


class TestPost:
    """POST messages."""

    async def test_a_message_is_accepted_when_it_is_in_the_inbox(
        self, client: Client, chat_desk: FakeDesk, now: FrozenTime
    ) -> None:
        """202 means kept, with everything the dialogue needs and without the token (R1, R3)."""
        response = await say(client, "空调坏了", language="zh_Hant")

        visitor = visitor_id(TOKEN)
        assert (response.status, await response.json()) == (202, {"client_id": "c-1"})
        assert list(chat_desk.updates) == [f"{visitor}:c-1"]
        (update,) = chat_desk.updates.values()
        assert update.address == visitor
        assert TOKEN.encode() not in update.raw
        assert json.loads(update.raw) == {
            "client_id": "c-1",
            "kind": "text",
            "text": "空调坏了",
            "button": "",
            "command": "",
            "language": "zh_Hant",
            "at": now.at.isoformat(),
            "files": [],
        }

    async def test_the_same_client_id_has_one_effect(
        self, client: Client, chat_desk: FakeDesk
    ) -> None:
        """A page may send again what it is not sure about."""
        first, second = await say(client), await say(client)

        assert (first.status, second.status) == (202, 202)
        assert len(chat_desk.updates) == 1

    async def test_a_command_carries_its_argument(
        self, client: Client, chat_desk: FakeDesk
    ) -> None:
        """The page begins with `start` and the place (R38)."""
        response = await say(client, "counter", kind="command", command="start")

        raw = only_update(chat_desk)
        assert response.status == 202
        assert (raw["kind"], raw["command"], raw["text"]) == ("command", "start", "counter")

    async def test_files_are_kept_before_the_message(
        self, client: Client, chat_desk: FakeDesk
    ) -> None:
        """A form's files go to the file store, the message names them (R25)."""
        form = FormData({"client_id": "c-1", "text": "看照片"}, quote_fields=False)
        form.add_field("file", b"\x89PNG", filename="照片\\空调.png", content_type="image/png")
        form.add_field("file", b"%PDF", filename="../账单.pdf", content_type="nonsense")

        response = await client.post(MESSAGES, data=form, headers=PROGRAM)

        raw = only_update(chat_desk)
        assert response.status == 202
        assert raw["text"] == "看照片"
        photo = hashlib.sha256(b"\x89PNG").hexdigest()
        assert raw["files"][0] == {
            "name": "空调.png",
            "mime": "image/png",
            "size": 4,
            "sha256": photo,
            "kind": "photo",
        }
        assert (raw["files"][1]["name"], raw["files"][1]["mime"]) == (
            "账单.pdf",
            "application/pdf",
        )
        assert chat_desk.files.kept[photo] == b"\x89PNG"

    async def test_a_file_needs_no_words(self, client: Client, chat_desk: FakeDesk) -> None:
        """A photo alone is a message."""
        form = FormData({"client_id": "c-1", "kind": "text"})
        form.add_field("file", b"x", filename="a.jpg", content_type="image/jpeg")

        response = await client.post(MESSAGES, data=form, headers=PROGRAM)

        assert response.status == 202
        assert only_update(chat_desk)["text"] == ""

    async def test_a_file_over_the_limit_is_refused_whole(
        self, client: Client, chat_desk: FakeDesk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Nothing of the message is taken, and the answer says how much is."""
        monkeypatch.setattr(uploads, "MAX_FILE_BYTES", 1024 * 1024)
        form = FormData({"client_id": "c-1", "text": "看"}, quote_fields=False)
        form.add_field("file", BytesIO(bytes(1024 * 1024 + 1)), filename="大.mp4")

        response = await client.post(MESSAGES, data=form, headers=PROGRAM)

        assert await error_of(response) == (413, "file_too_large")
        assert (await response.json())["error"]["details"] == {"name": "大.mp4", "limit_mib": 1}
        assert chat_desk.updates == {}
        assert chat_desk.files.kept == {}

    async def test_the_eleventh_file_is_refused(self, client: Client) -> None:
        """At most ten files come with one message."""
        form = FormData({"client_id": "c-1"})
        for number in range(11):
            form.add_field("file", b"x", filename=f"{number}.txt")

        response = await client.post(MESSAGES, data=form, headers=PROGRAM)

        assert await error_of(response) == (413, "too_many_files")

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"text": "  \n"}, "empty_message"),
            ({"kind": "button", "text": "对"}, "empty_message"),
            ({"kind": "command", "text": ""}, "empty_message"),
            ({"text": "字" * 4097}, "text_too_long"),
            ({"kind": "sticker"}, "malformed_message"),
            ({"client_id": ""}, "malformed_message"),
            ({"client_id": "a b"}, "malformed_message"),
            ({"client_id": 7}, "malformed_message"),
            ({"text": ["a"]}, "malformed_message"),
            ({"language": "fr"}, "malformed_message"),
            ({"files": ["unknown"]}, "malformed_message"),
            ({"kind": "command", "command": "DROP TABLE"}, "malformed_message"),
        ],
    )
    async def test_what_makes_no_sense_is_refused(
        self, client: Client, chat_desk: FakeDesk, fields: dict[str, Any], code: str
    ) -> None:
        """422 with a code, and nothing in the inbox."""
        response = await say(client, **fields)

        assert await error_of(response) == (422, code)
        assert chat_desk.updates == {}

    @pytest.mark.parametrize(
        ("body", "content_type"),
        [
            (b"{", "application/json"),
            (b"[]", "application/json"),
            (b"[" * 100_000, "application/json"),
            (b"\xff\xfe", "application/json"),
            (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
            (b"", "multipart/form-data"),
        ],
    )
    async def test_garbage_is_refused(
        self, client: Client, body: bytes, content_type: str
    ) -> None:
        """What cannot be read at all gets the same clear answer."""
        headers = {**PROGRAM, "Content-Type": content_type}

        response = await client.post(MESSAGES, data=body, headers=headers)

        assert await error_of(response) == (422, "malformed_message")

    async def test_a_body_without_end_is_refused(self, client: Client) -> None:
        """JSON over a mebibyte is not read to its end."""
        body = BytesIO(json.dumps({"client_id": "c-1", "text": "x" * 2**20}).encode())

        response = await client.post(MESSAGES, data=body, headers=PROGRAM)

        assert (await error_of(response))[0] == 413

    async def test_text_is_cleaned_of_what_no_database_holds(
        self, client: Client, chat_desk: FakeDesk
    ) -> None:
        """NUL and lone surrogates do not stop a complaint (R3)."""
        response = await say(client, "坏\x00了\ud83d")

        assert response.status == 202
        assert only_update(chat_desk)["text"] == "坏了?"

    async def test_4096_characters_are_taken(self, client: Client, chat_desk: FakeDesk) -> None:
        """The longest message arrives whole."""
        response = await say(client, "字" * 4096)

        assert response.status == 202
        assert len(only_update(chat_desk)["text"]) == 4096

    async def test_our_own_page_may_send(self, client: Client, chat_desk: FakeDesk) -> None:
        """A browser sends its cookie and the origin of the page."""
        await client.get("/chat")

        response = await client.post(
            MESSAGES, json={"client_id": "c-1", "text": "在吗"}, headers=own_origin(client)
        )

        assert response.status == 202
        assert len(chat_desk.updates) == 1

    @pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
    async def test_other_pages_may_not_send(
        self, client: Client, chat_desk: FakeDesk, origin: str
    ) -> None:
        """A foreign page cannot speak for a visitor, with cookie or token."""
        await client.get("/chat")
        body = {"client_id": "c-1", "text": "在吗"}

        by_cookie = await client.post(MESSAGES, json=body, headers={"Origin": origin})
        by_token = await client.post(MESSAGES, json=body, headers={**PROGRAM, "Origin": origin})

        assert await error_of(by_cookie) == (403, "wrong_origin")
        assert await error_of(by_token) == (403, "wrong_origin")
        assert chat_desk.updates == {}

    async def test_a_cookie_without_origin_is_not_enough(self, client: Client) -> None:
        """Only a program that names its token may leave the origin out."""
        await client.get("/chat")

        response = await client.post(MESSAGES, json={"client_id": "c-1", "text": "在吗"})

        assert await error_of(response) == (403, "wrong_origin")

    async def test_the_public_address_is_our_own(self, open_client: OpenClient) -> None:
        """Behind a proxy the page's origin is the public one."""
        public = "https://desk.example"
        client = await open_client(settings=replace(SETTINGS, public_url=public))

        response = await client.post(
            MESSAGES,
            json={"client_id": "c-1", "text": "在吗"},
            headers={**PROGRAM, "Origin": public},
        )

        assert response.status == 202

    @pytest.mark.parametrize("token", [{}, {"X-Visitor-Token": "short"}])
    async def test_nobody_in_particular_may_not_send(
        self, client: Client, token: dict[str, str]
    ) -> None:
        """Without a usable token there is no conversation to speak in."""
        response = await client.post(
            MESSAGES, json={"client_id": "c-1"}, headers={**own_origin(client), **token}
        )

        assert await error_of(response) == (403, "no_visitor")

    async def test_a_flood_is_told_when_to_come_back(self, open_client: OpenClient) -> None:
        """Over the limit: 429 and Retry-After, in the visitor's language."""
        throttle = Throttle(per_minute=6, burst=1, seconds=lambda: 0.0)
        client = await open_client(throttle=throttle)
        await say(client)

        response = await client.post(
            MESSAGES,
            json={"client_id": "c-2", "text": "喂"},
            headers={**PROGRAM, "Accept-Language": "en"},
        )

        assert await error_of(response) == (429, "too_many_messages")
        assert response.headers["Retry-After"] == "10"
        assert "10 seconds" in (await response.json())["error"]["message"]


class TestHistory:
    """GET history."""

    async def test_is_empty_for_a_new_visitor(self, client: Client) -> None:
        """Nobody has said anything yet."""
        response = await client.get(HISTORY, headers=PROGRAM)

        assert await response.json() == {"messages": [], "last_id": 0, "complaint": None}

    async def test_shows_what_both_sides_said(
        self, client: Client, chat_desk: FakeDesk, now: FrozenTime
    ) -> None:
        """The whole conversation, with the page's own ids (R7)."""
        await say(client, "空调坏了")
        chat_desk.say(
            visitor_id(TOKEN), "我来处理", ActorKind.OFFICER, name="林晓芸", is_edited=True
        )

        body = await (await client.get(HISTORY, headers=PROGRAM)).json()

        shape = ("id", "from", "name", "text", "client_id", "edited")
        assert [tuple(message[key] for key in shape) for message in body["messages"]] == [
            ("1", "customer", "", "空调坏了", "c-1", False),
            ("2", "bot", "", "回声：空调坏了", "", False),
            ("3", "officer", "林晓芸", "我来处理", "", True),
        ]
        assert body["messages"][0]["at"] == now.at.isoformat()
        assert body["last_id"] == 3

    async def test_ids_survive_javascript(self, client: Client, chat_desk: FakeDesk) -> None:
        """Ids have 63 bits, numbers in a browser 53: they go out as text."""
        large = 2**62 + 1
        message = replace(chat_desk.say(visitor_id(TOKEN), "大号"), id=large)
        chat_desk.replace(visitor_id(TOKEN), message)

        body = await (await client.get(HISTORY, headers=PROGRAM)).json()

        assert body["messages"][-1]["id"] == str(large)

    async def test_is_the_visitors_own(self, client: Client) -> None:
        """Another visitor sees none of it."""
        await say(client)

        response = await client.get(HISTORY, headers={"X-Visitor-Token": "u" * 43})

        assert (await response.json())["messages"] == []

    async def test_needs_a_visitor(self, client: Client) -> None:
        """Without a token there is nothing to show."""
        assert await error_of(await client.get(HISTORY)) == (403, "no_visitor")

    async def test_says_in_words_how_the_complaint_stands(
        self, client: Client, chat_desk: FakeDesk, now: FrozenTime
    ) -> None:
        """Number, a line and the steps, in the visitor's language (R7, R42)."""
        complaint = ChatComplaint(
            "HY-260311-001",
            Status.OPEN,
            now.at,
            promised_at=now.at + timedelta(minutes=30),
            owner="何志强",
            taken_at=now.at + timedelta(minutes=3),
        )
        chat_desk.stand(visitor_id(TOKEN), complaint)

        headers = {**PROGRAM, "Accept-Language": "zh-TW"}
        body = await (await client.get(HISTORY, headers=headers)).json()

        assert body["complaint"]["number"] == "HY-260311-001"
        assert body["complaint"]["line"] == "何志强正在處理"
        assert [(step["label"], step["state"]) for step in body["complaint"]["steps"]] == [
            ("已受理", "ok"),
            ("處理中", "now"),
            ("已辦結", "todo"),
            ("聽您評價", "todo"),
        ]

    async def test_a_question_for_a_score_becomes_faces(
        self, client: Client, chat_desk: FakeDesk
    ) -> None:
        """The five scores of a revisit have faces and words (R33)."""
        scores = [[button(str(n), Verb.SCORE, 9, str(n)) for n in range(1, 6)]]
        chat_desk.say(visitor_id(TOKEN), "打个分吧", buttons=scores)

        body = await (await client.get(HISTORY, headers=PROGRAM)).json()

        (message,) = body["messages"]
        labels = [entry["label"] for entry in message["buttons"][0]]
        assert message["card"] == {"kind": "faces"}
        assert labels == ["很不满意", "不满意", "一般", "满意", "很满意"]
        assert message["buttons"][0][4]["data"] == scores[0][4]["data"]

    async def test_buttons_have_icons_for_what_they_ask(
        self, client: Client, chat_desk: FakeDesk
    ) -> None:
        """A category has its own, anything unknown none."""
        row = [
            button("设施", Verb.CATEGORY, 9, "facility"),
            button("请人", Verb.HUMAN),
            {"label": "旧的", "data": "gone:1"},
        ]
        chat_desk.say(visitor_id(TOKEN), "哪一类？", buttons=[row])

        body = await (await client.get(HISTORY, headers=PROGRAM)).json()

        icons = [entry["icon"] for entry in body["messages"][0]["buttons"][0]]
        assert icons == ["facility", "phone", ""]


class TestStream:
    """GET stream."""

    async def test_sends_what_happened_after_the_named_position(
        self, client: Client, chat_desk: FakeDesk, now: FrozenTime
    ) -> None:
        """A page that comes back gets exactly what it missed, with positions as ids."""
        visitor = visitor_id(TOKEN)
        chat_desk.say(visitor, "一")
        chat_desk.say(visitor, "二")
        chat_desk.stand(visitor, ChatComplaint("HY-260311-001", Status.NEW, now.at))

        response = await client.get(f"{STREAM}?last_id=1", headers=PROGRAM)

        frames = await read_frames(response, 2)
        assert response.headers["Content-Type"].startswith("text/event-stream")
        assert [(frame[0], frame[1]) for frame in frames] == [("2", "message"), ("3", "state")]
        assert frames[0][2]["text"] == "二"
        assert frames[1][2]["complaint"]["number"] == "HY-260311-001"
        response.close()

    async def test_the_browsers_own_position_wins(
        self, client: Client, chat_desk: FakeDesk
    ) -> None:
        """A reconnecting EventSource names what it saw last."""
        for text in ("一", "二", "三"):
            chat_desk.say(visitor_id(TOKEN), text)

        headers = {**PROGRAM, "Last-Event-ID": "2"}
        response = await client.get(f"{STREAM}?last_id=0", headers=headers)

        assert (await read_frames(response, 1))[0][2]["text"] == "三"
        response.close()

    @pytest.mark.parametrize("position", ["", "-1", "x", "9" * 5000, "１"])
    async def test_a_senseless_position_means_from_the_beginning(
        self, client: Client, chat_desk: FakeDesk, position: str
    ) -> None:
        """Nothing is missed for want of a good number."""
        chat_desk.say(visitor_id(TOKEN), "一")

        response = await client.get(STREAM, params={"last_id": position}, headers=PROGRAM)

        assert (await read_frames(response, 1))[0][0] == "1"
        response.close()

    async def test_shows_what_is_said_meanwhile(self, client: Client) -> None:
        """What is said while a page listens arrives, the page's own words included."""
        response = await client.get(STREAM, headers=PROGRAM)
        await say(client, "在吗")

        frames = await read_frames(response, 2)
        assert [frame[2]["text"] for frame in frames] == ["在吗", "回声：在吗"]
        assert frames[0][2]["client_id"] == "c-1"
        response.close()

    async def test_says_when_to_come_back_and_that_it_is_alive(
        self, open_client: OpenClient
    ) -> None:
        """`retry` first, then a comment whenever nothing happens for a while."""
        client = await open_client(streams=EventStreams(ping_seconds=0.01))

        response = await client.get(STREAM, headers=PROGRAM)

        assert await response.content.readuntil(b"\n\n") == b"retry: 1000\n\n"
        assert await response.content.readuntil(b"\n\n") == b": ping\n\n"
        response.close()

    async def test_ends_when_the_site_stops(self, open_client: OpenClient) -> None:
        """A reader does not hold up the shutdown (contract: at most five seconds)."""
        streams = EventStreams()
        client = await open_client(streams=streams)
        response = await client.get(STREAM, headers=PROGRAM)

        await streams.stop()

        assert (await response.content.read()).endswith(b"retry: 1000\n\n")

    async def test_a_visitor_has_at_most_six(self, client: Client) -> None:
        """The seventh open page is told why it stays silent."""
        responses = [await client.get(STREAM, headers=PROGRAM) for _ in range(6)]

        seventh = await client.get(STREAM, headers=PROGRAM)

        assert await error_of(seventh) == (429, "too_many_streams")
        for response in responses:
            response.close()

    async def test_a_failing_store_ends_the_stream_and_is_logged(
        self,
        client: Client,
        chat_desk: FakeDesk,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """The page then simply comes back."""

        async def failing(address: str, after: int) -> AsyncIterator[ChatEvent]:
            yield MessageEvent(1, chat_desk.say(address, f"{after}"))
            raise OSError("gone")

        monkeypatch.setattr(chat_desk, "events", failing)

        response = await client.get(STREAM, headers=PROGRAM)

        assert (await response.content.read()).endswith(b"\n\n")
        assert [record.message for record in caplog.records] == ["stream failed"]

    async def test_forgets_readers_that_have_gone(self, open_client: OpenClient) -> None:
        """Closing and opening pages again never uses up the six."""
        client = await open_client(streams=EventStreams(ping_seconds=0.01))

        for _ in range(20):
            response = await client.get(STREAM, headers=PROGRAM)
            while response.status == 429:
                await asyncio.sleep(0.01)
                response = await client.get(STREAM, headers=PROGRAM)
            assert response.status == 200
            response.close()


class TestFiles:
    """GET files."""

    async def send_file(self, client: Client, name: str, mime: str) -> str:
        """Send a file and return the address under which the history shows it."""
        form = FormData({"client_id": "c-1"})
        form.add_field("file", b"content", filename=name, content_type=mime)
        await client.post(MESSAGES, data=form, headers=PROGRAM)
        body = await (await client.get(HISTORY, headers=PROGRAM)).json()
        return str(body["messages"][0]["files"][0]["url"])

    async def test_a_photo_is_shown_to_its_sender(self, client: Client) -> None:
        """Pictures open in the page."""
        url = await self.send_file(client, "空调.png", "image/png")

        response = await client.get(url, headers=PROGRAM)

        assert await response.read() == b"content"
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["Content-Disposition"].startswith("inline")

    async def test_a_page_is_only_ever_downloaded(self, client: Client) -> None:
        """A script somebody sends cannot run as ours."""
        url = await self.send_file(client, "x.html", "text/html")

        response = await client.get(url, headers=PROGRAM)

        assert response.headers["Content-Type"] == "application/octet-stream"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in response.headers["Content-Security-Policy"]

    async def test_others_do_not_see_it(self, client: Client) -> None:
        """Not yours and not there look the same."""
        url = await self.send_file(client, "空调.png", "image/png")

        foreign = await client.get(url, headers={"X-Visitor-Token": "u" * 43})
        missing = await client.get("/api/v1/webchat/files/999", headers=PROGRAM)

        assert await error_of(foreign) == (404, "file_not_found")
        assert await error_of(missing) == (404, "file_not_found")
