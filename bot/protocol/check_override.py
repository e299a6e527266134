"""Checks a clinic's override file: it may be stricter anywhere, and looser anywhere but for urgent and emergency signs.

Each loosened red flag is a problem at its own line. The number that a text gives for an emergency stays in it.
"""

from collections.abc import Collection, Iterator

from bot.protocol.check_phases import check_schedules
from bot.protocol.check_questions import check_questions, check_questions_kept
from bot.protocol.check_red_flags import check_tell_emergency
from bot.protocol.check_references import check_flags_named, check_id, check_schedule_sources
from bot.protocol.model import Message
from bot.protocol.placeholders import placeholders_in
from bot.protocol.problems import Problem
from bot.protocol.vocabulary import FLAGS, TOPICS, Level
from bot.protocol.written import (
    FlagChange,
    ItemChange,
    TopicChange,
    WrittenFlag,
    WrittenItem,
    WrittenOverride,
    WrittenTopic,
)
from bot.protocol.yaml_lines import Document, Key

_PROTECTED = (Level.urgent, Level.emergency)
_COPY = "Copy the row from the default, word for word."
_MUST_STAY = ("emergency_number", "crisis_line", "out_of_hours")


def check_topic_change(
    document: Document, change: TopicChange, *, topic: WrittenTopic, sources: Collection[str]
) -> Iterator[Problem]:
    """The problems of a change to `topic`."""
    key: Key = ("topics", topic.topic)
    yield from check_schedules(
        document, change.schedules, key=(*key, "schedules"), topic=topic.topic, all_variants=False
    )
    yield from check_schedule_sources(document, change.schedules, key=(*key, "schedules"), known=sources, needed=False)
    if change.contact_when is not None:
        yield from check_flags_named(document, change.contact_when, key=(*key, "contact_when"))
        kept = {row.sign: row.level for row in change.contact_when}
        for sign, level in ((row.sign, row.level) for row in topic.contact_when if row.level in _PROTECTED):
            if sign not in kept or kept[sign].rank < level.rank:
                what = f'a red flag is loosened: the {level} sign "{sign}" is dropped or lowered'
                yield document.problem((*key, "contact_when"), what, mend=_COPY)
    if change.watch is not None and "call" in topic.watch.lower() and "call" not in change.watch.lower():
        what = "a red flag is loosened: watch no longer says when to call"
        yield document.problem((*key, "watch"), what, mend='Say "call us" in it.')
    for item_id, item in change.items.items():
        place = (*key, "items", item_id)
        yield from _check_item(document, item, key=place, base=topic.items.get(item_id), topic=topic.topic)
        yield from check_schedule_sources(
            document, item.schedules, key=(*place, "schedules"), known=sources, needed=False
        )


def check_flag_change(document: Document, change: FlagChange, *, flag: WrittenFlag) -> Iterator[Problem]:
    """The problems of a change to `flag`."""
    key: Key = ("flags", flag.flag)
    if change.level is not None and change.level.rank < flag.level.rank:
        what = f"a red flag is loosened: the level goes from {flag.level} down to {change.level}"
        yield document.problem((*key, "level"), what, mend=f"Write {flag.level} or higher.")
    if change.raise_to is not None:
        kept = {row.when: row.level for row in change.raise_to}
        for row in flag.raise_to:
            if row.level in _PROTECTED and (row.when not in kept or kept[row.when].rank < row.level.rank):
                what = f'a red flag is loosened: the {row.level} row "{row.when}" is dropped or lowered'
                yield document.problem((*key, "raise_to"), what, mend=_COPY)
    if change.tell_emergency is not None:
        yield from check_tell_emergency(document, change.tell_emergency, key=(*key, "tell_emergency"), flag=flag.flag)
    if change.tell_now is not None:
        yield from _check_numbers_stay(document, change.tell_now, key=(*key, "tell_now"), base=flag.tell_now)
    if change.questions is not None:
        place = (*key, "questions")
        # The default's level: a flag that the clinic has raised makes its old questions idle, not wrong.
        yield from check_questions(document, change.questions, key=place, flag=flag.flag, level=flag.level)
        yield from check_questions_kept(document, change.questions, key=place, base=flag.questions)


def check_message_change(document: Document, change: Message, *, message_id: str, base: Message) -> Iterator[Problem]:
    """The problems of a change to a standard message."""
    key: Key = ("messages", message_id)
    yield from _check_numbers_stay(document, change.text, key=(*key, "text"), base=base.text)
    if change.values:
        mend = "Take `values` out: the default's hold."
        yield document.problem((*key, "values"), "an override cannot give a message new placeholders", mend=mend)


def check_ids(document: Document, override: WrittenOverride, *, messages: Collection[str]) -> Iterator[Problem]:
    """The problems of an override's ids that the default protocol does not have."""
    for noun, given, known in (
        ("topic", override.topics, TOPICS),
        ("flag", override.flags, FLAGS),
        ("message", override.messages, tuple(messages)),
    ):
        for each in given:
            yield from check_id(document, each, key=(f"{noun}s", each), known=known, noun=noun)


def _check_item(
    document: Document, item: ItemChange, *, key: Key, base: WrittenItem | None, topic: str
) -> Iterator[Problem]:
    new_clock = bool(item.schedules) and not (base and base.schedules)
    yield from check_schedules(document, item.schedules, key=(*key, "schedules"), topic=topic, all_variants=new_clock)
    if base is None and not (item.label and item.words and (item.text or item.schedules)):
        what = f'"{key[-1]}" is a new item of {topic}, so it needs a label, words, and a text or schedules'
        yield document.problem(key, what, mend="Add what is missing, or correct the item's id.")


def _check_numbers_stay(document: Document, text: str, *, key: Key, base: str) -> Iterator[Problem]:
    for name in placeholders_in(base):
        if name in _MUST_STAY and name not in placeholders_in(text):
            what = f"a red flag is loosened: the text no longer gives {{{name}}}"
            yield document.problem(key, what, mend=f"Put {{{name}}} back.")
