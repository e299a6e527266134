"""A pager may die at any point, and several may run at once: a person is called twice rather than never."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.escalations.paging import pager as pager_module
from bot.escalations.paging.claim import LEASE, claim_page, record_attempt
from bot.escalations.paging.due import move_on
from bot.escalations.paging.page_text import PageText
from bot.escalations.paging.pager import Pager
from bot.protocol import Clinic, Level
from bot.records.case_models import Escalation
from bot.records.database import Database
from tests.unit.escalations.paging.conftest import (
    Clock,
    MakePager,
    Providers,
    acknowledge,
    attempts_of,
    case_of,
    open_case,
    pages_of,
)

PATIENCE_S = 30


class Killed(BaseException):
    """The process dies here."""


def killed(_: str) -> str | None:
    raise Killed


def test_what_died_between_sending_and_recording_is_sent_again_when_its_lease_ends(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager, make_pager: MakePager
) -> None:
    open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    providers.before = killed
    with pytest.raises(Killed):
        pager.look()
    providers.before = lambda _: None
    assert providers.take() == ["one://nora"]
    clock.now += LEASE - timedelta(seconds=1)
    make_pager().look()
    assert providers.take() == [], "it may still be sending"
    clock.move(seconds=1)
    make_pager().look()
    assert providers.take() == ["one://nora"]
    assert LEASE.total_seconds() < 60


def test_what_a_dead_pager_left_is_not_sent_once_somebody_has_acknowledged(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager, make_pager: MakePager
) -> None:
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    providers.before = killed
    with pytest.raises(Killed):
        pager.look()
    providers.take()
    acknowledge(database, case_id=case_id, clinic=clinic, now=clock.now)
    clock.now += LEASE
    make_pager().look()
    assert providers.take() == []


def test_a_sender_that_comes_back_after_its_lease_changes_nothing_of_the_other_ones_send(
    database: Database, clinic: Clinic, clock: Clock
) -> None:
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    (page,) = pages_of(database, case_id)
    slow = claim_page(database, page_id=page.id, clinic=clinic, now=clock.now)
    assert slow
    assert claim_page(database, page_id=page.id, clinic=clinic, now=clock.now) is None
    clock.now += LEASE
    quick = claim_page(database, page_id=page.id, clinic=clinic, now=clock.now)
    assert quick
    again = record_attempt(database, claim=slow, error="timeout", clinic=clinic, now=clock.now, chance=0)
    assert not again, "the other one sends it now"
    assert pages_of(database, case_id)[0].lease_until == clock.now + LEASE
    record_attempt(database, claim=quick, error=None, clinic=clinic, now=clock.now, chance=0)
    assert pages_of(database, case_id)[0].state == "sent"
    assert sorted(one.outcome for one in attempts_of(database, case_id)) == ["failed", "sent"]


def test_a_claim_waits_for_an_acknowledgement_that_is_being_committed_and_is_then_refused(
    database: Database, clinic: Clinic, clock: Clock
) -> None:
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    (page,) = pages_of(database, case_id)
    with ThreadPoolExecutor(1) as elsewhere:
        with database.writing() as session:
            session.get_one(Escalation, case_id, with_for_update=True).state = "acknowledged"
            session.flush()
            claiming = elsewhere.submit(claim_page, database, page_id=page.id, clinic=clinic, now=clock.now)
            assert wait([claiming], timeout=0.2).not_done, "it waits"
        assert claiming.result(PATIENCE_S) is None


def test_a_page_that_went_out_while_somebody_acknowledged_is_on_record(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)

    def acknowledge_meanwhile(_: str) -> None:
        acknowledge(database, case_id=case_id, clinic=clinic, now=clock.now)

    providers.before = acknowledge_meanwhile
    pager.look()
    (page,) = pages_of(database, case_id)
    assert (page.state, page.sent_at) == ("void", clock.now)
    assert [one.outcome for one in attempts_of(database, case_id)] == ["sent"]


def test_a_case_that_was_deleted_while_its_page_was_sent_ends_quietly(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)

    def delete(_: str) -> str:
        with database.writing() as session:
            session.delete(session.get_one(Escalation, case_id))
        return "refused"

    providers.before = delete
    pager.look()
    assert providers.take() == ["one://nora"]


def test_eight_pagers_at_once_send_each_page_once(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, make_pager: MakePager
) -> None:
    for _ in range(12):
        open_case(database, clinic=clinic, now=clock.now, level=Level.emergency)
    pagers = [make_pager() for _ in range(8)]
    begin = threading.Barrier(8)

    def look(pager: Pager) -> None:
        begin.wait(PATIENCE_S)
        pager.look()

    with ThreadPoolExecutor(8) as processes:
        list(processes.map(look, pagers))
    links = [(one.contact, one.text.body) for one in providers.sent]
    assert len(links) == len(set(links)) == 24


def test_eight_pagers_at_once_take_each_step_once(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, make_pager: MakePager
) -> None:
    cases = [open_case(database, clinic=clinic, now=clock.now, level=Level.urgent) for _ in range(6)]
    make_pager().look()
    clock.move(minutes=10)
    pagers = [make_pager() for _ in range(8)]
    begin = threading.Barrier(8)

    def look(pager: Pager) -> None:
        begin.wait(PATIENCE_S)
        pager.look()

    with ThreadPoolExecutor(8) as processes:
        list(processes.map(look, pagers))
    # One that met another at a row has left it to that one.
    make_pager().look()
    assert providers.take() == ["one://lee"] * 6 + ["one://nora"] * 6
    assert {case_of(database, case_id).next_step for case_id in cases} == {2}


def test_a_case_that_breaks_keeps_no_other_one_from_being_called(
    database: Database,
    clinic: Clinic,
    clock: Clock,
    providers: Providers,
    pager: Pager,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    broken = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    pager.look()
    providers.take()

    def breaks(database: Database, *, case_id: str, clinic: Clinic, now: datetime) -> None:
        if case_id == broken:
            raise ValueError("Marigold Quince")
        move_on(database, case_id=case_id, clinic=clinic, now=now)

    monkeypatch.setattr(pager_module, "move_on", breaks)
    clock.move(minutes=10)
    pager.look()
    assert providers.take() == ["one://lee"]
    assert "a step of a case could not be taken: ValueError" in caplog.text
    assert "Marigold" not in caplog.text


def test_a_database_that_fails_after_the_send_loses_no_page(
    database: Database,
    clinic: Clinic,
    clock: Clock,
    providers: Providers,
    pager: Pager,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)

    def full() -> AbstractContextManager[Session]:
        raise OperationalError("a statement", None, Exception("the disk is full"))

    def fill_the_disk(_: str) -> None:
        monkeypatch.setattr(database, "writing", full)

    providers.before = fill_the_disk
    pager.look()
    monkeypatch.undo()
    assert "a page could not be sent or written down: OperationalError" in caplog.text
    providers.before = lambda _: None
    clock.now += LEASE
    pager.look()
    assert providers.take() == ["one://nora", "one://nora"]


def test_a_transport_that_raises_is_a_failed_send_with_the_errors_type(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    def raises(contact: str) -> None:
        if contact == "one://nora":
            raise ConnectionError("one://nora:secret")

    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    providers.before = raises
    pager.look()
    assert providers.take() == ["one://nora", "two://nora"]
    assert [(one.channel, one.outcome, one.error) for one in attempts_of(database, case_id)] == [
        ("one", "failed", "ConnectionError"),
        ("two", "sent", None),
    ]


def test_a_provider_that_hangs_keeps_nobody_elses_page_back(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, make_pager: MakePager
) -> None:
    others_are_called, may_end = threading.Event(), threading.Event()

    class Hanging:
        def send(self, contact: str, /, text: PageText) -> str | None:
            if contact == "one://nora":
                assert may_end.wait(PATIENCE_S)
            elif contact == "one://sam":
                others_are_called.set()
            return providers.send(contact, text)

    open_case(database, clinic=clinic, now=clock.now, level=Level.emergency)
    pager = make_pager(transport=Hanging())
    pager.begin_look()
    assert others_are_called.wait(PATIENCE_S)
    others_are_called.clear()
    open_case(database, clinic=clinic, now=clock.now, level=Level.emergency)
    pager.begin_look()
    assert others_are_called.wait(PATIENCE_S), "in a later look too"
    may_end.set()


def test_with_no_room_for_all_emergencies_go_first(
    database: Database,
    clinic: Clinic,
    clock: Clock,
    providers: Providers,
    pager: Pager,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pager_module, "THREADS", 2)
    open_case(database, clinic=clinic, now=clock.now, level=Level.routine)
    open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    clock.move(seconds=1)
    open_case(database, clinic=clinic, now=clock.now, level=Level.emergency)
    pager.look()
    urgency = [one.text.subject.partition(":")[0] for one in providers.sent]
    assert (sorted(urgency[:2]), sorted(urgency[2:])) == (["EMERGENCY"] * 2, ["Routine", "Urgent"])
