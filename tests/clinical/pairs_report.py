"""Reads the minimal pairs and what signs and rules make of each message; run it for a table and every miss.

The pairs are written from the taxonomy and the fact base alone, never from the lexicon: a wording that the lexicon
misses stays in. A message that is asked about counts half in the table and as wrong in the tests.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

from bot.protocol import FLAGS, Variant, load_protocol
from bot.settings import PROJECT
from bot.triage.decision import Decision
from bot.triage.judge import Situation, judge
from bot.triage.load_rules import load_rules
from bot.understanding.signs import load_lexicon

FOLDER = Path(__file__).resolve().parent / "minimal_pairs"
DATA = PROJECT / "data"
WANTED = 0.95

Side = Literal["report", "no_report", "ask"]


@dataclass(frozen=True)
class Message:
    """One side of a pair. `hours` since the treatment, as the clinic has it on record; None: unknown."""

    flag: str
    kind: str
    side: Side
    text: str
    hours: float | None
    variant: Variant | None


@dataclass(frozen=True)
class Pair:
    """A message that staff must hear of, and one close to it that they need not, or that must be asked about."""

    report: Message
    other: Message


@dataclass(frozen=True)
class Outcome:
    """What became of a message. `points`: 1 right, 0.5 a report that is only asked about, 0 wrong."""

    message: Message
    decision: Decision
    points: float

    @property
    def right(self) -> bool:
        """Whether it counts as right in the tests."""
        return self.points == 1


def load_pairs(folder: Path = FOLDER) -> list[Pair]:
    """All pairs, by file. Raises KeyError and ValueError where a pair lacks a side or names an unknown flag."""
    return [
        _pair(each, flag=path.stem)
        for path in sorted(folder.glob("*.yml"))
        for each in YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    ]


def _pair(written: Mapping[str, Any], *, flag: str) -> Pair:
    if flag not in FLAGS:
        raise ValueError(f"unknown flag {flag!r}")
    if unknown := set(written) - {"kind", "report", "no_report", "ask", "hours", "no_report_hours", "variant"}:
        raise ValueError(f"{flag}: unknown keys {sorted(unknown)}")
    variant = Variant(written["variant"]) if "variant" in written else None
    hours = written.get("hours")
    side: Side = "ask" if "ask" in written else "no_report"
    return Pair(
        Message(flag, written["kind"], "report", written["report"], hours, variant),
        Message(flag, written["kind"], side, written[side], written.get("no_report_hours", hours), variant),
    )


def judge_pairs(pairs: Iterable[Pair]) -> Iterator[Outcome]:
    """What the project's lexicon, rules and protocol make of every message."""
    protocol = load_protocol(DATA / "protocol", clinic_file=DATA / "clinic.yml")
    lexicon = load_lexicon(DATA / "lexicon")
    rules = load_rules(DATA / "triage" / "rules.yml", signs=lexicon.signs)
    for pair in pairs:
        for message in (pair.report, pair.other):
            situation = Situation(protocol, rules, hours=message.hours, variant=message.variant)
            decision = judge(lexicon.read(message.text), situation=situation)
            enough = message.flag in decision.flags or decision.level.rank >= protocol.flags[message.flag].level.rank
            yield Outcome(message, decision, _points(message.side, outcome=decision.outcome, enough=enough))


def _points(side: Side, *, outcome: str, enough: bool) -> float:
    if side == "no_report":
        return float(outcome == "answer")
    if side == "ask":
        return float(outcome != "answer")
    return {"escalate": 1.0, "ask": 0.5, "answer": 0.0}[outcome] if enough else 0.0


def table(outcomes: Iterable[Outcome], *, by: Literal["kind", "flag"]) -> list[str]:
    """One line a kind or flag: messages right of all, for reports, for non-reports and for what must be asked."""
    points: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    number: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for outcome in outcomes:
        for row in (getattr(outcome.message, by), "all"):
            points[row][outcome.message.side] += outcome.points
            number[row][outcome.message.side] += 1
    lines = [f"{by:<22}{'report':>14}{'no_report':>14}{'ask':>12}{'share':>8}"]
    for row in sorted(number, key=lambda name: (name == "all", name)):
        sides = [f"{points[row][side]:g}/{number[row][side]}" for side in ("report", "no_report", "ask")]
        share = sum(points[row].values()) / sum(number[row].values())
        lines.append(f"{row:<22}{sides[0]:>14}{sides[1]:>14}{sides[2]:>12}{share:>8.1%}")
    return lines


def miss(outcome: Outcome) -> str:
    """One line on a message that came out wrong."""
    message, decision = outcome.message, outcome.decision
    hour = "" if message.hours is None else f" @{message.hours:g} h"
    why = ", ".join(f"{each.flag}/{each.rule}" for each in decision.reasons) or "nothing read"
    return f"{message.flag} {message.kind} {message.side}{hour}: {decision.outcome} ({why}): {message.text}"


def whole_pairs(outcomes: Sequence[Outcome]) -> int:
    """How many pairs are right on both sides; `outcomes` as judge_pairs gives them, the two of a pair in a row."""
    return sum(report.right and other.right for report, other in zip(outcomes[::2], outcomes[1::2], strict=True))


def main() -> None:
    """Prints both tables and every message that came out wrong."""
    outcomes = list(judge_pairs(load_pairs()))
    whole = f"{whole_pairs(outcomes)} of {len(outcomes) // 2} pairs right on both sides"
    wrong = [miss(outcome) for outcome in outcomes if not outcome.right]
    lines = [
        *table(outcomes, by="kind"),
        "",
        *table(outcomes, by="flag"),
        "",
        whole,
        f"{len(wrong)} messages wrong:",
        *wrong,
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
