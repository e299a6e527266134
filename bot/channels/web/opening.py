"""Opens a browser's session: the chat that it has, or a new one; what the page is told of both.

A new chat is made only where the browser has none that is still there, or brings a link that its own did not come from.
A chat in which something stands is never left without its patient's word.
"""

from dataclasses import dataclass
from typing import Any, Literal

from bot.channels.web.entries import entry_json, some_earlier
from bot.channels.web.links import TreatmentLink
from bot.channels.web.session import Session
from bot.conversation.transcript import Entry
from bot.conversation.turn import MOST_CHARACTERS
from bot.protocol import Protocol

PERSON_WORD = "STAFF"


@dataclass(frozen=True)
class Opening:
    """Which chat a browser gets. `keep` None: a new one, with the link's treatment where there is a link."""

    keep: Session | None
    link: TreatmentLink | None
    said_of_link: Literal["used", "expired", "asks"] | None


def decide_opening(
    *, there: Session | None, written: bool, token: str | None, link: TreatmentLink | None, start: bool
) -> Opening:
    """`there` is the browser's chat if it still exists, `written` whether something stands in it, `token` the link as
    it came, `link` what it says, `start` that the patient wants the link's chat instead.
    """
    if token is None:
        return Opening(keep=there, link=None, said_of_link=None)
    if link is None:
        return Opening(keep=there, link=None, said_of_link="expired")
    same = there is not None and there.link == link.nonce
    if written and not same and not start:
        return Opening(keep=there, link=None, said_of_link="asks")
    return Opening(keep=there if same else None, link=link, said_of_link="used")


def session_answer(protocol: Protocol, *, chat: str, entries: list[Entry], said_of_link: str | None) -> dict[str, Any]:
    """What the page gets: the chat's tag, who speaks, the clinic, the standing sentences and the latest entries."""
    clinic = protocol.clinic
    return {
        "chat": chat,
        "clinic": {
            "name": clinic.name,
            "phone": clinic.phone,
            "hours": clinic.hours,
            "out_of_hours": clinic.out_of_hours,
            "emergency_number": protocol.numbers[clinic.country].emergency,
            "time_zone": clinic.time_zone,
        },
        "standing": protocol.say("start"),
        "welcome": {"text": protocol.say("help"), "quick_replies": list(protocol.messages["help"].quick_replies)},
        "delete_note": protocol.say("delete_note"),
        "privacy": protocol.say("privacy"),
        "person_word": PERSON_WORD,
        "most_characters": MOST_CHARACTERS,
        "entries": [entry_json(entry) for entry in entries],
        "earlier": some_earlier(entries),
        "link": said_of_link,
    }
