"""The stream of changes: one look for all streams, none without a stream, and an end to every one of them."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient
from starlette.types import Message

from bot.escalations.acts.acknowledge import acknowledge
from bot.escalations.acts.act import Actor
from bot.records.base import DEFAULT_CLINIC
from bot.records.case_models import Escalation
from bot.staff.accounts.member import Member
from bot.staff.inbox import events
from bot.staff.inbox.marks import mark_of
from bot.staff.inbox.watch import Watch
from tests.unit.escalations.reading.conftest import Clinic
from tests.unit.staff.conftest import Desk

SOON_S = 5


def mark(clinic: Clinic) -> str:
    with clinic.database.reading() as session:
        return mark_of(session, clinic_id=DEFAULT_CLINIC)


def test_the_mark_changes_with_every_change_that_is_shown_and_with_nothing_else(
    clinic: Clinic, desk: Desk, nora: Member
) -> None:
    marks = [mark(clinic)]
    case = clinic.case()
    marks.append(mark(clinic))
    clinic.says(case, "and it hurts")
    with clinic.database.writing() as session:
        session.execute(update(Escalation).values(level="emergency"))
    marks.append(mark(clinic))
    actor = Actor(nora.id, nora.name, nora.clinic_id)
    acknowledge(clinic.database, case_id=case, staff=actor, protocol=desk.side.protocol, now=clinic.now)
    marks.append(mark(clinic))
    with clinic.database.writing() as session:
        session.execute(update(Escalation).values(assignee_id=nora.id))
    marks.append(mark(clinic))
    with clinic.database.writing() as session:
        session.execute(update(Escalation).values(state="resolved", resolved_at=clinic.now))
    marks.append(mark(clinic))
    assert marks[-1] == marks[0]
    assert len(set(marks)) == len(marks) - 1
    clinic.case(clinic_id="another")
    clinic.case(synthetic=True)
    assert mark(clinic) == marks[0]


class Looks:
    """A mark that the test changes; counts who looks at it."""

    def __init__(self) -> None:
        self.mark = "a"
        self.count = 0
        self.error: Exception | None = None

    def __call__(self) -> str:
        self.count += 1
        if self.error:
            raise self.error
        return self.mark


async def until(what: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON_S):
        while not what():
            await asyncio.sleep(0)


def test_many_streams_hear_of_a_change_by_one_look() -> None:
    async def play() -> None:
        looks = Looks()
        watch = Watch(looks, every_s=0)
        async with AsyncExitStack() as stack:
            heard = [await stack.enter_async_context(watch.listen()) for _ in range(50)]
            assert all(each.woken.is_set() for each in heard), "what came before it listened is heard"
            for each in heard:
                each.woken.clear()
            await until(lambda: looks.count >= 3)
            assert not any(each.woken.is_set() for each in heard)
            before, looks.mark = looks.count, "b"
            await until(lambda: all(each.woken.is_set() for each in heard))
            assert looks.count - before <= 2
        assert not watch.running
        assert watch.listeners == 0

    asyncio.run(play())


def test_nobody_looks_once_the_last_stream_was_killed_and_the_next_one_is_served() -> None:
    async def play() -> None:
        watch = Watch(Looks(), every_s=0)

        async def stream() -> None:
            async with watch.listen():
                await asyncio.Event().wait()

        killed = [asyncio.create_task(stream()) for _ in range(20)]
        await until(lambda: watch.listeners == 20)
        for each in killed:
            each.cancel()
        await asyncio.gather(*killed, return_exceptions=True)
        assert (watch.running, watch.listeners) == (False, 0)
        async with watch.listen() as listener:
            await until(lambda: watch.running)
            assert not listener.ended

    asyncio.run(play())
    asyncio.run(play())


def test_streams_end_when_the_records_cannot_be_read() -> None:
    async def play() -> None:
        looks = Looks()
        watch = Watch(looks, every_s=0)
        async with watch.listen() as listener:
            looks.error = OperationalError("", {}, Exception())
            await until(lambda: listener.ended)
            assert listener.woken.is_set()
        looks.error = None
        async with watch.listen() as listener:
            count = looks.count
            await until(lambda: looks.count > count)
            assert not listener.ended

    asyncio.run(play())


class Line:
    """A browser's connection: hands in a request, keeps what comes, and hangs up when the test says."""

    def __init__(self) -> None:
        self.gone = asyncio.Event()
        self.sent: list[Message] = []
        self.asked = False

    async def receive(self) -> Message:
        if not self.asked:
            self.asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    @property
    def body(self) -> bytes:
        return b"".join(each.get("body", b"") for each in self.sent)

    @property
    def ended(self) -> bool:
        return bool(self.sent) and self.sent[-1]["type"] == "http.response.body" and not self.sent[-1].get("more_body")


def scope(browser: TestClient) -> dict[str, object]:
    cookies = "; ".join(f"{each.name}={each.value}" for each in browser.cookies.jar)
    return {
        "type": "http",
        "method": "GET",
        "path": "/staff/events",
        "root_path": "",
        "scheme": "https",
        "query_string": b"",
        "server": ("staff.example", 443),
        "client": ("192.0.2.1", 5000),
        "headers": [(b"cookie", cookies.encode()), (b"accept", b"text/event-stream"), (b"host", b"staff.example")],
    }


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "ALIVE_EVERY_S", 0.01)


def test_a_stream_tells_of_a_change_without_a_word_of_it_and_ends_with_its_page(
    clinic: Clinic, browser: TestClient, desk: Desk
) -> None:
    async def play() -> None:
        page = Line()
        served = asyncio.create_task(desk.app(scope(browser), page.receive, page.send))
        await until(lambda: page.body.count(b"event: changed") == 1)
        await asyncio.to_thread(clinic.case, name="Marigold", text="yellow pus")
        await until(lambda: page.body.count(b"event: changed") == 2)
        assert set(page.body.split(b"\n\n")) == {b"event: changed\ndata: ", b""}
        page.gone.set()
        await served
        assert desk.app.state.inbox_watch.listeners == 0
        assert not desk.app.state.inbox_watch.running

    asyncio.run(play())


def test_a_stream_shows_that_it_lives_and_ends_with_the_session(
    quick: None,  # noqa: ARG001
    browser: TestClient,
    desk: Desk,
) -> None:
    async def play() -> None:
        page = Line()
        served = asyncio.create_task(desk.app(scope(browser), page.receive, page.send))
        await until(lambda: page.body.count(b"event: alive") >= 2)
        desk.clock.move(timedelta(minutes=15))
        async with asyncio.timeout(SOON_S):
            await served
        assert page.ended

    asyncio.run(play())


def test_a_server_that_stops_ends_every_stream(browser: TestClient, desk: Desk) -> None:
    async def play() -> None:
        page = Line()
        served = asyncio.create_task(desk.app(scope(browser), page.receive, page.send))
        await until(lambda: b"changed" in page.body)
        events.end_streams(desk.app)
        async with asyncio.timeout(SOON_S):
            await served
        assert page.ended

    asyncio.run(play())


def test_one_stream_too_many_is_refused(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "MOST_STREAMS", 0)
    answer = browser.get("/staff/events", headers={"Accept": "text/event-stream"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


def test_a_session_that_has_its_streams_is_refused_more_and_hinders_nobody_else(
    browser: TestClient, desk: Desk
) -> None:
    desk.add("ben@clinic.example", name="Ben")
    other = desk.signed_in("ben@clinic.example", client="192.0.2.2")

    async def play() -> None:
        pages = [Line() for _ in range(events.MOST_OF_A_SESSION + 3)]
        served = [asyncio.create_task(desk.app(scope(browser), page.receive, page.send)) for page in pages]
        await until(lambda: all(page.sent for page in pages))
        status = [page.sent[0]["status"] for page in pages]
        assert (status.count(200), status.count(503)) == (events.MOST_OF_A_SESSION, 3)
        colleague, later = Line(), Line()
        served.append(asyncio.create_task(desk.app(scope(other), colleague.receive, colleague.send)))
        await until(lambda: b"changed" in colleague.body)
        pages[status.index(200)].gone.set()
        await served[status.index(200)]
        served.append(asyncio.create_task(desk.app(scope(browser), later.receive, later.send)))
        await until(lambda: b"changed" in later.body)
        events.end_streams(desk.app)
        async with asyncio.timeout(SOON_S):
            await asyncio.gather(*served)

    asyncio.run(play())


def test_a_stream_is_for_those_who_are_signed_in(desk: Desk) -> None:
    assert desk.browser().get("/staff/events", headers={"Accept": "text/event-stream"}).status_code == 401
