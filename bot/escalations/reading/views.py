"""One case as a member of staff reads it: plain values, with the names of staff instead of their ids.

A text of None could not be opened with the keys that are here.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.escalations.reading.rows import CaseRow
from bot.protocol import Level
from bot.records.models import ReplyState


@dataclass(frozen=True)
class ReasonView:
    """Why triage decided so: the rule or sign, the patient's own words that it matched, the model's score."""

    rule: str
    flag: str
    level: Level
    phrase: str
    score: float | None
    asks: bool


@dataclass(frozen=True)
class ReportView:
    """Why the case was opened or goes on. `text` is the message; None also where there was none, as for a doubt."""

    cause: str
    level: Level
    flags: tuple[str, ...]
    text: str | None
    reasons: tuple[ReasonView, ...]
    reported_at: datetime
    sequence: int | None


@dataclass(frozen=True)
class TreatmentView:
    """What is known of the treatment; `hours` since it, negative before it, None where the time is not known."""

    treated_at: datetime | None
    precision: str | None
    variant: str | None
    source: str
    recorded_at: datetime
    hours: float | None


@dataclass(frozen=True)
class PhaseView:
    """What the patient was last told on a topic: the protocol's verdict and the hours for which it holds."""

    topic: str
    item: str | None
    verdict: str | None
    from_hours: float | None
    to_hours: float | None
    said_at: datetime


@dataclass(frozen=True)
class EarlierCase:
    """Another case of the same patient."""

    id: str
    level: Level
    state: str
    opened_at: datetime
    resolved_at: datetime | None
    outcome: str | None


@dataclass(frozen=True)
class Line:
    """A line of the transcript. `delivery` is None for a patient's; `waits`: the bot has not read it yet.

    `act` and `level` are what a patient's message was taken for; `message` is the protocol's row of a bot's words.
    """

    sequence: int
    who: Literal["patient", "bot", "staff"]
    text: str | None
    at: datetime
    speaker: str | None = None
    delivery: ReplyState | None = None
    delivered_at: datetime | None = None
    error: str | None = None
    waits: bool = False
    act: str | None = None
    level: Level = Level.none
    message: str | None = None
    topic: str | None = None
    quick_replies: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionView:
    """A safety question and the patient's next words; `pending`: it waits for its answer."""

    flag: str
    question: str
    text: str | None
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None
    pending: bool


@dataclass(frozen=True)
class Doubt:
    """A flag that no answer has cleared up yet."""

    flag: str
    level: Level


@dataclass(frozen=True)
class EventView:
    """Something that happened in the case. `staff` None: the bot did it. `details` None: no key opens it."""

    number: int
    at: datetime
    kind: str
    staff_id: str | None
    staff: str | None
    details: dict[str, Any] | None


@dataclass(frozen=True)
class AttemptView:
    """One try to send a page: the number of the contact, its channel and how it ended."""

    contact: int
    channel: str
    attempted_at: datetime
    outcome: str
    error: str | None


@dataclass(frozen=True)
class PageView:
    """A call for one person (an id of clinic.yml)."""

    id: str
    person: str
    level: Level
    round: int
    step: int
    made_at: datetime
    due_at: datetime
    state: str
    sent_at: datetime | None
    link_used_at: datetime | None
    attempts: tuple[AttemptView, ...]


@dataclass(frozen=True)
class Takeover:
    """A person speaks since `since`, and spoke last at `spoke_at`; the bot is silent."""

    since: datetime
    staff_id: str | None
    staff: str | None
    spoke_at: datetime | None


@dataclass(frozen=True)
class CaseView:
    """A case whole. `last_sequence` is that of the last line: what `resolve` is given as `seen`.

    `doubts` go to staff at `unclear_at`. Of `phases` there is one a topic, the newest first.
    """

    case: CaseRow
    reports: tuple[ReportView, ...]
    treatment: TreatmentView | None
    phases: tuple[PhaseView, ...]
    earlier: tuple[EarlierCase, ...]
    transcript: tuple[Line, ...]
    questions: tuple[QuestionView, ...]
    doubts: tuple[Doubt, ...]
    unclear_at: datetime | None
    events: tuple[EventView, ...]
    pages: tuple[PageView, ...]
    takeover: Takeover | None
    last_sequence: int
