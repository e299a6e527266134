"""Plays a conversation script through the real bot on a simulated clock; the words are those of tests/conversations.

The database must be one that no running bot looks through: its timers go by the real clock.
"""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.answers.reply import Turn
from bot.conversation.at_once import take_turn
from bot.conversation.late import tell_of_delay
from bot.conversation.opening import open_conversation
from bot.conversation.transcript import read_latest
from bot.conversation.turn import Answerer
from bot.escalations import acts
from bot.escalations.cases import Case, case_of
from bot.escalations.paging.pager import Pager
from bot.escalations.paging.transport import CallsNobody
from bot.protocol import Variant
from bot.records.base import DEFAULT_CLINIC, new_id
from bot.records.case_models import Escalation, Judgement, Page

# Time passes in such steps, or in so many where it is a long time.
_LOOKS_EVERY = timedelta(minutes=1)
_MOST_LOOKS = 120
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
        self._calls_seen: set[str] = set()
        self._pager = Pager(
            bot.database,
            clinic=bot.protocol.clinic,
            transport=CallsNobody(),
            link_of=lambda page_id: f"/staff/p/{page_id}",
            clock=lambda: self._now,
            on_late=self._on_late,
            chance=lambda: 0.5,
        )

    def play(self) -> None:
        try:
            self._play()
        finally:
            self._pager.close()

    def _play(self) -> None:
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
        self._pager.look()

    def _wait(self, span: str) -> None:
        """Let time pass, as the running bot sees it: what nobody has answered in time is told to staff, and so on."""
        number, unit = span.split()
        end = self._now + timedelta(**{UNITS[unit]: float(number)})
        while self._now < end:
            self._now = min(self._now + max(_LOOKS_EVERY, (end - self._now) / _MOST_LOOKS), end)
            self._bot.raise_unclear()
            self._bot.give_back_idle()
            self._pager.look()

    def _on_late(self, session: Session, case: Escalation) -> None:
        tell_of_delay(session, case=case, protocol=self._bot.protocol, now=self._now)

    def _staff_called(self, people: list[str]) -> bool:
        """Everybody who was called about the case since the last such step, and nobody else."""
        with self._bot.database.reading() as session:
            pages = session.execute(
                select(Page.id, Page.person)
                .join(Escalation, Escalation.id == Page.escalation_id)
                .where(Escalation.conversation_id == self._conversation, Page.state == "sent")
            ).all()
        called = {page.person for page in pages if page.id not in self._calls_seen}
        self._calls_seen |= {page.id for page in pages}
        return called == set(people)

    def _nobody_called(self, _: None) -> bool:
        return self._staff_called([])

    def _staff_acknowledges(self, name: str) -> None:
        acts.acknowledge(self._bot.database, **self._act(name))

    def _staff_replies(self, text: str) -> None:
        acts.reply(self._bot.database, **self._act("Nora"), speaker="Nora", text=text, external_id=new_id())

    def _staff_gives_back(self, _: None) -> None:
        acts.give_back(self._bot.database, **self._act("Nora"))

    def _staff_resolves(self, judgement: Judgement) -> None:
        acts.resolve(self._bot.database, **self._act("Nora"), outcome="answered", judgement=judgement)

    def _act(self, name: str) -> dict[str, Any]:
        with self._bot.database.reading() as session:
            case_id = session.scalar(
                select(Escalation.id)
                .where(Escalation.conversation_id == self._conversation)
                .order_by(Escalation.opened_at.desc())
            )
        assert case_id is not None, "there is no case"
        staff = acts.Actor(id=name.lower(), name=name, clinic_id=DEFAULT_CLINIC)
        return {"case_id": case_id, "staff": staff, "protocol": self._bot.protocol, "now": self._now}

    def _patient_reads(self, expected: str) -> bool:
        """The latest line of the chat that is not the patient's."""
        lines = read_latest(self._bot.database, conversation_id=self._conversation)
        return _matches(expected, [line.text for line in lines if line.who != "patient"][-1])

    def _bot_is_silent(self, _: None) -> bool:
        """Nothing was said to the patient's last words."""
        return self._turn is not None and not self._turn.replies

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
