"""Who has seen a case and whose it is: nobody is called any more, and of two who take it at once one gets it."""

import threading
from datetime import timedelta

import pytest

from bot.escalations.acts import (
    AlreadyTakenError,
    NotFoundError,
    ReopenFirstError,
    acknowledge,
    hand,
    note,
    resolve,
    take,
)
from bot.records.staff_models import Staff
from tests.unit.escalations.acts.conftest import Desk


def test_an_open_case_calls_until_somebody_acknowledges(desk: Desk) -> None:
    before = desk.case()
    assert (before.state, before.level) == ("open", "urgent")
    assert before.next_page_at is not None
    assert desk.unsent_pages()

    assert acknowledge(desk.database, **desk.by(desk.ana))

    case = desk.case()
    assert (case.state, case.acknowledged_by, case.acknowledged_at) == ("acknowledged", desk.ana.id, desk.clock.now)
    assert case.next_page_at is None
    assert desk.unsent_pages() == []
    assert case.act_by == desk.clock.now + timedelta(minutes=30), "urgent: half an hour to do something"
    assert desk.kinds() == ["opened", "acknowledged"]
    assert desk.audited() == [("acknowledged", desk.ana.id)]


def test_the_first_to_acknowledge_stands(desk: Desk) -> None:
    acknowledge(desk.database, **desk.by(desk.ana))
    first = desk.case()
    desk.move(minutes=5)
    assert not acknowledge(desk.database, **desk.by(desk.ben))
    again = desk.case()
    assert (again.acknowledged_by, again.act_by) == (first.acknowledged_by, first.act_by)
    assert len(desk.audited()) == 1


def test_taking_acknowledges_and_is_said_once(desk: Desk) -> None:
    take(desk.database, **desk.by(desk.ana))
    take(desk.database, **desk.by(desk.ana))
    assert (desk.case().state, desk.case().assignee_id) == ("acknowledged", desk.ana.id)
    assert desk.kinds() == ["opened", "acknowledged", "took"]


def test_of_many_who_take_at_once_one_gets_it_and_the_others_hear_who(desk: Desk) -> None:
    together = threading.Barrier(8)
    refusals: list[str] = []
    winners: list[str] = []

    def grab(number: int) -> None:
        staff = (desk.ana, desk.ben)[number % 2]
        together.wait()
        try:
            take(desk.database, **desk.by(staff))
        except AlreadyTakenError as error:
            refusals.append(error.name)
        else:
            winners.append(staff.name)

    threads = [threading.Thread(target=grab, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(winners) == len(refusals) == 4, "each of the four of one colleague, none of the other's"
    assert len(set(winners)) == 1
    assert set(refusals) == set(winners)
    assert desk.kinds().count("took") == 1


def test_handing_gives_it_on_and_moves_the_time_to_act(desk: Desk) -> None:
    take(desk.database, **desk.by(desk.ana))
    desk.move(minutes=20)
    hand(desk.database, **desk.by(desk.ana), to=desk.ben.id)
    case = desk.case()
    assert case.assignee_id == desk.ben.id
    assert case.act_by == desk.clock.now + timedelta(minutes=30)
    assert desk.details("handed") == {"from": desk.ana.id, "to": desk.ben.id}
    with pytest.raises(AlreadyTakenError, match="Ben"):
        take(desk.database, **desk.by(desk.ana))


def test_a_case_is_handed_to_staff_of_the_clinic_only(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        hand(desk.database, **desk.by(desk.ana), to="nobody")
    assert desk.case().state == "open", "a refused act changes nothing"
    assert desk.kinds() == ["opened"]


def test_the_case_of_a_colleague_who_has_left_can_be_taken(desk: Desk) -> None:
    take(desk.database, **desk.by(desk.ana))
    with desk.database.writing() as session:
        session.get_one(Staff, desk.ana.id).disabled_at = desk.clock.now
    with pytest.raises(NotFoundError):
        hand(desk.database, **desk.by(desk.ben), to=desk.ana.id)
    take(desk.database, **desk.by(desk.ben))
    assert desk.case().assignee_id == desk.ben.id


def test_a_resolved_case_is_not_taken_or_handed(desk: Desk) -> None:
    resolve(desk.database, **desk.by(desk.ana), outcome="called", judgement="right")
    with pytest.raises(ReopenFirstError):
        take(desk.database, **desk.by(desk.ana))
    with pytest.raises(ReopenFirstError):
        hand(desk.database, **desk.by(desk.ana), to=desk.ben.id)
    assert not acknowledge(desk.database, **desk.by(desk.ana))
    note(desk.database, **desk.by(desk.ana), text="The lab called back.")
    assert desk.case().state == "resolved"
