"""Who has which duty: one person at every minute, by the clinic's clock, with swaps and on the days it changes."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.escalations.rota import on_duty, people_of
from bot.protocol import Clinic, OnCall, Protocol, load_protocol
from bot.protocol.on_call import ALL, Override
from bot.settings import PROJECT

CLINIC = load_protocol(PROJECT / "data" / "protocol", clinic_file=PROJECT / "data" / "clinic.yml").clinic
DUTIES = tuple(CLINIC.on_call.rota)
PEOPLE = tuple(CLINIC.on_call.people)
NEW_YORK = ZoneInfo("America/New_York")
MINUTE = timedelta(minutes=1)


def there(words: str, *, fold: int = 0) -> datetime:
    """A time of New York's clock, in UTC."""
    return datetime.fromisoformat(words).replace(tzinfo=NEW_YORK, fold=fold).astimezone(UTC)


def with_on_call(clinic: Clinic, **changes: object) -> Clinic:
    return clinic.model_copy(update={"on_call": clinic.on_call.model_copy(update=changes)})


def swap(begins: str, ends: str, *, duty: str = "first", person: str = "sam") -> Override:
    return Override.model_validate({"from": begins, "to": ends, "duty": duty, "person": person})


@pytest.mark.parametrize(
    ("moment", "person"),
    [
        ("2026-11-20T07:59:59", "lee"),
        ("2026-11-20T08:00", "nora"),
        ("2026-11-20T17:59:59", "nora"),
        ("2026-11-20T18:00", "lee"),
        ("2026-11-21T12:00", "lee"),
        ("2026-07-20T08:00", "nora"),
    ],
)
def test_the_rota_is_read_on_the_clinics_clock(protocol: Protocol, moment: str, person: str) -> None:
    assert on_duty(protocol.clinic, duty="first", at=there(moment)) == person


@pytest.mark.parametrize(
    ("moment", "person"),
    [
        ("2026-12-24T17:59", "nora"),
        ("2026-12-24T18:00", "sam"),
        ("2026-12-27T07:59", "sam"),
        ("2026-12-27T08:00", "lee"),
    ],
)
def test_an_override_holds_from_its_beginning_to_before_its_end(protocol: Protocol, moment: str, person: str) -> None:
    clinic = with_on_call(protocol.clinic, overrides=(swap("2026-12-24 18:00", "2026-12-27 08:00"),))

    assert on_duty(clinic, duty="first", at=there(moment)) == person
    assert on_duty(clinic, duty="lead", at=there(moment)) == "sam"
    assert on_duty(clinic, duty="second", at=there("2026-12-25T12:00")) == "lee"


def test_a_later_override_wins(protocol: Protocol) -> None:
    overrides = (swap("2026-12-24", "2026-12-27"), swap("2026-12-25", "2026-12-26", person="nora"))
    clinic = with_on_call(protocol.clinic, overrides=overrides)

    assert on_duty(clinic, duty="first", at=there("2026-12-25T12:00")) == "nora"
    assert on_duty(clinic, duty="first", at=there("2026-12-26T12:00")) == "sam"


def test_an_override_does_not_come_back_in_the_hour_that_comes_twice(protocol: Protocol) -> None:
    clinic = with_on_call(protocol.clinic, overrides=(swap("2026-10-31 18:00", "2026-11-01 01:30"),))

    assert on_duty(clinic, duty="first", at=there("2026-11-01T01:29")) == "sam"
    assert on_duty(clinic, duty="first", at=there("2026-11-01T01:31")) == "lee"
    assert on_duty(clinic, duty="first", at=there("2026-11-01T01:15", fold=1)) == "lee"


def test_people_are_called_once_and_in_the_order_of_the_names(protocol: Protocol) -> None:
    noon, weekend = there("2026-11-20T12:00"), there("2026-11-21T12:00")

    assert people_of(protocol.clinic, names=("lead", "first"), at=noon) == ("sam", "nora")
    assert people_of(protocol.clinic, names=("first", "second", "lead"), at=weekend) == ("lee", "nora", "sam")
    assert people_of(protocol.clinic, names=("first", "first"), at=noon) == ("nora",)
    assert people_of(protocol.clinic, names=("lead", ALL), at=noon) == ("sam", "nora", "lee")
    assert people_of(protocol.clinic, names=(ALL,), at=noon) == PEOPLE


def test_an_unknown_duty_is_an_error(protocol: Protocol, now: datetime) -> None:
    with pytest.raises(KeyError, match="third"):
        on_duty(protocol.clinic, duty="third", at=now)


@pytest.mark.parametrize("day", ["2026-03-08", "2026-11-01", "2026-11-20"])
def test_every_minute_of_a_day_has_one_person_for_each_duty(protocol: Protocol, day: str) -> None:
    begin = there(day)
    minutes = [begin + number * MINUTE for number in range(25 * 60)]

    for duty in DUTIES:
        counted = Counter(on_duty(protocol.clinic, duty=duty, at=minute) for minute in minutes)
        assert counted.total() == len(minutes)
        assert set(counted) <= set(PEOPLE)


@st.composite
def rotas(draw: st.DrawFn) -> OnCall:
    """Any rota that passes its checks: the week cut into days or spans of days, each day into hours, and overrides."""
    cuts = sorted(draw(st.sets(st.integers(1, 6), max_size=6)))
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    rota: dict[str, dict[str, str]] = {}
    for begin, end in zip((0, *cuts), (*cuts, 7), strict=True):
        hours = sorted(draw(st.sets(st.integers(1, 24 * 60 - 1), max_size=3)))
        spans = zip((0, *hours), (*hours, 24 * 60), strict=True)
        words = [f"{one // 60:02}:{one % 60:02}-{two // 60:02}:{two % 60:02}" for one, two in spans]
        rota[f"{days[begin]}-{days[end - 1]}"] = {each: draw(st.sampled_from(PEOPLE)) for each in words}
    begins = datetime(2026, 10, 30) + draw(st.integers(0, 4 * 24 * 60)) * MINUTE  # noqa: DTZ001
    ends = begins + draw(st.integers(1, 3 * 24 * 60)) * MINUTE
    override = {"from": begins, "to": ends, "duty": "first", "person": draw(st.sampled_from(PEOPLE))}
    return OnCall.model_validate(
        {
            "people": {each: {"name": each, "contacts": ["terminal"]} for each in PEOPLE},
            "rota": {"first": rota},
            "overrides": draw(st.sampled_from([[], [override]])),
        }
    )


@settings(deadline=None)
@given(rotas(), st.integers(0, 7 * 24 * 60 * 60), st.sampled_from(["America/New_York", "Australia/Lord_Howe", "UTC"]))
def test_every_moment_has_just_the_person_that_the_rota_names(on_call: OnCall, second: int, zone: str) -> None:
    clinic = CLINIC.model_copy(update={"on_call": on_call, "time_zone": zone})
    at = datetime(2026, 10, 29, tzinfo=UTC) + timedelta(seconds=second)
    local = at.astimezone(ZoneInfo(zone))
    swapped = [
        each.person
        for each in on_call.overrides
        if each.begins.replace(tzinfo=ZoneInfo(zone)) <= at < each.ends.replace(tzinfo=ZoneInfo(zone))
    ]
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    clock = f"{local:%H:%M}"
    weekly = [
        person
        for line, hours in on_call.rota["first"].items()
        for words, person in hours.items()
        if days.index(line[:3]) <= local.weekday() <= days.index(line[-3:]) and words[:5] <= clock < words[-5:]
    ]

    assert len(weekly) == 1
    assert on_duty(clinic, duty="first", at=at) == (swapped or weekly)[-1]
