"""Remembers what Rasa's rules chose for a course of events, so that it is worked out once and not at every message.

The choice of `RulePolicy` is a function of the courses' states; `course_of` keeps everything of the events that a state
is made of. Where that cannot be said - another policy, a rule on a text, an event of an unforeseen kind - nothing is
remembered. It must never hold a patient's words.
"""

import copy
from typing import Any, Dict, Iterable, List, Optional, Text, Tuple

from rasa.core.policies.policy import Policy, PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import GraphNode
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    DefinePrevUserUtteredFeaturization,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

MOST_COURSES = 2_000

Course = Tuple[Tuple[Any, ...], ...]


class RuleMemory:
    """The predictions for at most MOST_COURSES courses of events."""

    def __init__(self, nodes: Iterable[GraphNode], domain: Domain) -> None:
        """For the nodes that lead to the model's prediction."""
        self._usable = _only_rules_on_intents(nodes)
        self._featured_slots = {slot.name for slot in domain.slots if slot.has_features()}
        self._predictions: Dict[Course, PolicyPrediction] = {}

    @property
    def usable(self) -> bool:
        """Whether the model's predictions can be remembered at all."""
        return self._usable

    def __len__(self) -> int:
        return len(self._predictions)

    def course_of(self, tracker: DialogueStateTracker) -> Optional[Course]:
        """What the prediction depends on, without any text; None when it cannot be said."""
        if not self._usable or tracker.followup_action:
            return None
        course: List[Tuple[Any, ...]] = []
        for event in tracker.events:
            kept = self._kept(event)
            if kept is None:
                return None
            course.append(kept)
        return tuple(course)

    def recall(self, course: Course) -> Optional[PolicyPrediction]:
        """The prediction for `course`, as new as one that was worked out now."""
        known = self._predictions.get(course)
        return _renewed(known) if known else None

    def remember(self, course: Course, prediction: PolicyPrediction) -> None:
        """Keep `prediction` for `course`, unless it carries an event that may differ from time to time."""
        plain = all(type(event) is DefinePrevUserUtteredFeaturization for event in prediction.events)
        if plain and len(self._predictions) < MOST_COURSES:
            self._predictions[course] = _renewed(prediction)

    def _kept(self, event: Event) -> Optional[Tuple[Any, ...]]:
        kind = type(event)
        if kind is ActionExecuted:
            return kind, event.action_name, event.action_text, event.hide_rule_turn, event.unpredictable
        if kind is UserUttered and not event.entities:
            return kind, event.intent_name, bool(event.text), event.use_text_for_featurization
        if kind is DefinePrevUserUtteredFeaturization:
            return kind, event.use_text_for_featurization
        if kind is SlotSet and event.key not in self._featured_slots:
            return (kind,)
        if kind in (BotUttered, SessionStarted):
            return (kind,)
        return None


def _renewed(prediction: PolicyPrediction) -> PolicyPrediction:
    """A copy with lists and events of its own: Rasa changes those of a prediction."""
    new = copy.copy(prediction)
    new.probabilities = list(prediction.probabilities)
    new.events = [DefinePrevUserUtteredFeaturization(each.use_text_for_featurization) for each in prediction.events]
    return new


def _only_rules_on_intents(nodes: Iterable[GraphNode]) -> bool:
    policies = [node._component for node in nodes if issubclass(node._component_class, Policy)]
    return bool(policies) and all(
        type(policy) is RulePolicy and not any('"text"' in rule for rule in _rules(policy)) for policy in policies
    )


def _rules(policy: RulePolicy) -> Iterable[Text]:
    return [rule for learned in policy.lookup.values() if isinstance(learned, dict) for rule in learned]
