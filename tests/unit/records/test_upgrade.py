"""What stands in older tables is kept and sealed, nothing old is answered late, and a newer database is left alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, select, text

from bot.conversation.claim import waiting_conversations
from bot.conversation.transcript import read_after
from bot.errors import StartError
from bot.escalations.cases import open_cases
from bot.records.case_models import Report
from bot.records.database import Database, open_database
from bot.records.encryption import Keyring
from bot.records.models import Conversation, Message, Treatment
from bot.records.upgrade import must_be_up_to_date, upgrade_database

AT = datetime(2026, 6, 20, 17, tzinfo=UTC)


@pytest.fixture
def first(database_url: str, keyring: Keyring) -> Iterator[Database]:
    """A database with the first tables."""
    opened = open_database(database_url, keyring=keyring)
    upgrade_database(opened, to="0001")
    yield opened
    opened.close()


def fill(database: Database, *rows: tuple[Any, ...]) -> None:
    with database.engine.begin() as connection:
        for table, *values in rows:
            connection.execute(Table(table, MetaData(), autoload_with=connection).insert().values(values))


def test_what_stands_in_the_first_tables_is_kept_and_sealed(first: Database) -> None:
    fill(
        first,
        ("conversation", "web", AT, {"variant": "rf"}, "c", "clinic"),
        ("message", "c", None, "is it red, Marigold", AT, "m", "clinic"),
        ("reply", "m", 1, "second", [], "v", {}, AT, "r2", "clinic"),
        ("reply", "m", 0, "first", ["Pen"], "v", {}, AT, "r1", "clinic"),
        ("treatment", "c", None, None, "rf", "patient", AT, "t", "clinic"),
    )
    upgrade_database(first)
    entries = read_after(first, conversation_id="c", after=0)
    assert [(each.sequence, each.who, each.text) for each in entries] == [
        (1, "patient", "is it red, Marigold"),
        (2, "bot", "first"),
        (3, "bot", "second"),
    ]
    with first.reading() as session:
        assert session.get_one(Conversation, "c").dialogue == {"variant": "rf"}
        assert session.get_one(Treatment, "t").patient_id == session.get_one(Conversation, "c").patient_id
        sealed = session.execute(text("SELECT text FROM message UNION SELECT dialogue FROM conversation")).scalars()
        assert all(value.startswith("gAAAA") for value in sealed), "a Fernet token begins so"
    assert waiting_conversations(first, now=datetime(2027, 1, 1, tzinfo=UTC)) == []
    assert open_cases(first) == []


def test_an_old_message_without_an_answer_goes_to_staff_and_is_not_answered_late(first: Database) -> None:
    fill(
        first,
        ("conversation", "web", AT, {}, "c", "spa"),
        ("message", "c", "1", "is it red", AT, "m1", "spa"),
        ("message", "c", "2", "I can hardly breathe, Marigold", AT + timedelta(minutes=1), "m2", "spa"),
        ("message", "c", "3", "hello?", AT + timedelta(minutes=2), "m3", "spa"),
        ("reply", "m1", 0, "yes", [], "v", {}, AT, "r1", "spa"),
        ("conversation", "web", AT, {}, "d", "spa"),
        ("message", "d", None, "anyone there", AT, "m4", "spa"),
    )
    upgrade_database(first)
    assert waiting_conversations(first, now=datetime(2027, 1, 1, tzinfo=UTC)) == []
    cases = {case.conversation_id: case for case in open_cases(first)}
    assert set(cases) == {"c", "d"}
    assert {(case.level, case.causes) for case in cases.values()} == {("urgent", ("unanswered",))}
    with first.reading() as session:
        assert set(session.scalars(select(Message.state))) == {"answered"}
        reports = {report.message_id: report for report in session.scalars(select(Report))}
        assert {id_: report.evidence for id_, report in reports.items()} == {
            "m2": {"text": "I can hardly breathe, Marigold"},
            "m3": {"text": "hello?"},
            "m4": {"text": "anyone there"},
        }
        assert {report.clinic_id for report in reports.values()} == {"spa"}
        assert "Marigold" not in str(session.execute(text("SELECT evidence FROM report")).all())


def test_a_dialogue_that_is_null_does_not_stop_the_upgrade(first: Database) -> None:
    fill(first, ("conversation", "web", AT, None, "c", "clinic"))
    upgrade_database(first)
    with first.reading() as session:
        assert session.get_one(Conversation, "c").dialogue == {}


def test_a_database_of_a_newer_version_is_told_and_left_alone(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    for look in (upgrade_database, must_be_up_to_date):
        with pytest.raises(StartError, match=r"newer version of the bot .* 0999"):
            look(database)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == ["0999"]


def test_a_database_of_an_older_version_is_told(first: Database) -> None:
    with pytest.raises(StartError, match="db upgrade"):
        must_be_up_to_date(first)
    upgrade_database(first)
    must_be_up_to_date(first)
