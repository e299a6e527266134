"""Joins what is said about signs with the answers: what is urgent first, the answers, then one question.

No answer stands beside an emergency, no second question beside a safety question, no stop-gap beside triage's words.
"""

from dataclasses import replace

from bot.answers.dialogue import Dialogue
from bot.answers.reply import Reply, Turn
from bot.conversation.weighing import Weighed
from bot.protocol import Level

# Said by Rasa's side where the model alone takes a message for a report; triage says it better.
_STOP_GAP = "report"
_TREATMENT_QUESTIONS = ("ask_hour", "ask_variant")
# What "no" and "yes" get when they answer nothing; after a safety question they do.
_COURTESIES = ("affirm", "deny", "unknown", "thanks")
_PERSON = "talk_to_staff"


def with_safety(turn: Turn, *, weighed: Weighed, before: Dialogue) -> Turn:
    """The whole turn as the patient gets it."""
    decision = weighed.decision
    if decision.outcome == "escalate" and decision.level is Level.emergency:
        return replace(turn, replies=weighed.told, dialogue=replace(turn.dialogue, pending=None))
    replies = [reply for reply in turn.replies if not _is_left_out(reply, weighed=weighed)]
    if len(replies) > 1:
        replies = [reply for reply in replies if reply.source.message != _STOP_GAP]
    dialogue = turn.dialogue
    if weighed.question and dialogue.pending != before.pending:
        # The bot's own question waits for its turn: it was not asked.
        replies = [reply for reply in replies if reply.source.message not in _TREATMENT_QUESTIONS]
        dialogue = replace(dialogue, pending=None, asked_hour=before.asked_hour, asked_variant=before.asked_variant)
    return replace(turn, replies=(*weighed.told, *replies, *weighed.question), dialogue=dialogue)


def _is_left_out(reply: Reply, *, weighed: Weighed) -> bool:
    about_signs = bool(weighed.told or weighed.question)
    message = reply.source.message
    if message in (_STOP_GAP, _PERSON):
        return about_signs
    return weighed.answered and about_signs and message in _COURTESIES
