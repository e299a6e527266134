"""What a message says of a time, before anybody knows which moment it is.

A mention is words and their reading, never a moment: "monday" is no date here. Nothing is decided here about what
happened then.
"""

from dataclasses import dataclass
from typing import Literal

Relation = Literal["any", "past", "future", "age", "bare", "blocked", "told past", "told future"]
"""How a mention stands to now. `age`: by its form the age of the treatment ("5 days post", "day 3"); `bare`: a length
with nothing that says from where; `blocked`: a length, habit or limit of something else ("for 10 minutes"); `told past`
and `told future`: a length as other languages lean it on now ("before 3 days", "since 3 days", "after 3 days"), which
holds only where the treatment itself is told by it."""

Part = Literal["morning", "noon", "lunchtime", "afternoon", "evening"]
Which = Literal["", "last", "this", "next"]
Period = Literal["last week", "this week", "next week", "last month", "next month", "last weekend", "weekend"]


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: `hours`, and whole days where it was said in days or longer units."""

    hours: float
    unit: str
    at_least: bool = False
    vague: bool = False

    @property
    def whole_days(self) -> int | None:
        """The days of a length said in whole days; None for hours, minutes and fractions."""
        if self.unit in {"minute", "hour"} or self.hours % 24:
            return None
        return int(self.hours // 24)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as said; `half` is None when neither am nor pm was said."""

    hour: int
    minute: int = 0
    half: Literal["am", "pm"] | None = None


@dataclass(frozen=True, slots=True)
class Date:
    """A date as said; month None: only a day ("the 14th"); day None: only a month ("in march").

    With `figures_only` its order (day, month) is a guess.
    """

    day: int | None
    month: int | None
    year: int | None = None
    figures_only: bool = False


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday (Monday 0), `weeks` further off than the nearest one.

    `of_week` names the calendar week instead ("monday last week"); `near_days` ago or ahead lies near it ("2 weeks ago
    on friday").
    """

    index: int
    which: Which = ""
    weeks: int = 0
    of_week: Which = ""
    near_days: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """One time that a message mentions, by the tokens `start` (included) to `end` (excluded).

    `day` counts from today; `that` leans on the day mentioned before ("that morning"); a `weak` mention counts only
    beside another one ("night" in "monday night").
    """

    start: int
    end: int
    relation: Relation = "any"
    day: int | None = None
    weekday: Weekday | None = None
    date: Date | None = None
    span: Span | None = None
    period: Period | None = None
    clock: Clock | None = None
    part: Part | None = None
    just_now: bool = False
    that: bool = False
    weak: bool = False
    vague: bool = False

    @property
    def is_others(self) -> bool:
        """Whether by its form it belongs to something else, unless the treatment itself is told by it."""
        return self.relation in {"blocked", "told past", "told future"}

    @property
    def has_day(self) -> bool:
        """Whether it names a day."""
        days = (self.day, self.weekday, self.date, self.period)
        return self.that or any(day is not None for day in days) or self.span_days is not None

    @property
    def span_days(self) -> int | None:
        """The whole days of its length, if it has any."""
        return None if self.span is None else self.span.whole_days

    @property
    def has_hour(self) -> bool:
        """Whether it names a time of day."""
        return self.clock is not None or self.part is not None
