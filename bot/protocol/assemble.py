"""Makes the Protocol out of files that have been checked: override laid on, schedules spread to their variants."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from bot.protocol.model import Checkin, Flag, Item, Message, Phase, Protocol, Topic
from bot.protocol.override import changed_flag, changed_message, changed_topic
from bot.protocol.read_folder import Files, messages_of
from bot.protocol.read_shape import Read
from bot.protocol.vocabulary import FLAGS, TOPICS, Variant
from bot.protocol.written import (
    FlagChange,
    TopicChange,
    WrittenFlag,
    WrittenItem,
    WrittenOverride,
    WrittenSchedule,
    WrittenTopic,
)


def assemble(files: Files) -> Protocol:
    """The protocol, its version still empty. The files must have passed every check.

    An approval of the default does not cover what an override changes: with one, only the override's approval counts.
    """
    written, clinic, sources = _shape(files.protocol), _shape(files.clinic), _shape(files.sources).sources
    change = files.override.shape if files.override else WrittenOverride()
    return Protocol(
        version="",
        name=written.name,
        language=written.language,
        valid_from=change.valid_from or written.valid_from,
        approved_by=change.approved_by if files.override else written.approved_by,
        variants=written.variants,
        topics={topic_id: _topic(_shape(files.topics[topic_id]), change=change) for topic_id in TOPICS},
        flags={flag_id: _flag(_shape(files.flags[flag_id]), change=change) for flag_id in FLAGS},
        checkins=tuple(
            Checkin(id=checkin_id, **dict(checkin)) for checkin_id, checkin in _shape(files.checkins).checkins.items()
        ),
        messages=_messages(messages_of(files), changes=change.messages),
        languages={**_shape(files.languages).languages, **change.languages},
        numbers=_shape(files.numbers).countries,
        levels=_shape(files.levels).levels,
        sources={**sources, **change.sources},
        clinic=clinic,
    )


def _shape[Shape: BaseModel](read: Read[Shape] | None) -> Shape:
    if read is None:
        raise ValueError("only files that were read and checked can be assembled")
    return read.shape


def _messages(messages: Mapping[str, Message], *, changes: Mapping[str, Message]) -> dict[str, Message]:
    return {
        message_id: changed_message(message, change=changes[message_id]) if message_id in changes else message
        for message_id, message in messages.items()
    }


def _flag(written: WrittenFlag, *, change: WrittenOverride) -> Flag:
    flag = changed_flag(written, change=change.flags.get(written.flag, FlagChange()))
    return Flag(id=flag.flag, **{name: value for name, value in flag if name not in ("flag", "language")})


def _topic(written: WrittenTopic, *, change: WrittenOverride) -> Topic:
    topic = changed_topic(written, change=change.topics.get(written.topic, TopicChange()))
    return Topic(
        id=topic.topic,
        label=topic.label,
        kind=topic.kind,
        range=topic.range,
        watch=topic.watch,
        more=topic.more,
        contact_flag=topic.contact_flag,
        contact_when=topic.contact_when,
        phases=_phases(topic.schedules),
        items={item_id: _item(item_id, item, topic=topic) for item_id, item in topic.items.items()},
        sources=topic.sources,
    )


def _item(item_id: str, item: WrittenItem, *, topic: WrittenTopic) -> Item:
    return Item(
        id=item_id,
        label=item.label,
        words=item.words,
        text=item.text,
        phases=_phases(item.schedules),
        sources=item.sources or topic.sources,
    )


def _phases(schedules: Sequence[WrittenSchedule]) -> dict[Variant, tuple[Phase, ...]]:
    by_variant = {variant: schedule.phases for schedule in schedules for variant in schedule.variants}
    return {variant: by_variant[variant] for variant in Variant if variant in by_variant}
