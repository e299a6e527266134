"""Answers the topics that a message asks about, for the patient's hour and treatment."""

from actions.base import Incoming, TurnAction
from bot.answers.reply import Turn
from bot.answers.respond import answer_topics


class ActionAnswer(TurnAction):
    """Every topic of the protocol; see data/rules/topics.yml."""

    def name(self) -> str:
        """As domain.yml names it."""
        return "action_answer"

    def decide(self, incoming: Incoming) -> Turn:
        """One reply a topic, most important first."""
        return answer_topics(
            self.protocol,
            text=incoming.text,
            topics=incoming.topics or (incoming.intent,),
            dialogue=incoming.dialogue,
            now=incoming.now,
        )
