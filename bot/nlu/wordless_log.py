"""Keeps patients' words out of Rasa's log, at every level.

Rasa logs the message when a request fails or is given up by the application. Its structured log lines are stripped
here to what happened and where; whatever else they carry is dropped, because it may be a text.
"""

from typing import Any, Dict, Text

import structlog

_KEPT = ("event", "level", "log_level", "timestamp", "logger", "exc_info", "_record", "_from_structlog")


def drop_words(_logger: Any, _method: Text, line: Dict[Text, Any]) -> Dict[Text, Any]:
    """A structlog processor: only the keys that cannot hold a text stay."""
    return {key: value for key, value in line.items() if key in _KEPT}


def keep_words_out() -> None:
    """Put `drop_words` first among structlog's processors, once."""
    processors = structlog.get_config()["processors"]
    if drop_words not in processors:
        structlog.configure(processors=[drop_words, *processors])
