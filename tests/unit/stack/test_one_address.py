"""Patients and staff share an address and nothing else: each request reaches one side, by its path alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.stack.one_address import OneAddress


def side(name: str) -> ASGIApp:
    """Says its name and the path it was given, whatever is asked."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        response = PlainTextResponse(f"{name} {scope['path']}", headers={"X-Side": name})
        await response(scope, receive, send)

    return app


@pytest.fixture
def client() -> TestClient:
    return TestClient(OneAddress(side("public"), staff=side("staff")))


@pytest.mark.parametrize("path", ["/staff", "/staff/", "/staff/sign-in", "/staff/cases/1", "/staff//x"])
def test_what_is_below_staff_is_the_staffs(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.text, answer.headers["X-Side"]) == (f"staff {path}", "staff"), "the whole path, and nothing else"


@pytest.mark.parametrize(
    "path",
    ["/", "/healthz", "/chat/messages", "/staffed", "/staff.css", "/staff-x/y", "/chat/staff/", "/Staff", "//staff"],
)
def test_everything_else_is_the_patients(client: TestClient, path: str) -> None:
    answer = client.get(f"http://testserver{path}")
    assert (answer.text, answer.headers["X-Side"]) == (f"public {path}", "public")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"])
def test_the_method_changes_nothing(client: TestClient, method: str) -> None:
    assert client.request(method, "/staff/x").headers["X-Side"] == "staff"
    assert client.request(method, "/x").headers["X-Side"] == "public"


@given(path=st.text(st.sampled_from("/stafxX.%"), max_size=12).map(lambda rest: f"/{rest}"))
def test_each_request_reaches_one_side_alone(path: str) -> None:
    reached = asked({"type": "http", "path": path})
    assert reached == ["staff" if path == "/staff" or path.startswith("/staff/") else "public"]


@pytest.mark.parametrize("scope", [{"type": "lifespan"}, {"type": "websocket", "path": "/staff/x"}])
def test_starting_and_stopping_and_what_is_no_request_is_the_public_ones(scope: Scope) -> None:
    assert asked(scope) == ["public"]


def test_only_the_public_one_is_started_and_stopped() -> None:
    lived: list[str] = []

    def app(name: str) -> Starlette:
        @asynccontextmanager
        async def life(_: Starlette) -> AsyncIterator[None]:
            lived.append(f"{name} up")
            yield
            lived.append(f"{name} down")

        return Starlette(lifespan=life)

    with TestClient(OneAddress(app("public"), staff=app("staff"))):
        assert lived == ["public up"]
    assert lived == ["public up", "public down"]


def test_an_error_of_one_side_is_not_passed_to_the_other() -> None:
    reached: list[str] = []
    address = OneAddress(_noting(reached, "public"), staff=_breaking)
    with pytest.raises(ValueError, match="broken"):
        TestClient(address).get("/staff")
    assert reached == []


def asked(scope: Scope) -> list[str]:
    """The sides that the scope reaches."""
    reached: list[str] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(_: Message) -> None:
        """Nobody listens."""

    asyncio.run(OneAddress(_noting(reached, "public"), staff=_noting(reached, "staff"))(scope, receive, send))
    return reached


def _noting(reached: list[str], name: str) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
        reached.append(name)

    return app


async def _breaking(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001
    raise ValueError("broken")
