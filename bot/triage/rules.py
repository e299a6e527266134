"""The rules of data/triage/rules.yml: signs that together mean a flag, or a higher level of one.

Each names its source in the fact base. A rule that names an unknown sign, flag or level stops the start.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.protocol import Level, Variant
from bot.understanding.signs import Finding

_STRONG_FROM, _UNBEARABLE_FROM = 7, 9


@dataclass(frozen=True)
class Part:
    """One sign of a rule, where it is told with an attribute: `swelling+worse`, `pain+strong`, `blister+eye`."""

    sign: str
    attribute: str | None = None

    def match(self, finding: Finding) -> bool:
        """Whether the finding is this part."""
        if finding.sign != self.sign:
            return False
        return self.attribute is None or self.attribute in (finding.trend, finding.site, *_strengths(finding.strength))


def _strengths(told: str | int | None) -> tuple[str, ...]:
    """A number is out of ten; what is unbearable is strong too. From 7 the fact base's questions raise the level."""
    if isinstance(told, int):
        told = "unbearable" if told >= _UNBEARABLE_FROM else "strong" if told >= _STRONG_FROM else "mild"
    return ("strong", "unbearable") if told == "unbearable" else (told,) if told else ()


@dataclass(frozen=True)
class Rule:
    """Holds when each group has a sign that is reported. `asks`: a reason to ask only."""

    id: str
    groups: tuple[tuple[Part, ...], ...]
    flag: str
    level: Level
    source: str
    asks: bool = False
    from_hours: float | None = None
    to_hours: float | None = None
    variants: tuple[Variant, ...] = ()

    def match(
        self, reported: Sequence[Finding], *, hours: float | None, variant: Variant | None
    ) -> tuple[Finding, ...] | None:
        """The findings that fulfil the rule, one a group, or None. An unknown hour or variant fulfils every limit."""
        if not self._in_time(hours) or (self.variants and variant is not None and variant not in self.variants):
            return None
        chosen = []
        for group in self.groups:
            fulfils = [finding for finding in reported if any(part.match(finding) for part in group)]
            if not fulfils:
                return None
            # A sure sign counts before an uncertain one, whatever their order in the text.
            chosen.append(min(fulfils, key=lambda finding: (finding.status != "present", finding.start)))
        return tuple(chosen)

    def _in_time(self, hours: float | None) -> bool:
        if hours is None:
            return True
        return (self.from_hours is None or hours >= self.from_hours) and (
            self.to_hours is None or hours < self.to_hours
        )


@dataclass(frozen=True)
class Rules:
    """All rules, in the order of the file."""

    rules: tuple[Rule, ...]
