"""The same stand-in as `tensorflow`, for Rasa's few imports of Keras by its own name."""
from tensorflow import _absent as __getattr__  # noqa: F401
