"""The project's own safety screen, loaded once for a test run."""

from functools import cache

from bot.conversation.screen import Screen
from bot.protocol import load_protocol
from bot.settings import PROJECT
from bot.triage.load_rules import load_rules
from bot.understanding.signs import load_lexicon


@cache
def project_screen() -> Screen:
    """The screen with the default protocol, the whole lexicon and all rules."""
    data = PROJECT / "data"
    lexicon = load_lexicon(data / "lexicon")
    rules = load_rules(data / "triage" / "rules.yml", signs=lexicon.signs)
    return Screen(lexicon, rules, load_protocol(data / "protocol", clinic_file=data / "clinic.yml"))
