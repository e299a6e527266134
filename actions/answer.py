"""Answers the topics that a message asks about, for the patient's hour and treatment."""

from actions.base import Incoming, TurnAction
from bot.answers.reply import Turn
from bot.answers.respond import say_unknown


class ActionAnswer(TurnAction):
    """Every topic of the protocol; see data/rules/topics.yml."""

    def name(self) -> str:
        """As domain.yml names it."""
        return "action_answer"

    def decide(self, incoming: Incoming) -> Turn:
        """One reply a topic, most important first; without a topic that is sure enough, the honest sentence."""
        if not incoming.topics:
            return say_unknown(self.protocol, text=incoming.text, dialogue=incoming.dialogue, now=incoming.now)
        return self.answer(incoming)
