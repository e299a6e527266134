"""The whole truth table as Markdown, for a clinician to read and sign: what is said one minute before, at, and one
minute after each hour at which something changes.

It is computed with the same function that answers patients, so it cannot differ from what they are told.
"""

from collections.abc import Iterator, Mapping

from bot.protocol.holds import Holding, boundaries, holds_at
from bot.protocol.model import Entry, Phase, Protocol, Topic
from bot.protocol.vocabulary import Variant

_MINUTE = 1 / 60
_OPENING_WORDS = 6


def protocol_table(protocol: Protocol) -> str:
    """The table of every topic and item. It names no version, so that the clinic's phone number does not change it."""
    approved = protocol.approved_by or "nobody yet"
    lines = [
        f"# {protocol.name}: what is said at which hour",
        "",
        f"Valid from {protocol.valid_from}. Approved by {approved}. Renew this file with",
        "`python -m bot protocol export --table docs/protocol-table.md`; a test compares it with the protocol.",
        "",
        "Hours count from the end of the treatment. Each cell: verdict, number of the text, its first words.",
        "`any time`: no clock. `not known`: the strictest of all variants.",
        "",
    ]
    for topic in protocol.topics.values():
        lines.extend(_topic(topic))
    return "\n".join(lines).rstrip() + "\n"


def _topic(topic: Topic) -> Iterator[str]:
    yield f"## {topic.id} - {topic.label}"
    yield ""
    yield f"- Without an hour: {topic.range}"
    if topic.watch:
        yield f"- When to call: {topic.watch}"
    yield from (f"- Also said: {text}" for text in topic.more)
    yield from (f"- Contact, {row.level}: {row.sign}" for row in topic.contact_when)
    yield ""
    yield from _entry(topic)
    for item in topic.items.values():
        yield f"### {topic.id} / {item.id} - {item.label}"
        yield ""
        yield f"- Named by: {', '.join(item.words)}"
        if item.text:
            yield f"- At every hour: {item.text}"
        yield ""
        yield from _entry(item)


def _entry(entry: Entry) -> Iterator[str]:
    if not entry.phases:
        return
    numbers = {phase: number for number, phase in enumerate(_distinct(entry), start=1)}
    yield from (f"{number}. {phase.text}" for phase, number in numbers.items())
    yield ""
    yield "| Treatment | Hour | 1 minute before | at the hour | 1 minute after |"
    yield "|---|---|---|---|---|"
    for name, variant in _rows(entry):
        for hour in boundaries(entry, variant=variant) or (None,):
            cells = (_cell(entry, hours=each, variant=variant, numbers=numbers) for each in _around(hour))
            yield f"| {name} | {_hour_words(hour)} | {' | '.join(cells)} |"
    yield ""


def _distinct(entry: Entry) -> tuple[Phase, ...]:
    return tuple(dict.fromkeys(phase for phases in entry.phases.values() for phase in phases))


def _rows(entry: Entry) -> Iterator[tuple[str, Variant | None]]:
    """Variants with the same phases stand in one row; the unknown variant has its own where they differ."""
    together: dict[tuple[Phase, ...], list[Variant]] = {}
    for variant, phases in entry.phases.items():
        together.setdefault(phases, []).append(variant)
    for variants in together.values():
        yield ", ".join(variants), variants[0]
    if len(together) > 1:
        yield "not known", None


def _around(hour: float | None) -> tuple[float, float, float]:
    return (0.0, 0.0, 0.0) if hour is None else (hour - _MINUTE, hour, hour + _MINUTE)


def _cell(entry: Entry, *, hours: float, variant: Variant | None, numbers: Mapping[Phase, int]) -> str:
    holding = holds_at(entry, hours=hours, variant=variant)
    return _holding_words(holding, numbers=numbers) if holding else "-"


def _holding_words(holding: Holding, *, numbers: Mapping[Phase, int]) -> str:
    words = holding.phase.text.split()
    opening = " ".join(words[:_OPENING_WORDS]) + (" ..." if len(words) > _OPENING_WORDS else "")
    return f"**{holding.phase.verdict}** {numbers[holding.phase]}: {opening}"


def _hour_words(hour: float | None) -> str:
    if hour is None:
        return "any time"
    days = f" (day {hour / 24:g})" if hour and hour % 24 == 0 else ""
    return f"{hour:g} h{days}"
