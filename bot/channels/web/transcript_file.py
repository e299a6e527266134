"""A whole chat as a text file for its patient, with the clinic's local times.

Each line that begins with a bracket is an entry: no message can pass for another, since its further lines are indented.
It is read and sent a part at a time, so that no chat is too long for it.
"""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from bot.conversation.transcript import Entry, read_after
from bot.protocol import Protocol
from bot.records.database import Database

_WHO = {"patient": "You", "bot": "Bot", "staff": "Staff"}
_AT_A_TIME = 50


def transcript_text(parts: Iterable[Iterable[Entry]], *, protocol: Protocol) -> Iterator[str]:
    """The file's content, a piece for each part of the chat."""
    zone = ZoneInfo(protocol.clinic.time_zone)
    yield f"{protocol.say('start')}\n\n"
    for entries in parts:
        lines = []
        for entry in entries:
            first, *further = entry.text.splitlines() or [""]
            who = f"{entry.speaker} (staff)" if entry.speaker else _WHO[entry.who]
            lines.append(f"[{entry.at.astimezone(zone):%Y-%m-%d %H:%M %Z}] {who}: {first}\n")
            lines += [f"    {line}\n" for line in further]
        yield "".join(lines)


def read_whole(database: Database, *, conversation_id: str) -> Iterator[list[Entry]]:
    """Every entry, in order, some at a time."""
    after = 0
    while entries := read_after(database, conversation_id=conversation_id, after=after, most=_AT_A_TIME):
        yield entries
        after = entries[-1].sequence
