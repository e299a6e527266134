"""Which texts of each file a patient may read, where they stand, and how long each may be.

A text that is missing here is not checked, so a new patient-facing key must be added here with it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.protocol.model import Clinic, Message
from bot.protocol.written import (
    FlagChange,
    ItemChange,
    TopicChange,
    WrittenCheckins,
    WrittenFlag,
    WrittenItem,
    WrittenMessages,
    WrittenSchedule,
    WrittenTopic,
)
from bot.protocol.yaml_lines import Key

MOST_CHARACTERS = 300
MOST_IN_WATCH = 120
MOST_IN_EMERGENCY = 160
MOST_IN_LABEL = 60
MOST_IN_CLINIC_FACT = 100
MOST_IN_QUICK_REPLY = 20
MOST_IN_PERSON_NAME = 20


@dataclass(frozen=True)
class PatientText:
    """A text and its place. A label is a part of a sentence, so its reading grade means nothing."""

    key: Key
    text: str
    most: int = MOST_CHARACTERS
    sentence: bool = True
    values: Mapping[str, str] = field(default_factory=dict)


def texts_of_topic(topic: WrittenTopic | TopicChange, *, key: Key = ()) -> Iterator[PatientText]:
    """The texts of a topic or of a change to one."""
    if topic.label:
        yield PatientText((*key, "label"), topic.label, most=MOST_IN_LABEL, sentence=False)
    if topic.range:
        yield PatientText((*key, "range"), topic.range)
    if topic.watch:
        yield PatientText((*key, "watch"), topic.watch, most=MOST_IN_WATCH)
    yield from (PatientText((*key, "more", order), text) for order, text in enumerate(topic.more or ()))
    yield from _texts_of_schedules(topic.schedules, key=(*key, "schedules"))
    items: Iterable[tuple[str, WrittenItem | ItemChange]] = topic.items.items()
    for item_id, item in items:
        place = (*key, "items", item_id)
        if item.label:
            yield PatientText((*place, "label"), item.label, most=MOST_IN_LABEL, sentence=False)
        if item.text:
            yield PatientText((*place, "text"), item.text)
        yield from _texts_of_schedules(item.schedules, key=(*place, "schedules"))


def texts_of_flag(flag: WrittenFlag | FlagChange, *, key: Key = ()) -> Iterator[PatientText]:
    """The texts of a flag or of a change to one."""
    if flag.tell_now:
        yield PatientText((*key, "tell_now"), flag.tell_now)
    if flag.tell_emergency:
        yield PatientText((*key, "tell_emergency"), flag.tell_emergency, most=MOST_IN_EMERGENCY)
    for order, question in enumerate(flag.questions or ()):
        if question.to == "patient":
            place = (*key, "questions", order)
            yield PatientText((*place, "ask"), question.ask)
            for position, option in enumerate(question.options):
                yield PatientText((*place, "options", position), option, most=MOST_IN_QUICK_REPLY, sentence=False)


def texts_of_clinic(clinic: Clinic) -> Iterator[PatientText]:
    """The texts of clinic.yml; only price and booking are sentences of their own."""
    for person_id, person in clinic.on_call.people.items():
        place = ("on_call", "people", person_id, "name")
        yield PatientText(place, person.name, most=MOST_IN_PERSON_NAME, sentence=False)
    for name in ("name", "phone", "hours", "out_of_hours", "address"):
        yield PatientText((name,), str(getattr(clinic, name)), most=MOST_IN_CLINIC_FACT, sentence=False)
    for name in ("price", "booking"):
        text = getattr(clinic, name)
        if text:
            yield PatientText((name,), text)


def texts_of_checkins(file: WrittenCheckins) -> Iterator[PatientText]:
    """The texts of checkins.yml."""
    for checkin_id, checkin in file.checkins.items():
        yield PatientText(("checkins", checkin_id, "text"), checkin.text)


def texts_of_messages(file: WrittenMessages) -> Iterator[PatientText]:
    """The texts of messages.yml."""
    for group, messages in file.messages.items():
        for message_id, message in messages.items():
            yield from texts_of_message(message, key=("messages", group, message_id), values=message.values)


def texts_of_message(message: Message, *, key: Key, values: Mapping[str, str]) -> Iterator[PatientText]:
    """The texts of one standard message; `values` are the placeholders of its own."""
    yield PatientText((*key, "text"), message.text, values=values)
    for order, reply in enumerate(message.quick_replies):
        yield PatientText((*key, "quick_replies", order), reply, most=MOST_IN_QUICK_REPLY, sentence=False)


def _texts_of_schedules(schedules: Sequence[WrittenSchedule], *, key: Key) -> Iterator[PatientText]:
    for position, schedule in enumerate(schedules):
        for order, phase in enumerate(schedule.phases):
            yield PatientText((*key, position, "phases", order, "text"), phase.text)
