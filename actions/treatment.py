"""Takes in when the treatment was and which kind, and gives the exact answer that was waiting for it."""

from actions.base import Incoming, TurnAction
from bot.answers.reply import Turn
from bot.answers.respond import remember_treatment


class ActionRememberTreatment(TurnAction):
    """A message that tells the hour or the variant, or corrects it."""

    def name(self) -> str:
        """As domain.yml names it."""
        return "action_remember_treatment"

    def decide(self, incoming: Incoming) -> Turn:
        """The exact answer to what was asked, now or before, or a word that the hour is noted."""
        if incoming.topics:
            return self.answer(incoming)
        return remember_treatment(self.protocol, text=incoming.text, dialogue=incoming.dialogue, now=incoming.now)
