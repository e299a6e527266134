"""Puts one answer together from the protocol: the verdict for the hour, when it changes, what to do, when to call.

Nothing clinical is worded here: texts come from the topic, frames ("Not yet.", "You can from ...") from the
protocol's messages. A topic without a clock just answers.
"""

from datetime import timedelta

from bot.answers.clock_words import clock_words, distance_words
from bot.answers.dialogue import Dialogue
from bot.answers.reply import Reply, Source
from bot.answers.timing import Timing
from bot.protocol import Holding, Item, Kind, Phase, Protocol, Topic, Verdict, holds_at, strictest_phase

_SENDS_TO_A_PERSON = ("call ", "tell us", "tell the", "ask us", "ask the clinic")


def answer(
    protocol: Protocol,
    *,
    topic: Topic,
    item: Item | None,
    dialogue: Dialogue,
    timing: Timing,
    sign_reported: bool = False,
) -> Reply:
    """The reply on `topic`, or on the `item` of it that the message names.

    With `sign_reported` a symptom's answer has no verdict: nothing may sound like "that is normal" beside a sign.
    """
    entry = item or topic
    hours = timing.hours(dialogue, cautious=topic.kind is Kind.care)
    holding = None
    if hours is not None and (hours >= 0 or topic.id == "preparation"):
        holding = holds_at(entry, hours=hours, variant=dialogue.variant)
    if holding and has_clock(entry):
        phase: Phase | None = holding.phase
        said = _at_hour(
            topic=topic,
            item=item,
            holding=holding,
            frames=[]
            if topic.kind is Kind.symptom and sign_reported
            else _frames(protocol, topic=topic, holding=holding, dialogue=dialogue, timing=timing),
        )
    else:
        phase = strictest_phase(entry, variant=None) if entry.phases else None
        said = _without_hour(topic, item=item, phase=phase)
        if hours is not None and hours < 0 and has_clock(entry) and topic.id != "preparation":
            said.insert(0, protocol.say("planned", label=entry.label))
    text = protocol.fill(" ".join(part for part in (*said, _watch(topic, said=said)) if part))
    return Reply(text, _source(protocol, topic=topic, item=item, phase=phase, hours=hours, dialogue=dialogue))


def has_clock(entry: Topic | Item) -> bool:
    """Whether what holds depends on the hour."""
    rows = [phase for phases in entry.phases.values() for phase in phases]
    return any(phase.from_hours is not None or phase.to_hours is not None for phase in rows)


def varies(entry: Topic | Item, *, hours: float) -> bool:
    """Whether the answer at `hours` depends on the variant, so that asking for it is worth the patient's time."""
    held = [holds_at(entry, hours=hours, variant=variant) for variant in entry.phases]
    return len({(each.phase.verdict, each.changes_at_hours) for each in held if each}) > 1


def _without_hour(topic: Topic, *, item: Item | None, phase: Phase | None) -> list[str]:
    """The range wording and the strictest rule: what is safe to say to a patient whose hour is not known."""
    strictest = phase.text if phase else ""
    if item:
        return [strictest, item.text or ""]
    return [topic.range, strictest, *topic.more]


def _at_hour(*, topic: Topic, item: Item | None, holding: Holding, frames: list[str]) -> list[str]:
    if topic.kind is Kind.info and item is None:
        return [topic.range, holding.phase.text, *topic.more]
    return [*frames, holding.phase.text, (item.text or "") if item else ""]


def _frames(protocol: Protocol, *, topic: Topic, holding: Holding, dialogue: Dialogue, timing: Timing) -> list[str]:
    """The verdict for the moment asked about, and when it changes."""
    return [
        _asked_for(protocol, timing=timing),
        protocol.say(_frame(protocol, "opening", topic.kind, holding.phase.verdict)),
        _change(protocol, topic=topic, holding=holding, dialogue=dialogue, timing=timing),
    ]


def _asked_for(protocol: Protocol, *, timing: Timing) -> str:
    if timing.asked_for_at is None:
        return ""
    return protocol.say("asked_for", when=clock_words(timing.asked_for_at, now=timing.now, zone=timing.zone))


def _change(protocol: Protocol, *, topic: Topic, holding: Holding, dialogue: Dialogue, timing: Timing) -> str:
    """When the verdict next changes, as a clock time and a distance from now; nothing when that moment has passed."""
    treated_at = timing.treated_at(dialogue, cautious=topic.kind is Kind.care)
    if holding.changes_at_hours is None or holding.next_phase is None or treated_at is None:
        return ""
    moment = treated_at + timedelta(hours=holding.changes_at_hours)
    frame = _frame(protocol, "change", topic.kind, holding.phase.verdict, holding.next_phase.verdict)
    if moment <= timing.now or frame not in protocol.messages:
        return ""
    return protocol.say(
        frame,
        clock=clock_words(moment, now=timing.now, zone=timing.zone),
        distance=distance_words(moment - timing.now),
    )


def _frame(protocol: Protocol, kind_of_frame: str, kind: Kind, *verdicts: Verdict) -> str:
    """The id of a frame: the one for this kind of topic where the protocol has it, else the general one."""
    general = "_".join((kind_of_frame, *verdicts))
    special = "_".join((kind_of_frame, kind, *verdicts))
    return special if special in protocol.messages else general


def _watch(topic: Topic, *, said: list[str]) -> str:
    """When to call, unless the answer says so already."""
    spoken = " ".join(said).lower()
    return "" if any(words in spoken for words in _SENDS_TO_A_PERSON) else topic.watch


def _source(
    protocol: Protocol, *, topic: Topic, item: Item | None, phase: Phase | None, hours: float | None, dialogue: Dialogue
) -> Source:
    return Source(
        protocol_version=protocol.version,
        topic=topic.id,
        item=item.id if item else None,
        verdict=phase.verdict if phase else None,
        from_hours=phase.from_hours if phase else None,
        to_hours=phase.to_hours if phase else None,
        hours=round(hours, 2) if hours is not None else None,
        variant=dialogue.variant,
    )
