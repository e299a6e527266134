"""What a patient is told about a sign: what to do now, who answers and by when, or one question.

An emergency's number stands first and nothing but the emergency is said. Every sentence is the protocol's own; none is
a diagnosis, a dose or a comfort. Staff are spoken of as told, so a case must stand in the records before this is sent.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.answers.reply import Reply, Source
from bot.protocol import Flag, Level, Protocol
from bot.protocol.placeholders import placeholders_in
from bot.triage.asking import Asking
from bot.triage.decision import Decision

LEAD_IN = "safety_question"
_MOST_EMERGENCIES = 2
_FIRST = "breathing_or_collapse"
_SELF_HARM = "self_harm"


@dataclass(frozen=True)
class Answered:
    """Who answers and by when, in words ("Nora or Sam", "3:40 pm today"); `open_now` False also where not known."""

    who: str
    by: str
    open_now: bool


def safety_replies(
    protocol: Protocol,
    *,
    decision: Decision,
    already_told: Collection[str],
    promised: Answered,
    asking: Asking | None,
) -> tuple[Reply, ...]:
    """The replies, in order; empty where the decision is to answer and nothing is asked.

    `already_told` holds the `told_ids` of the case's earlier turns.
    """
    if decision.outcome == "escalate" and decision.level is Level.emergency:
        return tuple(_emergency(protocol, decision=decision))
    replies: list[Reply] = []
    if decision.outcome == "escalate":
        replies += _told(protocol, decision=decision, already_told=already_told, promised=promised)
    if asking is not None:
        if LEAD_IN not in already_told:
            replies.append(_message(protocol, LEAD_IN))
        replies.append(_question(protocol, asking))
    return tuple(replies)


def noted_reply(protocol: Protocol) -> Reply:
    """Said where an answer has settled what was uncertain, or changes nothing, and no question is left."""
    return _message(protocol, "safety_noted")


def told_ids(*, decision: Decision, asking: Asking | None) -> frozenset[str]:
    """What `safety_replies` tells with these: for `already_told` of the case's later turns."""
    told = {_told_id(decision)} if decision.outcome == "escalate" else set()
    return frozenset(told | ({LEAD_IN} if asking is not None else set()))


def _told_id(decision: Decision) -> str:
    # With the level: the same flag at a higher one has to be told again.
    return f"{decision.main_flag}:{decision.level}"


def _emergency(protocol: Protocol, *, decision: Decision) -> Iterator[Reply]:
    flags = [reason.flag for reason in decision.reasons if reason.level is Level.emergency and not reason.asks]
    ordered = sorted(dict.fromkeys(flags), key=lambda flag: (flag != _FIRST, flag != _SELF_HARM))
    if _SELF_HARM in ordered:
        # Beside it only what saves a life right now; a tip for the skin would say that nobody has read the words.
        ordered = [flag for flag in ordered if flag in (_FIRST, _SELF_HARM)]
    for flag_id in ordered[:_MOST_EMERGENCIES]:
        flag = protocol.flags[flag_id]
        if flag.level is Level.emergency and _leads_with_number(flag.tell_now):
            yield _flag_reply(protocol, flag, text=flag.tell_now, name="tell_now")
        elif flag.tell_emergency:
            yield _flag_reply(protocol, flag, text=flag.tell_emergency, name="tell_emergency")
        else:
            yield _message(protocol, "emergency_now")


def _leads_with_number(text: str) -> bool:
    return "emergency_number" in placeholders_in(text.split(".", maxsplit=1)[0])


def _told(
    protocol: Protocol, *, decision: Decision, already_told: Collection[str], promised: Answered
) -> Iterator[Reply]:
    if _told_id(decision) in already_told:
        yield _message(protocol, "case_known")
        return
    if decision.main_flag is not None:
        flag = protocol.flags[decision.main_flag]
        yield _flag_reply(protocol, flag, text=flag.tell_now, name="tell_now")
    urgent = "urgent_in_hours" if promised.open_now else "urgent_after_hours"
    message_id = urgent if decision.level is Level.urgent else "routine_promise"
    yield _message(protocol, message_id, who=promised.who, by=promised.by)


def _question(protocol: Protocol, asking: Asking) -> Reply:
    source = Source(protocol.version, message=f"flags.{asking.flag}.questions.{asking.question.id}")
    return Reply(asking.text, source, quick_replies=asking.options)


def _flag_reply(protocol: Protocol, flag: Flag, *, text: str, name: str) -> Reply:
    return Reply(protocol.fill(text), Source(protocol.version, message=f"flags.{flag.id}.{name}"))


def _message(protocol: Protocol, message_id: str, **values: str) -> Reply:
    source = Source(protocol.version, message=message_id)
    return Reply(protocol.say(message_id, **values), source, quick_replies=protocol.messages[message_id].quick_replies)
