"""Asks the Rasa server, and accepts only a whole answer.

Rasa answers 200 with an empty list when something broke inside it, so an answer without replies is an error here.
A message is never sent to Rasa as a command: leading slashes are taken off.
"""

from types import TracebackType
from typing import Any, Self

import httpx

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Reply, Source, Turn
from bot.errors import RasaError

PROBE = "hello"


class RasaClient:
    """A connection to one Rasa server; share it between threads, close it at the end."""

    def __init__(self, url: str, *, answers_within_s: float) -> None:
        # A proxy in the environment is not for loopback.
        self._http = httpx.Client(base_url=url, timeout=answers_within_s, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask(self, text: str, *, sender: str, metadata: dict[str, Any]) -> Turn:
        """The turn that Rasa and the custom actions make of `text`. Raises RasaError when there is none."""
        try:
            answered = self._http.post(
                "/webhooks/rest/webhook",
                json={"sender": sender, "message": text.lstrip("/\\ \t\r\n") or "?", "metadata": metadata},
            )
            answered.raise_for_status()
            items = answered.json()
        except (httpx.HTTPError, ValueError) as error:
            raise RasaError(f"Rasa gave no answer ({type(error).__name__})") from error
        return _read_turn(items)

    def ready(self) -> bool:
        """Whether a sentence passes through Rasa, its model and the custom actions."""
        try:
            self.ask(PROBE, sender="readiness", metadata={})
        except RasaError:
            return False
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
        read = Turn(replies=replies, dialogue=Dialogue.from_json(turn["dialogue"]), act=turn["act"])
    except (StopIteration, KeyError, TypeError, AttributeError, ValueError) as error:
        raise RasaError("Rasa's answer is not whole: an action failed, or another model is being served") from error
    if not read.replies:
        raise RasaError("Rasa said nothing")
    return read
