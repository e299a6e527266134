"""Checks the clinic's own facts: a wrong zone makes every clock time wrong, a wrong country every emergency number."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from zoneinfo import available_timezones

from bot.protocol.model import Clinic
from bot.protocol.opening import OpeningError, days_of, spans_of
from bot.protocol.problems import Problem
from bot.protocol.yaml_lines import Document

_NEEDED = ("name", "phone", "hours", "out_of_hours", "address")


def check_clinic(document: Document, clinic: Clinic, *, countries: Collection[str]) -> Iterator[Problem]:
    """The problems of clinic.yml; `countries` are those of numbers.yml."""
    zones = available_timezones()
    if clinic.time_zone not in zones:
        near = get_close_matches(clinic.time_zone, zones, n=1)
        mend = f'Did you mean "{near[0]}"?' if near else 'Write an IANA name such as "Europe/London".'
        yield document.problem(("time_zone",), f'unknown time zone "{clinic.time_zone}"', mend=mend)
    if clinic.country not in countries:
        mend = f"Write one of: {', '.join(countries)}, or add the country's numbers to numbers.yml."
        yield document.problem(("country",), f'unknown country "{clinic.country}"', mend=mend)
    for name in _NEEDED:
        if not str(getattr(clinic, name)).strip():
            yield document.problem((name,), f"{name} is empty", mend="Patients read it: fill it in.")
    if not any(character.isdigit() for character in clinic.phone):
        yield document.problem(("phone",), "the phone number has no digits", mend="Write the number patients call.")
    yield from _check_opening(document, clinic)


def _check_opening(document: Document, clinic: Clinic) -> Iterator[Problem]:
    seen: set[int] = set()
    for days, hours in clinic.opening.items():
        key = ("opening", days)
        try:
            numbers = set(days_of(days))
            spans_of(hours)
        except OpeningError as error:
            yield document.problem(key, str(error), mend=error.mend)
            continue
        if numbers & seen:
            yield document.problem(key, f'a day of "{days}" stands twice', mend="Give each day one line.")
        seen |= numbers
    if clinic.holidays and not clinic.opening:
        what = "holidays are given without opening hours"
        yield document.problem(("holidays",), what, mend='Add `opening`, such as mon-fri: "09:00-18:00".')
