"""Lays a clinic's override file over the default protocol: pure functions from what is written to what holds.

A key of the override replaces the default's; a schedule replaces that of the variants it names, the others stay.
Whether the override may say what it says is decided in `check_override`, not here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.protocol.frozen import Frozen
from bot.protocol.model import Message
from bot.protocol.written import (
    FlagChange,
    ItemChange,
    TopicChange,
    WrittenFlag,
    WrittenItem,
    WrittenSchedule,
    WrittenTopic,
)


def changed_topic(topic: WrittenTopic, *, change: TopicChange) -> WrittenTopic:
    """The topic with the clinic's rows in it."""
    return topic.model_copy(
        update={
            **_said(change, "label", "range", "watch", "more", "contact_when"),
            "schedules": changed_schedules(topic.schedules, changes=change.schedules),
            "items": _changed_items(topic.items, changes=change.items),
        }
    )


def changed_flag(flag: WrittenFlag, *, change: FlagChange) -> WrittenFlag:
    """The flag with the clinic's levels and texts in it."""
    said = _said(change, "level", "raise_to", "tell_now", "tell_emergency", "questions", "response")
    return flag.model_copy(update=said)


def changed_message(message: Message, *, change: Message) -> Message:
    """The message with the clinic's text; its own placeholders and, unless given anew, its quick replies stay."""
    return message.model_copy(
        update={"text": change.text, "quick_replies": change.quick_replies or message.quick_replies}
    )


def changed_schedules(
    schedules: Sequence[WrittenSchedule], *, changes: Sequence[WrittenSchedule]
) -> tuple[WrittenSchedule, ...]:
    """The default's schedules without the variants that `changes` speak of, and then the changes."""
    taken = {variant for change in changes for variant in change.variants}
    kept = (
        schedule.model_copy(update={"variants": tuple(each for each in schedule.variants if each not in taken)})
        for schedule in schedules
    )
    return (*(schedule for schedule in kept if schedule.variants), *changes)


def _changed_items(items: Mapping[str, WrittenItem], *, changes: Mapping[str, ItemChange]) -> dict[str, WrittenItem]:
    changed = dict(items)
    for item_id, change in changes.items():
        item = items.get(item_id) or WrittenItem(label=change.label or item_id, words=change.words or (item_id,))
        changed[item_id] = item.model_copy(
            update={
                **_said(change, "label", "words", "text"),
                "schedules": changed_schedules(item.schedules, changes=change.schedules),
            }
        )
    return changed


def _said(change: Frozen, *names: str) -> dict[str, Any]:
    return {name: value for name in names if (value := getattr(change, name)) is not None}
