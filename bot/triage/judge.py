"""Judges a message's signs for the hour and the treatment: the highest level counts, and what is uncertain is asked.

An unknown hour is never taken for a harmless one, and an onset window lowers nothing. A sign that is denied, asked
about, feared, somebody else's, healed or a figure of speech adds nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.protocol import Level, Protocol, Variant, Verdict, holds_at
from bot.triage.decision import Decision, Reason, decide
from bot.triage.rules import Rule, Rules
from bot.understanding.signs import Finding

# From here on "worse" is no part of healing (taxonomy; facts 3.8).
WORSE_AFTER_HOURS = 48.0
PAIN_WORSE_AFTER_HOURS = 24.0
REPORTED = ("present", "uncertain")
_WORSENING = ("prolonged_reaction", "severe_pain", "infection", "allergic_reaction", "burn_or_blister")


@dataclass(frozen=True)
class Situation:
    """What is known beside the message: `hours` since the treatment, earlier reports of "worse", earlier signs.

    An earlier sign counts only together with a new one: it has been judged by itself when it was told.
    """

    protocol: Protocol
    rules: Rules
    hours: float | None = None
    variant: Variant | None = None
    worse_before: int = 0
    known: tuple[Finding, ...] = ()


def judge(findings: Sequence[Finding], *, situation: Situation) -> Decision:
    """The decision on one message."""
    reported = [finding for finding in findings if _is_reported(finding)]
    reasons = (
        *_red_signs(reported, situation=situation),
        *_combinations(reported, situation=situation),
        *_expired(reported, situation=situation),
        *_worse(reported, situation=situation),
    )
    return decide(tuple(dict.fromkeys(reasons)))


def _is_reported(finding: Finding) -> bool:
    # Whoever asks about self-harm, fears it or tells of it as past is not left alone with it.
    told = (*REPORTED, "asked", "feared", "past") if finding.flag == "self_harm" else REPORTED
    return finding.status in told


def _red_signs(reported: Sequence[Finding], *, situation: Situation) -> Iterator[Reason]:
    """A red sign is enough for its flag. In doubt it is asked; in doubt about an emergency nothing is waited for."""
    for finding in reported:
        if finding.weight != "red" or finding.flag is None:
            continue
        level = _level(finding.flag, own=finding.level, situation=situation)
        asks = finding.status == "uncertain" and level is not Level.emergency
        yield Reason(finding.sign, finding.flag, level, phrase=finding.phrase, asks=asks)


def _combinations(reported: Sequence[Finding], *, situation: Situation) -> Iterator[Reason]:
    for rule in situation.rules.rules:
        all_signs = (*reported, *situation.known)
        matched = rule.match(all_signs, hours=situation.hours, variant=situation.variant)
        if matched is None or not any(finding in reported for finding in matched):
            continue
        sure = all(finding.status == "present" for finding in matched)
        phrase = " + ".join(dict.fromkeys(finding.phrase for finding in matched))
        yield Reason(rule.id, rule.flag, rule.level, phrase=phrase, asks=_asks(rule, sure=sure))


def _asks(rule: Rule, *, sure: bool) -> bool:
    return rule.asks or not (sure or rule.level is Level.emergency)


def _expired(reported: Sequence[Finding], *, situation: Situation) -> Iterator[Reason]:
    """A sign that the protocol calls normal for a time, reported after that time."""
    if situation.hours is None:
        return
    for finding in reported:
        topic = situation.protocol.topics.get(finding.topic or "")
        if topic is None or topic.contact_flag is None:
            continue
        held = holds_at(topic, hours=situation.hours, variant=situation.variant)
        if held is None or held.phase.verdict is not Verdict.contact:
            continue
        level = _level(topic.contact_flag, own=None, situation=situation)
        row = f"{topic.id} from {held.phase.from_hours:g} h"
        yield Reason(row, topic.contact_flag, level, phrase=finding.phrase, asks=finding.status == "uncertain")


def _worse(reported: Sequence[Finding], *, situation: Situation) -> Iterator[Reason]:
    """Worse instead of better: a report from 48 hours on (pain from 24), and always when it is said again."""
    for finding in reported:
        if finding.trend != "worse" or not _can_worsen(finding):
            continue
        is_pain = finding.topic == "discomfort" or finding.flag == "severe_pain"
        since = PAIN_WORSE_AFTER_HOURS if is_pain else WORSE_AFTER_HOURS
        if situation.hours is not None and situation.hours >= since:
            yield Reason(f"worse after {since:g} h", "prolonged_reaction", Level.urgent, phrase=finding.phrase)
            continue
        if situation.worse_before:
            yield Reason("worse again", "prolonged_reaction", Level.routine, phrase=finding.phrase)
        if situation.hours is None:
            yield Reason("worse, hour unknown", "prolonged_reaction", Level.urgent, phrase=finding.phrase, asks=True)


def _can_worsen(finding: Finding) -> bool:
    """Whether "worse" of it is part of no healing; a colour or a scar that gets worse has its own level."""
    return finding.topic is not None or (finding.weight == "red" and finding.flag in _WORSENING)


def _level(flag: str, *, own: str | None, situation: Situation) -> Level:
    return Level(own) if own else situation.protocol.flags[flag].level
