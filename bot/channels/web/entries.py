"""An entry of the transcript as the page gets it."""

from collections.abc import Sequence
from typing import Any

from bot.conversation.transcript import Entry


def entry_json(entry: Entry) -> dict[str, Any]:
    """The entry as JSON values; nothing of the records but what the contract with the page names."""
    return {
        "sequence": entry.sequence,
        "who": entry.who,
        "text": entry.text,
        "at": entry.at.isoformat(),
        "quick_replies": list(entry.quick_replies),
        "id": entry.id,
        "answers": entry.answers,
    }


def some_earlier(entries: Sequence[Entry]) -> bool:
    """Whether the chat has entries before these; sequences begin with 1."""
    return bool(entries) and entries[0].sequence > 1


def unsent(entries: Sequence[Entry]) -> list[str]:
    """The ids of the replies among them that no page has had yet."""
    return [entry.reply_id for entry in entries if entry.reply_id and entry.unsent]
