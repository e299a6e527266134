"""Checks every text that a patient may read, filled with this clinic's facts and the longest numbers of any country."""

from collections.abc import Iterable, Iterator

from bot.protocol.check_texts import check_texts
from bot.protocol.placeholders import CLINIC_PLACEHOLDERS, clinic_values, longest
from bot.protocol.problems import Problem
from bot.protocol.read_folder import Files, messages_of
from bot.protocol.texts_of import (
    PatientText,
    texts_of_checkins,
    texts_of_clinic,
    texts_of_flag,
    texts_of_message,
    texts_of_messages,
    texts_of_topic,
)
from bot.protocol.yaml_lines import Document

_STAND_IN = "555 0100"


def check_all_texts(files: Files) -> Iterator[Problem]:
    """The problems of all texts of the default, the clinic and its override."""
    values = _filling(files)
    exceptions = files.protocol.shape.readability_exceptions if files.protocol else ()
    if files.clinic:
        exceptions = (*exceptions, files.clinic.shape.name)
    messages = messages_of(files)
    parts: list[tuple[Document, Iterable[PatientText]]] = [
        *((read.document, texts_of_topic(read.shape)) for read in files.topics.values()),
        *((read.document, texts_of_flag(read.shape)) for read in files.flags.values()),
    ]
    if files.checkins:
        parts.append((files.checkins.document, texts_of_checkins(files.checkins.shape)))
    if files.messages:
        parts.append((files.messages.document, texts_of_messages(files.messages.shape)))
    if files.clinic:
        parts.append((files.clinic.document, texts_of_clinic(files.clinic.shape)))
    if files.override:
        document, change = files.override.document, files.override.shape
        parts += [(document, texts_of_topic(each, key=("topics", name))) for name, each in change.topics.items()]
        parts += [(document, texts_of_flag(each, key=("flags", name))) for name, each in change.flags.items()]
        parts += [
            (document, texts_of_message(each, key=("messages", name), values=messages[name].values))
            for name, each in change.messages.items()
            if name in messages
        ]
    for document, texts in parts:
        yield from check_texts(document, texts, values=values, exceptions=exceptions)


def _filling(files: Files) -> dict[str, str]:
    """What the placeholders are filled with: the clinic's facts, and the longest numbers of any country."""
    values = dict.fromkeys(CLINIC_PLACEHOLDERS, _STAND_IN)
    numbers = files.numbers.shape.countries if files.numbers else {}
    texts = {"price_not_set": "", "booking_not_set": ""}
    texts |= {message_id: message.text for message_id, message in messages_of(files).items()}
    if files.clinic and files.clinic.shape.country in numbers:
        clinic = files.clinic.shape
        values |= clinic_values(clinic, numbers=numbers[clinic.country], texts=texts)
    return values | (longest(numbers.values()) if numbers else {})
