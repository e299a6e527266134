"""Answers what leans on the turn before: "what about tomorrow?", "why?", "and after that?"."""

from actions.base import Incoming, TurnAction
from bot.answers.reply import Turn
from bot.answers.respond import follow_up


class ActionFollowUp(TurnAction):
    """The topics of the last answer again, for the time that is asked about now."""

    def name(self) -> str:
        """As domain.yml names it."""
        return "action_follow_up"

    def decide(self, incoming: Incoming) -> Turn:
        """A topic of its own where it names one, else the last ones once more; without any, the honest sentence."""
        if incoming.topics:
            return self.answer(incoming)
        return follow_up(self.protocol, text=incoming.text, dialogue=incoming.dialogue, now=incoming.now)
