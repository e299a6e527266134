"""What the figures need to know of a case: its level and its times, and never a word of a patient.

A case counts from when it was opened or last became worse (`raised_at`); what was done before that does not count.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.protocol import Level

LEVELS: Final = (Level.emergency, Level.urgent, Level.routine)
"""The levels that a case has, the most pressing first."""

# With these a person has dealt with the patient, even where no reply was sent and no call was written down.
_ENDED_BY_A_PERSON: Final = frozenset({"answered", "called", "seen"})


@dataclass(frozen=True)
class CaseFacts:
    """A case, as the figures see it."""

    level: Level
    state: str
    opened_at: datetime
    raised_at: datetime
    acknowledged_at: datetime | None
    promised_at: datetime | None
    answered_at: datetime | None
    resolved_at: datetime | None
    outcome: str | None
    judgement: str | None

    @property
    def resolved(self) -> bool:
        """Whether a person has ended it."""
        return self.state == "resolved"

    @property
    def until_acknowledged(self) -> timedelta | None:
        """From when it was raised until somebody acknowledged it; None: nobody has since."""
        return self._since_raised(self.acknowledged_at)

    @property
    def until_answered(self) -> timedelta | None:
        """From when it was raised until a person answered; None: nobody has since."""
        answered = self._since_raised(self.answered_at)
        if answered is None and self.outcome in _ENDED_BY_A_PERSON:
            return self._since_raised(self.resolved_at)
        return answered

    def _since_raised(self, moment: datetime | None) -> timedelta | None:
        return moment - self.raised_at if moment and moment >= self.raised_at else None
