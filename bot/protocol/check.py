"""Every check of a protocol, in one place: what has been read goes in, all problems come out.

A check that cannot run because another file is unreadable is left out; that file's own problem is reported.
"""

import os
from collections.abc import Iterator

from bot.protocol.check_all_texts import check_all_texts
from bot.protocol.check_clinic import check_clinic
from bot.protocol.check_languages import check_languages
from bot.protocol.check_on_call import check_on_call
from bot.protocol.check_override import check_flag_change, check_ids, check_message_change, check_topic_change
from bot.protocol.check_phases import check_schedules
from bot.protocol.check_questions import check_questions
from bot.protocol.check_red_flags import check_contact_signs, check_flag
from bot.protocol.check_references import (
    check_file_name,
    check_flags_named,
    check_id,
    check_sources,
    check_topic_sources,
)
from bot.protocol.problems import Problem
from bot.protocol.read_folder import Files, messages_of
from bot.protocol.read_shape import Read
from bot.protocol.vocabulary import FLAGS, MESSAGES, TOPICS, Level, Variant, is_frame
from bot.protocol.written import WrittenItem, WrittenOverride, WrittenTopic
from bot.protocol.yaml_lines import Key


def check(files: Files) -> Iterator[Problem]:
    """The problems of all files together."""
    yield from files.problems
    known = frozenset(files.sources.shape.sources) if files.sources else frozenset()
    yield from _check_tables(files)
    for topic in files.topics.values():
        yield from _check_topic(topic)
        if files.sources:
            yield from check_topic_sources(topic.document, topic.shape, known=known)
    for flag in files.flags.values():
        yield from check_id(flag.document, flag.shape.flag, key=("flag",), known=FLAGS, noun="flag")
        yield from check_file_name(flag.document, flag.shape.flag, key=("flag",))
        yield from check_flag(flag.document, flag.shape)
        yield from check_questions(
            flag.document, flag.shape.questions, key=("questions",), flag=flag.shape.flag, level=flag.shape.level
        )
        if files.sources:
            yield from check_sources(flag.document, flag.shape.sources, key=("sources",), known=known)
    if files.clinic and files.numbers:
        countries = files.numbers.shape.countries
        yield from check_clinic(files.clinic.document, files.clinic.shape, countries=countries)
    if files.clinic:
        yield from check_on_call(files.clinic.document, files.clinic.shape.on_call, environment=os.environ)
    if files.override:
        yield from _check_override(files, files.override)
    yield from check_all_texts(files)


def _check_topic(read: Read[WrittenTopic]) -> Iterator[Problem]:
    document, topic = read.document, read.shape
    yield from check_id(document, topic.topic, key=("topic",), known=TOPICS, noun="topic")
    yield from check_file_name(document, topic.topic, key=("topic",))
    yield from check_schedules(document, topic.schedules, key=("schedules",), topic=topic.topic, all_variants=True)
    yield from check_flags_named(document, topic.contact_when, key=("contact_when",))
    if topic.contact_flag is not None:
        yield from check_id(document, topic.contact_flag, key=("contact_flag",), known=FLAGS, noun="flag")
    yield from check_contact_signs(document, topic)
    for item_id, item in topic.items.items():
        yield from _check_item(read, item, key=("items", item_id))


def _check_item(read: Read[WrittenTopic], item: WrittenItem, *, key: Key) -> Iterator[Problem]:
    topic = read.shape.topic
    if item.schedules:
        place = (*key, "schedules")
        yield from check_schedules(read.document, item.schedules, key=place, topic=topic, all_variants=True)
    elif not item.text:
        what = f'the item "{key[-1]}" says nothing'
        yield read.document.problem(key, what, mend="Give it a `text` or `schedules`.")


def _check_tables(files: Files) -> Iterator[Problem]:
    if files.protocol:
        for variant in Variant:
            if variant not in files.protocol.shape.variants:
                what = f'the variant "{variant}" is missing'
                yield files.protocol.document.problem(("variants",), what, mend="Add its label and description.")
    if files.levels:
        for level in Level:
            if level not in files.levels.shape.levels:
                what = f'the level "{level}" is missing'
                yield files.levels.document.problem(("levels",), what, mend="Add its target, staff and patient.")
    if files.messages:
        yield from _check_messages(files)
    if files.languages:
        yield from check_languages(files.languages.document, files.languages.shape.languages, english=_english(files))
    if files.sources and files.checkins:
        known = files.sources.shape.sources
        for checkin_id, checkin in files.checkins.shape.checkins.items():
            key = ("checkins", checkin_id, "sources")
            yield from check_sources(files.checkins.document, checkin.sources, key=key, known=known)
    if files.sources and files.numbers:
        sources = files.numbers.shape.sources
        yield from check_sources(files.numbers.document, sources, key=("sources",), known=files.sources.shape.sources)


def _check_messages(files: Files) -> Iterator[Problem]:
    if not files.messages:
        return
    document, seen = files.messages.document, set[str]()
    for group, messages in files.messages.shape.messages.items():
        for message_id, message in messages.items():
            key = ("messages", group, message_id)
            if message_id in seen:
                yield document.problem(key, f'the message "{message_id}" stands in two groups', mend="Keep one.")
            seen.add(message_id)
            if not is_frame(message_id):
                yield from check_id(document, message_id, key=key, known=MESSAGES, noun="message")
            if files.sources:
                known = files.sources.shape.sources
                yield from check_sources(document, message.sources, key=(*key, "sources"), known=known)
    for message_id in MESSAGES:
        if message_id not in seen:
            what = f'the message "{message_id}" is missing'
            yield document.problem(("messages",), what, mend="Put it back with its text.")


def _english(files: Files) -> str:
    """The sentence that other languages say; empty where messages.yml cannot be read, which is a problem of its own."""
    message = messages_of(files).get("other_language")
    return message.text if message else ""


def _check_override(files: Files, override: Read[WrittenOverride]) -> Iterator[Problem]:
    document, change, messages = override.document, override.shape, messages_of(files)
    yield from check_ids(document, change, messages=messages or change.messages)
    sources = {*change.sources, *(files.sources.shape.sources if files.sources else ())}
    for topic_id, topic in change.topics.items():
        if topic_id in files.topics:
            yield from check_topic_change(document, topic, topic=files.topics[topic_id].shape, sources=sources)
    for flag_id, flag in change.flags.items():
        if flag_id in files.flags:
            yield from check_flag_change(document, flag, flag=files.flags[flag_id].shape)
    yield from check_languages(document, change.languages, english=_english(files))
    for message_id, message in change.messages.items():
        if message_id in messages:
            yield from check_message_change(document, message, message_id=message_id, base=messages[message_id])
