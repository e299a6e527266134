"""The protocol as the rest of the application sees it: complete, checked and frozen.

Hours count from the end of the treatment (negative before it); `from_hours` is included, `to_hours` is not, and None
is open. Nothing here is half loaded: a Protocol with a mistake in it cannot come into being.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from bot.protocol.frozen import Frozen
from bot.protocol.languages import RIGHT_TO_LEFT
from bot.protocol.on_call import OnCall
from bot.protocol.opening import is_open
from bot.protocol.placeholders import clinic_values, fill
from bot.protocol.vocabulary import Kind, Level, Variant, Verdict


class Phase(Frozen):
    """What holds from one hour to another. `sources` are ids of `Protocol.sources`; a clinic's own row has none."""

    from_hours: float | None = None
    to_hours: float | None = None
    verdict: Verdict
    text: str
    sources: tuple[str, ...] = ()


class Entry(Frozen):
    """What a topic and an item share. `label` is worded as said within a sentence."""

    id: str
    label: str
    phases: Mapping[Variant, tuple[Phase, ...]] = {}


class Item(Entry):
    """A named thing within a topic ("ibuprofen"), often stricter than the topic.

    `words` are the ways patients name it. An item with `text` and no phases says the same at every hour.
    """

    words: tuple[str, ...]
    text: str | None = None
    sources: tuple[str, ...] = ()


class ContactSign(Frozen):
    """A sign within a topic that a person must hear about."""

    sign: str
    level: Level
    flag: str | None = None


class Topic(Entry):
    """One thing that patients ask about.

    `range` is the answer without an hour, `watch` when to call, `more` further facts that an info topic adds.
    """

    kind: Kind
    range: str
    watch: str = ""
    more: tuple[str, ...] = ()
    contact_flag: str | None = None
    contact_when: tuple[ContactSign, ...] = ()
    items: Mapping[str, Item] = {}
    sources: tuple[str, ...]


class RaiseTo(Frozen):
    """When a flag's level goes up."""

    level: Level
    when: str


class Signs(Frozen):
    """Example wordings of a flag; not a full word list."""

    patient: tuple[str, ...]
    clinical: tuple[str, ...]


class Onset(Frozen):
    """When a flag is usual, in hours since the treatment. It never suppresses or lowers a report."""

    from_hours: float | None = None
    to_hours: float | None = None
    note: str


class Question(Frozen):
    """Sharpens a level after the flag was raised, or settles it while it is uncertain. An answer only ever raises."""

    id: str
    ask: str
    options: tuple[str, ...] = Field(description="quick replies, 20 characters each; empty: answered in free text")
    raises: str | None = Field(None, description="what the answers mean, for people to read; `levels` is what counts")
    levels: Mapping[str, Level] = Field(
        {}, description="option -> urgent or emergency; an option not named raises nothing"
    )
    flags: Mapping[str, str] = Field(
        {}, description="option -> the flag that it reports, where it is another than this one"
    )
    signs: Mapping[str, tuple[str, ...]] = Field({}, description="option -> signs of the lexicon that it confirms")
    confirms: tuple[str, ...] = Field((), description="options that make a report of this flag while it is uncertain")
    denies: tuple[str, ...] = Field((), description="options that answer no to what the question is about")
    about: tuple[str, ...] = Field((), description="further signs, or rules of data/triage, that the question is about")
    to: Literal["patient", "staff"] = Field("patient", description="who is asked; staff's questions reach no patient")

    @property
    def top_level(self) -> Level:
        """The highest level that an answer can raise to; none where no answer raises."""
        return max(self.levels.values(), key=lambda level: level.rank, default=Level.none)

    @property
    def subjects(self) -> frozenset[str]:
        """The signs and rules that a denial answers."""
        return frozenset((*self.about, *(sign for signs in self.signs.values() for sign in signs)))

    @property
    def alarms(self) -> tuple[str, ...]:
        """The options that report something, in their order."""
        return tuple(each for each in self.options if each in {*self.levels, *self.signs, *self.confirms})


class Flag(Frozen):
    """Why staff are told. `tell_now` says that staff know: it may be said only once they do."""

    id: str
    level: Level
    raise_to: tuple[RaiseTo, ...]
    signs: Signs
    onset: Onset
    tell_now: str
    tell_emergency: str | None = None
    never_say: tuple[str, ...]
    questions: tuple[Question, ...]
    response: str
    sources: tuple[str, ...]


class Checkin(Frozen):
    """A proactive message; `at_hours` since the treatment."""

    id: str
    at_hours: float
    variants: tuple[Variant, ...]
    text: str
    route: str
    why: str
    sources: tuple[str, ...]


class Message(Frozen):
    """A standard message. `values` are its own placeholders, each with the longest value it is likely to get."""

    text: str
    values: Mapping[str, str] = {}
    quick_replies: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


class Translation(Frozen):
    """What is said before the English `other_language`. `reviewed_by` None: no speaker of the language has read it."""

    text: str = Field(min_length=1)
    reviewed_by: str | None = None


class Numbers(Frozen):
    """A country's numbers. Each must be checked again before real use."""

    emergency: str
    emergency_note: str | None = None
    advice: str
    crisis: str
    crisis_note: str | None = None


class LevelRule(Frozen):
    """How fast staff act at a level, and what the patient's message must have."""

    target: str
    staff: str
    patient: str


class Source(Frozen):
    """Where a fact comes from; `read` is how much of it was read: page, abstract, mirror or memory."""

    title: str
    url: str | None = None
    date: str | None = None
    kind: str
    read: str
    note: str | None = None


class VariantNote(Frozen):
    """A variant as a clinician chooses it."""

    label: str
    description: str


class Clinic(Frozen):
    """What a clinic says about itself; `country` is a key of `Protocol.numbers`, `time_zone` an IANA name.

    `hours` is what patients read; `opening` and `holidays` are what the bot counts with. `on_call` says who is called.
    """

    name: str
    phone: str
    hours: str
    out_of_hours: str
    country: str
    time_zone: str
    address: str
    price: str | None = None
    booking: str | None = None
    protocol_override: str | None = None
    opening: Mapping[str, str] = Field({}, description='days -> hours: mon-fri: "09:00-12:30, 14:00-18:00"')
    holidays: tuple[date, ...] = Field((), description="days on which the clinic is closed")
    on_call: OnCall

    def open_at(self, now: datetime) -> bool | None:
        """Whether the clinic is open at `now` (aware); None where `opening` is not given."""
        if not self.opening:
            return None
        return is_open(now.astimezone(ZoneInfo(self.time_zone)), opening=self.opening, holidays=self.holidays)


class Protocol(Frozen):
    """A clinic's whole protocol. `version` is a hash of the content; `approved_by` None means not approved yet."""

    version: str
    name: str
    language: str
    valid_from: date
    approved_by: str | None
    variants: Mapping[Variant, VariantNote]
    topics: Mapping[str, Topic]
    flags: Mapping[str, Flag]
    checkins: tuple[Checkin, ...]
    messages: Mapping[str, Message]
    languages: Mapping[str, Translation]
    numbers: Mapping[str, Numbers]
    levels: Mapping[Level, LevelRule]
    sources: Mapping[str, Source]
    clinic: Clinic

    def say(self, message_id: str, /, **values: str) -> str:
        """A standard message with its placeholders filled. Raises KeyError for an unknown id or a missing value."""
        return self.fill(self.messages[message_id].text, **values)

    def say_other_language(self, language: str, /) -> str:
        """That only English is read: in `language` (ISO 639-1) where it has a sentence, then always in English."""
        english = self.say("other_language")
        if language not in self.languages:
            return english
        values = self.clinic_values()
        if language in RIGHT_TO_LEFT:
            # Isolated, since a phone would show the groups of "555-0100" in the wrong order within Arabic.
            values = {name: f"\u2066{value}\u2069" for name, value in values.items()}
        return f"{fill(self.languages[language].text, values=values)}\n\n{english}"

    def fill(self, text: str, /, **values: str) -> str:
        """Any text of the protocol with its placeholders filled. Raises KeyError for a missing value."""
        return fill(text, values=self.clinic_values() | values)

    def clinic_values(self) -> dict[str, str]:
        """The value of every placeholder that the clinic's own facts fill."""
        texts = {message_id: message.text for message_id, message in self.messages.items()}
        return clinic_values(self.clinic, numbers=self.numbers[self.clinic.country], texts=texts)

    def content(self) -> dict[str, Any]:
        """What answers are made of, as JSON values: everything but the version and whom the clinic calls."""
        return self.model_dump(mode="json", exclude={"version": True, "clinic": {"on_call"}})
