"""Checks that no red flag is weaker than its floor, and that each emergency text leads with the number.

These are the rules that no clinic can change: a patient with an emergency reads the number first.
"""

import re
from collections.abc import Iterator

from bot.protocol.placeholders import placeholders_in
from bot.protocol.problems import Problem
from bot.protocol.red_flag_floor import LOWEST_LEVEL, MUST_NAME, MUST_REACH
from bot.protocol.vocabulary import Level
from bot.protocol.written import WrittenFlag, WrittenTopic
from bot.protocol.yaml_lines import Document, Key

_SENTENCE_END = re.compile(r"(?<=[.!?])\s")


def check_flag(document: Document, flag: WrittenFlag) -> Iterator[Problem]:
    """The problems of a flag's levels and of its emergency text."""
    lowest, reach = LOWEST_LEVEL.get(flag.flag, Level.none), MUST_REACH.get(flag.flag, Level.none)
    if flag.level.rank < lowest.rank:
        what = f'the red flag "{flag.flag}" is loosened to {flag.level}'
        yield document.problem(("level",), what, mend=f"Write {lowest} or higher.")
    if max(raised.level.rank for raised in flag.raise_to) < reach.rank:
        what = f'the red flag "{flag.flag}" is loosened: nothing raises it to {reach}'
        yield document.problem(("raise_to",), what, mend=f"Add a row with `level: {reach}`.")
    if can_be_emergency(flag) and not flag.tell_emergency:
        what = f'"{flag.flag}" can be an emergency but has no tell_emergency'
        yield document.problem(("flag",), what, mend="Add it, with {emergency_number} in its first sentence.")
    if flag.tell_emergency:
        yield from check_tell_emergency(document, flag.tell_emergency, key=("tell_emergency",), flag=flag.flag)


def check_tell_emergency(document: Document, text: str, *, key: Key, flag: str) -> Iterator[Problem]:
    """The problems of an emergency text: the number comes in its first sentence, and self-harm has its crisis line."""
    if "emergency_number" not in placeholders_in(_SENTENCE_END.split(text, maxsplit=1)[0]):
        what = "the emergency number is not in the first sentence"
        yield document.problem(key, what, mend='Begin with "Call {emergency_number} now."')
    if flag == "self_harm" and "crisis_line" not in placeholders_in(text):
        yield document.problem(key, "the crisis line is missing", mend="Name {crisis_line}.")


def check_contact_signs(document: Document, topic: WrittenTopic) -> Iterator[Problem]:
    """The problem of a topic that no longer names its most urgent sign."""
    must = MUST_NAME.get(topic.topic, Level.none)
    if max((row.level.rank for row in topic.contact_when), default=0) < must.rank:
        what = f"the red flags of {topic.topic} are loosened: contact_when has no {must} sign"
        yield document.problem(("contact_when",), what, mend=f"Put the sign back with `level: {must}`.")


def can_be_emergency(flag: WrittenFlag) -> bool:
    """Whether the flag is an emergency or can be raised to one."""
    return Level.emergency in (flag.level, *(raised.level for raised in flag.raise_to))
