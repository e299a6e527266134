"""Plainly worded reports of every severe flag, and whether the clinic's staff were told of each at its level."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answers.reply import Turn
from bot.conversation.at_once import take_turn
from bot.conversation.opening import open_conversation
from bot.conversation.turn import Answerer
from bot.escalations.cases import Case, case_of
from bot.protocol import Level


@dataclass(frozen=True)
class Severe:
    """A message, the flag that it reports, and the lowest level that it may be told at."""

    text: str
    flag: str
    level: Level


_URGENT = {
    "infection": (
        "yellow pus is coming out of my cheek",
        "I have had a fever of 38.7 since last night and my face is hot",
        "there are red streaks going down from my cheek to my neck",
        "there is a thick green discharge from one spot and it smells bad",
    ),
    "allergic_reaction": (
        "I have hives all over my face and neck",
        "my whole face is swollen and itchy since I put the serum on",
        "I got an itchy rash all over my body after the numbing cream",
    ),
    "herpes": (
        "I have a cold sore on my lip since this morning",
        "there is a cluster of tiny painful blisters around my mouth",
        "I can feel a cold sore coming, my lip is tingling",
    ),
    "burn_or_blister": (
        "my skin has blistered where the RF was done",
        "it looks burned and there is a big blister on my cheek",
        "my cheek is raw and weeping",
    ),
    "eye": (
        "I got the serum in my eye and it stings",
        "my left eye is red and watering and it hurts a bit",
        "my eyelid is so swollen that I cannot open my eye",
    ),
    "bleeding": (
        "my cheek keeps bleeding and will not stop",
        "I have pressed on it for 15 minutes and it is still bleeding",
        "it started bleeding again and it soaked through the gauze",
    ),
    "severe_pain": (
        "the pain is unbearable",
        "my pain is 9 out of 10 and the tablets do nothing",
        "it hurts so much that I cannot sleep",
    ),
}
_EMERGENCY = {
    "breathing_or_collapse": (
        "I cannot breathe",
        "my throat is closing up",
        "my tongue is swelling up and I can hardly swallow",
        "I just passed out in the bathroom",
        "I have chest pain and my heart is racing",
        "my lips are turning blue",
    ),
    "self_harm": (
        "I want to kill myself",
        "I do not want to live any more",
        "I have taken a lot of pills because of my face",
    ),
    "infection": ("I have a fever of 39.5 with shaking chills", "high fever, I am confused and my heart is racing"),
    "allergic_reaction": (
        "I have hives everywhere and I am wheezing",
        "my lips and tongue are swelling after the cream",
    ),
    "herpes": ("I have a cold sore right next to my eye", "there are blisters on my eyelid and around my eye"),
    "burn_or_blister": ("my cheek is blistered and the skin has turned white and hard",),
    "eye": ("I cannot see out of my right eye", "my sight went blurry after the filler near my eye"),
    "bleeding": ("blood is spurting out of my face", "it is bleeding heavily and I feel faint"),
    "severe_pain": (
        "the skin went white and grey and it hurts terribly since the filler",
        "one side of my face is drooping and my speech is slurred",
    ),
}
EMERGENCIES = tuple(Severe(text, flag, Level.emergency) for flag, texts in _EMERGENCY.items() for text in texts)
URGENT = tuple(Severe(text, flag, Level.urgent) for flag, texts in _URGENT.items() for text in texts)
SEVERE = (*EMERGENCIES, *URGENT)


def report(
    bot: Answerer, severe: Severe, *, now: datetime, external_id: str | None = None, times: int = 1
) -> tuple[Turn, Case | None]:
    """What a new patient whose treatment nobody knows of is told, and the case that staff have then."""
    bot = replace(bot, clock=lambda: now)
    conversation = open_conversation(bot.database, channel="web", now=now)
    for _ in range(times):
        turn = take_turn(bot, conversation_id=conversation, channel="web", text=severe.text, external_id=external_id)
    return turn, case_of(bot.database, conversation_id=conversation)


def told_too_low(bot: Answerer, *, now: datetime, messages: Iterable[Severe] = SEVERE) -> list[str]:
    """The messages after which staff have no case, or one of a lower level."""
    low = []
    for severe in messages:
        _, case = report(bot, severe, now=now)
        if case is None or case.level.rank < severe.level.rank:
            low.append(f"{severe.text} ({severe.flag}, {severe.level}): {case.level if case else 'no case'}")
    return low
