"""Health tells when nobody is called any more: a pager that has stopped, a call that does not go out."""

from datetime import timedelta
from typing import cast

import pytest

from bot.channels.calls_health import CallsHealth
from bot.escalations.paging.pager import Pager
from bot.escalations.paging.thread import PagerThread
from tests.unit.channels.conftest import Calls, Clock


def works(calls: Calls, *, clock: Clock) -> bool:
    return CallsHealth(cast(Pager, calls), thread=cast(PagerThread, calls), clock=clock).works()


def test_a_pager_that_looks_and_has_nothing_to_send_works(clock: Clock) -> None:
    assert works(Calls(heartbeat=clock()), clock=clock)


def test_a_pager_that_has_never_looked_does_not_work(clock: Clock) -> None:
    assert not works(Calls(heartbeat=None), clock=clock)


@pytest.mark.parametrize(("seconds", "expected"), [(59, True), (61, False)])
def test_a_pager_that_has_stopped_is_noticed_within_a_minute(clock: Clock, seconds: int, *, expected: bool) -> None:
    calls = Calls(heartbeat=clock())
    clock.move(timedelta(seconds=seconds))
    assert works(calls, clock=clock) is expected


@pytest.mark.parametrize(("age_s", "expected"), [(119.0, True), (121.0, False)])
def test_a_call_that_does_not_go_out_is_noticed_within_two_minutes(
    clock: Clock, age_s: float, *, expected: bool
) -> None:
    assert works(Calls(heartbeat=clock(), oldest_s=age_s), clock=clock) is expected
