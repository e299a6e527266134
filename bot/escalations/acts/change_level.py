"""Changes a case's level by a person's judgement: upward it calls people anew, downward it needs a reason."""

from datetime import datetime

from bot.escalations.acts.act import Actor, acting
from bot.escalations.acts.calling import move_on
from bot.escalations.acts.errors import NotAllowedNowError
from bot.escalations.acts.words import optional_words, read_words
from bot.escalations.paging.plan import raise_ladder
from bot.protocol import Level, Protocol
from bot.records.database import Database


def change_level(
    database: Database,
    *,
    case_id: str,
    staff: Actor,
    level: Level,
    reason: str,
    protocol: Protocol,
    now: datetime,
    may_lower: bool = True,
) -> None:
    """Set the level. Upward the reason may be empty. `may_lower` False: only upward, as the level is under the lock.

    Raises NotAllowedNowError for a lower level that the actor may not set, WordsNeededError for one without a reason,
    WordsTooLongError, NotFoundError, ReopenFirstError, and ValueError for `Level.none`, which no case has.
    """
    if level is Level.none:
        raise ValueError("a case has a level")
    words = optional_words(reason)
    with acting(database, case_id=case_id, staff=staff, protocol=protocol, now=now) as act:
        act.refuse_resolved()
        before = act.level
        if level.rank < before.rank:
            if not may_lower:
                raise NotAllowedNowError
            words = read_words(reason, what="reason")
        act.case.level = level
        if level.rank > before.rank:
            raise_ladder(act.session, case=act.case, clinic=act.clinic, now=now)
        else:
            move_on(act)
        if level is not before:
            act.tell("changed_level", codes={"from": str(before), "to": str(level)}, details={"reason": words})
