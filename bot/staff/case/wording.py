"""How a case's codes are read on the page. A code that is not known here is shown as it stands, never left out."""

from collections.abc import Mapping
from typing import Final

from bot.escalations.reading import EventView
from bot.records.case_models import Judgement, Outcome

LEVELS: Final = {"emergency": "Emergency", "urgent": "Urgent", "routine": "Routine"}
STATES: Final = {"open": "nobody has it yet", "acknowledged": "acknowledged", "resolved": "resolved"}
OUTCOMES: Final[dict[Outcome, str]] = {
    "answered": "Answered in the chat",
    "called": "Spoken to by phone",
    "seen": "Seen at the clinic",
    "referred": "Sent on to other care",
    "not_needed": "Nothing was needed",
    "not_reached": "Could not be reached",
    "test": "A test, no patient",
}
JUDGEMENTS: Final[dict[Judgement, str]] = {
    "right": "The bot was right",
    "over_triaged": "Over-triaged: it was less urgent",
    "under_triaged": "Under-triaged: it was more urgent",
}
_CODES: Final[Mapping[str, str]] = {
    **LEVELS,
    **{str(code): words for code, words in OUTCOMES.items()},
    **{str(code): words for code, words in JUDGEMENTS.items()},
    # Causes.
    "signs": "signs in what the patient wrote",
    "unclear": "a doubt that no answer cleared up",
    "unanswered": "the bot could not answer",
    "unread": "the bot could not read the message",
    # What becomes of a line of the chat.
    "pending": "not delivered yet",
    "sent": "delivered",
    "failed": "not delivered",
    "void": "called off",
    # Why a conversation was given back.
    "by_hand": "by hand",
    "idle": "nobody of the staff had written for long",
}
_EVENTS: Final = {
    "opened": "Case opened as {level}",
    "reported": "Another report ({level})",
    "raised": "Level raised to {level}",
    "not_acted": "Nothing was done in time: people are called again",
    "promise_late": "The promised time came close without an answer",
    "acknowledged": "Acknowledged",
    "took": "Took the case",
    "handed": "Handed the case to {to}",
    "noted": "Note",
    "called": "Called the patient and reached them",
    "not_reached": "Called the patient and did not reach them",
    "changed_level": "Level changed from {from} to {to}",
    "replied": "Replied",
    "took_over": "Took the chat over from the bot",
    "gave_back": "Gave the chat back to the bot ({why})",
    "resolved": "Resolved: {outcome}. {judgement}",
    "reopened": "Reopened",
    "waits_for_patient": "Nothing to answer: waiting for the patient",
}


def label(code: str | None) -> str:
    """A code in words: "sun_exposure" as "sun exposure" where there are no better ones."""
    return "" if not code else _CODES.get(code, code.replace("_", " "))


def event_words(event: EventView, *, names: Mapping[str, str]) -> str:
    """What happened; ids of staff are their names. A note's words and a reason stand beside it, not in it."""
    details = event.details or {}
    said = {key: names.get(str(value)) or label(str(value)) for key, value in details.items()}
    sentence = _EVENTS.get(event.kind, label(event.kind).capitalize())
    return sentence.format_map(_Known(said)).strip()


def event_note(event: EventView) -> str | None:
    """What a person has written with it; None where nothing, or where no key opens it."""
    details = event.details or {}
    return details.get("text") or details.get("reason") or None


def hours_words(hours: float) -> str:
    """Hours since the treatment: "5 hours", "26 hours (day 2)", "in 3 hours"."""
    if hours < 0:
        return f"in {_count(-hours)}"
    return _count(hours) if hours < 24 else f"{_count(hours)} (day {int(hours // 24) + 1})"


def span_words(from_hours: float | None, to_hours: float | None) -> str:
    """The hours for which a row of the protocol holds."""
    if from_hours is None and to_hours is None:
        return "at every hour"
    if from_hours is None:
        return f"until hour {to_hours:g}"
    return f"from hour {from_hours:g}" if to_hours is None else f"hour {from_hours:g} to {to_hours:g}"


def _count(hours: float) -> str:
    whole = int(hours)
    return "less than an hour" if whole == 0 else f"{whole} hour{'' if whole == 1 else 's'}"


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
