"""Meets a report of a sign that asks nothing: the bot cannot judge it and says at once how to reach a person."""

from actions.base import Incoming, TurnAction
from bot.answers.reply import Turn
from bot.answers.respond import meet_report


class ActionReport(TurnAction):
    """A sign without a question."""

    def name(self) -> str:
        """As domain.yml names it."""
        return "action_report"

    def decide(self, incoming: Incoming) -> Turn:
        """The way to a person, never a judgement."""
        return meet_report(
            self.protocol, text=incoming.text, topics=incoming.topics, dialogue=incoming.dialogue, now=incoming.now
        )
