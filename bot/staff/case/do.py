"""What each button of the case's page does: it reads its form, asks for the role, and calls the act.

Each gives the code of the sentence that the page says next, or raises RefusedError: then nothing was sent or changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from sqlalchemy import select

from bot.errors import ConversationGoneError
from bot.escalations import acts
from bot.escalations.acts.words import read_words
from bot.protocol import Level
from bot.records.case_models import Judgement, Outcome
from bot.records.models import Reply
from bot.staff.case.forms import RefusedError, read_external_id, read_seen
from bot.staff.case.screen import CASES, Screen, may_resolve, resolves_up_to
from bot.staff.case.wait import NotAnsweredError, wait_for_patient
from bot.staff.views import StaffSide

_NOT_YOUR_ROLE = "Only a clinician or an admin may {what}. Hand the case to one of them."


@dataclass(frozen=True)
class Doing:
    """An act to be done: the case as it stood just now, and the form's fields."""

    side: StaffSide
    screen: Screen
    fields: Mapping[str, str]

    @property
    def actor(self) -> acts.Actor:
        """Who acts."""
        me = self.screen.me
        return acts.Actor(me.id, me.name, me.clinic_id)

    def by(self) -> dict[str, Any]:
        """The arguments that every act has."""
        return {
            "case_id": self.screen.view.case.id,
            "staff": self.actor,
            "protocol": self.side.protocol,
            "now": self.screen.now,
        }

    def get(self, name: str) -> str:
        """A field of the form."""
        return self.fields.get(name, "")


def do(name: str, doing: Doing) -> str:
    """Do it; the code of what to say. Raises RefusedError, and NotFoundError for a case that is not there."""
    try:
        said = ACTS[name](doing)
    except acts.AlreadyTakenError as error:
        raise RefusedError(str(error)) from error
    except acts.OtherCaseOpenError as error:
        raise RefusedError(str(error), link=f"{CASES}/{error.case_id}") from error
    except acts.PatientWroteError as error:
        raise RefusedError(str(error), seen=doing.screen.view.last_sequence) from error
    except (acts.NotAllowedNowError, acts.ReopenFirstError, NotAnsweredError) as error:
        raise RefusedError(str(error)) from error
    except ConversationGoneError as error:
        raise RefusedError("The patient has deleted this chat. Call them instead.") from error
    except (acts.WordsNeededError, acts.WordsTooLongError) as error:
        raise RefusedError(str(error), status=422) from error
    # The patient's open page reads what is new; without news it would wait for its own next look.
    doing.side.news.publish([doing.screen.view.case.conversation_id])
    return said


def _take(doing: Doing) -> str:
    acts.take(doing.side.database, **doing.by())
    return "take"


def _acknowledge(doing: Doing) -> str:
    return "acknowledge" if acts.acknowledge(doing.side.database, **doing.by()) else "acknowledged_before"


def _reply(doing: Doing) -> str:
    external_id, text = read_external_id(doing.fields), _lines(doing.get("text"))
    if not _is_known(doing, external_id=external_id, text=text):
        _refuse_unseen(doing)
        if doing.screen.taken_by:
            # What would refuse the reply is asked first: nobody takes a case over with a reply that is not sent.
            read_words(text, what="reply")
            if doing.screen.view.case.chat_deleted:
                raise ConversationGoneError
            acts.hand(doing.side.database, to=doing.screen.me.id, **doing.by())
    acts.reply(
        doing.side.database,
        speaker=doing.screen.me.name,
        text=text,
        external_id=external_id,
        seen=read_seen(doing.fields),
        **doing.by(),
    )
    return "reply"


def _refuse_unseen(doing: Doing) -> None:
    """Once, for what the person cannot have known: a colleague has answered, or has the case."""
    screen, seen = doing.screen, read_seen(doing.fields)
    other = screen.taken_by
    has_it = f"{screen.colleagues[other]} has this case already." if other else ""
    unseen = [line for line in screen.view.transcript if line.sequence > seen and line.sequence in screen.others_lines]
    if unseen:
        words = f"Already answered by {unseen[-1].speaker} while you were writing."
        advice = "Read it, then send again if yours is still needed."
        raise RefusedError(f"{words} {has_it} {advice}", seen=screen.view.last_sequence, over=other or "")
    if other and doing.get("over") != other:
        raise RefusedError(f"{has_it} Send again to take it over.", over=other)


def _is_known(doing: Doing, *, external_id: str, text: str) -> bool:
    """Whether this very reply was taken before."""
    with doing.side.database.reading() as session:
        query = select(Reply.text).where(
            Reply.conversation_id == doing.screen.view.case.conversation_id, Reply.external_id == external_id
        )
        return session.scalar(query) == text.strip()


def _note(doing: Doing) -> str:
    acts.note(doing.side.database, text=_lines(doing.get("text")), **doing.by())
    return "note"


def _call(doing: Doing) -> str:
    reached = doing.get("reached")
    if reached not in ("yes", "no"):
        raise RefusedError("Say whether you reached the patient.", status=422)
    acts.log_call(doing.side.database, reached=reached == "yes", text=_lines(doing.get("text")), **doing.by())
    return "call"


def _level(doing: Doing) -> str:
    level = next((each for each in Level if each.rank and each == doing.get("level")), None)
    if level is None:
        raise RefusedError("Choose a level.", status=422)
    if level.rank < doing.screen.view.case.level.rank and not doing.screen.may_lower:
        raise RefusedError(_NOT_YOUR_ROLE.format(what="lower a level"), status=403)
    acts.change_level(
        doing.side.database,
        level=level,
        reason=_lines(doing.get("reason")),
        may_lower=doing.screen.may_lower,
        **doing.by(),
    )
    return "level"


def _hand(doing: Doing) -> str:
    if doing.get("to") not in doing.screen.colleagues:
        raise RefusedError("Choose a colleague.", status=422)
    acts.hand(doing.side.database, to=doing.get("to"), **doing.by())
    return "hand"


def _resolve(doing: Doing) -> str:
    if not may_resolve(doing.screen.me.role, level=doing.screen.view.case.level):
        raise RefusedError(_NOT_YOUR_ROLE.format(what="resolve an urgent case or an emergency"), status=403)
    outcome, judgement = doing.get("outcome"), doing.get("judgement")
    if outcome not in get_args(Outcome):
        raise RefusedError("Choose how it ended.", status=422)
    if judgement not in get_args(Judgement):
        raise RefusedError("Say whether the bot was right.", status=422)
    acts.resolve(
        doing.side.database,
        outcome=cast(Outcome, outcome),
        judgement=cast(Judgement, judgement),
        seen=read_seen(doing.fields),
        up_to=resolves_up_to(doing.screen.me.role),
        **doing.by(),
    )
    return "resolve"


def _reopen(doing: Doing) -> str:
    acts.reopen(doing.side.database, reason=_lines(doing.get("reason")), **doing.by())
    return "reopen"


def _give_back(doing: Doing) -> str:
    return "give-back" if acts.give_back(doing.side.database, **doing.by()) else "given_back_before"


def _wait(doing: Doing) -> str:
    wait_for_patient(doing.side.database, seen=read_seen(doing.fields), **doing.by())
    return "wait"


def _lines(text: str) -> str:
    """A browser sends line ends as two characters."""
    return text.replace("\r\n", "\n")


ACTS: Mapping[str, Callable[[Doing], str]] = {
    "take": _take,
    "acknowledge": _acknowledge,
    "reply": _reply,
    "note": _note,
    "call": _call,
    "level": _level,
    "hand": _hand,
    "resolve": _resolve,
    "reopen": _reopen,
    "give-back": _give_back,
    "wait": _wait,
}

SAID: Mapping[str, str] = {
    "take": "The case is yours.",
    "acknowledge": "Acknowledged. Nobody else is called for now.",
    "acknowledged_before": "Somebody had acknowledged it before.",
    "reply": "Your reply was sent. The bot is silent until you give the chat back.",
    "note": "The note was added.",
    "call": "The call was written down.",
    "level": "The level was changed.",
    "hand": "The case was handed over.",
    "resolve": "The case is resolved.",
    "reopen": "The case is open again, and people are called.",
    "give-back": "The bot speaks again.",
    "given_back_before": "The bot speaks already.",
    "wait": "Nothing is due until the patient writes again.",
}
