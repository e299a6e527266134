"""The pattern language: what a line matches, what it does not, and which lines are refused."""

import pytest

from bot.understanding.signs.expression import compiled, needed_words
from bot.understanding.signs.pattern import PatternError, parse, single_words
from bot.understanding.signs.spelling import Speller
from bot.understanding.signs.tokens import read_tokens

SPEECH = Speller({"cant": "can not", "its": "it is", "sum1": "someone", "2day": "today"})
LISTS = {"eye": ("eye", "eyes", "eye lid")}


def matched(line: str, text: str) -> str | None:
    """What the pattern matches in the text, in normalised words."""
    tree = parse(line, spell=SPEECH.pattern_words, lists=LISTS)
    found = compiled(tree).search(read_tokens(text, speller=SPEECH).line)
    return " ".join(found.group().replace("\x01", "").split()) if found else None


@pytest.mark.parametrize(
    ("line", "text", "found"),
    [
        ("pus", "there is pus", "pus"),
        ("pus", "pustule", None),
        ("blister*", "two blisters here", "blisters"),
        ("blister*", "a blister", "blister"),
        ("(yellow|bright green) gunk", "bright green gunk", "bright green gunk"),
        ("(yellow|bright green) gunk", "green gunk", None),
        ("gunk [is|was] [coming] out", "gunk out", "gunk out"),
        ("gunk [is|was] [coming] out", "gunk was coming out", "gunk was coming out"),
        ("leaking ... yellow", "leaking a bit of yellow", "leaking a bit of yellow"),
        ("leaking ... yellow", "leaking yellow", "leaking yellow"),
        ("leaking ... yellow", "leaking one two three four yellow", None),
        ("leaking ... yellow", "leaking a lot. bit yellow", None),
        ("leaking ... yellow", "leaking, bit yellow", None),
        ("leaking ... yellow", "leaking but not yellow", None),
        ("yellow crust", "yellow, crust", "yellow crust"),
        ("yellow crust", "yellow. crust", None),
        ("<eye> [is] shut", "my eye lid is shut", "eye lid is shut"),
        ("pain is # out of ten", "pain is 8 out of ten", "pain is 8 out of ten"),
        ("pain is # out of ten", "pain is eight out of ten", "pain is eight out of ten"),
        ("temp #", "temp 38.5", "temp 38.5"),
        ("pain #", "pain 9/10", "pain 9/10"),
        ("day #", "day3", "day 3"),
        ("cant breathe", "I can't breathe", "can not breathe"),
        ("cant breathe", "i can not breathe", "can not breathe"),
        ("not [able to] breathe", "cant breathe", "not breathe"),
        ("its shut", "it is shut", "it is shut"),
        ("call sum1", "call someone", "call someone"),
        ("make-up burns", "make up burns", "make up burns"),
        ("make up burns", "make-up burns", "make up burns"),
        ("(a [b|c] d|e)", "a c d", "a c d"),
        ("£# wasted", "£300 wasted", "£ 300 wasted"),
    ],
)
def test_a_pattern_matches_what_it_says_and_no_more(line: str, text: str, found: str | None) -> None:
    assert matched(line, text) == found


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("(pus", '")" is missing'),
        ("pus]", '"]" closes nothing'),
        ("(a|b]", '"]" closes nothing'),
        ("(pus|)", "an empty alternative"),
        ("[]", "an empty alternative"),
        ("   ", "the pattern is empty"),
        ("... pus", "stands at an end"),
        ("pus ...", "stands at an end"),
        ("<nose> red", 'unknown list "<nose>"'),
        ("pus, fever", '"pus," is not a word'),
        ("pu*s", "is not a word"),
    ],
)
def test_a_line_that_is_no_pattern_is_refused_and_says_why(line: str, what: str) -> None:
    with pytest.raises(PatternError) as caught:
        parse(line, spell=SPEECH.pattern_words, lists=LISTS)
    assert what in str(caught.value)
    assert caught.value.mend


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("pus", {"pus"}),
        ("[a] (b|c d)", {"b"}),
        ("[a|b]", {"a", "b"}),
        ("red hot", set()),
        ("pu*", {"pu*"}),
        ("#", {"#"}),
    ],
)
def test_the_single_words_that_satisfy_a_pattern_are_known(line: str, words: set[str]) -> None:
    assert single_words(parse(line, spell=SPEECH.pattern_words, lists=LISTS)) == words


def test_a_pattern_is_tried_only_where_its_rarest_word_stands() -> None:
    tree = parse("the [very] (pus|crust) is here", spell=SPEECH.pattern_words, lists=LISTS)
    assert set(needed_words(tree, rarity={"the": 1000, "is": 1000, "here": 900, "pus": 1, "crust": 2}) or ()) == {
        "pus",
        "crust",
    }
