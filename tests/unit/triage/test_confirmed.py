"""Signs from answers and from earlier turns count in the combinations as if they stood in one message."""

from collections.abc import Callable

from bot.protocol import Level, Protocol
from bot.settings import PROJECT
from bot.triage.confirmed import findings_of
from bot.triage.judge import Situation, judge
from bot.triage.load_rules import load_rules
from bot.triage.questions import Asking, hear_answer
from bot.understanding.signs import Lexicon


def test_a_fever_that_is_answered_and_confusion_told_before_are_an_emergency(
    protocol: Protocol, lexicon: Lexicon, ask: Callable[..., Asking]
) -> None:
    heard = hear_answer(ask("infection.fever"), text="fever", findings=())
    rules = load_rules(PROJECT / "data" / "triage" / "rules.yml", signs=lexicon.signs)
    situation = Situation(protocol=protocol, rules=rules, hours=72)

    alone = judge(findings_of(heard.signs, signs=lexicon.signs), situation=situation)
    together = judge(findings_of(("confusion", *heard.signs), signs=lexicon.signs), situation=situation)

    assert alone.level is Level.urgent
    assert together.level is Level.emergency


def test_a_sign_that_the_lexicon_has_no_more_is_left_out(lexicon: Lexicon) -> None:
    found = findings_of(("gone", "pus", "pus"), signs=lexicon.signs)

    assert [(finding.sign, finding.status) for finding in found] == [("pus", "present")]
