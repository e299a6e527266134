"""Fills `{clinic_phone}` and the like in the protocol's texts.

A placeholder without a value is an error: a patient must never read one in braces.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Protocol as Structure

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

# Said where the clinic has not set its own; each names a standard message.
_WHEN_NOT_SET = {"clinic_price": "price_not_set", "clinic_booking": "booking_not_set"}

CLINIC_PLACEHOLDERS = (
    *("clinic_name", "clinic_phone", "clinic_hours", "clinic_address", "out_of_hours"),
    *("emergency_number", "crisis_line", *_WHEN_NOT_SET),
)


class ClinicFacts(Structure):
    """The facts of a clinic that fill placeholders."""

    @property
    def name(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def hours(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def out_of_hours(self) -> str: ...
    @property
    def price(self) -> str | None: ...
    @property
    def booking(self) -> str | None: ...


class CountryNumbers(Structure):
    """The numbers of a country that fill placeholders."""

    @property
    def emergency(self) -> str: ...
    @property
    def crisis(self) -> str: ...


def placeholders_in(text: str) -> tuple[str, ...]:
    """The names between braces, in order; a broken pair gives the odd name that stands there."""
    return tuple(_PLACEHOLDER.findall(text))


def fill(text: str, *, values: Mapping[str, str]) -> str:
    """`text` with its placeholders filled. Raises KeyError naming a placeholder that has no value."""
    return _PLACEHOLDER.sub(lambda found: values[found.group(1)], text)


def clinic_values(clinic: ClinicFacts, *, numbers: CountryNumbers, texts: Mapping[str, str]) -> dict[str, str]:
    """The value of each of CLINIC_PLACEHOLDERS; `texts` are the standard messages for what the clinic has not set."""
    values = {
        "clinic_name": clinic.name,
        "clinic_phone": clinic.phone,
        "clinic_hours": clinic.hours,
        "clinic_address": clinic.address,
        "out_of_hours": clinic.out_of_hours,
        "emergency_number": numbers.emergency,
        "crisis_line": numbers.crisis,
    }
    own = {"clinic_price": clinic.price, "clinic_booking": clinic.booking}
    return values | {
        placeholder: fill(own[placeholder] or texts[message_id], values=values)
        for placeholder, message_id in _WHEN_NOT_SET.items()
    }


def longest(numbers: Iterable[CountryNumbers]) -> dict[str, str]:
    """The longest emergency number and crisis line of all countries: what a text must have room for."""
    all_numbers = tuple(numbers)
    return {
        "emergency_number": max((each.emergency for each in all_numbers), key=len),
        "crisis_line": max((each.crisis for each in all_numbers), key=len),
    }
