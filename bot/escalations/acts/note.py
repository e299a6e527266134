"""Writes down what staff know or did beside the chat: a note, which the patient never sees, and a phone call."""

from datetime import datetime

from bot.escalations.acts.act import Actor, acting
from bot.escalations.acts.calling import answered, move_on
from bot.escalations.acts.words import optional_words, read_words
from bot.protocol import Protocol
from bot.records.database import Database


def note(database: Database, *, case_id: str, staff: Actor, text: str, protocol: Protocol, now: datetime) -> None:
    """Add a note, also to a case that is resolved. Raises WordsNeededError, WordsTooLongError, NotFoundError."""
    words = read_words(text, what="note")
    with acting(database, case_id=case_id, staff=staff, protocol=protocol, now=now) as act:
        move_on(act)
        act.tell("noted", details={"text": words})


def log_call(
    database: Database, *, case_id: str, staff: Actor, reached: bool, text: str, protocol: Protocol, now: datetime
) -> None:
    """Write down a call to the patient; one who was reached is answered. `text` may be empty.

    Raises WordsTooLongError, NotFoundError, ReopenFirstError.
    """
    words = optional_words(text)
    with acting(database, case_id=case_id, staff=staff, protocol=protocol, now=now) as act:
        act.refuse_resolved()
        if reached:
            answered(act)
        else:
            move_on(act)
        act.tell("called" if reached else "not_reached", details={"text": words})
