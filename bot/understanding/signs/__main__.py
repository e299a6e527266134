"""Checks lexicon files and tries them: `python -m bot.understanding.signs check | read "text" | data --flag eye`."""

from bot.understanding.signs.trial import app

app()
