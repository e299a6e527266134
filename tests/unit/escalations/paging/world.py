"""One case in a clinic with people who may not answer and channels that fail, on a clock that is moved by hand.

What happened is written down by the providers and by the people, not by the pager, and the laws are judged by it: so
what the pager believes of itself counts for nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.escalations.ladder import ladder_begins, step_due_at, step_people
from bot.escalations.paging.page_text import PageText
from bot.escalations.paging.pager import Pager
from bot.protocol import Clinic, Level
from bot.protocol.on_call import OnCall
from bot.records.case_models import Escalation
from bot.records.database import Database
from tests.unit.escalations.paging.conftest import Clock, acknowledge, link_of, open_case

IN_TIME = timedelta(seconds=60)
# A pager looks each second; coarser looks make the law harder to keep.
LOOK_EVERY_S = (1, 15)
# When nothing of the ladder is near, as most of the time.
SELDOM_S = (20, 40)
PEOPLE = ("ada", "bo", "cy", "di")


class Killed(BaseException):
    """The process dies here."""


@dataclass(frozen=True)
class Try:
    """A provider was asked to send."""

    person: str
    at: datetime
    ok: bool


@dataclass
class Spell:
    """A time in which the case was open and people had to be called: one run of the ladder."""

    opened_at: datetime
    ended_at: datetime | None = None
    tries: list[Try] = field(default_factory=list)


def random_clinic(clinic: Clinic, *, chance: Random) -> Clinic:
    """A clinic with other people, other channels, and another ladder."""
    people = {
        one: {
            "name": one.title(),
            "contacts": [f"{chance.choice('pqr')}://{one}/{number}" for number in range(chance.randint(1, 3))],
        }
        for one in PEOPLE
    }
    rota = {
        duty: {"mon-sun": {"00:00-12:00": chance.choice(PEOPLE), "12:00-24:00": chance.choice(PEOPLE)}}
        for duty in ("first", "second", "lead")
    }
    ladder = {level: _random_steps(chance) for level in ("emergency", "urgent")}
    repeats = {"emergency": chance.randint(2, 6), "urgent": chance.randint(3, 12), "routine": 1440}
    acts = {"emergency": chance.randint(2, 10), "urgent": chance.randint(5, 30), "routine": chance.randint(30, 480)}
    on_call: dict[str, Any] = {
        "people": people,
        "rota": rota,
        "ladder": ladder,
        "repeat_minutes": repeats,
        "act_within_minutes": acts,
    }
    return clinic.model_copy(update={"on_call": OnCall.model_validate(on_call)})


def _random_steps(chance: Random) -> list[dict[str, Any]]:
    minutes = sorted(chance.sample(range(2, 16), chance.randint(1, 3)))
    duties = ["first", "second", "lead"]
    steps = [{"after_minutes": each, "page": chance.sample(duties, chance.randint(1, 2))} for each in (0, *minutes)]
    return [*steps, {"after_minutes": minutes[-1] + chance.randint(2, 6), "page": ["all"]}]


class World:
    """A whole run; after `run`, `spells` tells what has happened."""

    def __init__(self, database: Database, *, clinic: Clinic, seed: int, now: datetime) -> None:
        self.seed, self.chance = seed, Random(seed)
        self.database = database
        self.clinic = random_clinic(clinic, chance=self.chance)
        self.level = self.chance.choices((Level.emergency, Level.urgent, Level.routine), (4, 4, 2))[0]
        self.clock = Clock(now + timedelta(minutes=self.chance.randint(0, 7 * 24 * 60)))
        self.broken = {each: self.chance.choice((0, 0, 0.3, 0.9, 1)) for each in "pqr"}
        self.kills = self.chance.choice((0, 0, 0.1, 0.3))
        self.never_answers = self.chance.random() < 0.3
        self.killed_at: datetime | None = None
        self.after_acknowledgement: list[Try] = []
        self.spells: list[Spell] = []
        self.act_until: datetime | None = None
        self.restarts = 0

    def send(self, contact: str, /, text: PageText) -> str | None:  # noqa: ARG002
        """As a provider does; it may take the whole process with it, before or after it has sent."""
        channel, _, rest = contact.partition("://")
        # Of its own, since the order in which threads come to send is not the seed's.
        chance = Random(f"{self.seed} {contact} {self.clock.now}")
        dies = chance.random() < self.kills and self._may_die()
        if dies and chance.random() < 0.5:
            self._die()
        ok = chance.random() >= self.broken[channel]
        one = Try(rest.partition("/")[0], self.clock.now, ok)
        if self.spells[-1].ended_at is None:
            self.spells[-1].tries.append(one)
        else:
            self.after_acknowledgement.append(one)
        if dies:
            self._die()
        return None if ok else "refused"

    def _may_die(self) -> bool:
        # A process that dies all the time cannot keep any law.
        return self.killed_at is None or self.clock.now - self.killed_at > 2 * IN_TIME

    def _die(self) -> None:
        self.killed_at = self.clock.now
        raise Killed

    def run(self, *, minutes: int) -> None:
        """Open the case and let the time pass; people acknowledge, and do something about it or not."""
        self.case_id = open_case(self.database, clinic=self.clinic, now=self.clock.now, level=self.level)
        began_at = ladder_begins(self.clinic, level=self.level, raised_at=self.clock.now)
        self.spells.append(Spell(self.clock.now))
        pager = self._pager()
        until = began_at + timedelta(minutes=minutes)
        while self.clock.now < until:
            self._reopened()
            try:
                pager.look()
            except Killed:
                pager.close()
                self.restarts += 1
                pager = self._pager()
            if self.chance.random() < 0.02:
                pager.close()
                self.restarts += 1
                pager = self._pager()
            self._somebody_may_act()
            self._let_time_pass(until)
        pager.close()

    def _pager(self) -> Pager:
        return Pager(
            self.database,
            clinic=self.clinic,
            transport=self,
            link_of=link_of,
            clock=self.clock,
            chance=lambda: 0.5,
        )

    def _reopened(self) -> None:
        if self.act_until and self.clock.now >= self.act_until:
            self.act_until = None
            self.spells.append(Spell(self.clock.now))

    def _somebody_may_act(self) -> None:
        spell = self.spells[-1]
        if spell.ended_at is None and not self.never_answers and self.chance.random() < 0.05:
            spell.ended_at = self.clock.now
            self.act_until = acknowledge(self.database, case_id=self.case_id, clinic=self.clinic, now=self.clock.now)
        elif self.act_until and self.chance.random() < 0.03:
            with self.database.writing() as session:
                session.get_one(Escalation, self.case_id).act_by = None
            self.act_until = None

    def _let_time_pass(self, until: datetime) -> None:
        self.clock.move(seconds=self.chance.uniform(*(LOOK_EVERY_S if self._something_is_near() else SELDOM_S)))
        opens_at = ladder_begins(self.clinic, level=self.level, raised_at=self.clock.now)
        if opens_at > self.clock.now:
            # Nothing may happen while the clinic is closed: some looks through the night are enough.
            self.clock.now = min(self.clock.now + (opens_at - self.clock.now) / 3 + timedelta(seconds=1), until)

    def _something_is_near(self) -> bool:
        if self.act_until:
            times = [self.act_until]
        elif self.spells[-1].ended_at:
            times = []
        else:
            times = self._times(self.spells[-1], until=self.clock.now + timedelta(minutes=2))
        return any(-1.2 * IN_TIME <= each - self.clock.now <= timedelta(seconds=SELDOM_S[1]) for each in times)

    def _times(self, spell: Spell, *, until: datetime) -> list[datetime]:
        """When the ladder's steps are due."""
        began_at = ladder_begins(self.clinic, level=self.level, raised_at=spell.opened_at)
        times: list[datetime] = []
        while not times or times[-1] < until:
            times.append(step_due_at(self.clinic, level=self.level, began_at=began_at, step=len(times)))
        return times

    def stalls(self) -> list[str]:
        """Each time of the ladder, in a spell that lasted, after which nobody was tried within a minute."""
        found: list[str] = []
        for number, spell in enumerate(self.spells):
            ended_at = spell.ended_at or self.clock.now
            for step, due in enumerate(self._times(spell, until=ended_at)):
                if due + IN_TIME >= ended_at:
                    break
                tried = {one.person for one in spell.tries if one.at <= due + IN_TIME}
                # Who has the duty before and after, where it changes hands just then.
                missing = self._people(step, at=due) & self._people(step, at=due + IN_TIME) - tried
                if not any(due <= one.at <= due + IN_TIME for one in spell.tries):
                    found.append(f"spell {number}: nobody was tried at step {step}")
                if missing:
                    found.append(f"spell {number}: at step {step} {missing} had not been tried")
        return found

    def _people(self, step: int, *, at: datetime) -> set[str]:
        return set(step_people(self.clinic, level=self.level, step=step, at=at))
