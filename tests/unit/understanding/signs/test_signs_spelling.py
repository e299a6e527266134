"""The normal form of what patients write, and that a quote finds its way back to the raw text."""

import pytest

from bot.understanding.signs import Lexicon
from bot.understanding.signs.clean import clean
from bot.understanding.signs.expression import HARD, SOFT


def words(lexicon: Lexicon, text: str) -> str:
    """The tokens of a text, edges as "," and "."."""
    shown = {SOFT: ",", HARD: "."}
    return " ".join(shown.get(token.text, token.text) for token in lexicon.tokens(text).tokens)


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("dont", "do not"),
        ("don't", "do not"),
        ("don\u2019t", "do not"),
        ("DON'T", "do not"),
        ("it's", "it is"),
        ("its got pus", "it has got pus"),
        ("she's been hot", "she has been hot"),
        ("she's hot", "she is hot"),
        ("I'll go", "i will go"),
        ("feeling ill", "feeling ill"),
        ("cannot", "can not"),
        ("u r", "you are"),
        ("2day", "today"),
        ("day3", "day 3"),
        ("3days", "3 days"),
        ("9/10", "9/10"),
        ("38.5", "38.5"),
        ("38,5", "38.5"),
        ("pus,fever", "pus , fever"),
        ("pus.fever", "pus . fever"),
        ("cold-sore", "cold sore"),
        ("pus 😀 fever", "pus , fever"),
        ("pus... fever", "pus , fever"),
        ("pus\nfever", "pus . fever"),
        ("w/o pus", "without pus"),
        ("feverrrr", "fever"),
        ("itchyyyy", "itchy"),
        ("soooo", "so"),
        ("puss", "pus"),
        ("infectd", "infected"),
        ("blistrs", "blisters"),
        ("swolen", "swollen"),
        ("brethe", "breathe"),
        ("bleedng", "bleeding"),
        ("p\u200bus", "pus"),
        ("fêver", "fever"),
        ("\uff46\uff45\uff56\uff45\uff52", "fever"),
        ("pus\u00a0here", "pus here"),
    ],
)
def test_what_is_written_has_one_normal_form(lexicon: Lexicon, written: str, normal: str) -> None:
    assert words(lexicon, written) == normal


@pytest.mark.parametrize(
    "word",
    ["read", "puts", "plus", "trust", "born", "store", "lever", "mister", "sister", "cover", "river", "scale", "smelt"],
)
def test_an_english_word_is_never_taken_for_a_typo(lexicon: Lexicon, word: str) -> None:
    assert words(lexicon, word) == word


@pytest.mark.parametrize("word", ["xus", "qever", "zzzzz", "microneedling", "dermapen"])
def test_what_is_far_from_every_sign_stays_as_it_is(lexicon: Lexicon, word: str) -> None:
    assert words(lexicon, word) in (word, word[0])


def test_every_plain_character_knows_its_place() -> None:
    text = "e\u0301 ½ p\u200bus"
    plain = clean(text)
    assert plain.text == "e 1\u20442 pus"
    assert [text[plain.raw(at)] for at in range(len(plain.text) - 3, len(plain.text))] == ["p", "u", "s"]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Hi, there\u2019s P\u200bUS here", "P\u200bUS"),
        ("it is really WEEPING!!", "WEEPING"),
        ("ok 😀😀 itchyyyy", "itchyyyy"),
        ("i think my face is infectd", "infectd"),
    ],
)
def test_a_finding_quotes_the_patients_own_words(lexicon: Lexicon, text: str, phrase: str) -> None:
    (finding,) = lexicon.read(text)
    assert finding.phrase == phrase == text[finding.start : finding.end]
