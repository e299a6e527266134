"""From a message that was read to the turn that answers it: one function for each kind of message.

The bot's own question comes at most once each, the hour before the variant, never both in one reply. What the
patient tells about the treatment is taken in whatever else the message says.
"""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.answers.clock_words import clock_words
from bot.answers.compose import answer, has_clock, varies
from bot.answers.dialogue import Dialogue, Question
from bot.answers.reply import Reply, Source, Turn
from bot.answers.timing import Heard, Timing, listen
from bot.protocol import Item, Kind, Protocol, Topic, find_items
from bot.understanding.follow_up import hear_asked_for, hear_shift

MOST_TOPICS = 3
# What "no" and "idk" are when the bot has just asked for the hour or the treatment.
_LEAVES_A_QUESTION = ("deny", "affirm", "out_of_scope")


def answer_topics(
    protocol: Protocol,
    *,
    text: str,
    topics: tuple[str, ...],
    dialogue: Dialogue,
    now: datetime,
    sign_reported: bool = False,
) -> Turn:
    """Answer each topic for the patient's hour; topics that still waited for the hour are answered with it.

    With `sign_reported` the way to a person comes first, and no symptom is called normal.
    """
    zone = ZoneInfo(protocol.clinic.time_zone)
    heard = listen(text, protocol=protocol, dialogue=dialogue, now=now)
    waiting = dialogue.topics if dialogue.pending and heard.anything else ()
    wanted = tuple(dict.fromkeys((*topics, *waiting)))[:MOST_TOPICS]
    named = _named_items(protocol, text=text, topics=topics)
    kept = _kept_items(protocol, dialogue=dialogue, topics=waiting)
    items = {topic: (*named.get(topic, ()), *kept.get(topic, ())) for topic in wanted}
    timing = Timing(now=now, zone=zone, asked_for_at=hear_asked_for(text, now=now, zone=zone))
    turn = _answer(protocol, topics=wanted, named=items, heard=heard, timing=timing, sign_reported=sign_reported)
    return replace(turn, replies=(_say(protocol, "report"), *turn.replies)) if sign_reported else turn


def remember_treatment(protocol: Protocol, *, text: str, dialogue: Dialogue, now: datetime) -> Turn:
    """Take in the hour or the variant; then the exact answer to what was talked about, or a word that it is noted."""
    timing = Timing.of(protocol, now=now)
    heard = listen(text, protocol=protocol, dialogue=dialogue, now=now)
    if heard.absurd:
        return Turn((_say(protocol, "absurd_date"),), heard.dialogue.ask("hour"))
    if dialogue.topics:
        named = _kept_items(protocol, dialogue=dialogue, topics=dialogue.topics)
        return _answer(protocol, topics=dialogue.topics, named=named, heard=heard, timing=timing)
    if heard.dialogue.treated_at is None:
        return Turn((_say(protocol, "ask_hour"),), heard.dialogue.ask("hour"))
    clock = clock_words(heard.dialogue.treated_at, now=now, zone=timing.zone)
    return Turn((_say(protocol, "hour_noted" if heard.new_time else "hour_known", clock=clock),), heard.dialogue)


def follow_up(protocol: Protocol, *, text: str, dialogue: Dialogue, now: datetime) -> Turn:
    """The last topics again, for the time that the message now asks about."""
    if not dialogue.topics:
        return say_unknown(protocol, text=text, dialogue=dialogue, now=now)
    zone = ZoneInfo(protocol.clinic.time_zone)
    heard = listen(text, protocol=protocol, dialogue=dialogue, now=now)
    shift = hear_shift(text, now=now, zone=zone)
    timing = Timing(now=now, zone=zone, asked_for_at=now + shift if shift else hear_asked_for(text, now=now, zone=zone))
    named = _kept_items(protocol, dialogue=dialogue, topics=dialogue.topics)
    return _answer(protocol, topics=dialogue.topics, named=named, heard=heard, timing=timing)


def say_act(protocol: Protocol, *, act: str, text: str, dialogue: Dialogue, now: datetime) -> Turn:
    """The standard message of a dialogue act, unless the words answer the bot's own question."""
    return _say_unless_answered(protocol, message=act, act=act, text=text, dialogue=dialogue, now=now)


def say_unknown(protocol: Protocol, *, text: str, dialogue: Dialogue, now: datetime) -> Turn:
    """That the bot does not know, with a person offered, unless the words answer the bot's own question."""
    return _say_unless_answered(protocol, message="unknown", act="out_of_scope", text=text, dialogue=dialogue, now=now)


def meet_report(protocol: Protocol, *, text: str, dialogue: Dialogue, now: datetime) -> Turn:
    """How to reach a person, and nothing else, for a sign without a question."""
    heard = listen(text, protocol=protocol, dialogue=dialogue, now=now)
    return Turn((_say(protocol, "report"),), heard.dialogue)


def _say_unless_answered(
    protocol: Protocol, *, message: str, act: str, text: str, dialogue: Dialogue, now: datetime
) -> Turn:
    """A standard message; but words that answer the pending question ("3", "yh the pen one") are taken as that."""
    heard = listen(text, protocol=protocol, dialogue=dialogue, now=now)
    if heard.absurd or (dialogue.pending and heard.anything):
        return remember_treatment(protocol, text=text, dialogue=dialogue, now=now)
    if dialogue.pending and act in _LEAVES_A_QUESTION:
        return Turn((_say(protocol, "not_known"),), heard.dialogue, act)
    return Turn((_say(protocol, message),), heard.dialogue, act)


def _answer(
    protocol: Protocol,
    *,
    topics: tuple[str, ...],
    named: dict[str, tuple[Item, ...]],
    heard: Heard,
    timing: Timing,
    sign_reported: bool = False,
) -> Turn:
    # One topic may be answered for several items; several topics get one item each, so that replies stay few.
    most_items = MOST_TOPICS if len(topics) == 1 else 1
    chosen = {topic: tuple({item.id: item for item in named.get(topic, ())}.values())[:most_items] for topic in topics}
    dialogue = replace(heard.dialogue, topics=topics, items=tuple(item.id for each in chosen.values() for item in each))
    entries = [(protocol.topics[topic], item) for topic in topics for item in (chosen[topic] or (None,))]
    replies = [
        answer(protocol, topic=topic, item=item, dialogue=dialogue, timing=timing, sign_reported=sign_reported)
        for topic, item in entries
    ]
    if heard.absurd:
        return Turn((*replies, _say(protocol, "absurd_date")), dialogue.ask("hour"))
    differs = dialogue.variant is None and _variant_matters(entries, dialogue=dialogue, timing=timing)
    if differs:
        replies[-1] = _append(replies[-1], words=protocol.say("strictest_used"))
    question = _question(entries, dialogue=dialogue, differs=differs)
    if question:
        asking = f"ask_{question}"
        replies[-1] = _append(
            replies[-1], words=protocol.say(asking), quick_replies=protocol.messages[asking].quick_replies
        )
        dialogue = dialogue.ask(question)
    return Turn(tuple(replies), dialogue)


def _question(entries: list[tuple[Topic, Item | None]], *, dialogue: Dialogue, differs: bool) -> Question | None:
    """The one thing worth asking: the hour where an answer depends on it, else the variant where it changes one."""
    if dialogue.treated_at is None:
        return "hour" if _clocked(entries) and not dialogue.asked_hour else None
    return "variant" if differs and not dialogue.asked_variant else None


def _clocked(entries: list[tuple[Topic, Item | None]]) -> list[Topic | Item]:
    """The entries whose answer depends on the hour enough to ask for it; knowledge does not."""
    return [item or topic for topic, item in entries if topic.kind is not Kind.info and has_clock(item or topic)]


def _variant_matters(entries: list[tuple[Topic, Item | None]], *, dialogue: Dialogue, timing: Timing) -> bool:
    hours = timing.hours(dialogue, cautious=True)
    return hours is not None and any(varies(entry, hours=hours) for entry in _clocked(entries))


def _append(reply: Reply, *, words: str, quick_replies: tuple[str, ...] = ()) -> Reply:
    return replace(reply, text=f"{reply.text} {words}", quick_replies=quick_replies or reply.quick_replies)


def _say(protocol: Protocol, message: str, **values: str) -> Reply:
    return Reply(
        protocol.say(message, **values),
        Source(protocol_version=protocol.version, message=message),
        protocol.messages[message].quick_replies,
    )


def _named_items(protocol: Protocol, *, text: str, topics: tuple[str, ...]) -> dict[str, tuple[Item, ...]]:
    return {topic: find_items(text, topic=protocol.topics[topic]) for topic in topics}


def _kept_items(protocol: Protocol, *, dialogue: Dialogue, topics: tuple[str, ...]) -> dict[str, tuple[Item, ...]]:
    return {
        topic: tuple(item for item in protocol.topics[topic].items.values() if item.id in dialogue.items)
        for topic in topics
    }
