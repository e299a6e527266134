"""Reads the signs of a patient's message with patterns and rules, without a model, a network or a database."""

from bot.understanding.signs.describe import describe
from bot.understanding.signs.finding import Finding, Sign
from bot.understanding.signs.lexicon import Lexicon
from bot.understanding.signs.load import LexiconError, load_lexicon, try_lexicon

__all__ = ["Finding", "Lexicon", "LexiconError", "Sign", "describe", "load_lexicon", "try_lexicon"]
