"""A Rasa featurizer that turns a message, and each clause of it, into dense vectors with the carried MiniLM encoder.

The sentence feature is the vector of the whole message; the sequence feature holds one vector a clause (not a token: no
token-aligned component may follow it). The encoder's files are checked by their hashes before anything is computed.
It must never fetch anything from a network, nor log a patient's text.
"""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, List, Text

import numpy as np
import onnxruntime
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import DENSE_FEATURIZABLE_ATTRIBUTES
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from tokenizers import Tokenizer

from bot.nlu.clauses import clauses

MOST_TOKENS = 256


class Encoder:
    """The ONNX session and its tokenizer: text in, a unit-length vector of 384 numbers out."""

    def __init__(self, folder: Path, sha256: Dict[Text, Text]) -> None:
        """Open the encoder in `folder`. Raises InvalidConfigException when a file is missing or its hash differs."""
        for name, expected in sha256.items():
            _check_hash(folder / name, expected)
        model = next(name for name in sha256 if name.endswith(".onnx"))
        options = onnxruntime.SessionOptions()
        # One thread: a message is too short to share out, and a second thread only takes the core from other patients.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(folder / model), options, ["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MOST_TOKENS)

    def __call__(self, text: Text) -> np.ndarray:
        """The vector of `text`, shape [384]."""
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        return self._session.run(["e"], {"input_ids": ids})[0][0]


def _check_hash(path: Path, expected: Text) -> None:
    if not path.is_file():
        raise InvalidConfigException(
            f"The sentence encoder's file {path} is missing. Restore it: git checkout -- {path}"
        )
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise InvalidConfigException(
            f"{path} has sha256 {found}, but config.yml expects {expected}. Restore the file: git checkout -- {path}"
        )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(GraphComponent):
    """Sets dense features on messages; see the module's docstring."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """`folder` of the encoder, and `sha256` of each file that is checked."""
        return {"folder": "models/encoder", "sha256": {}}

    def __init__(self, config: Dict[Text, Any]) -> None:
        self._encoder = Encoder(Path(config["folder"]), config["sha256"])

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceEncoder":
        """Called by Rasa, for training and for serving alike."""
        return cls(config)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Featurise every training example, on all cores: nobody is being served meanwhile."""
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda example: self.process([example]), training_data.training_examples))
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Featurise messages; one without text is left as it is."""
        for message in messages:
            text = message.get(TEXT)
            if text and TEXT in DENSE_FEATURIZABLE_ATTRIBUTES:
                self._add(message, text)
        return messages

    def _add(self, message: Message, text: Text) -> None:
        whole = self._encoder(text)[np.newaxis, :]
        parts = clauses(text)
        each = whole if parts == [text] else np.stack([self._encoder(part) for part in parts])
        for vectors, kind in ((each, FEATURE_TYPE_SEQUENCE), (whole, FEATURE_TYPE_SENTENCE)):
            message.add_features(Features(vectors, kind, TEXT, type(self).__name__))
