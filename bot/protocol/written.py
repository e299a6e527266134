"""The shapes of the protocol's files as a clinic writes them: one class a kind of file.

One language stands in one file (`language: en`); another language is a second folder of the same files, so that a
translator sees whole sentences and no file mixes two. Unknown keys are errors everywhere.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bot.protocol.frozen import Frozen
from bot.protocol.model import (
    ContactSign,
    LevelRule,
    Message,
    Numbers,
    Onset,
    Phase,
    Question,
    RaiseTo,
    Signs,
    Source,
    Translation,
    VariantNote,
)
from bot.protocol.vocabulary import Kind, Level, Variant

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Language = Literal["en"]


class WrittenSchedule(Frozen):
    """Phases that one or more variants share."""

    variants: tuple[Variant, ...] = Field(min_length=1, description="the variants that these phases hold for")
    phases: tuple[Phase, ...] = Field(min_length=1, description="rows in order, without gap or overlap")


class WrittenItem(Frozen):
    """A named thing within a topic: with `schedules`, or with one `text` for every hour, or with both."""

    label: Text
    words: tuple[Text, ...] = Field(
        min_length=1, description="how patients name it; no word so general that it misfires"
    )
    text: Text | None = None
    schedules: tuple[WrittenSchedule, ...] = ()
    sources: tuple[str, ...] = ()


class WrittenTopic(Frozen):
    """A file of `topics/`."""

    topic: str
    language: Language
    label: Text = Field(description="as said within a sentence")
    kind: Kind
    range: Text = Field(description="the answer while the hour is not known")
    watch: str = Field("", description="when to call, said where the phase's text does not say it; 120 characters")
    more: tuple[Text, ...] = Field((), description="further facts, one sentence or two each")
    contact_flag: str | None = None
    contact_when: tuple[ContactSign, ...] = ()
    schedules: tuple[WrittenSchedule, ...] = Field(min_length=1)
    items: Mapping[str, WrittenItem] = {}
    sources: tuple[str, ...] = Field(min_length=1)


class WrittenFlag(Frozen):
    """A file of `flags/`."""

    flag: str
    language: Language
    level: Level
    raise_to: tuple[RaiseTo, ...] = Field(min_length=1)
    signs: Signs
    onset: Onset
    tell_now: Text
    tell_emergency: Text | None = None
    never_say: tuple[Text, ...] = Field(min_length=1)
    questions: tuple[Question, ...] = ()
    response: Text
    sources: tuple[str, ...] = Field(min_length=1)


class WrittenCheckin(Frozen):
    """One proactive message of checkins.yml."""

    at_hours: float
    variants: tuple[Variant, ...] = Field(min_length=1)
    text: Text
    route: Text
    why: Text
    sources: tuple[str, ...] = Field(min_length=1)


class WrittenCheckins(Frozen):
    """checkins.yml."""

    language: Language
    checkins: dict[str, WrittenCheckin]


class WrittenMessages(Frozen):
    """messages.yml: standard messages by id, grouped for reading only."""

    language: Language
    messages: dict[str, dict[str, Message]]


class WrittenLanguages(Frozen):
    """languages.yml: one sentence in each language, by ISO 639-1 code."""

    languages: dict[str, Translation]


class WrittenNumbersFile(Frozen):
    """numbers.yml: emergency numbers and crisis lines by country."""

    countries: dict[str, Numbers]
    sources: tuple[str, ...] = Field(min_length=1)


class WrittenSources(Frozen):
    """sources.yml."""

    sources: dict[str, Source]


class WrittenLevels(Frozen):
    """levels.yml."""

    levels: dict[Level, LevelRule]


class WrittenProtocol(Frozen):
    """protocol.yml: the name, the validity, the variants, and the names that readability leaves out."""

    name: Text
    language: Language
    valid_from: date
    approved_by: str | None
    variants: dict[Variant, VariantNote]
    readability_exceptions: tuple[Text, ...]


class ItemChange(Frozen):
    """What an override file may say of an item. A new item needs a label, words, and a text or schedules."""

    label: Text | None = None
    words: tuple[Text, ...] | None = None
    text: Text | None = None
    schedules: tuple[WrittenSchedule, ...] = ()


class TopicChange(Frozen):
    """What an override file may say of a topic: a key replaces the default's, a schedule that of its variants."""

    label: Text | None = None
    range: Text | None = None
    watch: str | None = None
    more: tuple[Text, ...] | None = None
    contact_when: tuple[ContactSign, ...] | None = None
    schedules: tuple[WrittenSchedule, ...] = ()
    items: Mapping[str, ItemChange] = {}


class FlagChange(Frozen):
    """What an override file may say of a flag: only what makes it stricter or words it for the clinic."""

    level: Level | None = None
    raise_to: tuple[RaiseTo, ...] | None = None
    tell_now: Text | None = None
    tell_emergency: Text | None = None
    questions: tuple[Question, ...] | None = None
    response: Text | None = None


class WrittenOverride(Frozen):
    """A clinic's override file, laid over the default protocol."""

    language: Language = "en"
    valid_from: date | None = None
    approved_by: str | None = None
    topics: Mapping[str, TopicChange] = {}
    flags: Mapping[str, FlagChange] = {}
    messages: Mapping[str, Message] = {}
    languages: Mapping[str, Translation] = {}
    sources: Mapping[str, Source] = {}
