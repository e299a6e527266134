"""Nothing of a patient comes into a page, a subject, an attempt or the log; nothing of a contact does into the log."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.opening import open_conversation
from bot.escalations.paging.contacts import channel_of
from bot.escalations.paging.page_text import page_text
from bot.protocol import Clinic, Level
from bot.records.case_models import Escalation, Report
from bot.records.database import Database
from bot.records.models import Conversation, Message, Patient
from tests.unit.escalations.paging.conftest import Clock, MakePager, Providers, attempts_of, open_case

NAME, NUMBER, WORDS = "Marigold Quince", "+1 555 0142", "yellow zebra fluid behind my ear"


def write_patient(database: Database, conversation: str, *, clock: Clock) -> None:
    with database.writing() as session:
        thread = session.get_one(Conversation, conversation)
        patient = session.get_one(Patient, thread.patient_id)
        patient.name, patient.phone = NAME, NUMBER
        message = Message(
            id="m", conversation_id=conversation, channel="web", sequence=1, text=WORDS, received_at=clock.now
        )
        session.add(message)


def test_a_patients_words_name_and_number_stay_inside(
    database: Database,
    clinic: Clinic,
    clock: Clock,
    providers: Providers,
    make_pager: MakePager,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    conversation = open_conversation(database, channel="web", now=clock.now)
    write_patient(database, conversation, clock=clock)
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent, conversation=conversation)
    with database.writing() as session:
        case = session.get_one(Escalation, case_id)
        case.promised_at = clock.now
        evidence = {"text": WORDS}
        session.add(
            Report(
                escalation_id=case_id,
                message_id="m",
                cause="signs",
                level=Level.urgent,
                flags=["infection"],
                evidence=evidence,
                reported_at=clock.now,
            )
        )

    def broken_in_the_providers_words(contact: str) -> None:
        raise ValueError(f"{contact} {NAME} {WORDS}")

    def broken_in_the_patients_words(*_: object) -> None:
        raise ValueError(f"{NAME} {NUMBER} {WORDS}")

    providers.before = broken_in_the_providers_words
    make_pager(on_late=broken_in_the_patients_words).look()
    assert len(providers.sent) == 3 + 2, "one after the other, since none of them could be reached"
    known = (conversation, case_id, NAME, *NAME.split(), NUMBER, "0142", WORDS, "zebra", "infection")
    pages = "\n".join(f"{one.text.subject}\n{one.text.body}" for one in providers.sent)
    attempts = "\n".join(f"{one.channel} {one.error}" for one in attempts_of(database, case_id))
    logged = "\n".join((caplog.text, *(str(one.args) for one in caplog.records)))
    for secret in known:
        assert secret not in pages
        assert secret not in attempts
        assert secret not in logged
    assert "://" not in attempts
    assert "one://" not in logged


def test_a_page_is_the_same_for_every_patient() -> None:
    text = page_text(level=Level.emergency, kind="new", link="https://x.example/p/1")
    assert text.subject == "EMERGENCY: a new case waits for you"
    assert text.body == (
        "EMERGENCY: a new case waits for you.\nOpen it, or others are called too: https://x.example/p/1"
    )


@given(st.text(max_size=80))
def test_the_channel_on_record_never_holds_an_address(rest: str) -> None:
    assert channel_of(f"mailtos://{rest}") == "mailtos"
    assert channel_of("terminal") == "terminal"
    assert channel_of("env:LEE_SMS") == "env:LEE_SMS"
    assert channel_of("no-scheme-but-a-secret") == "unknown"
