"""Closed clinics, absent pagers, late promises, people who left: who is called then, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.escalations.paging.pager import Pager
from bot.protocol import Clinic, Level
from bot.protocol.on_call import Override
from bot.records.case_models import Escalation
from bot.records.database import Database
from tests.unit.escalations.paging.conftest import (
    Clock,
    MakePager,
    Providers,
    case_of,
    change,
    events_of,
    open_case,
    pages_of,
)


def test_a_routine_case_waits_for_opening_time_and_an_urgent_one_does_not(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    clock.now = datetime(2026, 11, 22, 8, tzinfo=UTC)  # Sunday, 3 in the morning in New York
    open_case(database, clinic=clinic, now=clock.now, level=Level.routine)
    pager.look()
    assert providers.take() == []
    assert pager.oldest_undelivered_s() is None
    open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    pager.look()
    assert providers.take() == ["one://nora"]
    change_all_to_resolved_but_routine(database)
    clock.now = datetime(2026, 11, 23, 13, 59, 59, tzinfo=UTC)
    pager.look()
    assert providers.take() == []
    clock.move(seconds=1)
    pager.look()
    assert providers.take() == ["one://nora"]


def change_all_to_resolved_but_routine(database: Database) -> None:
    with database.writing() as session:
        for case in session.scalars(select(Escalation).where(Escalation.level != Level.routine)):
            case.state, case.next_page_at = "resolved", None


def test_a_routine_page_that_failed_until_the_clinic_closed_waits_for_the_morning(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    clock.now = datetime(2026, 11, 23, 22, 59, 50, tzinfo=UTC)  # Monday, ten seconds before closing
    open_case(database, clinic=clinic, now=clock.now, level=Level.routine)
    providers.before = lambda _: "refused"
    pager.look()
    assert providers.take() == ["one://nora", "two://nora"]
    clock.move(seconds=30)
    pager.look()
    assert providers.take() == []
    assert pager.oldest_undelivered_s() is None
    clock.now = datetime(2026, 11, 24, 14, tzinfo=UTC)
    pager.look()
    assert providers.take() == ["one://nora", "two://nora"]


def test_a_pager_that_was_away_calls_everybody_whose_step_has_come_once(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    clock.move(hours=3)
    assert pager.oldest_undelivered_s() == 3 * 3600
    pager.look()
    assert providers.take() == ["one://lee", "one://nora", "one://sam"]
    assert case_of(database, case_id).next_page_at == clock.now + timedelta(minutes=10)


def test_a_promise_that_will_be_broken_is_told_once_and_calls_the_next_people_at_once(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, make_pager: MakePager
) -> None:
    told: list[str] = []

    def on_late(_: Session, case: Escalation) -> None:
        told.append(case.id)

    pager = make_pager(on_late=on_late)
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    change(database, case_id, promised_at=clock.now + timedelta(minutes=7))
    pager.look()
    assert (told, providers.take()) == ([], ["one://nora"])
    clock.move(minutes=5)
    pager.look()
    pager.look()
    assert (told, providers.take()) == ([case_id], ["one://lee"])
    assert case_of(database, case_id).late_told_at == clock.now
    assert events_of(database, case_id) == ["promise_late"]
    clock.move(minutes=5)
    pager.look()
    assert (told, providers.take()) == ([case_id], ["one://sam"]), "somebody is called at each time of the ladder"


def test_an_answered_case_has_no_late_promise(
    database: Database, clinic: Clinic, clock: Clock, make_pager: MakePager
) -> None:
    told: list[str] = []
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    change(database, case_id, promised_at=clock.now, answered_at=clock.now)
    make_pager(on_late=lambda _, case: told.append(case.id)).look()
    assert told == []


def test_a_patient_who_cannot_be_told_keeps_nobody_from_being_called(
    database: Database,
    clinic: Clinic,
    clock: Clock,
    providers: Providers,
    make_pager: MakePager,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(_: Session, __: Escalation) -> None:
        raise ValueError("Marigold Quince")

    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    change(database, case_id, promised_at=clock.now)
    make_pager(on_late=broken).look()
    assert providers.take() == ["one://nora"]
    assert case_of(database, case_id).late_told_at is None, "it is tried again"
    assert "a patient could not be told of a delay: ValueError" in caplog.text
    assert "Marigold" not in caplog.text


def test_an_open_case_without_a_next_call_is_called_all_the_same(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    pager.look()
    providers.take()
    change(database, case_id, next_page_at=None)
    pager.look()
    assert providers.take() == ["one://lee"]
    assert case_of(database, case_id).next_page_at is not None


def test_somebody_who_no_longer_stands_in_the_clinics_file_is_passed_over(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, make_pager: MakePager
) -> None:
    open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    left = {person: entry for person, entry in clinic.on_call.people.items() if person != "nora"}
    without = clinic.model_copy(update={"on_call": clinic.on_call.model_copy(update={"people": left})})
    make_pager(clinic=without).look()
    assert providers.take() == ["one://lee"]


def test_who_is_called_follows_the_rota_of_that_moment(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, make_pager: MakePager
) -> None:
    swap = Override.model_validate(
        {"from": "2026-11-20 12:05", "to": "2026-11-20 13:00", "duty": "second", "person": "sam"}
    )
    swapped = clinic.model_copy(update={"on_call": clinic.on_call.model_copy(update={"overrides": (swap,)})})
    pager = make_pager(clinic=swapped)
    open_case(database, clinic=swapped, now=clock.now, level=Level.urgent)
    pager.look()
    clock.move(minutes=10)
    pager.look()
    assert providers.take() == ["one://nora", "one://sam"]


def test_a_routine_case_whose_hours_a_pager_has_missed_gets_no_page_until_the_clinic_opens_again(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    clock.now = datetime(2026, 11, 23, 8, tzinfo=UTC)  # Monday, before opening
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.routine)
    clock.move(hours=20)
    pager.look()
    assert (pages_of(database, case_id), providers.take()) == ([], [])
    assert case_of(database, case_id).next_page_at == datetime(2026, 11, 24, 14, tzinfo=UTC)
