"""People are called step by step until somebody acknowledges, and again when nothing is done: on both databases."""

from datetime import datetime, timedelta
from itertools import pairwise

from bot.escalations.paging.pager import Pager
from bot.escalations.paging.plan import begin_ladder, raise_ladder
from bot.protocol import Clinic, Level
from bot.records.case_models import Escalation
from bot.records.database import Database
from tests.unit.escalations.paging.conftest import (
    Clock,
    MakePager,
    Providers,
    acknowledge,
    case_of,
    change,
    events_of,
    open_case,
    pages_of,
)


def test_the_first_page_stands_in_the_transaction_of_the_case(
    database: Database, clinic: Clinic, now: datetime
) -> None:
    case_id = open_case(database, clinic=clinic, now=now, level=Level.emergency)
    assert [(page.person, page.state, page.due_at) for page in pages_of(database, case_id)] == [
        ("nora", "pending", now),
        ("sam", "pending", now),
    ]


def test_an_urgent_case_calls_each_step_at_its_time_and_the_last_one_again_and_again(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    called = {}
    for minute in range(62):
        pager.look()
        if contacts := providers.take():
            called[minute] = contacts
        clock.move(minutes=1)
    everybody = ["one://lee", "one://nora", "one://sam"]
    assert called == {
        0: ["one://nora"],
        10: ["one://lee"],
        20: ["one://sam"],
        30: everybody,
        40: everybody,
        50: everybody,
        60: everybody,
    }


def test_nobody_is_called_twice_by_looking_twice(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager, make_pager: MakePager
) -> None:
    open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    pager.look()
    pager.look()
    make_pager().look()
    assert providers.take() == ["one://nora"]


def test_a_failed_send_goes_to_the_next_contact_in_the_same_look(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    providers.before = lambda contact: "refused" if contact.startswith("one") else None
    pager.look()
    assert providers.take() == ["one://nora", "two://nora"]
    assert [page.state for page in pages_of(database, case_id)] == ["sent"]
    assert pager.oldest_undelivered_s() is None


def test_when_all_contacts_of_a_step_fail_the_next_people_are_called_at_once(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    providers.before = lambda contact: "refused" if contact.endswith("nora") else None
    pager.look()
    assert providers.take() == ["one://lee", "one://nora", "two://nora"]
    assert pager.oldest_undelivered_s() == 0.0
    clock.move(seconds=5)
    pager.look()
    assert providers.take() == ["one://nora", "two://nora"], "who was not reached is tried again"
    assert pager.oldest_undelivered_s() == 5.0


def test_with_every_provider_down_each_person_is_tried_again_within_a_minute_and_not_all_the_time(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    opened_at = clock.now
    open_case(database, clinic=clinic, now=opened_at, level=Level.urgent)
    providers.before = lambda _: "refused"
    tried: dict[str, list[datetime]] = {}
    for _ in range(20 * 60 // 5):
        pager.look()
        for one in providers.sent:
            tried.setdefault(one.contact, []).append(one.at)
        providers.sent.clear()
        clock.move(seconds=5)
    assert tried.keys() == {"one://nora", "two://nora", "one://lee", "two://lee", "one://sam"}
    for times in tried.values():
        assert times[0] == opened_at
        gaps = [later - earlier for earlier, later in pairwise(times)]
        assert max(gaps) <= timedelta(seconds=60)
        assert len(gaps) < 60
    assert pager.oldest_undelivered_s() is not None


def test_no_page_is_sent_after_the_acknowledgement_also_not_by_the_next_contact(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)

    def acknowledged_meanwhile(_: str) -> str:
        acknowledge(database, case_id=case_id, clinic=clinic, now=clock.now)
        return "refused"

    providers.before = acknowledged_meanwhile
    pager.look()
    clock.move(minutes=25)
    pager.look()
    assert providers.take() == ["one://nora"]
    assert [page.state for page in pages_of(database, case_id)] == ["void"]
    assert pager.oldest_undelivered_s() is None


def test_an_acknowledgement_that_forgot_the_pages_stops_them_too(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.emergency)
    change(database, case_id, state="resolved", next_page_at=None)
    pager.look()
    assert providers.take() == []
    assert {page.state for page in pages_of(database, case_id)} == {"void"}


def test_acknowledged_and_nothing_done_begins_again(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    pager.look()
    providers.take()
    clock.move(minutes=2)
    until = acknowledge(database, case_id=case_id, clinic=clinic, now=clock.now)
    clock.now = until - timedelta(seconds=1)
    pager.look()
    assert providers.take() == []
    clock.now = until
    pager.look()
    assert [one.text.subject for one in providers.sent] == ["Urgent: a case still waits for an answer"]
    assert providers.take() == ["one://nora"]
    case = case_of(database, case_id)
    assert (case.state, case.ladder_round, case.acknowledged_at, case.acknowledged_by, case.act_by) == (
        "open",
        1,
        None,
        None,
        None,
    )
    assert events_of(database, case_id) == ["not_acted"]
    clock.move(minutes=10)
    pager.look()
    assert providers.take() == ["one://lee"], "the new ladder has its own times"


def test_a_worse_report_calls_anew_also_where_somebody_had_acknowledged(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    pager.look()
    acknowledge(database, case_id=case_id, clinic=clinic, now=clock.now)
    providers.take()
    clock.move(minutes=3)
    with database.writing() as session:
        case = session.get_one(Escalation, case_id)
        case.level = Level.emergency
        raise_ladder(session, case=case, clinic=clinic, now=clock.now)
    pager.look()
    assert {one.text.subject for one in providers.sent} == {"EMERGENCY: a case became worse and waits for you"}
    assert providers.take() == ["one://nora", "one://sam"]


def test_a_case_that_is_reopened_is_called_again_in_a_new_round(
    database: Database, clinic: Clinic, clock: Clock, providers: Providers, pager: Pager
) -> None:
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.urgent)
    pager.look()
    providers.take()
    change(database, case_id, state="resolved", next_page_at=None)
    clock.move(days=1)
    with database.writing() as session:
        case = session.get_one(Escalation, case_id)
        case.state = "open"
        begin_ladder(session, case=case, clinic=clinic, now=clock.now)
    pager.look()
    assert providers.take() == ["one://nora"]
    assert [page.round for page in pages_of(database, case_id)] == [0, 1]
