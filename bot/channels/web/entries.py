"""An entry of the transcript as the page gets it."""

import json
from collections.abc import Sequence
from typing import Any

from bot.conversation.transcript import Entry

_FRAME_BYTES = 500


def entry_json(entry: Entry) -> dict[str, Any]:
    """The entry as JSON values; nothing of the records but what the contract with the page names."""
    return {
        "sequence": entry.sequence,
        "who": entry.who,
        "speaker": entry.speaker,
        "text": entry.text,
        "at": entry.at.isoformat(),
        "quick_replies": list(entry.quick_replies),
        "id": entry.id,
        "answers": entry.answers,
    }


def that_fit(entries: list[Entry], *, most_bytes: int) -> list[Entry]:
    """The last of them that make up no more than so many bytes of JSON together, and one at least."""
    # No character takes more than six bytes.
    if sum(6 * len(entry.text) + _FRAME_BYTES for entry in entries) <= most_bytes:
        return entries
    room, fitting = most_bytes, 0
    for entry in reversed(entries):
        room -= len(json.dumps(entry_json(entry), ensure_ascii=False).encode())
        if room < 0:
            break
        fitting += 1
    return entries[-max(1, fitting) :]


def some_earlier(entries: Sequence[Entry]) -> bool:
    """Whether the chat has entries before these; sequences begin with 1."""
    return bool(entries) and entries[0].sequence > 1


def unsent(entries: Sequence[Entry]) -> list[str]:
    """The ids of the replies among them that no page has had yet."""
    return [entry.reply_id for entry in entries if entry.reply_id and entry.unsent]
