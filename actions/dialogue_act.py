"""Says the protocol's standard message to a greeting, thanks, a wish for a person, and the other dialogue acts."""

from dataclasses import replace

from actions.base import Incoming, TurnAction
from bot.answers.reply import Turn
from bot.answers.respond import say_act

# Words around a question that need no answer of their own when there is one.
COURTESIES = ("greet", "goodbye", "thanks", "affirm", "deny")


class ActionDialogueAct(TurnAction):
    """The dialogue acts; the message has the act's own id in the protocol."""

    def name(self) -> str:
        """As domain.yml names it."""
        return "action_dialogue_act"

    def decide(self, incoming: Incoming) -> Turn:
        """The standard message, and the answers to what the message also asks."""
        said = say_act(
            self.protocol, act=incoming.intent, text=incoming.text, dialogue=incoming.dialogue, now=incoming.now
        )
        if not incoming.topics:
            return said
        answered = self.answer(incoming)
        courtesy = incoming.intent in COURTESIES
        return replace(
            answered, act=said.act, replies=answered.replies if courtesy else (*said.replies, *answered.replies)
        )
