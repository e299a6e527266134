"""Says what was read in a message, and why: for the person who mends a pattern or a rule."""

from collections.abc import Iterable

from bot.understanding.signs.finding import Finding


def describe(findings: Iterable[Finding]) -> list[str]:
    """One line a finding. It quotes the patient: show it to a person, never log it."""
    return [_line(finding) for finding in findings]


def _line(finding: Finding) -> str:
    owner = finding.flag or finding.topic or "?"
    level = f" {finding.level}" if finding.level else ""
    around = [
        f"{name}: {value}"
        for name, value in (
            ("trend", finding.trend),
            ("strength", finding.strength),
            ("site", finding.site),
            ("since", finding.since),
            ("by", ", ".join(finding.context)),
        )
        if value
    ]
    told = f" ({'; '.join(around)})" if around else ""
    sign = f"{owner}/{finding.sign} ({finding.weight}{level})"
    return f'{finding.status:9} {sign} "{finding.phrase}"{told} — {finding.file_line}: {finding.pattern}'
