"""A reply and where it comes from: which row of which protocol version, for which hour."""

from dataclasses import asdict, dataclass
from typing import Any

from bot.answers.dialogue import Dialogue
from bot.triage.reading import Reading


@dataclass(frozen=True)
class Source:
    """The protocol row behind a reply. `hours` since the treatment; None where the reply does not depend on it."""

    protocol_version: str
    topic: str | None = None
    item: str | None = None
    message: str | None = None
    verdict: str | None = None
    from_hours: float | None = None
    to_hours: float | None = None
    hours: float | None = None
    variant: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON values, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class Reply:
    """One message to the patient."""

    text: str
    source: Source
    quick_replies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turn:
    """What a message led to: the replies, the dialogue that the next turn starts from, and what was understood.

    `reading`: what the model made of signs in it; None where no model read it.
    """

    replies: tuple[Reply, ...]
    dialogue: Dialogue
    act: str | None = None
    reading: Reading | None = None

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that the replies answer, in order, each once."""
        return tuple(dict.fromkeys(reply.source.topic for reply in self.replies if reply.source.topic))
