"""The library's calls over aiohttp."""

from __future__ import annotations

import logging
import socket

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.channels.protocol import FileTooLarge
from bot.channels.telegram_transport import AiohttpRequest, NotSent, environment_proxy
from tests.botapi import DROP, GARBAGE, BotApi, slow, status


def bot_on(api: BotApi, request: AiohttpRequest) -> Bot:
    """The library's own bot over our transport."""
    return Bot(
        api.token,
        base_url=f"{api.url}/bot",
        base_file_url=f"{api.url}/file/bot",
        request=request,
        get_updates_request=request,
    )


async def test_the_librarys_bot_works_over_it() -> None:
    """Calls, answers and objects go through unchanged."""
    async with BotApi() as api, AiohttpRequest() as request:
        message = await bot_on(api, request).send_message(7, "您好 & 谢谢=1")

        assert api.sent_to(7) == ["您好 & 谢谢=1"]
        assert message.message_id == api.sent[0].message_id


async def test_files_go_as_multipart() -> None:
    """The fields arrive beside the file."""
    file = InputFile(b"bytes", filename="图.txt")
    parameters = [
        RequestParameter("chat_id", 7, None),
        RequestParameter("text", "带附件", None),
        RequestParameter("document", file.attach_uri, [file]),
    ]
    async with BotApi() as api, AiohttpRequest() as request:
        code, _ = await request.do_request(
            f"{api.url}/bot{api.token}/sendMessage", "POST", RequestData(parameters)
        )

        assert code == 200
        assert api.sent_to(7) == ["带附件"]


async def test_no_answer_in_time_is_timed_out() -> None:
    """The time limit of the call counts, not the default."""
    async with BotApi() as api, AiohttpRequest(read_timeout=30) as request:
        api.fail("getMe", slow(1))

        with pytest.raises(TimedOut):
            await bot_on(api, request).get_me(read_timeout=0.05)


async def test_a_broken_connection_is_a_network_error() -> None:
    """It is not known whether the call arrived."""
    async with BotApi() as api, AiohttpRequest() as request:
        api.fail("getMe", DROP)

        with pytest.raises(NetworkError) as caught:
            await bot_on(api, request).get_me()

        assert not isinstance(caught.value, NotSent)


async def test_nobody_listening_is_known_not_to_have_arrived() -> None:
    """So the message may be repeated without a doubt."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/botTOKEN/getMe"
        async with AiohttpRequest() as request:
            with pytest.raises(NotSent):
                await request.do_request(url, "POST")


async def test_garbage_is_an_error_and_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    """What the server wrote may quote a customer."""
    caplog.set_level(logging.DEBUG)
    async with BotApi() as api, AiohttpRequest() as request:
        api.fail("sendMessage", GARBAGE)

        with pytest.raises(NetworkError, match="invalid server response"):
            await bot_on(api, request).send_message(7, "x")

    assert "<html>" not in caplog.text


async def test_errors_do_not_tell_the_token() -> None:
    """Neither the error nor what is printed with it holds the URL."""
    async with AiohttpRequest(connect_timeout=0.001) as request:
        with pytest.raises(NetworkError) as caught:
            await request.do_request("http://[/botSECRET/getMe", "POST")

    assert "SECRET" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


async def test_a_download_stops_at_its_limit() -> None:
    """Whether the server tells the length first or not."""
    async with BotApi() as api, AiohttpRequest() as request:
        file = api.files[api.add_file(b"x" * 1000)]
        url = f"{api.url}/file/bot{api.token}/{file.path}"

        assert await request.download(url, limit=1000) == b"x" * 1000
        with pytest.raises(FileTooLarge):
            await request.download(url, limit=999)


async def test_a_download_tells_gone_from_unwell() -> None:
    """One will not come back, the other may."""
    async with BotApi() as api, AiohttpRequest() as request:
        url = f"{api.url}/file/bot{api.token}/nothing"

        with pytest.raises(BadRequest):
            await request.download(url, limit=10)
        api.fail("file", status(500))
        with pytest.raises(NetworkError) as caught:
            await request.download(url, limit=10)
        assert not isinstance(caught.value, BadRequest)


async def test_it_can_be_used_again_after_shutdown() -> None:
    """A session is opened when one is needed."""
    async with BotApi() as api:
        request = AiohttpRequest()
        for _ in range(2):
            await bot_on(api, request).get_me()
            await request.shutdown()
        await request.shutdown()

        assert api.calls["getMe"] == 2


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({}, None),
        ({"https_proxy": "http://127.0.0.1:3128"}, "http://127.0.0.1:3128"),
        ({"https_proxy": "http://127.0.0.1:3128", "no_proxy": "telegram.org"}, None),
        ({"https_proxy": "socks5://127.0.0.1:1080"}, None),
        ({"http_proxy": "http://127.0.0.1:3128"}, None),
    ],
)
def test_the_environments_proxy_is_the_way_out(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], proxy: str | None
) -> None:
    """As every command-line tool does it."""
    for name in ("http_proxy", "https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert environment_proxy("https://api.telegram.org") == proxy


async def test_server_errors_reach_the_library() -> None:
    """Status codes become the library's own errors."""
    async with BotApi() as api, AiohttpRequest() as request:
        api.fail("getMe", status(500))

        with pytest.raises(NetworkError, match="Fault 500"):
            await bot_on(api, request).get_me()
