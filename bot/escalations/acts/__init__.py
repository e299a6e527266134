"""What the clinic's staff do with a case: one verb, one transaction, one entry in the case's history and in the audit.

Every verb but `reopen` and `give_back_idle` also acknowledges a case that is open, so that nobody is called any more.
A case of another clinic does not exist for it. None of them may change a case without saying who did it.
"""

from bot.escalations.acts.acknowledge import acknowledge
from bot.escalations.acts.act import Actor
from bot.escalations.acts.assign import hand, take
from bot.escalations.acts.change_level import change_level
from bot.escalations.acts.errors import (
    AlreadyTakenError,
    NotAllowedNowError,
    NotFoundError,
    OtherCaseOpenError,
    PatientWroteError,
    ReopenFirstError,
    WordsNeededError,
    WordsTooLongError,
)
from bot.escalations.acts.give_back import give_back, give_back_idle
from bot.escalations.acts.note import log_call, note
from bot.escalations.acts.patient_waits import patient_waits
from bot.escalations.acts.reply import reply
from bot.escalations.acts.resolve import reopen, resolve
from bot.escalations.acts.words import MOST_CHARACTERS

__all__ = [
    "MOST_CHARACTERS",
    "Actor",
    "AlreadyTakenError",
    "NotAllowedNowError",
    "NotFoundError",
    "OtherCaseOpenError",
    "PatientWroteError",
    "ReopenFirstError",
    "WordsNeededError",
    "WordsTooLongError",
    "acknowledge",
    "change_level",
    "give_back",
    "give_back_idle",
    "hand",
    "log_call",
    "note",
    "patient_waits",
    "reopen",
    "reply",
    "resolve",
    "take",
]
