"""Says that the bot does not know, and offers a person, when nothing it knows was understood."""

from actions.base import Incoming, TurnAction
from bot.answers.reply import Turn
from bot.answers.respond import say_unknown


class ActionUnknown(TurnAction):
    """None of the topics and acts was sure enough: the bot never guesses."""

    def name(self) -> str:
        """As domain.yml names it."""
        return "action_unknown"

    def decide(self, incoming: Incoming) -> Turn:
        """The honest sentence, unless the bot's own question was answered with these words."""
        return say_unknown(self.protocol, text=incoming.text, dialogue=incoming.dialogue, now=incoming.now)
