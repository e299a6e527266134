"""What the words around a sign make of it, pair by pair, and what else is read beside the sign."""

from collections import defaultdict
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.understanding.signs import Lexicon, describe

PAIRS: dict[str, dict[str, str]] = YAML(typ="safe").load(Path(__file__).with_name("own_pairs.yml"))
EVERY = [(kind, text, wanted) for kind, texts in PAIRS.items() for text, wanted in texts.items()]


def statuses(lexicon: Lexicon, text: str) -> dict[str, set[str]]:
    """The statuses of each sign of a text."""
    found: dict[str, set[str]] = defaultdict(set)
    for finding in lexicon.read(text):
        found[finding.sign].add(finding.status)
    return found


@pytest.mark.parametrize(("kind", "text", "wanted"), EVERY, ids=[f"{kind}: {text}" for kind, text, _ in EVERY])
def test_a_sign_is_read_with_its_context(lexicon: Lexicon, kind: str, text: str, wanted: str) -> None:
    found = statuses(lexicon, text)
    for each in wanted.split():
        sign, _, allowed = each.partition("=")
        if "&" in allowed:
            assert found[sign] == set(allowed.split("&")), kind
        else:
            assert found[sign], f"{kind}: {sign} is not found"
            assert found[sign] <= set(allowed.split("|")), kind


def test_there_are_enough_pairs_of_every_kind() -> None:
    assert len(EVERY) >= 150
    assert min(len(texts) for texts in PAIRS.values()) >= 5


RULES = {
    "denied": "no pus",
    "never_had": "i never had a fever",
    "was_not": "it wasnt infected",
    "was_no": "there was no pus",
    "not_really": "not really hurting",
    "thinks_not": "i dont think its infected",
    "answered_no": "fever? no",
    "answered_yes": "fever? yes",
    "gone": "the fever has gone",
    "has_stopped": "the bleeding has stopped",
    "stopped": "it stopped bleeding",
    "is_back": "the fever came back",
    "other_time": "years ago i had blisters",
    "habit": "i get cold sores",
    "habit_any": "i used to get blisters",
    "history": "i have a blister history",
    "had_before": "i had blisters in the past",
    "conditional": "if it gets infected",
    "supposed": "say i woke up with a fever",
    "hypothetical": "a fever, hypothetically",
    "how_often": "blisters, how often does that happen",
    "conditional_own": "if my face is bleeding",
    "unsure": "not sure if its infected",
    "is_this": "is this pus",
    "normal_to": "is it normal to have pus",
    "normal_question": "is pus normal",
    "modal": "can swimming cause infection",
    "modal_inner": "what about sweat could it cause infection",
    "modal_short": "does it scar",
    "do_you_think": "do you think its infected",
    "worry_about": "should i worry about pus",
    "heard": "i read that it can cause infection",
    "feared": "worried about infection",
    "somebody_else": "my sister had pus",
    "a_friend": "mate had pus after a peel",
    "child_or_pet": "my toddler has a fever",
    "near_one": "my mum gets cold sores",
    "hers": "she got pus after hers",
    "figure": "dying to run",
    "answered_gone": "swelling: gone after 3 days",
    "said_no": "pus no, fever no",
    "says_not": "i cant say theres pus",
    "denies": "denies nausea, pus or fever",
    "nothing": "nothing oozing",
    "no_wish": "i dont want to kill myself",
    "no_request": "i dont need to talk to a nurse",
    "no_request_coming": "i wont call a nurse",
    "who_answers": "is this a real person",
    "request_met": "i wanted a call back and got one",
    "kept_off": "i avoided any blisters",
    "not_back": "i had pus in spring and not since",
    "none_left": "the swelling went down, none left",
    "other_round": "after my first session i had pus but not this time",
    "if_later": "if it is still oozing after a week should i call",
    "if_ever": "what about pus if i ever had one",
    "normal_for_people": "is it normal for people to get pus",
    "normal_to_mine": "is it normal to have pus on my chin",
    "do_people": "why do some people get pus",
    "are_they": "are blisters a known risk",
    "in_people": "is pus something people get",
    "ever": "would pus on a chin ever come from that",
    "be_avoided": "how can blisters be avoided",
    "could_it": "could it blister",
    "fear_of_what_may_come": "im afraid a fever could start",
    "dreaded": "im dreading a fever",
    "theirs_elsewhere": "my son has pus in his eye, can i catch it",
    "treated_elsewhere": "my aunt had pus after her treatment in turkey",
    "theirs_on_the_form": "my dad is on blood thinners",
    "on_theirs": "pus is on my uncles chin",
    "strangers": "a woman in a forum had pus",
    "cant_say": "i cant say it",
    "fell_asleep": "i collapsed on the sofa at 9",
}


@pytest.mark.parametrize(("rule", "text"), RULES.items())
def test_each_rule_does_its_work_and_is_named(lexicon: Lexicon, rule: str, text: str) -> None:
    assert any(rule in finding.context for finding in lexicon.read(text))


def test_no_rule_that_makes_something_is_untested(lexicon: Lexicon) -> None:
    assert {rule.id for rule in lexicon.context.rules.values() if rule.makes != "nothing"} == set(RULES)


def test_a_bare_word_with_a_question_mark_is_uncertain(lexicon: Lexicon) -> None:
    assert statuses(lexicon, "blisters??") == {"blisters": {"uncertain"}}
    assert statuses(lexicon, "blisters!!") == {"blisters": {"present"}}


@pytest.mark.parametrize(
    ("text", "attribute", "value"),
    [
        ("the swelling is getting worse", "trend", "worse"),
        ("swelling going down a bit", "trend", "better"),
        ("no change in the swelling", "trend", "same"),
        ("swelling is not getting worse", "trend", "better"),
        ("severe pain", "strength", "strong"),
        ("a bit of pain", "strength", "mild"),
        ("unbearable pain", "strength", "unbearable"),
        ("pain 8 out of 10", "strength", 8),
        ("pain is 9/10", "strength", 9),
        ("pain nine out of ten", "strength", 9),
        ("pus near my eye", "site", "near_eye"),
        ("swelling on my lip", "site", "lip"),
        ("my whole face is swollen", "site", "whole_face"),
        ("blisters on my arm", "site", "elsewhere"),
        ("pus since this morning", "since", "since this morning"),
        ("Swollen for 3 days", "since", "for 3 days"),
        ("i had a fever yesterday", "since", "yesterday"),
        ("pus. it is worse", "trend", None),
        ("pus", "since", None),
    ],
)
def test_trend_strength_site_and_time_are_read(lexicon: Lexicon, text: str, attribute: str, value: object) -> None:
    assert getattr(lexicon.read(text)[0], attribute) == value


def test_overlapping_wordings_of_a_sign_are_one_finding_the_longest(lexicon: Lexicon) -> None:
    (finding,) = [each for each in lexicon.read("it wont stop bleeding") if each.sign == "bleeding"]
    assert finding.phrase == "wont stop bleeding"


def test_a_finding_is_described_with_its_reason(lexicon: Lexicon) -> None:
    (line,) = describe(lexicon.read("no pus since monday"))
    assert line.startswith("absent")
    for part in ('infection/pus (red) "pus"', "since: since monday", "by: denied", "infection.yml:"):
        assert part in line
