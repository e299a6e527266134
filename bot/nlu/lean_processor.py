"""Rasa's message processor without the work that it repeats for every message and whose result never changes.

It understands with the same components and chooses with the same rules: each override says what it leaves out, and
hands on to Rasa what it was not made for. It must never answer otherwise than the processor that it replaces.
"""

from typing import Any, Dict, Text, Tuple

from rasa.core.actions.action import Action, RemoteAction
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.kept_connection import KeptConnection
from bot.nlu.lean_action import LeanAction
from bot.nlu.rule_memory import RuleMemory
from bot.nlu.straight_runner import StraightRunner


class LeanProcessor(MessageProcessor):
    """Takes over from a processor that has loaded its model."""

    def __init__(self, loaded: MessageProcessor) -> None:
        # Not `super().__init__`: that would load the model a second time.
        vars(self).update(vars(loaded))
        self.graph_runner = StraightRunner.on(loaded.graph_runner)
        if self.action_endpoint is not None:
            self.action_endpoint = KeptConnection.like(self.action_endpoint)
        self.rule_memory = RuleMemory(self.graph_runner.nodes(self.model_metadata.core_target).values(), self.domain)
        self._known_intents = frozenset(self.domain.intents)

    def parts(self) -> Dict[Text, Any]:
        """What serves, by name, and for how many courses of events the rules' choice is known by now."""
        return {
            "processor": type(self).__name__,
            "runner": type(self.graph_runner).__name__,
            "actions": type(self.action_endpoint).__name__,
            "action": LeanAction.__name__,
            "remembers_rules": self.rule_memory.usable,
            "courses": len(self.rule_memory),
        }

    async def close(self) -> None:
        """Close the connections to the actions."""
        if isinstance(self.action_endpoint, KeptConnection):
            await self.action_endpoint.close()

    def predict_next_with_tracker_if_should(self, tracker: DialogueStateTracker) -> Tuple[Action, PolicyPrediction]:
        """As Rasa does; a custom action is called the lean way."""
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        if type(action) is RemoteAction:
            action = LeanAction(action.name(), action.action_endpoint)
        return action, prediction

    def _predict_next_with_tracker(self, tracker: DialogueStateTracker) -> PolicyPrediction:
        course = self.rule_memory.course_of(tracker)
        if course is None:
            return super()._predict_next_with_tracker(tracker)
        known = self.rule_memory.recall(course)
        if known is None:
            known = super()._predict_next_with_tracker(tracker)
            self.rule_memory.remember(course, known)
        return known

    def _check_for_unseen_features(self, parse_data: Dict[Text, Any]) -> None:
        # Rasa builds and compares whole domains here, only to say that an intent is missing from the domain.
        if parse_data["entities"] or parse_data["intent"]["name"] not in self._known_intents:
            super()._check_for_unseen_features(parse_data)
