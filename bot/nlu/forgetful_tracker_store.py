"""A Rasa tracker store that keeps nothing of what was said: only the slots that the next turn starts from.

The application holds the truth and sends the dialogue with each message, so Rasa needs no history. A turn costs the
same after 1,000 turns as after one, memory is bounded, and no patient's text stays in Rasa's process once the turn is
over. It must never write to disk.
"""

from collections import OrderedDict
from typing import Any, Dict, Iterable, Optional, Text

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME, SESSION_START_METADATA_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.wordless_log import keep_words_out

MOST_CONVERSATIONS = 10_000


class ForgetfulTrackerStore(TrackerStore):
    """Slots of the latest MOST_CONVERSATIONS conversations, in memory; `endpoints.yml` names it."""

    def __init__(self, domain: Domain, event_broker: Optional[EventBroker] = None, **kwargs: Any) -> None:
        self._slots: "OrderedDict[Text, Dict[Text, Any]]" = OrderedDict()
        super().__init__(domain, event_broker)
        # Here, because this is the first code of the project that Rasa runs when it starts to serve.
        keep_words_out()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the slots that have a value; forget the conversation that was silent longest when there are too many."""
        self._slots[tracker.sender_id] = {
            name: slot.value
            for name, slot in tracker.slots.items()
            # Rasa puts the metadata of the first message into a slot of its own; each message brings new ones.
            if slot.value is not None and name != SESSION_START_METADATA_SLOT
        }
        self._slots.move_to_end(tracker.sender_id)
        if len(self._slots) > MOST_CONVERSATIONS:
            self._slots.popitem(last=False)

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """A tracker that has just started its session, with the slots that were kept; None for an unknown sender."""
        if sender_id not in self._slots:
            return None
        tracker = self.init_tracker(sender_id)
        kept = [SlotSet(name, value) for name, value in self._slots[sender_id].items()]
        for event in (
            ActionExecuted(ACTION_SESSION_START_NAME),
            SessionStarted(),
            *kept,
            ActionExecuted(ACTION_LISTEN_NAME),
        ):
            tracker.update(event, self.domain)
        return tracker

    async def keys(self) -> Iterable[Text]:
        """The conversations that are known."""
        return list(self._slots)
