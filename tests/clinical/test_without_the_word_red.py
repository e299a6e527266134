"""The same report in the words of lighter and of darker skin: on darker skin redness may not show, and is not said.

Each pair tells one thing at the same hour; what differs is how its colour looks. Neither side may be missed more often.
"""

import pytest

from bot.protocol import Level
from bot.triage.judge import Situation, judge
from tests.screens import project_screen

MOST_APART = 0.02
# Flag, hours since the treatment, the words of lighter skin, the words of darker skin.
PAIRS = (
    ("infection", 60, "red area on my cheek keeps spreading", "dark warm area on my cheek keeps spreading"),
    ("infection", 72, "bright red hot patch, getting bigger", "purple hot patch, getting bigger"),
    ("infection", 72, "red lines going down my neck", "dark lines going down my neck"),
    ("infection", 48, "my cheek is red hot and throbbing", "my cheek is darker, hot and throbbing"),
    ("infection", 50, "redness is spreading fast", "the darkness is spreading fast"),
    ("infection", 60, "pink, swollen and pus is coming out", "darker, swollen and pus is coming out"),
    ("infection", 60, "red and really hot to touch and swollen", "tight, shiny, really hot to touch and swollen"),
    ("prolonged_reaction", 240, "its still red after ten days", "its still darker and warm after ten days"),
    ("prolonged_reaction", 240, "my face is still pink", "my face is still warm and tender"),
    ("prolonged_reaction", 200, "still red and tight", "still shiny and tight"),
    ("prolonged_reaction", 96, "the redness is getting worse", "the warmth is getting worse"),
    ("prolonged_reaction", 72, "my skin gets redder every day", "my skin gets darker and hotter every day"),
    ("prolonged_reaction", 72, "redness hasnt gone down, its worse", "tenderness hasnt gone down, its worse"),
    ("prolonged_reaction", 300, "the red hasnt faded at all", "the purple tint hasnt faded at all"),
    ("burn_or_blister", 12, "it is red and raw like a burn", "it is dark and raw like a burn"),
    ("burn_or_blister", 12, "red blisters on my cheek", "dark blisters on my cheek"),
    ("burn_or_blister", 24, "red grid marks like a burn", "dark grid marks like a burn"),
    ("burn_or_blister", 24, "my skin turned red and it burned off", "my skin turned purple and it burned off"),
    ("allergic_reaction", 5, "red itchy welts all over my face", "skin coloured itchy welts all over my face"),
    ("allergic_reaction", 5, "i have a red rash all over", "i have a dark bumpy rash all over"),
    ("allergic_reaction", 10, "my face is red, puffed up and itchy", "my face is ashy, puffed up and itchy"),
    (
        "pigmentation_change",
        400,
        "red brown marks came up where i was treated",
        "dark marks came up where i was treated",
    ),
    ("pigmentation_change", 400, "my skin is now pinker in patches", "my skin is now ashy in patches"),
    ("pigmentation_change", 500, "brown spots appeared on my cheeks", "blue grey spots appeared on my cheeks"),
    ("pigmentation_change", 500, "i got pale patches", "i got ashy white patches"),
    ("severe_pain", 30, "it is red and the pain is unbearable", "it is purple and the pain is unbearable"),
    ("severe_pain", 30, "red and so sore i cant sleep, pain 9 of 10", "dark and so sore i cant sleep, pain 9 of 10"),
    ("herpes", 70, "cluster of little red blisters by my lip", "cluster of little dark blisters by my lip"),
    ("eye", 20, "my eyelid is red, swollen and painful", "my eyelid is dark, swollen and painful"),
    ("scarring", 900, "raised red scar where the needles went", "raised dark scar where the needles went"),
)
SCREEN = project_screen()


def is_caught(text: str, *, hours: float) -> bool:
    """Whether staff are told, or the patient is asked, of more than nothing."""
    situation = Situation(SCREEN.protocol, SCREEN.rules, hours=hours)
    decision = judge(SCREEN.lexicon.read(text), situation=situation)
    return decision.outcome != "answer" and decision.level is not Level.none


def missed(side: int) -> list[str]:
    return [f"{pair[0]}: {pair[side]}" for pair in PAIRS if not is_caught(str(pair[side]), hours=float(pair[1]))]


def test_the_gap_between_wordings_is_small() -> None:
    lighter, darker = missed(2), missed(3)
    gap = (len(darker) - len(lighter)) / len(PAIRS)

    assert abs(gap) <= MOST_APART, "\n".join(["lighter skin:", *lighter, "darker skin:", *darker])


def test_the_pairs_are_pairs() -> None:
    assert len(PAIRS) >= 24
    assert len({pair[2] for pair in PAIRS} | {pair[3] for pair in PAIRS}) == 2 * len(PAIRS)
    assert {flag for flag, *_ in PAIRS} <= set(SCREEN.protocol.flags)
    assert [dark for *_, dark in PAIRS if {"red", "redder", "redness", "pink", "pinker"} & set(dark.split())] == []


@pytest.mark.parametrize("flag", ["infection", "prolonged_reaction", "burn_or_blister", "pigmentation_change"])
def test_each_flag_where_colour_matters_has_pairs(flag: str) -> None:
    assert len([pair for pair in PAIRS if pair[0] == flag]) >= 4
