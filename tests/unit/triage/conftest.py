"""The default lexicon, and a question of the default protocol as the bot asks it."""

from collections.abc import Callable

import pytest

from bot.protocol import Protocol
from bot.settings import PROJECT
from bot.triage.questions import Asking, asking_of
from bot.understanding.signs import Lexicon, try_lexicon

Ask = Callable[..., Asking]


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """The signs of data/lexicon."""
    lexicon, _ = try_lexicon(PROJECT / "data" / "lexicon")
    assert lexicon is not None
    return lexicon


@pytest.fixture(scope="session")
def ask(protocol: Protocol) -> Ask:
    """The asking of "flag.question"; `uncertain` are the rules in doubt."""

    def ask(name: str, *uncertain: str) -> Asking:
        flag, question_id = name.split(".")
        (question,) = (each for each in protocol.flags[flag].questions if each.id == question_id)
        return asking_of(protocol, flag=flag, question=question, uncertain=uncertain)

    return ask
