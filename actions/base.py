"""What all custom actions share: reading a turn out of Rasa's tracker, and uttering what was decided.

The application sends `now` and the dialogue with each message; without them (`rasa shell`) the clock and the slot
`dialogue` stand in. A patient's text is read here and never logged.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Turn
from bot.answers.respond import answer_topics
from bot.protocol import Protocol
from bot.triage.reading import Reading

DIALOGUE_SLOT = "dialogue"
# Probability from which a message counts as reporting a sign, beside whatever it asks.
SIGN_ABOVE = 0.35


@dataclass(frozen=True)
class Incoming:
    """A message as Rasa read it."""

    text: str
    intent: str
    topics: tuple[str, ...]
    sign_reported: bool
    dialogue: Dialogue
    now: datetime
    reading: Reading | None = None

    @classmethod
    def from_tracker(cls, tracker: Tracker, *, clock: Callable[[], datetime]) -> "Incoming":
        """The latest message of `tracker`."""
        latest = tracker.latest_message
        metadata = latest.get("metadata") or {}
        kept = _brought(tracker) or tracker.get_slot(DIALOGUE_SLOT) or {}
        return cls(
            text=latest.get("text") or "",
            intent=(latest.get("intent") or {}).get("name") or "",
            topics=tuple(topic["name"] for topic in latest.get("topics") or ()),
            sign_reported=bool(metadata.get("sign_reported"))
            or any(
                each["name"] == "report" and each["confidence"] >= SIGN_ABOVE
                for each in latest.get("intent_ranking") or ()
            ),
            dialogue=Dialogue.from_json(kept),
            now=datetime.fromisoformat(metadata["now"]) if metadata.get("now") else clock(),
            reading=Reading.from_json(latest["signs"]) if latest.get("signs") else None,
        )


class TurnAction(Action):
    """A custom action that decides one turn; a subclass gives its name and its decision."""

    def __init__(self, protocol: Protocol, *, clock: Callable[[], datetime]) -> None:
        self.protocol = protocol
        self._clock = clock

    def decide(self, incoming: Incoming) -> Turn:
        """The turn for a message; pure."""
        raise NotImplementedError

    def answer(self, incoming: Incoming) -> Turn:
        """The topics that the message asks about, answered; a reported sign leads to a person first."""
        return answer_topics(
            self.protocol,
            text=incoming.text,
            topics=incoming.topics,
            dialogue=incoming.dialogue,
            now=incoming.now,
            sign_reported=incoming.sign_reported,
        )

    def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[dict[str, Any]]:  # noqa: ARG002
        """Called by Rasa."""
        incoming = Incoming.from_tracker(tracker, clock=self._clock)
        turn = self.decide(incoming)
        kept = turn.dialogue.to_json()
        for reply in turn.replies:
            dispatcher.utter_message(
                text=reply.text, buttons=[{"title": word, "payload": word} for word in reply.quick_replies]
            )
        sources = [reply.source.to_json() for reply in turn.replies]
        said = {"act": turn.act, "dialogue": kept, "sources": sources}
        if incoming.reading is not None:
            said["reading"] = incoming.reading.to_json()
        dispatcher.utter_message(json_message={"turn": said})
        # The application keeps the dialogue that came with the message; Rasa keeps it only where none came.
        return [] if _brought(tracker) else [SlotSet(DIALOGUE_SLOT, kept)]


def _brought(tracker: Tracker) -> dict[str, Any]:
    """The dialogue that came with the message, empty where none did."""
    return (tracker.latest_message.get("metadata") or {}).get("dialogue") or {}
