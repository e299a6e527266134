"""The safety screen: reads every message for signs before anything else happens to it, without Rasa or a network.

It runs in `receive`, so that a case for a person is committed with the message itself; and again once the message was
understood, with what it told about the treatment. The second look may raise what the first one found, never lower it.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.answers.dialogue import Dialogue
from bot.answers.timing import Timing, listen
from bot.protocol import Protocol
from bot.triage.confirmed import findings_of
from bot.triage.decision import Reason
from bot.triage.expected import is_expected
from bot.triage.judge import Situation, judge
from bot.triage.questions import Heard, hear_answer
from bot.triage.rules import Rules
from bot.triage.safety_state import SafetyState, pending_asking
from bot.understanding.signs import Finding, Lexicon


@dataclass(frozen=True)
class Look:
    """What a message says about signs: in its own words, and as the answer to the question that was pending.

    `expected`: all that it reports is what the protocol calls normal at the hour, which is known.
    """

    findings: tuple[Finding, ...]
    heard: Heard
    reasons: tuple[Reason, ...]
    expected: bool = False


@dataclass(frozen=True)
class Screen:
    """What is needed to read signs and to judge them."""

    lexicon: Lexicon
    rules: Rules
    protocol: Protocol

    def read(self, text: str) -> tuple[Finding, ...]:
        """The signs that a message speaks of: the longer part of a look, which needs nothing else."""
        return self.lexicon.read(text)

    def look(
        self, text: str, *, findings: tuple[Finding, ...], dialogue: Dialogue, state: SafetyState, now: datetime
    ) -> Look:
        """Judge what was read in a message for the hour that is known, or that the message itself tells."""
        asking = pending_asking(state, protocol=self.protocol)
        heard = hear_answer(asking, text=text, findings=findings) if asking else Heard()
        told = listen(text, protocol=self.protocol, dialogue=dialogue, now=now).dialogue
        timing = Timing(now=now, zone=ZoneInfo(self.protocol.clinic.time_zone))
        situation = Situation(
            protocol=self.protocol,
            rules=self.rules,
            hours=timing.hours(told, cautious=False),
            variant=told.variant,
            worse_before=state.worse_reports,
            known=findings_of(state.signs, signs=self.lexicon.signs),
        )
        read = (*findings, *findings_of(heard.signs, signs=self.lexicon.signs))
        decision = judge(read, situation=situation)
        expected = is_expected(read, situation=situation)
        return Look(findings, heard, (*heard.reasons, *decision.reasons), expected)
