"""Each rule fires on its parts and on nothing less; each raise rule of the protocol has words that fire it."""

from dataclasses import replace
from itertools import product

import pytest

from bot.protocol import Level, Variant
from bot.triage.confirmed import findings_of
from bot.triage.decision import Decision
from bot.triage.judge import Situation, judge
from bot.triage.rules import Part, Rule
from bot.understanding.signs import Finding
from tests.screens import project_screen
from tests.unit.triage.raise_rules import RAISED

SCREEN = project_screen()
RULES = SCREEN.rules.rules
OF_TRENDS = ("better", "same", "worse")
OF_STRENGTHS = ("mild", "strong", "unbearable")


def found(part: Part, *, start: int = 0, bare: bool = False) -> Finding:
    """What a message that tells the part would give; `bare`: the sign without its attribute."""
    (finding,) = findings_of([part.sign], signs=SCREEN.lexicon.signs)
    finding = replace(finding, start=start, phrase=part.sign)
    if part.attribute is None or bare:
        return finding
    if part.attribute in OF_TRENDS:
        return replace(finding, trend=part.attribute)  # type: ignore[arg-type]
    if part.attribute in OF_STRENGTHS:
        return replace(finding, strength=part.attribute)  # type: ignore[arg-type]
    return replace(finding, site=part.attribute)


def ways(rule: Rule) -> list[tuple[Part, ...]]:
    """One part of each group: every part comes up at least once."""
    most = max(len(group) for group in rule.groups)
    return [tuple(group[number % len(group)] for group in rule.groups) for number in range(most)]


def decided(
    *findings: Finding, known: tuple[Finding, ...] = (), hours: float | None = None, variant: Variant | None = None
) -> Decision:
    at = Situation(SCREEN.protocol, SCREEN.rules, hours=hours, variant=variant, known=known)
    return judge(findings, situation=at)


def fires(rule: Rule, decision: Decision) -> bool:
    return rule.id in {reason.rule for reason in decision.reasons}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_fires_on_its_parts_at_its_level(rule: Rule) -> None:
    for parts in ways(rule):
        decision = decided(*(found(part, start=place) for place, part in enumerate(parts)))

        (reason,) = {each for each in decision.reasons if each.rule == rule.id}
        assert (reason.flag, reason.level, reason.asks) == (rule.flag, rule.level, rule.asks)
        assert decision.outcome == "escalate" or rule.asks
        assert rule.asks or decision.level.rank >= rule.level.rank


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_does_not_fire_without_one_of_its_parts(rule: Rule) -> None:
    for parts, gone in product(ways(rule), range(len(rule.groups))):
        rest = [found(part) for place, part in enumerate(parts) if place != gone]
        if any(part.match(finding) for part in rule.groups[gone] for finding in rest):
            continue  # One sign stands in two groups, so that nothing is gone.
        assert not fires(rule, decided(*rest)), parts
        statuses = ("absent", "other") if rule.flag == "self_harm" else ("absent", "asked", "other", "past")
        not_told = [replace(found(parts[gone]), status=status) for status in statuses]  # type: ignore[arg-type]
        assert not fires(rule, decided(*rest, *not_told)), parts


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_an_attribute_of_a_part_has_to_be_told(rule: Rule) -> None:
    for group in rule.groups:
        for part in group:
            if part.attribute is not None:
                assert part.match(found(part))
                assert not part.match(found(part, bare=True))


@pytest.mark.parametrize("rule", [rule for rule in RULES if len(rule.groups) > 1], ids=lambda rule: rule.id)
def test_a_rule_fires_across_two_messages(rule: Rule) -> None:
    tried = 0
    for parts, last in product(ways(rule), range(len(rule.groups))):
        before = [part for place, part in enumerate(parts) if place != last]
        if any(part.attribute for part in before):
            continue  # Of an earlier message the sign is known, and no more.
        known = tuple(found(part) for part in before)
        tried += 1
        assert fires(rule, decided(found(parts[last]), known=known)), parts
        assert not decided(known=known).reasons, "what was told before has been judged"
    assert tried


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.from_hours or rule.to_hours], ids=lambda rule: rule.id)
def test_a_rule_keeps_to_its_hours_and_an_unknown_hour_fulfils_them(rule: Rule) -> None:
    findings = [found(part) for part in ways(rule)[0]]
    assert fires(rule, decided(*findings, hours=None))
    if rule.from_hours is not None:
        assert fires(rule, decided(*findings, hours=rule.from_hours))
        assert not fires(rule, decided(*findings, hours=rule.from_hours - 0.1))
    if rule.to_hours is not None:
        assert fires(rule, decided(*findings, hours=rule.to_hours - 0.1))
        assert not fires(rule, decided(*findings, hours=rule.to_hours))


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.variants], ids=lambda rule: rule.id)
def test_a_rule_keeps_to_its_variants_and_an_unknown_one_fulfils_them(rule: Rule) -> None:
    findings = [found(part) for part in ways(rule)[0]]
    for variant in (None, *Variant):
        fulfils = variant is None or variant in rule.variants
        assert fires(rule, decided(*findings, hours=rule.from_hours, variant=variant)) == fulfils


@pytest.mark.parametrize(
    ("strength", "fulfilled"),
    [("mild", ()), (6, ()), (7, ("strong",)), ("strong", ("strong",)), (9, OF_STRENGTHS[1:]), (None, ())],
)
def test_a_number_out_of_ten_is_a_strength(strength: object, fulfilled: tuple[str, ...]) -> None:
    pain = replace(found(Part("pain")), strength=strength)  # type: ignore[arg-type]

    assert tuple(each for each in OF_STRENGTHS[1:] if Part("pain", each).match(pain)) == fulfilled


def test_a_part_in_doubt_makes_the_rule_ask() -> None:
    rule = next(each for each in RULES if each.id == "spreading_fast_redness")
    sure, doubted = (found(group[0], start=place) for place, group in enumerate(rule.groups))
    decision = decided(sure, replace(doubted, status="uncertain"))

    assert [reason.asks for reason in decision.reasons if reason.rule == rule.id] == [True]


@pytest.mark.parametrize(("flag", "text"), [(flag, text) for flag, texts in RAISED.items() for text in texts])
def test_every_raise_rule_of_the_protocol_fires(flag: str, text: str) -> None:
    highest = max((each.level for each in SCREEN.protocol.flags[flag].raise_to), key=lambda level: level.rank)
    situation = Situation(SCREEN.protocol, SCREEN.rules, hours=60.0)
    decision = judge(SCREEN.lexicon.read(text), situation=situation)

    assert decision.outcome == "escalate"
    assert decision.level.rank >= highest.rank


def test_every_flag_that_can_be_raised_has_its_words() -> None:
    raised = {flag.id for flag in SCREEN.protocol.flags.values() if flag.raise_to}

    assert set(RAISED) == raised
    assert {flag.level for flag in SCREEN.protocol.flags.values()} <= set(Level)
