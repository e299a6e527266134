"""Rasa's custom actions, one module a subject: they read the tracker, ask `bot.answers`, and utter.

They hold no state and write no record: the dialogue comes with the message and goes back with the answer.
"""

from collections.abc import Callable
from datetime import datetime

from rasa_sdk import Action

from actions.answer import ActionAnswer
from actions.dialogue_act import ActionDialogueAct
from actions.follow_up import ActionFollowUp
from actions.report import ActionReport
from actions.treatment import ActionRememberTreatment
from actions.unknown import ActionUnknown
from bot.protocol import Protocol


def all_actions(protocol: Protocol, *, clock: Callable[[], datetime]) -> tuple[Action, ...]:
    """Every custom action that domain.yml names, on one protocol."""
    kinds = (ActionAnswer, ActionRememberTreatment, ActionFollowUp, ActionDialogueAct, ActionReport, ActionUnknown)
    return tuple(kind(protocol, clock=clock) for kind in kinds)
