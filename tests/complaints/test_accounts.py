"""Officers sign in with a password or a one-time link, and stay signed in for a while."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from complaints.accounts import (
    PASSWORD_MIN,
    SignedIn,
    change_password,
    check_password,
    find_by_api_token,
    find_signed_in,
    issue_token,
    pause_after,
    sign_in,
    sign_out,
)
from complaints.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from complaints.house import House
from complaints.model import AuditEntry, Channel, ConversationId, Officer, Role, by
from complaints.officers import Post, add_officer, change_post, disable, enable, set_duty
from complaints.one_time import (
    find_welcomed,
    link_chat,
    make_link_code,
    make_welcome,
    unlink_chat,
    use_welcome,
)
from complaints.ports import UnitOfWork
from complaints.talk_model import Conversation
from storage import tables
from storage.account_store import account_reading
from storage.passwords import Argon2Passwords
from storage.unit_of_work import Database
from tests.fakes import FrozenTime

SECRET = "right horse battery"


@pytest.fixture(scope="module")
def passwords() -> Argon2Passwords:
    """Give real hashing at the lowest price."""
    return Argon2Passwords(memory_kib=64)


@pytest.fixture
async def officer(house: House, database: Database, passwords: Argon2Passwords) -> Officer:
    """Give an officer called 林晓芸 whose password is SECRET."""
    hashed = await passwords.hash(SECRET)
    async with database.transaction() as work:
        post = Post(Role.STAFF)
        return await add_officer(house, work, "林晓芸", post, password_hash=hashed)


@pytest.fixture
async def boss(house: House, database: Database) -> Officer:
    """Give an administrator without password."""
    async with database.transaction() as work:
        return await add_officer(house, work, "王敏", Post(Role.ADMINISTRATOR))


class Desk:
    """Signing in and out, as the console does it."""

    def __init__(self, house: House, database: Database, passwords: Argon2Passwords) -> None:
        self.house, self.database = house, database
        self.reading = account_reading(database.reading)
        self.enter = partial(sign_in, house, database.transaction, passwords)

    async def who(self, token: str) -> str:
        """Name the officer of a session token, "" for nobody."""
        transaction = self.database.transaction
        officer = await find_signed_in(self.house, self.reading, transaction, token)
        return officer.name if officer else ""

    async def actions(self) -> list[str]:
        """List what the audit holds, oldest first."""
        async with self.database.reading() as session:
            query = sa.select(AuditEntry).order_by(tables.audit.c.id)
            return [entry.action for entry in await session.scalars(query)]


@pytest.fixture
def desk(house: House, database: Database, passwords: Argon2Passwords) -> Desk:
    """Give the means to sign in."""
    return Desk(house, database, passwords)


async def _refusal(desk: Desk, name: str, password: str) -> tuple[str, dict[str, object]]:
    with pytest.raises(NotAllowed) as refused:
        await desk.enter(name, password)
    return refused.value.code, refused.value.data


async def test_the_right_password_signs_in_and_out(desk: Desk, officer: Officer) -> None:
    """A session's token names its officer until they sign out; the audit has both (R40)."""
    signed_in = await desk.enter(" 林晓芸 ", SECRET)
    during = await desk.who(signed_in.token)
    async with desk.database.transaction() as work:
        await sign_out(desk.house, work, officer, signed_in.token)

    assert (during, await desk.who(signed_in.token)) == ("林晓芸", "")
    assert (await desk.actions())[1:] == ["account:login:success", "account:logout"]


async def test_nothing_secret_is_stored_as_it_is(desk: Desk, officer: Officer) -> None:
    """Whoever reads the database can neither sign in nor use the API."""
    signed_in = await desk.enter("林晓芸", SECRET)
    async with desk.database.transaction() as work:
        token = await issue_token(desk.house, work, officer)

    async with desk.database.reading() as session:
        sessions = (await session.scalars(sa.select(tables.sessions.c.token_hash))).all()
        tokens = (await session.scalars(sa.select(tables.api_tokens.c.token_hash))).all()
    assert [len(value) for value in (*sessions, *tokens)] == [64, 64]
    assert {signed_in.token, token}.isdisjoint({*sessions, *tokens})
    assert officer.password_hash.startswith("$argon2id$")


@pytest.mark.parametrize(("name", "password"), [("林晓芸", "wrong horse"), ("没有人", SECRET)])
async def test_a_wrong_password_and_an_unknown_name_look_alike(
    desk: Desk, officer: Officer, name: str, password: str
) -> None:
    """The answer does not say whether there is such an officer; the audit has the try (R40)."""
    refused = await _refusal(desk, name, password)

    assert refused == ("sign_in_failed", {"left": 4})
    assert (await desk.actions())[-1] == "account:login:failure"


async def test_a_disabled_officer_looks_like_an_unknown_one(
    desk: Desk, officer: Officer, boss: Officer
) -> None:
    """Disabling ends sessions and API tokens too; enabling lets sign-ins in again."""
    signed_in = await desk.enter("林晓芸", SECRET)
    async with desk.database.transaction() as work:
        token = await issue_token(desk.house, work, officer)
        await disable(desk.house, work, officer.id, actor=by(boss))

    refused = await _refusal(desk, "林晓芸", SECRET)
    by_token = await find_by_api_token(desk.reading, token)

    assert (refused[0], await desk.who(signed_in.token), by_token) == ("sign_in_failed", "", None)
    async with desk.database.transaction() as work:
        await enable(desk.house, work, officer.id, actor=by(boss))
    assert (await desk.enter("林晓芸", SECRET)).officer.id == officer.id


@pytest.mark.parametrize("name", ["林晓芸", "没有人"])
async def test_the_sixth_attempt_has_to_wait(
    desk: Desk, officer: Officer, now: FrozenTime, name: str
) -> None:
    """After five failures even the right password waits, for known and unknown names alike."""
    for _ in range(5):
        await _refusal(desk, name, "wrong horse")

    refused = await _refusal(desk, name, SECRET)
    now.advance(seconds=31)
    later = await _refusal(desk, name, "wrong horse")
    longer = await _refusal(desk, name, SECRET)

    assert refused == ("sign_in_paused", {"retry_seconds": 31})
    assert later == ("sign_in_failed_last", {"retry_seconds": 60})
    assert longer == ("sign_in_paused", {"retry_seconds": 61})


async def test_a_success_forgets_the_failures(desk: Desk, officer: Officer) -> None:
    """Who signs in has five free attempts again."""
    for _ in range(4):
        await _refusal(desk, "林晓芸", "wrong horse")
    await desk.enter("林晓芸", SECRET)

    assert await _refusal(desk, "林晓芸", "wrong horse") == ("sign_in_failed", {"left": 4})


async def test_failures_fade_after_a_day(desk: Desk, officer: Officer, now: FrozenTime) -> None:
    """Yesterday's mistakes cost nothing today."""
    for _ in range(4):
        await _refusal(desk, "林晓芸", "wrong horse")
    now.advance(days=1, seconds=1)

    assert await _refusal(desk, "林晓芸", "wrong horse") == ("sign_in_failed", {"left": 4})


def test_the_pause_doubles_up_to_a_quarter_of_an_hour() -> None:
    """Four failures cost nothing, the fifth half a minute, and no number locks anybody out."""
    pauses = [pause_after(n).total_seconds() for n in (4, 5, 6, 7, 10, 10_000)]

    assert pauses == [0, 30, 60, 120, 900, 900]


async def test_a_session_slides_but_not_for_ever(
    desk: Desk, officer: Officer, now: FrozenTime
) -> None:
    """Twelve hours without a request end a session, and so do seven days with requests."""
    idle = (await desk.enter("林晓芸", SECRET)).token
    busy = (await desk.enter("林晓芸", SECRET)).token

    for _ in range(16):
        now.advance(hours=10)
        assert await desk.who(busy) == "林晓芸"
    assert await desk.who(idle) == ""
    now.advance(hours=8)
    assert await desk.who(busy) == ""


async def test_a_new_password_ends_the_other_sessions(
    desk: Desk, officer: Officer, passwords: Argon2Passwords
) -> None:
    """Whoever knew the old one is out; the browser it was changed in stays."""
    here, there = [(await desk.enter("林晓芸", SECRET)).token for _ in range(2)]
    hashed = await passwords.hash("another long one")
    async with desk.database.transaction() as work:
        await change_password(desk.house, work, officer.id, hashed, keep=here)

    assert (await desk.who(here), await desk.who(there)) == ("林晓芸", "")
    assert (await _refusal(desk, "林晓芸", SECRET))[0] == "sign_in_failed"
    assert (await desk.enter("林晓芸", "another long one")).officer.id == officer.id


@pytest.mark.parametrize(
    ("password", "code"), [("九个字太短了吧啊", "password_too_short"), ("x" * 201, "too_long")]
)
def test_only_the_length_of_a_password_is_asked_for(password: str, code: str) -> None:
    """Ten characters of any kind will do."""
    check_password("a" * PASSWORD_MIN)
    with pytest.raises(Invalid) as refused:
        check_password(password)

    assert refused.value.code == code


async def _welcome(desk: Desk, token: str, name: str, hashed: str = "") -> SignedIn:
    async with desk.database.transaction() as work:
        return await use_welcome(desk.house, work, token, name=name, password_hash=hashed)


async def _made(desk: Desk, officer: Officer | None = None) -> str:
    async with desk.database.transaction() as work:
        return await make_welcome(desk.house, work, officer)


async def test_the_first_link_makes_the_administrator_once(
    desk: Desk, passwords: Argon2Passwords
) -> None:
    """Looking at the link changes nothing; using it makes the account and uses it up."""
    token = await _made(desk)
    before = await find_welcomed(desk.house, desk.reading, token)
    signed_in = await _welcome(desk, token, "管理员", await passwords.hash(SECRET))

    assert (before, signed_in.officer.role) == (None, Role.ADMINISTRATOR)
    assert await desk.who(signed_in.token) == "管理员"
    assert (await desk.enter("管理员", SECRET)).officer.id == signed_in.officer.id
    with pytest.raises(NotFound):
        await find_welcomed(desk.house, desk.reading, token)
    with pytest.raises(NotFound):
        await _welcome(desk, token, "别人", "hash")


async def test_a_refused_welcome_does_not_use_the_link_up(desk: Desk) -> None:
    """A first administrator without password is refused, and can try again."""
    token = await _made(desk)
    with pytest.raises(Invalid) as refused:
        await _welcome(desk, token, "管理员")

    assert (refused.value.code, refused.value.data) == ("required", {"field": "password"})
    assert await find_welcomed(desk.house, desk.reading, token) is None


async def test_a_later_link_signs_the_administrator_in(
    desk: Desk, boss: Officer, officer: Officer, passwords: Argon2Passwords
) -> None:
    """It is the same account, and keeps its password unless a new one is given."""
    await _welcome(desk, await _made(desk), "", await passwords.hash(SECRET))
    signed_in = await _welcome(desk, await _made(desk), "谁")

    assert (signed_in.officer.id, signed_in.officer.name) == (boss.id, "王敏")
    assert (await desk.enter("王敏", SECRET)).officer.id == boss.id


async def test_a_link_ends_after_a_day_and_with_the_next_one(
    desk: Desk, boss: Officer, now: FrozenTime
) -> None:
    """Only the newest link works, for a day."""
    first, second = await _made(desk), await _made(desk)
    with pytest.raises(NotFound):
        await find_welcomed(desk.house, desk.reading, first)
    assert await find_welcomed(desk.house, desk.reading, second) is not None
    now.advance(days=1)
    with pytest.raises(NotFound):
        await _welcome(desk, second, "", "hash")


async def test_a_new_officer_comes_in_by_a_link_of_their_own(
    desk: Desk, boss: Officer, passwords: Argon2Passwords
) -> None:
    """It signs in that officer and nobody else, and nobody once they are disabled."""
    async with desk.database.transaction() as work:
        post = Post(Role.STAFF, "lobby", "counter")
        added = await add_officer(desk.house, work, "周子涵", post, actor=by(boss))
    signed_in = await _welcome(desk, await _made(desk, added), "", await passwords.hash(SECRET))
    token = await _made(desk, added)
    async with desk.database.transaction() as work:
        await disable(desk.house, work, added.id, actor=by(boss))

    assert signed_in.officer.id == added.id
    with pytest.raises(NotFound):
        await find_welcomed(desk.house, desk.reading, token)


@pytest.mark.parametrize(
    ("name", "post", "code"),
    [
        (" ", Post(Role.STAFF), "required"),
        ("长" * 41, Post(Role.STAFF), "too_long"),
        ("王敏", Post(Role.STAFF), "name_taken"),
        ("周子涵", Post(Role.STAFF, "nowhere"), "unknown_choice"),
        ("周子涵", Post(Role.STAFF, "", "nowhere"), "unknown_choice"),
    ],
)
async def test_an_officer_that_makes_no_sense_is_refused(
    desk: Desk, boss: Officer, name: str, post: Post, code: str
) -> None:
    """Name, department and place are checked against what there is."""
    with pytest.raises((Invalid, Conflict)) as refused:
        async with desk.database.transaction() as work:
            await add_officer(desk.house, work, name, post, actor=by(boss))

    assert refused.value.code == code


async def test_only_administrators_look_after_accounts(
    desk: Desk, officer: Officer, boss: Officer
) -> None:
    """Others may only put themselves on and off duty."""
    actor = by(officer)

    async def refused(work: UnitOfWork) -> list[str]:
        codes = []
        for attempt in (
            add_officer(desk.house, work, "新人", Post(Role.STAFF), actor=actor),
            change_post(desk.house, work, officer.id, Post(Role.HR), actor=actor),
            disable(desk.house, work, boss.id, actor=actor),
            enable(desk.house, work, boss.id, actor=actor),
            set_duty(desk.house, work, boss.id, on_duty=False, actor=actor),
        ):
            with pytest.raises(NotAllowed) as error:
                await attempt
            codes.append(error.value.code)
        return codes

    async with desk.database.transaction() as work:
        codes = await refused(work)
        own = await set_duty(desk.house, work, officer.id, on_duty=False, actor=actor)

    assert (set(codes), own.on_duty) == ({"not_your_right"}, False)


async def test_the_last_administrator_stays(desk: Desk, boss: Officer, officer: Officer) -> None:
    """A desk without administrator could never get one again from the console."""
    for attempt in (
        lambda work: disable(desk.house, work, boss.id, actor=by(boss)),
        lambda work: change_post(desk.house, work, boss.id, Post(Role.STAFF), actor=by(boss)),
    ):
        with pytest.raises(WrongState) as refused:
            async with desk.database.transaction() as work:
                await attempt(work)
        assert refused.value.code == "last_administrator"

    async with desk.database.transaction() as work:
        await change_post(desk.house, work, officer.id, Post(Role.ADMINISTRATOR), actor=by(boss))
        await disable(desk.house, work, boss.id, actor=by(boss))


async def test_a_code_links_a_chat_once(desk: Desk, officer: Officer, boss: Officer) -> None:
    """The chat belongs to whoever showed the newest valid code in it, and to nobody else."""
    async with desk.database.transaction() as work:
        chat = Conversation(
            id=ConversationId(work.new_id()), channel=Channel.TELEGRAM, address="7"
        )
        work.add(chat)
        await link_chat(desk.house, work, await make_link_code(desk.house, work, boss), chat)
        code = await make_link_code(desk.house, work, officer)
        linked = await link_chat(desk.house, work, f" {code.lower()} ", chat)
    with pytest.raises(Invalid):
        async with desk.database.transaction() as work:
            await link_chat(desk.house, work, code, chat)

    assert (len(code), linked.id) == (8, officer.id)
    async with desk.database.transaction() as work:
        former, present = [await work.people.get_officer(o.id) for o in (boss, officer)]
        assert (former.conversation_id, present.conversation_id) == (None, chat.id)
        await unlink_chat(desk.house, work, officer.id)
    assert (await desk.actions())[-3:] == [
        "account:link:success",
        "account:link:success",
        "account:unlink",
    ]


async def test_a_link_code_lasts_ten_minutes(
    desk: Desk, officer: Officer, now: FrozenTime
) -> None:
    """Later, or mistyped, it is refused with the same words."""
    async with desk.database.transaction() as work:
        code = await make_link_code(desk.house, work, officer)
        chat = Conversation(
            id=ConversationId(work.new_id()), channel=Channel.TELEGRAM, address="7"
        )
        work.add(chat)
    now.advance(timedelta(minutes=10))
    for attempt in (code, "ABCDEFGH", ""):
        with pytest.raises(Invalid) as refused:
            async with desk.database.transaction() as work:
                await link_chat(desk.house, work, attempt, chat)
        assert refused.value.code == "link_code_unknown"
