"""`python -m bot canary`: it exits 0 only when a call went out, calls nobody else, and leaves nothing that calls on."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.clock import utc_now
from bot.conversation.opening import open_conversation
from bot.conversation.turn import Answerer
from bot.conversation.workers import Workers
from bot.escalations.cases import CANARY, open_cases
from bot.escalations.paging.plan import UNSENT
from bot.escalations.reading.counts import count_cases
from bot.escalations.reading.listing import list_cases
from bot.protocol import load_protocol
from bot.records.base import DEFAULT_CLINIC
from bot.records.case_models import Escalation, Page, PageAttempt
from bot.records.database import Database
from bot.records.encryption import Keyring
from bot.records.models import Conversation, Message
from bot.settings import PROJECT, Settings
from bot.stack.application import application, open_answerer, open_records
from bot.stack.canary import WORDS, Canary
from bot.stack.ports import on_free_ports
from tests.end_to_end.test_command_line import bot, environment

pytestmark = pytest.mark.slow


@dataclass
class Provider:
    """A provider of calls on this machine: what it was sent, and the HTTP status that it answers with."""

    status: int = 200
    sent: list[dict[str, Any]] = field(default_factory=list)
    contact: str = ""


@pytest.fixture
def provider() -> Iterator[Provider]:
    told = Provider()

    class Take(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.sent.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(told.status)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ANN401 - the library's signature
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Take) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        told.contact = f"json://127.0.0.1:{server.server_port}/canary"
        yield told
        server.shutdown()


@dataclass(frozen=True)
class Own:
    """An application of the test's own, without Rasa, whose canary contact is the provider. It has yet to answer."""

    settings: Settings
    database: Database
    keyring: Keyring
    answerer: Answerer
    workers: Workers
    on_the_terminal: list[str]

    def canary(self, *, within_s: float = 20) -> Canary:
        return Canary(self.database, self.keyring, address=self.settings.address, clock=utc_now, within_s=within_s)


@pytest.fixture
def apart(settings: Settings, tmp_path: Path) -> Settings:
    """Settings of a bot that is not up."""
    return on_free_ports(settings.model_copy(update={"data_folder": tmp_path / "own"}))


@pytest.fixture
def own(apart: Settings, provider: Provider, tmp_path: Path) -> Iterator[Own]:
    clinic = (PROJECT / "data" / "clinic.yml").read_text(encoding="utf-8")
    clinic_file = tmp_path / "clinic.yml"
    clinic_file.write_text(
        clinic.replace("on_call:\n", f'on_call:\n  canary: "{provider.contact}"\n'), encoding="utf-8"
    )
    protocol = load_protocol(PROJECT / "data" / "protocol", clinic_file=clinic_file)
    said: list[str] = []
    with ExitStack() as parts:
        database, keyring = parts.enter_context(open_records(apart, say=said.append))
        answerer = parts.enter_context(open_answerer(apart, database=database, protocol=protocol))
        workers = parts.enter_context(application(apart, answerer=answerer, keyring=keyring, say=said.append))
        yield Own(apart, database, keyring, answerer, workers, said)


def run(settings: Settings, *arguments: str) -> tuple[int, str, str]:
    """Exit code, what it said, and its errors, of the command beside a bot with these settings."""
    apart = {f"AFTERCARE_{name}": "" for name in ("KEYS", "DATABASE_URL", "PUBLIC_URL")}
    env = environment(settings, AFTERCARE_DATA_FOLDER=str(settings.data_folder), DATABASE_URL="", **apart)
    done = bot("canary", *arguments, env=env)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def flights(database: Database) -> list[Escalation]:
    """The canary's cases."""
    with database.reading() as session:
        of_canary = select(Escalation).join(Conversation).where(Conversation.channel == CANARY)
        return list(session.scalars(of_canary.order_by(Escalation.opened_at)))


def check_nothing_is_left(database: Database) -> None:
    """Assert that no list shows a canary's case, and that nothing of one waits, is held, or will call anybody."""
    cases = flights(database)
    ids = {case.id for case in cases}
    assert all(case.synthetic and (case.state, case.outcome) == ("resolved", "test") for case in cases)
    assert all((case.next_page_at, case.act_by) == (None, None) for case in cases)
    assert not {case.conversation_id for case in cases} & {case.conversation_id for case in open_cases(database)}
    with database.reading() as session:
        for which in ("open", "unassigned", "resolved"):
            shown = list_cases(session, clinic_id=DEFAULT_CLINIC, now=utc_now(), which=which)
            assert not ids & {row.id for row in shown.rows}
        unsent = select(Page.id).where(Page.escalation_id.in_(ids), Page.state.in_(UNSENT))
        assert session.scalars(unsent).all() == []
        for conversation in session.scalars(select(Conversation).where(Conversation.channel == CANARY)):
            assert conversation.deleted_at
            assert (conversation.lease_token, conversation.unclear_at) == (None, None)
            waiting = select(Message.id).where(Message.conversation_id == conversation.id, Message.state == "waiting")
            assert session.scalars(waiting).all() == []


def test_a_red_flag_arrives_and_leaves_no_case_in_the_lists(settings: Settings, running_bot: Answerer) -> None:
    before = len(flights(running_bot.database))
    code, said, errors = run(settings)
    assert code == 0, errors
    assert said.startswith("The call went out after ")
    check_nothing_is_left(running_bot.database)
    cases = flights(running_bot.database)
    assert len(cases) == before + 1
    with running_bot.database.reading() as session:
        attempts = session.execute(
            select(PageAttempt.channel, PageAttempt.outcome).join(Page).where(Page.escalation_id == cases[-1].id)
        ).all()
    assert [tuple(one) for one in attempts] == [("terminal", "sent")]


def test_a_contact_that_fails_is_told_with_exit_code_1_and_one_that_is_mended_is_called_alone(
    own: Own, provider: Provider
) -> None:
    provider.status = 500
    code, said, errors = run(own.settings, "--within", "3")
    assert code == 1
    assert "NOBODY WOULD HAVE BEEN CALLED: after 3 s a case was opened, but its call did not go out." in errors
    assert "The call went out" not in said
    check_nothing_is_left(own.database)
    tried = len(provider.sent)
    assert tried >= 1
    provider.status = 200
    code, said, errors = run(own.settings)
    assert (code, errors) == (0, "")
    assert len(provider.sent) == tried + 1
    assert not any(word in json.dumps(provider.sent[-1]) for word in ("pus", "cheek", WORDS))
    assert not any("PAGE" in line for line in own.on_the_terminal), "a person was called"
    check_nothing_is_left(own.database)


def test_a_bot_that_is_stopped_is_told_with_exit_code_1(apart: Settings) -> None:
    with open_records(apart, say=lambda _: None) as (database, _):
        code, said, errors = run(apart)
        assert code == 1
        assert f"The bot at {apart.address} cannot be reached (ConnectError)." in errors
        assert said == ""
        assert flights(database) == []
        check_nothing_is_left(database)


def test_a_bot_that_never_was_started_is_told_with_exit_code_1(apart: Settings) -> None:
    code, said, errors = run(apart)
    assert code == 1
    assert "The call went out" not in said
    assert errors.strip()


def test_a_turn_that_comes_after_the_flight_opens_no_case(own: Own) -> None:
    """The message was not answered while the canary flew: Rasa was slow, or the workers had not begun."""
    own.canary().fly()
    check_nothing_is_left(own.database)
    own.workers.begin()
    own.workers.take_up()
    own.answerer.raise_unclear()
    assert len(flights(own.database)) == 1
    check_nothing_is_left(own.database)


def test_a_turn_that_is_under_way_when_the_flight_ends_opens_no_case(own: Own) -> None:
    with _flying(own) as conversation_id:
        claim = own.answerer.receive(conversation_id=conversation_id, channel="web", external_id=None, text=WORDS).claim
        assert claim
    own.answerer.answer(claim)
    assert len(flights(own.database)) == 1
    check_nothing_is_left(own.database)


def test_what_a_flight_that_was_killed_left_is_closed_by_the_next_one(own: Own) -> None:
    hours_ago = utc_now() - timedelta(hours=1)
    killed = open_conversation(own.database, channel=CANARY, now=hours_ago)
    own.answerer.receive(conversation_id=killed, channel="web", external_id=None, text=WORDS, may_claim=False)
    [left] = flights(own.database)
    assert left.state == "open"
    own.canary().fly()
    assert len(flights(own.database)) == 2
    check_nothing_is_left(own.database)


def test_no_number_counts_a_canary_that_flies(own: Own) -> None:
    with _flying(own) as conversation_id, own.database.reading() as session:
        own.answerer.receive(conversation_id=conversation_id, channel="web", external_id=None, text=WORDS)
        assert [case.state for case in flights(own.database)] == ["open"]
        assert count_cases(session, clinic_id=DEFAULT_CLINIC).open == 0


@contextmanager
def _flying(own: Own) -> Iterator[str]:
    """The conversation of a flight that ends with the block, by what ends each."""
    conversation_id = open_conversation(own.database, channel=CANARY, now=utc_now())
    yield conversation_id
    own.canary()._close(conversation_id)
