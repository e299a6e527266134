"""Whether all that a message reports is what the protocol calls normal at this hour.

The model reads words and knows no hour: "still red" is the same to it after six hours and after six days. Only for a
known hour may this say yes, and only of signs that the protocol's own rows call normal then.
"""

from collections.abc import Sequence

from bot.protocol import Verdict, holds_at
from bot.triage.judge import PAIN_WORSE_AFTER_HOURS, REPORTED, WORSE_AFTER_HOURS, Situation
from bot.understanding.signs import Finding


def is_expected(findings: Sequence[Finding], *, situation: Situation) -> bool:
    """True only if something is reported, and each of it is expected now; "worse" is, for the first time and early.

    Once the patient has said "worse", nothing is expected any more: the next words may mean it without saying it.
    """
    if situation.worse_before:
        return False
    reported = [finding for finding in findings if finding.status in REPORTED]
    return bool(reported) and all(_is_normal(finding, situation=situation) for finding in reported)


def _is_normal(finding: Finding, *, situation: Situation) -> bool:
    topic = situation.protocol.topics.get(finding.topic or "")
    if situation.hours is None or topic is None or topic.contact_flag is None or finding.weight == "red":
        return False
    if finding.strength not in (None, "mild"):
        return False
    if finding.trend == "worse":
        since = PAIN_WORSE_AFTER_HOURS if finding.topic == "discomfort" else WORSE_AFTER_HOURS
        if situation.hours >= since:
            return False
    held = holds_at(topic, hours=situation.hours, variant=situation.variant)
    return held is not None and held.phase.verdict is Verdict.normal
