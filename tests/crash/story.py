"""What patients write in a life, in the order of delivery, and what each message must lead to, exactly once.

The stand-in for Rasa counts a point before and after each answer, keeps in the dialogue which turns there were, changes
the treatment's variant, asks for a person or fails, as the text says.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Reply, Source, Turn
from bot.errors import RasaError
from bot.protocol import Protocol, Variant, load_protocol
from bot.settings import PROJECT

Who = Literal["first", "second"]

CHANNEL = "web"
PROTOCOL: Protocol = load_protocol(PROJECT / "data" / "protocol", clinic_file=PROJECT / "data" / "clinic.yml")
# What the clinic has on record of the first conversation's treatment, and what its patient says of it.
ON_RECORD = Variant.pen
CORRECTED = Variant.rf

# Stands for the time that a promise names, which moves with the clock of a life.
THEN = "then"


@dataclass(frozen=True)
class Line:
    """One message. `cause` is that of the report it must lead to; `understood` is False when Rasa fails on it."""

    who: Who
    external_id: str
    text: str
    cause: str | None = None
    variant: Variant | None = None
    understood: bool = True

    @property
    def replies(self) -> list[str]:
        """What must be said to it."""
        if not self.understood:
            return [PROTOCOL.say("failed")]
        promised = PROTOCOL.say("routine_promise", who="Nora", by=THEN)
        told = [PROTOCOL.fill(PROTOCOL.flags["patient_request"].tell_now), promised] if self.cause == "signs" else []
        return [*told, *self.understandings]

    @property
    def understandings(self) -> list[str]:
        """What Rasa says to it."""
        return [f"you said: {self.text}", "anything else?"]


STORY = (
    Line("first", "f1", "It was radio-frequency.", variant=CORRECTED),
    Line("second", "s1", "Can I swim?"),
    Line("first", "f2", "This breaks Rasa.", cause="unanswered", understood=False),
    Line("first", "f3", "Let me talk to a person.", cause="signs"),
)
_BY_TEXT = {line.text: line for line in STORY}


@dataclass(frozen=True)
class StoryRasa:
    """Answers the lines of the story; `step` is called before and after each answer."""

    step: Callable[[], None]

    def ask(self, text: str, *, sender: str, metadata: dict[str, Any]) -> Turn:  # noqa: ARG002
        """The line's turn. Raises RasaError for the one that is not understood."""
        self.step()
        line = _BY_TEXT[text]
        dialogue = Dialogue.from_json(metadata["dialogue"])
        self.step()
        if not line.understood:
            raise RasaError("down")
        return Turn(
            replies=tuple(Reply(each, Source(protocol_version="v")) for each in line.understandings),
            dialogue=replace(
                dialogue, topics=(*dialogue.topics, line.external_id), variant=line.variant or dialogue.variant
            ),
        )
