"""Meets a report of a sign: the bot cannot judge it and says at once how to reach a person."""

from dataclasses import replace

from actions.base import Incoming, TurnAction
from bot.answers.reply import Turn
from bot.answers.respond import meet_report


class ActionReport(TurnAction):
    """A sign, with or without a question beside it."""

    def name(self) -> str:
        """As domain.yml names it."""
        return "action_report"

    def decide(self, incoming: Incoming) -> Turn:
        """The way to a person, never a judgement; then the answers to what the message also asks."""
        if incoming.topics:
            return self.answer(replace(incoming, sign_reported=True))
        return meet_report(self.protocol, text=incoming.text, dialogue=incoming.dialogue, now=incoming.now)
