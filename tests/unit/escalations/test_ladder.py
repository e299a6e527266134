"""When whom to call: each step later than the one before, at any hour when urgent, in opening hours when routine."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.escalations.ladder import act_by, ladder_begins, step_due_at, step_people
from bot.protocol import Clinic, Level, Protocol, load_protocol
from bot.protocol.on_call import Ladder, RepeatMinutes, Step
from bot.settings import PROJECT

CLINIC = load_protocol(PROJECT / "data" / "protocol", clinic_file=PROJECT / "data" / "clinic.yml").clinic
FRIDAY_NOON, FRIDAY_NIGHT = datetime(2026, 11, 20, 17, tzinfo=UTC), datetime(2026, 11, 21, 4, tzinfo=UTC)
SUNDAY_3_AM = datetime(2026, 11, 22, 8, tzinfo=UTC)
MONDAY_9_AM = datetime(2026, 11, 23, 14, tzinfo=UTC)
AT_ANY_HOUR = (Level.emergency, Level.urgent)

moments = st.datetimes(datetime(2026, 2, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
levels = st.sampled_from(list(Level))


@st.composite
def clinics(draw: st.DrawFn) -> Clinic:
    """The example clinic with a ladder of its own, in several zones, with other hours and holidays."""
    after = sorted(draw(st.sets(st.integers(1, 3000), max_size=4)))
    steps = tuple(Step(after_minutes=minutes, page=("first",)) for minutes in (0, *after))
    repeat = draw(st.integers(1, 3000))
    on_call = CLINIC.on_call.model_copy(
        update={
            "ladder": Ladder(emergency=steps, urgent=steps, routine=steps),
            "repeat_minutes": RepeatMinutes(emergency=repeat, urgent=repeat, routine=repeat),
        }
    )
    changes = {
        "time_zone": draw(st.sampled_from(["America/New_York", "Europe/London", "Australia/Lord_Howe"])),
        "opening": draw(st.sampled_from([{}, {"mon-fri": "09:00-18:00"}, {"sat-sun": "00:30-02:30, 22:00-24:00"}])),
        "holidays": draw(st.sampled_from([(), (date(2026, 11, 1), date(2026, 12, 25), date(2027, 3, 28))])),
    }
    return CLINIC.model_copy(update={"on_call": on_call, **changes})


def minutes_after(began_at: datetime, clinic: Clinic, *, level: Level, steps: int) -> list[float]:
    due = [step_due_at(clinic, level=level, began_at=began_at, step=step) for step in range(steps)]
    return [(each - began_at) / timedelta(minutes=1) for each in due]


@pytest.mark.parametrize("level", AT_ANY_HOUR)
@pytest.mark.parametrize("raised_at", [FRIDAY_NOON, FRIDAY_NIGHT, SUNDAY_3_AM])
def test_at_any_hour_the_ladder_begins_at_once(protocol: Protocol, level: Level, raised_at: datetime) -> None:
    clinic = protocol.clinic.model_copy(update={"holidays": (date(2026, 11, 20),)})

    assert ladder_begins(clinic, level=level, raised_at=raised_at) == raised_at
    assert step_due_at(clinic, level=level, began_at=raised_at, step=0) == raised_at


@pytest.mark.parametrize("level", [Level.routine, Level.none])
def test_routine_waits_for_the_opening(protocol: Protocol, level: Level) -> None:
    assert ladder_begins(protocol.clinic, level=level, raised_at=FRIDAY_NOON) == FRIDAY_NOON
    assert ladder_begins(protocol.clinic, level=level, raised_at=FRIDAY_NIGHT) == MONDAY_9_AM
    assert ladder_begins(protocol.clinic, level=level, raised_at=SUNDAY_3_AM) == MONDAY_9_AM


def test_routine_waits_through_a_holiday(protocol: Protocol) -> None:
    clinic = protocol.clinic.model_copy(update={"holidays": (date(2026, 11, 23),)})

    assert ladder_begins(clinic, level=Level.routine, raised_at=FRIDAY_NIGHT) == MONDAY_9_AM + timedelta(days=1)


def test_without_opening_hours_routine_waits_for_nothing(protocol: Protocol) -> None:
    clinic = protocol.clinic.model_copy(update={"opening": {}})

    assert ladder_begins(clinic, level=Level.routine, raised_at=FRIDAY_NIGHT) == FRIDAY_NIGHT


def test_the_steps_and_their_repeats(protocol: Protocol) -> None:
    emergency = minutes_after(FRIDAY_NIGHT, protocol.clinic, level=Level.emergency, steps=7)
    urgent = minutes_after(FRIDAY_NIGHT, protocol.clinic, level=Level.urgent, steps=7)

    assert emergency == [0, 5, 10, 15, 20, 25, 30]
    assert urgent == [0, 10, 20, 30, 40, 50, 60]


def test_routine_repeats_once_each_open_day(protocol: Protocol) -> None:
    due = [step_due_at(protocol.clinic, level=Level.routine, began_at=FRIDAY_NOON, step=step) for step in range(4)]

    assert due == [FRIDAY_NOON, *(MONDAY_9_AM + timedelta(days=day) for day in range(3))]


def test_who_is_called_at_each_step(protocol: Protocol) -> None:
    def called(level: Level) -> list[tuple[str, ...]]:
        return [step_people(protocol.clinic, level=level, step=step, at=FRIDAY_NOON) for step in (0, 1, 2, 3, 4, 99)]

    everybody = ("nora", "lee", "sam")
    assert called(Level.emergency) == [("nora", "sam"), ("nora", "lee"), *[everybody] * 4]
    assert called(Level.urgent) == [("nora",), ("lee",), ("sam",), *[everybody] * 3]
    assert called(Level.routine) == [("nora",)] * 6


def test_who_is_called_is_who_has_the_duty_when_the_step_comes(protocol: Protocol) -> None:
    assert step_people(protocol.clinic, level=Level.urgent, step=0, at=FRIDAY_NOON) == ("nora",)
    assert step_people(protocol.clinic, level=Level.urgent, step=0, at=FRIDAY_NIGHT) == ("lee",)


@pytest.mark.parametrize(
    ("level", "acknowledged_at", "until"),
    [
        (Level.emergency, SUNDAY_3_AM, SUNDAY_3_AM + timedelta(minutes=10)),
        (Level.urgent, SUNDAY_3_AM, SUNDAY_3_AM + timedelta(minutes=30)),
        (Level.routine, SUNDAY_3_AM, MONDAY_9_AM + timedelta(hours=8)),
        (Level.routine, FRIDAY_NOON, MONDAY_9_AM + timedelta(hours=2)),
    ],
)
def test_until_when_something_has_to_be_done(
    protocol: Protocol, level: Level, acknowledged_at: datetime, until: datetime
) -> None:
    assert act_by(protocol.clinic, level=level, acknowledged_at=acknowledged_at) == until


@settings(deadline=None)
@given(clinics(), levels, moments)
def test_each_step_is_later_than_the_one_before(clinic: Clinic, level: Level, raised_at: datetime) -> None:
    began_at = ladder_begins(clinic, level=level, raised_at=raised_at)
    due = [step_due_at(clinic, level=level, began_at=began_at, step=step) for step in range(12)]

    assert due[0] == began_at >= raised_at
    assert due == sorted(set(due))
    assert all(each.tzinfo is UTC for each in due)


@settings(deadline=None)
@given(clinics(), moments)
def test_routine_calls_nobody_while_the_clinic_is_closed(clinic: Clinic, raised_at: datetime) -> None:
    began_at = ladder_begins(clinic, level=Level.routine, raised_at=raised_at)

    for step in range(8):
        assert clinic.open_at(step_due_at(clinic, level=Level.routine, began_at=began_at, step=step)) in (True, None)


@given(clinics(), st.sampled_from(AT_ANY_HOUR), moments)
def test_no_hour_and_no_holiday_delays_what_is_urgent(clinic: Clinic, level: Level, raised_at: datetime) -> None:
    always = clinic.model_copy(update={"opening": {}, "holidays": ()})

    assert minutes_after(raised_at, clinic, level=level, steps=8) == minutes_after(
        raised_at, always, level=level, steps=8
    )
    assert act_by(clinic, level=level, acknowledged_at=raised_at) == act_by(
        always, level=level, acknowledged_at=raised_at
    )


@settings(deadline=None)
@given(clinics(), levels, moments, st.integers(0, 10_000))
def test_somebody_is_called_at_every_step(clinic: Clinic, level: Level, at: datetime, step: int) -> None:
    assert step_people(clinic, level=level, step=step, at=at)
