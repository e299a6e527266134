"""Plays a conversation script through the real bot on a simulated clock; the words are those of tests/conversations.

The database must be one that no running bot looks through: its timers go by the real clock.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.answers.reply import Turn
from bot.conversation.at_once import take_turn
from bot.conversation.opening import open_conversation
from bot.conversation.turn import Answerer
from bot.escalations.cases import Case, case_of
from bot.protocol import Variant

UNITS = {"minute": "minutes", "minutes": "minutes", "hour": "hours", "hours": "hours", "days": "days"}


class Script:
    """One conversation; `play` raises AssertionError at the step that does not hold."""

    def __init__(self, script: dict[str, Any], *, bot: Answerer) -> None:
        zone = ZoneInfo(bot.protocol.clinic.time_zone)
        self._now: datetime = datetime.fromisoformat(str(script["now"])).replace(tzinfo=zone).astimezone(UTC)
        self._bot = replace(bot, clock=lambda: self._now)
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
            # A step without a value, such as "no case", is a plain word in the file.
            ((verb, value),) = step.items() if isinstance(step, dict) else ((step, None),)
            check = getattr(self, "_" + verb.replace(" ", "_"))
            assert check(value) is not False, (
                f"step {number}, {verb}: {value!r}\nthe bot said: {self._said}\nthe case: {self._case}"
            )

    @property
    def _said(self) -> str:
        return "\n".join(reply.text for reply in self._turn.replies) if self._turn else ""

    @property
    def _case(self) -> Case | None:
        return case_of(self._bot.database, conversation_id=self._conversation)

    def _patient(self, text: str) -> None:
        self._turn = take_turn(self._bot, conversation_id=self._conversation, channel="web", text=text)

    def _wait(self, span: str) -> None:
        """Let time pass, as the running bot sees it: what nobody has answered in time is told to staff."""
        number, unit = span.split()
        self._now += timedelta(**{UNITS[unit]: float(number)})
        self._bot.raise_unclear()

    def _bot_says(self, expected: str) -> bool:
        return _matches(expected, self._said)

    def _bot_does_not_say(self, unwanted: str) -> bool:
        return not self._bot_says(unwanted)

    def _every_reply(self, expected: str) -> bool:
        """All that was said is of this kind, and something was."""
        replies = self._turn.replies if self._turn else ()
        return bool(replies) and all(_matches(expected, reply.text) for reply in replies)

    def _bot_asks(self, expected: str) -> bool:
        """The last thing said is this question about a sign."""
        if self._turn is None or not self._turn.replies:
            return False
        last = self._turn.replies[-1]
        return ".questions." in (last.source.message or "") and _matches(expected, last.text)

    def _bot_asks_nothing(self, _: None) -> bool:
        """No question about a sign."""
        return self._turn is not None and not any(
            ".questions." in (reply.source.message or "") for reply in self._turn.replies
        )

    def _topics(self, topics: list[str]) -> bool:
        return self._turn is not None and set(self._turn.topics) == set(topics)

    def _quick_replies(self, words: list[str]) -> bool:
        return self._turn is not None and list(self._turn.replies[-1].quick_replies) == words

    def _level(self, level: str) -> bool:
        """The level of the case that staff have."""
        return self._case is not None and str(self._case.level) == level

    def _flags(self, flags: list[str]) -> bool:
        """Every flag of the case, and no other."""
        return self._case is not None and set(self._case.flags) == set(flags)

    def _told_as(self, causes: list[str]) -> bool:
        """Why staff were told: signs, unclear, unanswered or unread."""
        return self._case is not None and set(self._case.causes) == set(causes)

    def _a_case(self, _: None) -> bool:
        return self._case is not None

    def _no_case(self, _: None) -> bool:
        return self._case is None


def _matches(expected: str, said: str) -> bool:
    if expected.startswith("/") and expected.endswith("/"):
        return re.search(expected[1:-1], said, re.MULTILINE) is not None
    return expected in said
