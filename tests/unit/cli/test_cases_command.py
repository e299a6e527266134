"""`cases`: open cases are listed without a word of a patient, and no key is ever made."""

from datetime import datetime

from bot.conversation.opening import open_conversation
from bot.errors import StartError
from bot.escalations.cases import UNANSWERED, report_message
from bot.protocol import load_protocol
from bot.records.models import Message
from bot.settings import PROJECT, Settings
from tests.unit.cli.conftest import Bot, Opens

CLINIC = load_protocol(PROJECT / "data" / "protocol", clinic_file=PROJECT / "data" / "clinic.yml").clinic


def open_a_case(started: Opens, *, now: datetime) -> str:
    with started() as database:
        conversation = open_conversation(database, channel="web", now=now)
        with database.writing() as session:
            message = Message(
                id="m", conversation_id=conversation, channel="web", sequence=1, text="Marigold", received_at=now
            )
            session.add(message)
            session.flush()
            report_message(session, message=message, text="Marigold", why=UNANSWERED, clinic=CLINIC, now=now)
    return conversation


def test_an_open_case_is_shown_without_words(bot: Bot, started: Opens, now: datetime) -> None:
    conversation = open_a_case(started, now=now)
    done = bot("cases")
    assert done.exit_code == 0, done.output
    for shown in ("2026-11-20 17:00", "urgent", "unanswered", conversation):
        assert shown in done.stdout
    assert "Marigold" not in done.output


def test_that_none_is_open_is_said(bot: Bot, started: Opens) -> None:
    with started():
        pass
    assert bot("cases").stdout == "No case is open.\n"


def test_a_lost_key_file_is_asked_for_and_not_made(
    bot: Bot, installation: Settings, started: Opens, now: datetime
) -> None:
    open_a_case(started, now=now)
    kept = installation.key_file.rename(installation.key_file.with_name("kept"))
    refused = bot("cases")
    assert isinstance(refused.exception, StartError)
    assert str(installation.key_file) in str(refused.exception)
    assert not installation.key_file.exists()
    kept.rename(installation.key_file)
    assert "unanswered" in bot("cases").stdout


def test_before_the_first_start_there_is_no_key_and_none_is_made(bot: Bot, installation: Settings) -> None:
    refused = bot("cases")
    assert isinstance(refused.exception, StartError)
    assert "first start" in str(refused.exception)
    assert not installation.key_file.exists()
