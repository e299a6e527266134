"""What a patient and a nurse do in a life, step by step, and what each step must leave in the case, exactly once.

The steps are clients' requests: whoever got no answer to one sends the same again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.answers.reply import Turn
from bot.escalations.paging.page_text import PageText
from tests.crash.journal import Journal
from tests.unit.conversation.conftest import EchoRasa

Step = Literal["report", "call", "acknowledge", "take", "first", "read", "thanks", "second", "resolve", "swim"]

# What the patient writes, by the step; the step is also its external id.
WRITES: dict[Step, str] = {
    "report": "yellow pus is coming out of my cheek",
    "thanks": "Thank you, I will come in.",
    "swim": "Can I swim?",
}
# What the nurse writes, likewise.
REPLIES: dict[Step, str] = {"first": "Please come in today.", "second": "See you at four."}
SPEAKER = "Nurse Ana"
# The events that each step leaves in the case: all of a step's or none.
EVENTS: dict[Step, tuple[str, ...]] = {
    "report": ("opened",),
    "acknowledge": ("acknowledged",),
    "take": ("took",),
    "first": ("took_over", "replied"),
    "second": ("replied",),
    "resolve": ("resolved", "gave_back"),
}
# Events of a person's act that the audit log has too.
AUDITED = ("acknowledged", "took", "replied", "resolved", "gave_back")


@dataclass(frozen=True)
class CountedRasa:
    """Answers with an echo; `step` is called before and after each answer."""

    step: Callable[[], None]
    echo: EchoRasa = field(default_factory=EchoRasa)

    def ask(self, text: str, *, sender: str, metadata: dict[str, Any]) -> Turn:
        """The echo's turn."""
        self.step()
        turn = self.echo.ask(text, sender=sender, metadata=metadata)
        self.step()
        return turn


@dataclass(frozen=True)
class RecordingTransport:
    """Takes every page and writes it down; `step` is called before and after each send."""

    journal: Journal
    clock: Callable[[], datetime]
    step: Callable[[], None]

    def send(self, contact: str, /, text: PageText) -> str | None:
        """Sent, always."""
        self.step()
        self.journal.write("sent", [self.clock().isoformat(), contact, text.body])
        self.step()
        return None
