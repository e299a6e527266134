"""Says the protocol's standard message to a greeting, thanks, a wish for a person, and the other dialogue acts."""

from actions.base import Incoming, TurnAction
from bot.answers.reply import Turn
from bot.answers.respond import say_act


class ActionDialogueAct(TurnAction):
    """The dialogue acts; the message has the act's own id in the protocol."""

    def name(self) -> str:
        """As domain.yml names it."""
        return "action_dialogue_act"

    def decide(self, incoming: Incoming) -> Turn:
        """The standard message, unless the bot's own question was answered with these words."""
        return say_act(
            self.protocol, act=incoming.intent, text=incoming.text, dialogue=incoming.dialogue, now=incoming.now
        )
