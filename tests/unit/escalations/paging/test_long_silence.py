"""However long nobody is reached, health keeps telling of it, and a ladder of long ago holds nothing up."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.escalations.paging.pager import Pager
from bot.protocol import Clinic, Level
from bot.records.case_models import Escalation
from bot.records.database import Database
from tests.unit.escalations.paging.conftest import Clock, Providers, open_case, pages_of


def test_a_new_step_makes_nobody_younger_who_was_never_reached(
    database: Database, clinic: Clinic, make_pager: Callable[..., Pager], providers: Providers, clock: Clock
) -> None:
    providers.before = lambda _: "refused"
    open_case(database, clinic=clinic, now=clock.now, level=Level.emergency)
    pager, began = make_pager(), clock.now
    while clock.now < began + timedelta(minutes=30):
        pager.look()
        clock.move(seconds=30)
    assert (pager.oldest_undelivered_s() or 0) > timedelta(minutes=25).total_seconds()


def test_a_ladder_of_long_ago_is_begun_anew_and_not_gone_through(
    database: Database, clinic: Clinic, make_pager: Callable[..., Pager], clock: Clock
) -> None:
    case_id = open_case(database, clinic=clinic, now=clock.now, level=Level.routine)
    with database.writing() as session:
        case = session.get_one(Escalation, case_id)
        case.ladder_began_at, case.next_step, case.next_page_at = datetime(1970, 1, 1, tzinfo=UTC), 0, clock.now
    make_pager().look()
    with database.reading() as session:
        assert session.get_one(Escalation, case_id).ladder_began_at > clock.now - timedelta(days=1)
    assert pages_of(database, case_id)
