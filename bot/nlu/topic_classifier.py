"""A Rasa classifier: which topics (up to three) or which dialogue act a message is about, and which signs it reports.

It sets `intent` for the rules, `topics` and `signs` for the custom actions, all with calibrated probabilities. When
nothing is sure enough the intent is `nlu_fallback`: the bot then says that it does not know. It must never fall back
silently to an untrained model: what cannot be loaded stops the server.
"""

from typing import Any, Dict, List, Optional, Text, Tuple, Type

import numpy as np
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.clauses import clauses
from bot.nlu.message_model import MessageModel, Reading
from bot.nlu.readers import Sample
from bot.nlu.sentence_encoder import SentenceEncoder
from bot.nlu.sign_model import Report

MODEL_FILE = "message_model.skops"
TOPICS = "topics"
SIGNS = "signs"
# An act that is a report by itself: whoever asks for a person reports that.
_WANTS_A_PERSON = "talk_to_staff"
_WANTED = Report(("patient_request",), "routine")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(GraphComponent, IntentClassifier):
    """See the module's docstring."""

    @classmethod
    def required_components(cls) -> List[Type]:
        """The vectors come from the sentence encoder."""
        return [SentenceEncoder]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`not_topics`: intents that are no topic. `topic_above`, `known_above`: probabilities; see docs/decisions."""
        return {"not_topics": [], "topic_above": 0.2, "known_above": 0.2, "most_topics": 3, "ranking_length": 10}

    def __init__(self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = MessageModel()

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "TopicClassifier":
        """Called by Rasa before training."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> "TopicClassifier":
        """Called by Rasa before serving. A file that holds anything but the known types is refused."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            # `trusted` stays empty: skops then loads scikit-learn and numpy types only and raises on anything else.
            component._model = MessageModel.from_state(skops.io.load(folder / MODEL_FILE, trusted=[]))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on the examples that have an intent; the rest is their metadata."""
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        if not examples:
            raise InvalidConfigException("There is no training data with intents below data/nlu.")
        unknown = set(self._config["not_topics"]) - set(training_data.intents)
        if unknown:
            raise InvalidConfigException(f"config.yml, not_topics: {sorted(unknown)} have no training data.")
        metadata = [(example.get("metadata") or {}).get(METADATA_INTENT) or {} for example in examples]
        self._model.fit(
            [_sample(example) for example in examples],
            labels=[_labels(example, more) for example, more in zip(examples, metadata, strict=True)],
            reports=[_report(example, more) for example, more in zip(examples, metadata, strict=True)],
            authors=[more.get("author", "") for more in metadata],
        )
        with self._model_storage.write_to(self._resource) as folder:
            skops.io.dump(self._model.to_state(), folder / MODEL_FILE)
        return self._resource

    def process(self, messages: List[Message]) -> List[Message]:
        """Set `intent`, `intent_ranking`, `topics` and `signs` on each message."""
        for message in messages:
            if message.get(TEXT):
                self._read(message)
        return messages

    def _read(self, message: Message) -> None:
        reading = self._model.read(_sample(message))
        ranked = reading.ranked
        topics = self._topics(ranked)
        name, confidence = self._intent(ranked)
        message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
        message.set("intent_ranking", _as_json(ranked[: self._config["ranking_length"]]), add_to_output=True)
        message.set(TOPICS, _as_json(topics), add_to_output=True)
        message.set(SIGNS, _signs_as_json(reading), add_to_output=True)

    def _topics(self, ranked: List[Tuple[Text, float]]) -> List[Tuple[Text, float]]:
        of_topics = [(name, sure) for name, sure in ranked if name not in self._config["not_topics"]]
        return [(name, sure) for name, sure in of_topics if sure >= self._config["topic_above"]][
            : self._config["most_topics"]
        ]

    def _intent(self, ranked: List[Tuple[Text, float]]) -> Tuple[Text, float]:
        name, sure = ranked[0]
        if sure < self._config["known_above"]:
            return DEFAULT_NLU_FALLBACK_INTENT_NAME, 1.0 - sure
        return name, sure


def _sample(message: Message) -> Sample:
    """The message with the vectors that SentenceEncoder set on it."""
    each, whole = message.get_dense_features(TEXT)
    text = message.get(TEXT)
    return Sample(text, clauses(text), whole.features[0], each.features)


def _as_json(ranked: List[Tuple[Text, float]]) -> List[Dict[Text, Any]]:
    rounded = np.round([sure for _, sure in ranked], 4).tolist()
    return [{"name": name, "confidence": sure} for (name, _), sure in zip(ranked, rounded, strict=True)]


def _labels(example: Message, more: Dict[Text, Any]) -> List[Text]:
    """The example's topics or act; none where it is there to teach signs alone."""
    return [] if more.get("teaches") == SIGNS else [example.get(INTENT), *more.get("also", [])]


def _report(example: Message, more: Dict[Text, Any]) -> Optional[Report]:
    """What a training example reports. Flags without a level are refused: they would be learned as nothing."""
    if more.get("flags"):
        if "level" not in more:
            raise InvalidConfigException(f"data/nlu: a message with flags {more['flags']} has no level.")
        return Report(tuple(more["flags"]), more["level"])
    return _WANTED if _WANTS_A_PERSON in (example.get(INTENT), *more.get("also", [])) else None


def _signs_as_json(reading: Reading) -> Dict[Text, Any]:
    """`levels`: the probability of each level or more. `flags`: that of each flag, the likeliest first."""
    return {
        "levels": {level: round(sure, 4) for level, sure in reading.levels.items()},
        "flags": {flag: round(sure, 4) for flag, sure in reading.flags.items()},
    }
