"""Checks that what a file names exists: sources, flags, topics, messages, and the file's own name."""

from collections.abc import Collection, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path

from bot.protocol.model import ContactSign
from bot.protocol.problems import Problem
from bot.protocol.vocabulary import FLAGS
from bot.protocol.written import WrittenSchedule, WrittenTopic
from bot.protocol.yaml_lines import Document, Key


def check_id(document: Document, given: str, *, key: Key, known: Collection[str], noun: str) -> Iterator[Problem]:
    """The problem of an id that is not among the `known` ones."""
    if given not in known:
        near = get_close_matches(given, known, n=1)
        mend = f'Did you mean "{near[0]}"?' if near else f"Known are: {', '.join(known)}."
        yield document.problem(key, f'unknown {noun} "{given}"', mend=mend)


def check_file_name(document: Document, given: str, *, key: Key) -> Iterator[Problem]:
    """The problem of a file that is not called after the id in it."""
    name = Path(document.file).name
    if name != f"{given}.yml":
        what = f'the file is called {name} but is about "{given}"'
        yield document.problem(key, what, mend=f"Call it {given}.yml, or correct the id.")


def check_sources(document: Document, sources: Sequence[str], *, key: Key, known: Collection[str]) -> Iterator[Problem]:
    """The problems of source ids that do not resolve."""
    for order, source in enumerate(sources):
        if source not in known:
            near = get_close_matches(source, known, n=1)
            mend = f'Did you mean "{near[0]}"?' if near else "Add it to sources.yml, or take it out."
            yield document.problem((*key, order), f'the source "{source}" is not in sources.yml', mend=mend)


def check_topic_sources(document: Document, topic: WrittenTopic, *, known: Collection[str]) -> Iterator[Problem]:
    """The problems of every source id in a topic; each row of the topic's own schedules names at least one."""
    yield from check_sources(document, topic.sources, key=("sources",), known=known)
    yield from check_schedule_sources(document, topic.schedules, key=("schedules",), known=known, needed=True)
    for item_id, item in topic.items.items():
        place = ("items", item_id)
        yield from check_sources(document, item.sources, key=(*place, "sources"), known=known)
        yield from check_schedule_sources(
            document, item.schedules, key=(*place, "schedules"), known=known, needed=False
        )


def check_schedule_sources(
    document: Document, schedules: Sequence[WrittenSchedule], *, key: Key, known: Collection[str], needed: bool
) -> Iterator[Problem]:
    """The problems of the source ids of phases; `needed` where a phase must name one."""
    for position, schedule in enumerate(schedules):
        for order, phase in enumerate(schedule.phases):
            place = (*key, position, "phases", order)
            yield from check_sources(document, phase.sources, key=(*place, "sources"), known=known)
            if needed and not phase.sources:
                mend = "Add `sources: [...]` with an id of sources.yml."
                yield document.problem(place, "the phase names no source", mend=mend)


def check_flags_named(document: Document, rows: Sequence[ContactSign], *, key: Key) -> Iterator[Problem]:
    """The problems of contact signs that name an unknown flag."""
    for order, row in enumerate(rows):
        if row.flag is not None:
            yield from check_id(document, row.flag, key=(*key, order, "flag"), known=FLAGS, noun="flag")
