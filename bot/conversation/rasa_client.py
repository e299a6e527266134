"""Asks the Rasa server, and accepts only a whole answer.

Rasa answers 200 with an empty list when something broke inside it, so an answer without replies is an error here.
A message is never sent to Rasa as a command: leading slashes are taken off.
"""

import re
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Self

import httpx

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Reply, Source, Turn
from bot.errors import RasaError
from bot.triage.reading import Reading

PROBE = "hello"
TRY_EVERY_S = 0.2
# Rasa takes a text that begins with a slash, after any kind of blank, for a command.
_COMMAND = re.compile(r"^[\s/\\]+")


class RasaClient:
    """A connection to one Rasa server; share it between threads, close it at the end.

    Nobody waits longer than `answers_within_s` seconds. A server that cannot be reached may just be starting again, so
    it is tried until then - but once it has been away that long, messages are no longer kept waiting for it.
    """

    def __init__(self, url: str, *, answers_within_s: float) -> None:
        # A proxy in the environment is not for loopback.
        self._http = httpx.Client(base_url=url, timeout=answers_within_s, trust_env=False)
        self._within_s = answers_within_s
        self._away_since: float | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask(self, text: str, *, sender: str, metadata: dict[str, Any]) -> Turn:
        """The turn that Rasa and the custom actions make of `text`. Raises RasaError when there is none."""
        message = {"sender": sender, "message": _COMMAND.sub("", text) or "?", "metadata": metadata}
        began_at = monotonic()
        while True:
            try:
                read = self._ask(message, within_s=max(1.0, began_at + self._within_s - monotonic()))
            except httpx.ConnectError as error:
                self._away_since = self._away_since or began_at
                if monotonic() + TRY_EVERY_S > self._away_since + self._within_s:
                    raise RasaError("Rasa cannot be reached") from error
                sleep(TRY_EVERY_S)
            else:
                self._away_since = None
                return read

    def _ask(self, message: dict[str, Any], *, within_s: float) -> Turn:
        try:
            answered = self._http.post("/webhooks/rest/webhook", json=message, timeout=within_s)
            answered.raise_for_status()
            items = answered.json()
        except httpx.ConnectError:
            raise
        except (httpx.HTTPError, ValueError) as error:
            raise RasaError(f"Rasa gave no answer ({type(error).__name__})") from error
        return _read_turn(items)

    def ready(self) -> bool:
        """Whether a sentence passes through Rasa, its model and the custom actions."""
        message = {"sender": "readiness", "message": PROBE, "metadata": {}}
        try:
            self._ask(message, within_s=self._within_s)
        except (RasaError, httpx.ConnectError):
            return False
        self._away_since = None
        return True


def _read_turn(items: list[dict[str, Any]]) -> Turn:
    """The turn in Rasa's answer: texts in order, then one `custom` item that says what they are."""
    try:
        turn = next(item["custom"]["turn"] for item in items if "turn" in item.get("custom", {}))
        texts = [item for item in items if "text" in item]
        replies = tuple(
            Reply(
                text=item["text"],
                source=Source(**source),
                quick_replies=tuple(button["title"] for button in item.get("buttons", ())),
            )
            for item, source in zip(texts, turn["sources"], strict=True)
        )
        read = Turn(
            replies=replies,
            dialogue=Dialogue.from_json(turn["dialogue"]),
            act=turn["act"],
            reading=Reading.from_json(turn["reading"]),
        )
    except (StopIteration, KeyError, TypeError, AttributeError, ValueError) as error:
        raise RasaError("Rasa's answer is not whole: an action failed, or another model is being served") from error
    if not read.replies:
        raise RasaError("Rasa said nothing")
    return read
