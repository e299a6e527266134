"""Plays a conversation script through the real bot on a simulated clock; the words are those of tests/conversations."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.answers.reply import Turn
from bot.conversation.at_once import take_turn
from bot.conversation.opening import open_conversation
from bot.conversation.turn import Answerer
from bot.protocol import Variant


class Script:
    """One conversation; `play` raises AssertionError at the step that does not hold."""

    def __init__(self, script: dict[str, Any], *, bot: Answerer) -> None:
        self._bot = bot
        zone = ZoneInfo(bot.protocol.clinic.time_zone)
        self._now: datetime = datetime.fromisoformat(str(script["now"])).replace(tzinfo=zone).astimezone(UTC)
        self._steps = script["steps"]
        patient = script.get("patient", {})
        hours = patient.get("hours")
        self._conversation = open_conversation(
            bot.database,
            channel="web",
            now=self._now,
            treated_at=None if hours is None else self._now - timedelta(hours=hours),
            variant=Variant(patient["treatment"]) if "treatment" in patient else None,
        )
        self._turn: Turn | None = None

    def play(self) -> None:
        for number, step in enumerate(self._steps, 1):
            ((verb, value),) = step.items()
            check = getattr(self, "_" + verb.replace(" ", "_"))
            assert check(value) is not False, f"step {number}, {verb}: {value!r}\nthe bot said: {self._said}"

    @property
    def _said(self) -> str:
        return "\n".join(reply.text for reply in self._turn.replies) if self._turn else ""

    def _patient(self, text: str) -> None:
        bot = replace(self._bot, clock=lambda: self._now)
        self._turn = take_turn(bot, conversation_id=self._conversation, channel="web", text=text)

    def _wait(self, span: str) -> None:
        self._now += timedelta(hours=float(span.removesuffix(" hours")))

    def _bot_says(self, expected: str) -> bool:
        if expected.startswith("/") and expected.endswith("/"):
            return re.search(expected[1:-1], self._said, re.MULTILINE) is not None
        return expected in self._said

    def _bot_does_not_say(self, unwanted: str) -> bool:
        return not self._bot_says(unwanted)

    def _topics(self, topics: list[str]) -> bool:
        return self._turn is not None and set(self._turn.topics) == set(topics)

    def _quick_replies(self, words: list[str]) -> bool:
        return self._turn is not None and list(self._turn.replies[-1].quick_replies) == words
