"""Pages go out over real protocols, to servers of the test's own; whatever a provider does, a send ends in time."""

import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from bot.escalations.paging.page_text import PageText
from bot.escalations.paging.transport import AppriseTransport
from bot.protocol import Clinic, Level
from bot.protocol.on_call import OnCall
from bot.records.database import Database
from tests.unit.escalations.paging.conftest import ON_CALL, Clock, MakePager, attempts_of, open_case, pages_of

TEXT = PageText("Urgent: a new case waits for you", "Open it: https://aftercare.example/p/1")


@dataclass
class Mailbox:
    """A mail server's handler; with `refusal` it takes nothing."""

    refusal: str = ""
    mails: list[tuple[list[str], EmailMessage]] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        if self.refusal:
            return self.refusal
        content = message_from_bytes(envelope.content or b"", policy=policy.default)  # type: ignore[arg-type]
        assert isinstance(content, EmailMessage)
        self.mails.append((envelope.rcpt_tos, content))
        return "250 OK"


@contextmanager
def mail_server(mailbox: Mailbox) -> Iterator[str]:
    """The Apprise URL for a recipient on a real SMTP server."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield f"mailto://127.0.0.1:{port}?from=bot@clinic.example&to=nora@clinic.example"
    finally:
        controller.stop()


@contextmanager
def http_server(status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The Apprise URL of a recorder that answers with `status`, and what was posted to it."""
    posted: list[dict[str, Any]] = []

    class Recorder(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(b"a provider's own words")

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    try:
        yield f"json://127.0.0.1:{server.server_port}/secret-path", posted
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


@contextmanager
def silent_server() -> Iterator[str]:
    """The host and port of a server that takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=50) as listening:
        yield f"127.0.0.1:{listening.getsockname()[1]}"


def transport(
    *, say: Callable[[str], None] = lambda _: None, environment: Mapping[str, str] | None = None, longest_s: float = 10
) -> AppriseTransport:
    return AppriseTransport(say=say, environment=environment or {}, longest_s=longest_s)


def test_a_mail_arrives_with_its_subject_and_its_link() -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as url:
        assert transport().send(url, TEXT) is None
    ((recipients, mail),) = mailbox.mails
    assert recipients == ["nora@clinic.example"]
    assert mail["Subject"] == TEXT.subject
    body = mail.get_body(("plain",)) or mail.get_body(("html",))
    assert body is not None
    assert "https://aftercare.example/p/1" in body.get_content()


def test_a_page_is_posted_to_a_web_address_that_stands_in_the_environment() -> None:
    with http_server() as (url, posted):
        assert transport(environment={"NORA_HOOK": url}).send("env:NORA_HOOK", TEXT) is None
    assert [(one["title"], one["message"]) for one in posted] == [(TEXT.subject, TEXT.body)]


def test_the_terminal_shows_the_page() -> None:
    shown: list[str] = []
    assert transport(say=shown.append).send("terminal", TEXT) is None
    assert shown == [f"PAGE {TEXT.body}"]


def test_a_send_that_cannot_be_is_a_code() -> None:
    assert transport().send("env:NOT_THERE", TEXT) == "not_set"
    assert transport().send("carrier-pigeon://roof", TEXT) == "unknown_contact"
    with http_server(status=503) as (url, _):
        assert transport().send(url, TEXT) == "refused"
    with mail_server(Mailbox(refusal="550 no such mailbox")) as url:
        assert transport().send(url, TEXT) == "refused"
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert transport().send(f"json://127.0.0.1:{port}", TEXT) == "refused"


@pytest.mark.parametrize("scheme", ["json://{}", "mailto://{}?from=bot@clinic.example&to=nora@clinic.example"])
def test_a_provider_that_hangs_is_left_in_time(scheme: str) -> None:
    with silent_server() as address:
        began = time.monotonic()
        assert transport(longest_s=0.3).send(scheme.format(address), TEXT) == "timeout"
        assert time.monotonic() - began < 3


def test_a_hundred_hanging_sends_keep_none_to_another_provider_back() -> None:
    sender = transport(longest_s=0.5)
    with silent_server() as address, http_server() as (url, posted):
        hanging = [threading.Thread(target=sender.send, args=(f"json://{address}", TEXT)) for _ in range(100)]
        for each in hanging:
            each.start()
        assert transport().send(url, TEXT) is None
        for each in hanging:
            each.join()
    assert len(posted) == 1


def test_nothing_of_an_address_or_of_a_providers_words_comes_into_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sender = transport()
    with http_server(status=503) as (url, _), mail_server(Mailbox(refusal="550 Marigold is not here")) as mail:
        sender.send(url, TEXT)
        sender.send(mail, TEXT)
        sender.send("carrier-pigeon://key@roof", TEXT)
    ours = "\n".join(one.getMessage() for one in caplog.records if not one.name.startswith("mail"))
    for secret in ("secret-path", "nora@clinic", "Marigold", "provider's own", "roof", "/p/1"):
        assert secret not in ours


def test_a_mail_server_that_refuses_makes_the_pager_post_to_the_next_contact(
    database: Database, clinic: Clinic, clock: Clock, make_pager: MakePager
) -> None:
    with http_server() as (url, posted), mail_server(Mailbox(refusal="451 later")) as mail:
        people = ON_CALL["people"] | {"nora": {"name": "Nora", "contacts": [mail, url]}}
        on_call = OnCall.model_validate(ON_CALL | {"people": people})
        real = clinic.model_copy(update={"on_call": on_call})
        case_id = open_case(database, clinic=real, now=clock.now, level=Level.urgent)
        make_pager(clinic=real, transport=transport()).look()
    (page,) = pages_of(database, case_id)
    assert [one["message"].rpartition("/")[2] for one in posted] == [page.id]
    assert [(one.channel, one.outcome, one.error) for one in attempts_of(database, case_id)] == [
        ("mailto", "failed", "refused"),
        ("json", "sent", None),
    ]
