"""Who is called when a patient needs a person, in what order, and how fast: the `on_call` section of clinic.yml.

Days and times are those of the clinic's own clock. A contact may hold a password, so it is never in a dump or a repr.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, NaiveDatetime, StringConstraints

from bot.protocol.frozen import Frozen
from bot.protocol.vocabulary import Level

ALL = "all"
TERMINAL = "terminal"
FROM_ENVIRONMENT = "env:"

Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]*$", max_length=64)]
# A week is the most: what is later than that is a slip of the pen, not a wish.
Minutes = Annotated[int, Field(ge=1, le=10_080)]


def _listed(given: object) -> object:
    """One contact alone is a list of one, so that no error has to show a password that stands where a list should."""
    return (given,) if isinstance(given, str) else given


class Person(Frozen):
    """Somebody who can be called. `name` is what patients read; `contacts` are tried in their order."""

    name: str
    contacts: Annotated[tuple[str, ...], BeforeValidator(_listed)] = Field(
        repr=False, exclude=True, description="Apprise URLs, `env:NAME` (that variable holds the URL), or `terminal`"
    )


class Override(Frozen):
    """A swap or a holiday: from `begins` until `ends` (not included) `person` has the duty. A later line wins."""

    begins: NaiveDatetime = Field(alias="from", description="by the clinic's clock: 2026-12-24 18:00")
    ends: NaiveDatetime = Field(alias="to", description="by the clinic's clock, not included")
    duty: str
    person: str


class Step(Frozen):
    """Whom to call so many minutes after the ladder began; `page` names duties, or `all`."""

    after_minutes: Annotated[int, Field(ge=0, le=10_080)]
    page: tuple[str, ...]


def _step(after_minutes: int, *page: str) -> Step:
    return Step(after_minutes=after_minutes, page=page)


class Ladder(Frozen):
    """The steps of each level. After its last one, that is repeated until somebody acknowledges."""

    emergency: tuple[Step, ...] = (
        *(_step(0, "first", "lead"), _step(5, "first", "second")),
        *(_step(10, ALL), _step(15, ALL)),
    )
    urgent: tuple[Step, ...] = (_step(0, "first"), _step(10, "second"), _step(20, "lead"), _step(30, ALL))
    routine: tuple[Step, ...] = (_step(0, "first"),)

    def of(self, level: Level) -> tuple[Step, ...]:
        """The steps of `level`; a case of level none goes as a routine one."""
        return {Level.emergency: self.emergency, Level.urgent: self.urgent}.get(level, self.routine)


class LevelMinutes(Frozen):
    """A number of minutes for each level."""

    emergency: Minutes
    urgent: Minutes
    routine: Minutes

    def of(self, level: Level) -> int:
        """The minutes of `level`; a case of level none goes as a routine one."""
        return {Level.emergency: self.emergency, Level.urgent: self.urgent}.get(level, self.routine)


class RepeatMinutes(LevelMinutes):
    """How long after the last step, and after each repeat of it, it is repeated."""

    emergency: Minutes = 5
    urgent: Minutes = 10
    routine: Minutes = 1440


class AnswerMinutes(LevelMinutes):
    """What the patient is promised: an answer within so long. Routine counts opening hours only."""

    emergency: Minutes = 15
    urgent: Minutes = 60
    routine: Minutes = 480


class ActMinutes(LevelMinutes):
    """How long an acknowledged case may go without anything done before people are called again.

    Routine counts opening hours only.
    """

    emergency: Minutes = 10
    urgent: Minutes = 30
    routine: Minutes = 480


class OnCall(Frozen):
    """People, who of them has which duty at each minute of the week, and how they are called.

    `rota` is duty -> days -> hours -> a person's id: first: {mon-fri: {"08:00-18:00": nora}}.
    """

    people: Mapping[Id, Person]
    rota: Mapping[Id, Mapping[str, Mapping[str, str]]]
    overrides: tuple[Override, ...] = Field((), description="swaps and holidays; a later line wins")
    ladder: Ladder = Ladder()
    repeat_minutes: RepeatMinutes = RepeatMinutes()
    answer_within_minutes: AnswerMinutes = AnswerMinutes()
    act_within_minutes: ActMinutes = ActMinutes()
    canary: str = Field(
        TERMINAL, repr=False, exclude=True, description="the contact that `python -m bot canary` calls, and no person"
    )
