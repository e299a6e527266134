"""A whole chat as a text file for its patient, with the clinic's local times.

Each line that begins with a bracket is an entry: no message can pass for another, since its further lines are indented.
"""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from bot.conversation.transcript import Entry, read_after
from bot.protocol import Protocol
from bot.records.database import Database

_WHO = {"patient": "You", "bot": "Bot", "staff": "Staff"}
_AT_A_TIME = 200


def transcript_text(entries: Iterable[Entry], *, protocol: Protocol) -> str:
    """The file's content."""
    zone = ZoneInfo(protocol.clinic.time_zone)
    lines = [protocol.say("start"), ""]
    for entry in entries:
        first, *further = entry.text.splitlines() or [""]
        lines.append(f"[{entry.at.astimezone(zone):%Y-%m-%d %H:%M %Z}] {_WHO[entry.who]}: {first}")
        lines += [f"    {line}" for line in further]
    return "\n".join(lines) + "\n"


def read_whole(database: Database, *, conversation_id: str) -> Iterator[Entry]:
    """Every entry, in order."""
    after = 0
    while entries := read_after(database, conversation_id=conversation_id, after=after, most=_AT_A_TIME):
        yield from entries
        after = entries[-1].sequence
